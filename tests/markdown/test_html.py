"""The HTML of a text: sanitised, linked, and complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given

from sayasat.markdown.html import Heading, render
from sayasat.markdown.links import Link, links
from tests.support.markdown_texts import markdown

_SAFE = re.compile(r"(?:https?:|mailto:|tel:|[^a-z]|[a-z][a-z0-9+.-]*(?:[^a-z0-9+.:-]|$))", re.IGNORECASE)
_ATTRIBUTES = {
    *(
        "href",
        "src",
        "alt",
        "title",
        "width",
        "height",
        "lang",
        "dir",
        "id",
        "class",
        "role",
        "align",
        "scope",
    ),
    *("colspan", "rowspan", "start", "aria-label", "tabindex"),
}


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def _is_safe(html: str) -> bool:
    for tag, attributes in _Tags(html).tags:
        if tag in {
            "script",
            "style",
            "iframe",
            "form",
            "input",
            "svg",
            "math",
            "meta",
            "base",
            "object",
            "embed",
        }:
            return False
        if not attributes.keys() <= _ATTRIBUTES:
            return False
        if not all(_SAFE.match(attributes[name]) for name in ("href", "src") if attributes.get(name)):
            return False
    return True


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in a sentence": "a <script>alert(1)</script> b",
    "script unclosed": "a <script>alert(1)",
    "script split": "<scr<script>ipt>alert(1)</script>",
    "upper case": "<SCRIPT SRC=//evil.example></SCRIPT>",
    "onclick": '<p onclick="alert(1)">a</p>',
    "onclick in a sentence": 'a <b onclick="alert(1)">b</b>',
    "onerror": "<img src=x onerror=alert(1)>",
    "javascript link": "[a](javascript:alert(1))",
    "javascript with entities": '<a href="&#106;avascript&colon;alert(1)">a</a>',
    "javascript with a tab": '<a href="java&#9;script:alert(1)">a</a>',
    "javascript with a control": '<a href="&#1;javascript:alert(1)">a</a>',
    "javascript encoded in Markdown": "[a](&#x6A;avascript:alert(1))",
    "javascript by reference": "[a]\n\n[a]: JaVaScRiPt:alert(1)",
    "javascript autolink": "<javascript:alert(1)>",
    "javascript image": "![a](javascript:alert(1))",
    "vbscript": "[a](vbscript:x)",
    "data": "[a](data:text/html;base64,PHNjcmlwdD4=) ![a](data:image/svg+xml,x)",
    "file": "[a](file:///etc/passwd)",
    "iframe": "<iframe src=https://evil.example></iframe>",
    "iframe srcdoc": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "form": "<form action=//evil.example><input name=x><button>a</button></form>",
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "meta refresh": '<meta http-equiv="refresh" content="0;url=//evil.example">',
    "base": "<base href=//evil.example>",
    "style": "<style>*{display:none}</style><p style='position:fixed'>a</p>",
    "object": "<object data=x></object><embed src=x>",
    "template": "<template><script>alert(1)</script></template>",
    "title in an attribute": '[a](b "\\"><script>alert(1)</script>")',
    "alt": '![<script>alert(1)</script>](x) ![" onerror="alert(1)](x)',
    "code fence": '```"><script>alert(1)</script>\na\n```',
    "id": "# a {#x onclick=alert(1)}",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "comment": "<!--><script>alert(1)</script>-->",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "footnote": "a[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_hostile_is_left(text: str) -> None:
    html = render(text, permalink='"><script>', table_label='"><script>').html
    assert _is_safe(html)
    assert "<script" not in html


@given(markdown)
def test_nothing_hostile_is_left_of_anything(text: str) -> None:
    assert _is_safe(render(text, permalink="p", table_label="t").html)


def test_authors_set_no_ids_classes_or_targets() -> None:
    text = (
        '<div id="main" class="md-search"><a id=a name=forms href=x target=_blank rel=opener>a</a></div>\n\n'
    )
    html = render(text + '<h2 id="__config">b</h2>\n\n<img id=cookie name=body src=x>').html
    assert not re.search(r"(id|class|name|target|rel)=", html)


def test_headings_and_notes_have_ids() -> None:
    html = render("## a {#x}\n\nb[^1]\n\n[^1]: c\n", permalink="Шилтеме").html
    assert set(re.findall(r'id="([^"]+)"', html)) == {"x", "fnref:1", "fn:1"}
    assert set(re.findall(r'href="#([^"]+)"', html)) == {"x", "fnref:1", "fn:1"}


@given(markdown)
def test_ids_are_unique_and_our_links_lead_to_them(text: str) -> None:
    """Except the link back from a footnote whose only reference is in the description of an image."""
    tags = _Tags(render(text, permalink="p").html).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    ours = {"headerlink", "footnote-ref"}
    assert len(set(ids)) == len(ids)
    assert {attributes["href"][1:] for _, attributes in tags if attributes.get("class") in ours} <= set(ids)


def test_only_headings_below_the_title_have_a_permalink() -> None:
    html = render("# a\n\n## b\n\n> ## c\n", permalink='Бөлүм "b"').html
    assert html.count("headerlink") == 1
    assert (
        '<a class="headerlink" href="#b" title="Бөлүм &quot;b&quot;" aria-label="Бөлүм &quot;b&quot;">¶</a>'
        in html
    )
    assert "headerlink" not in render("## b\n").html


def test_headings_are_listed_as_plain_text() -> None:
    rendered = render("# *A* & `b`[^1] {#top}\n\n- ## no\n\n## В\n\n[^1]: c\n")
    assert rendered.headings == (Heading("top", 1, "A & b"), Heading("в", 2, "В"))


@given(markdown)
@example("# A\x02 &#2;\n\n## B\n<b title='&#2;'>&#x2;</b>\n\n- ## no\n")
def test_the_html_is_cut_after_each_listed_heading(text: str) -> None:
    rendered = render(text, permalink="¶", table_label="Таблица")
    *until_headings, _ = rendered.parts
    ends = [f"</h{heading.level}>" for heading in rendered.headings]
    assert [part[-5:] for part in until_headings] == ends


def test_a_table_is_framed_only_under_a_label() -> None:
    table = "|a|\n|-|\n|b|\n"
    assert "<div" not in render(table).html
    framed = render(table, table_label="Таблица").html
    assert 'tabindex="0" role="region" aria-label="Таблица"><table>' in framed


def test_links_and_images_are_resolved_as_written() -> None:
    text = '[a](../b.md#c "t") ![d](e.png) <a href="f.md">g</a>\n\n<p><img src=h.png></p>\n\n<https://i.kg>\n'
    asked: list[str] = []

    def resolve(href: str) -> Link:
        asked.append(href)
        return Link(f"/x/{len(asked)}")

    html = render(text, resolve).html
    assert asked == ["../b.md#c", "e.png", "f.md", "h.png", "https://i.kg"]
    assert re.findall(r'(?:href|src)="([^"]+)"', html) == [f"/x/{n}" for n in range(1, 6)]
    assert 'title="t"' in html


def test_a_link_to_nothing_leaves_its_words_and_a_note() -> None:
    def gone(_href: str) -> Link:
        return Link(None, "(мындан ары <жарыяланбайт>)")

    html = render("[а **б**](c.md), ![сүрөт](d.png)", gone).html
    assert html == (
        "<p>а <strong>б</strong> (мындан ары &lt;жарыяланбайт&gt;), "
        " сүрөт (мындан ары &lt;жарыяланбайт&gt;) </p>\n"
    )


def test_a_resolved_address_is_sanitised_too() -> None:
    assert render("[a](b)", lambda _href: Link("javascript:alert(1)")).html == "<p>a</p>\n"


def test_links_are_listed_with_their_lines() -> None:
    text = "# [a](a.md)\n\nb\n[c](c.md) ![d](d.png)\\\n<tel:1>\n\n- x\n- [g]\n\n<p><a href=h.md>h</a>\n"
    text += "\n[g]: g.md\n"
    assert links(text) == (("a.md", 1), ("c.md", 4), ("d.png", 4), ("tel:1", 5), ("g.md", 8), ("h.md", 10))


@given(markdown)
def test_rendering_is_a_function_of_the_text(text: str) -> None:
    """Tokens are shared by everything that reads a text: rendering must leave them as they were."""
    assert render(text, permalink="p") == render(text, permalink="p")
