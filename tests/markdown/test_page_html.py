"""A page that MkDocs renders holds what a policy may hold, and what the Markdown extensions make."""

from __future__ import annotations

import pytest

from sayasat.markdown.page_html import clean, plain

REFUSED = {
    "a script": "<script>owned()</script>",
    "a frame": '<iframe src="https://x/"></iframe>',
    "a base": '<base href="https://x/">',
    "a refresh": '<meta http-equiv="refresh" content="0; url=https://x/">',
    "an event": '<b onclick="owned()">b</b>',
    "a style": '<p style="position:fixed">a</p><style>p{}</style>',
    "a form": '<form action="https://x/"><input name="a"><button formaction="https://x/">b</button></form>',
    "an object": '<object data="x"></object><embed src="x">',
    "a picture that runs": '<svg onload="owned()"><script>owned()</script></svg>',
    "a script's link": '<a href="javascript:owned()">a</a> <a href=" java&#115;cript:owned()">a</a>',
    "data": '<a href="data:text/html,x">a</a> <img src="data:image/svg+xml,x">',
    "the theme's place": '<p id="__config" class="md-header">a</p>',
    "another host's image": '<img src="https://x/p.png"><img src="//x/p.png">',
    "reordered": "a\u202eb&#x2066;c",
}


@pytest.mark.parametrize("html", REFUSED.values(), ids=REFUSED.keys())
def test_nothing_of_it_is_left(html: str) -> None:
    cleaned = clean(f"<p>before</p>{html}<p>after</p>")
    assert "<p>before</p>" in cleaned
    assert "<p>after</p>" in cleaned
    for each in (
        "script",
        "https:",
        "//x",
        "on",
        "data",
        "style",
        "form",
        "_config",
        "md-",
        "\u202e",
        "\u2066",
    ):
        assert each not in cleaned


MADE = """<h2 id="a.b">A &amp; b<a class="headerlink" href="#a.b" title="Permanent link">¶</a></h2>
<div class="admonition note">
<p class="admonition-title">Note</p>
<p lang="ky">A<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>
</div>
<table><thead><tr><th align="left">a</th></tr></thead><tbody><tr><td align="right">b</td></tr></tbody></table>
<dl><dt>a</dt><dd>b</dd></dl><pre><code>a</code></pre>
<div class="footnote"><hr><ol><li id="fn:1"><p>n</p></li></ol></div>
<p><a class="md-button" href="mailto:a@example.org">a</a> <img src="../p.png" alt="p" width="20"></p>"""


def test_what_the_extensions_make_is_kept() -> None:
    assert clean(MADE) == MADE


def test_a_title_is_text() -> None:
    assert plain("A &amp; <b onclick='x'>b</b> &lt;i&gt;\u202e") == "A &amp; b &lt;i&gt;"
