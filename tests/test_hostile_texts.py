"""Texts and histories that try to put markup on a page: it stays text, in every revision ever shown."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.built_site import Sample, contents, pages, read_page, read_xml
from tests.support.mini_site import build, furnish
from tests.support.repo import PolicyRepo

WORDS = (
    """"><script>owned()</script><b>x</b> [[sayasat:head]] {{ 9*'7' }} {% raw %} ]]> ' &amp; --> ${owned}"""
)
"""What stands in titles, summaries, reasons and subjects, to be read there letter by letter."""

BODY = """# <script>owned(1)</script>Саясат "><img src=//owned.example/q.png onerror=owned(2)> {#privacy}

[[sayasat:head]] {{ 9*'7' }} ]]> {% include "x" %} текст.

<script>owned(3)</script>
<SCRIPT SRC="https://owned.example/x.js"></SCRIPT>
<style>@import "https://owned.example/x.css"; body { background: url(https://owned.example/x.png) }</style>
<iframe src="https://owned.example/"></iframe>
<object data="https://owned.example/x"></object><embed src="https://owned.example/y">
<base href="https://owned.example/"><meta http-equiv="refresh" content="0; url=https://owned.example/">
<link rel="stylesheet" href="https://owned.example/x.css">
<form action="https://owned.example/"><input name="x" autofocus onfocus="owned(4)"><button>b</button></form>
<svg onload="owned(5)"><script>owned(6)</script><a xlink:href="javascript:owned(7)">s</a></svg>
<math><mtext><table><mglyph><style><img src=x onerror=owned(8)></style></mglyph></table></mtext></math>

<p onclick="owned(9)" style="position:fixed" class="md-header" id="__config">абзац</p>
<img src="https://owned.example/p.png" onerror="owned(10)">
<details open ontoggle="owned(11)"><summary>s</summary></details>

[a](javascript:owned(12)) [b](JaVaScRiPt:owned) [c](data:text/html,owned) [d](vbscript:owned)
[e](&#106;avascript:owned) [f](java\tscript:owned) <javascript:owned>
<a href="javascript:owned(13)">g</a> <a href=" &#x6A;avascript:owned">h</a> <a href="//owned.example/">i</a>
![j](https://owned.example/x.png) ![k](javascript:owned) ![l](data:image/svg+xml,owned)

## "><script>owned(14)</script> & тема {#"><script>owned(15)</script>}

| <script>owned(16)</script> | `<script>owned(17)</script>` |
|---|---|
| </td></table><script>owned(18)</script> | [m](javascript:owned) |

[o](http://[owned) ![p](//[owned/x.png) <img src="/\\owned.example/x.png">
<a href="http://[owned">q</a> <img src="//owned.example/x.png" alt="белги"> [![r](https://owned.example/)](#a)

Эскертүү[^1]. <!-- --><script>owned(19)</script> <![CDATA[<script>owned(20)</script>]]> <?php owned ?>

[^1]: <script>owned(21)</script> [n](javascript:owned)

</div></main></body></html><script>owned(22)</script>
"""


PAGE = """---
description: "\u202e\"><script>owned()</script>"
icon: "x\"><script>owned()</script>"
status: "x\"><script>owned()</script>"
subtitle: <script>owned()</script>
---

# <img src=x onerror=owned(1)> `<script>owned()</script>` \u202eтема&#x202e; {#__config}

<script>owned(3)</script>
<style>@import "https://owned.example/x.css";</style>
<iframe src="https://owned.example/"></iframe>
<object data="https://owned.example/x"></object><embed src="https://owned.example/y">
<base href="https://owned.example/"><meta http-equiv="refresh" content="0; url=https://owned.example/">
<link rel="stylesheet" href="https://owned.example/x.css">
<form action="https://owned.example/"><input name="x" autofocus onfocus="owned(4)"><button>b</button></form>
<svg onload="owned(5)"><script>owned(6)</script><a xlink:href="javascript:owned(7)">s</a></svg>

## <script>owned(2)</script> &lt;img onerror=owned(1)&gt; {#two onclick="owned()" style="color:red"}

Текст \\<script>owned()</script> <svg/onload=owned(5)> \u2066 &#x2066;
{: onclick="owned(9)" style="position:fixed" .md-header #__search }

[a](javascript:owned(12)) [b](JaVaScRiPt:owned) [c](data:text/html,owned) [d](vbscript:owned)
[g](#two){: href="javascript:owned()" onclick="owned()" }
<a href="javascript:owned(13)">g</a> <a href=" &#x6A;avascript:owned">h</a>
![j](https://owned.example/x.png) ![l](data:image/svg+xml,owned)

</div></main></body></html><script>owned(22)</script>
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    repo = PolicyRepo(tmp_path_factory.mktemp("hostile") / "repo")
    furnish(repo)
    repo.write("docs/ky/about.md", f"---\ntitle: {json.dumps(WORDS)}\n---\n\nТекст.\n")
    repo.write("docs/ky/page.md", PAGE)
    file = "docs/ky/policies/privacy.md"

    def commit(body: str, day: str, **front_matter: str) -> None:
        repo.policy(
            "ky",
            "privacy",
            body,
            date=f"{day}T12:00:00+06:00",
            message=WORDS,
            title=WORDS,
            **front_matter,
        )
        author = '--author=x" onload="owned()" \'&amp; [[sayasat:title]] {{ 7*7 }} <"><script>owned()@x>'
        repo.git("commit", "--amend", "--quiet", "--no-edit", author, date=f"{day}T12:00:00+06:00")

    nowhere = '\n<img src="\\\\owned.example/x.png"> [a](\\\\owned.example) ![b](../../../owned.png)\n'
    commit(BODY + nowhere, "2024-01-01", effective="2024-01-01", summary=WORDS)
    whole = (repo.path / file).read_bytes()
    for day, data in (
        ("2024-01-02", whole + b"\0\0<script>owned()</script>"),
        ("2024-01-03", whole + b"\xff\xfe<script>owned()</script>"),
        ("2024-01-04", whole.decode().encode("utf-16")),
        ("2024-01-05", b"<script>owned()</script>\n"),
        (
            "2024-01-06",
            b"---\ntitle: [<script>owned()</script>\n<script>: {{\n---\n<script>owned()</script>\n",
        ),
    ):
        repo.commit(WORDS, date=f"{day}T12:00:00+06:00", files={file: data})
    commit(BODY.replace("текст", "сөз"), "2024-02-01", effective="2024-01-01", editorial=WORDS, summary=WORDS)
    commit(BODY + "\nДагы.\n", "2025-01-01", effective="2025-02-01", summary=WORDS, authority=WORDS)
    repo.policy("ru", "privacy", BODY, date="2025-01-02T12:00:00+06:00", title=WORDS, effective="2025-02-01")
    repo.policy("ky", "gone", BODY, date="2024-01-01T12:00:00+06:00", title=WORDS, effective="2024-01-01")
    repo.policy(
        "ky", "a\u202eb\x1bc", BODY, date="2024-01-01T12:00:00+06:00", title="A", effective="2024-01-01"
    )
    repo.git("rm", "--quiet", "docs/ky/policies/gone.md")
    repo.commit(WORDS, date="2024-05-05T12:00:00+06:00")
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    return Sample(repo, built.site)


def test_every_revision_that_acts_has_a_page(hostile: Sample) -> None:
    """The tests below look at one that was faulty, too."""
    revisions = list((hostile.site / "policies/privacy").glob("*/revisions/*/index.html"))
    assert len(revisions) == 4


def test_no_script_but_the_theme_s_own_is_on_any_page(hostile: Sample) -> None:
    for address, page in pages(hostile.site):
        for script in page.all("script"):
            text = "".join(script.pieces)
            if script.attributes.get("type") == "application/ld+json":
                # Data with titles of texts: no browser runs it, and nothing in it ends the element
                assert json.loads(text)["@context"] == "https://schema.org", address
                assert "<" not in text, address
            else:
                assert "owned" not in text, address
            assert not urlsplit(script.attributes.get("src", "")).netloc, address


def test_no_page_has_an_event_handler(hostile: Sample) -> None:
    for address, page in pages(hostile.site):
        found = [name for each in page.elements for name in each.attributes if name.startswith("on")]
        assert not found, address


def test_no_page_has_an_element_that_runs_or_loads_or_redirects(hostile: Sample) -> None:
    foreign = {"iframe", "object", "embed", "base", "math", "frame", "portal", "template"}
    active = {"script", "style", "svg", "link", "meta", "video", "audio"}
    controls = {"form", "input", "button", "select", "textarea"}
    for address, page in pages(hostile.site):
        # The cookie banner's gates are templates; no text has a place in it
        banner = page.all("section", "cookies")
        ours = {id(each) for section in banner for each in page.inside(section)}
        assert not foreign & {each.tag for each in page.elements if id(each) not in ours}, address
        redirects = [
            each["content"] for each in page.all("meta") if each.attributes.get("http-equiv") == "refresh"
        ]
        assert not any("owned" in each for each in redirects), address
        shows_a_text = re.search(r"^page/|policies/[^/]+/([0-9-]+/(revisions/\w+/)?)?$", address)
        if redirects or (not shows_a_text and not re.search(r"\d/changes/$", address)):
            continue
        # The status above a text has a button for printing; no text has a place beside it
        status = page.all("aside", "standing")
        above = {id(each) for aside in status for each in page.inside(aside) if each.tag == "button"}
        assert len(above) <= len(status), address
        for each in page.inside(page.one("div", "text")):
            if id(each) in above:
                assert "data-print" in each.attributes, address
                continue
            assert each.tag not in (active | controls if shows_a_text else active), address
            assert "style" not in each.attributes, address
            assert not [name for name in each.classes if name.startswith("md-header")], address


def test_no_page_holds_a_character_that_reorders_letters_or_controls(hostile: Sample) -> None:
    """Where a text's source lies beside its pages, it does: byte for byte."""
    for file in hostile.site.rglob("*"):
        if file.suffix in {".html", ".atom", ".xml"}:
            text = file.read_text(encoding="utf-8")
            found = re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
            assert not found, file


def test_a_text_cannot_close_what_stands_around_it(hostile: Sample) -> None:
    for address, page in pages(hostile.site):
        main = page.one("main")
        for config in page.all("script", id="__config"):  # a pointer has none
            assert not any(parent is main for parent in config.parents), address
        for text in page.all("div", "text"):
            assert any(parent is main for parent in text.parents), address


def test_every_address_on_a_page_has_a_harmless_scheme(hostile: Sample) -> None:
    for address, page in pages(hostile.site):
        for element in page.elements:
            for name in ("href", "src", "action", "xlink:href", "data", "formaction", "poster"):
                scheme = urlsplit(element.attributes.get(name, "").strip()).scheme
                assert scheme in {"", "http", "https", "mailto", "tel"}, f"{address}: {element.attributes}"


def test_nothing_is_fetched_from_the_host_a_text_names(hostile: Sample) -> None:
    for address, page in pages(hostile.site):
        for element in page.elements:
            fetched = {"src", "srcset", "data", "poster", "style"} & element.attributes.keys()
            for name in fetched | ({"href"} & element.attributes.keys() if element.tag == "link" else set()):
                assert "owned.example" not in element[name], address


def test_titles_are_read_letter_by_letter(hostile: Sample) -> None:
    expected = " ".join(WORDS.split())
    page = read_page(hostile.site / "policies/privacy/index.html")
    assert page.one("title").text.startswith(expected)
    for address in ("index.html", "changes/index.html", "policies/privacy/history/index.html"):
        assert expected in read_page(hostile.site / address).one("html").text, address
    assert page.one("meta", property="og:title")["content"] == WORDS
    assert read_page(hostile.site / "about/index.html").one("title").text.startswith(expected)


def test_summaries_reasons_subjects_and_authorities_are_read_letter_by_letter(hostile: Sample) -> None:
    expected = " ".join(WORDS.split())
    history = read_page(hostile.site / "policies/privacy/history/index.html")
    assert expected in [each.text for each in history.all("p", "timeline__summary")]
    assert expected in [each.text for each in history.all("q")]
    assert expected in [each.text for each in history.all("span", lang="")]
    assert any("{{ 7*7 }}" in each.text and "onload" in each.text for each in history.all("span"))
    page = read_page(hostile.site / "policies/privacy/index.html")
    assert expected in [each.text for each in page.all("dd")]


def test_a_mark_of_the_shell_and_a_template_s_tag_inside_a_text_stay_text(hostile: Sample) -> None:
    shown = 0
    for address, page in pages(hostile.site):
        text = page.one("html").text
        if re.search(r"policies/privacy/[0-9-]+/$", address):
            shown += 1
            assert "[[sayasat:head]] {{ 9*'7' }} ]]>" in text, address
        assert "777777777" not in text
    assert shown == 3


def test_no_mark_is_left_over_on_a_page_without_hostile_text(hostile: Sample) -> None:
    for name in ("en/404.html", "en/about/index.html"):
        html = (hostile.site / name).read_text(encoding="utf-8")
        assert "[[sayasat:" not in html


def test_feeds_hold_the_words_as_text(hostile: Sample) -> None:
    for file in hostile.site.rglob("*.atom"):
        root = read_xml(file)
        assert not [each for each in root.iter() if "script" in each.tag]
        assert not [each for each in root.iter() if each.attrib.get("type") in {"html", "xhtml"}]
    titles = [
        each.text or "" for each in read_xml(hostile.site / "feed.atom").iter() if each.tag.endswith("title")
    ]
    assert any(WORDS in title for title in titles)


def test_the_data_holds_the_words_as_they_are(hostile: Sample) -> None:
    document = json.loads((hostile.site / "policies/privacy/versions.json").read_bytes())
    assert document["title"] == WORDS
    # A summary belongs to the version in whose revision it changes: decisions/0023
    assert WORDS in [version["summary"] for version in document["versions"]]


def test_faulty_old_revisions_are_shown_as_faulty_and_only_the_others_are_published(hostile: Sample) -> None:
    """The text in UTF-16 has the same words, so it acts; the others give no reason for theirs."""
    history = read_page(hostile.site / "policies/privacy/history/index.html")
    assert len(history.all("p", "revisions__fault")) >= 5
    sources = {
        hostile.repo.git("hash-object", "--stdin", "--no-filters", stdin=data)
        for path, data in contents(hostile.site).items()
        if path.endswith("privacy.md") and not path.startswith("ru/")
    }
    log = hostile.repo.git("log", "--reverse", "--format=%H", "--", "docs/ky/policies/privacy.md").split()
    first, _, _, in_utf_16, _, _, corrected, newest = log
    acting = (first, in_utf_16, corrected, newest)
    assert sources == {hostile.repo.blob("docs/ky/policies/privacy.md", commit) for commit in acting}


def test_a_file_name_with_marks_of_html_is_a_policy_like_another(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    furnish(repo)
    slug = "a&b'c эреже"
    repo.policy(
        "ky", slug, "# Эреже {#a}\n\nТекст.\n", date="2024-01-01T12:00:00+06:00", effective="2024-01-01"
    )
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    page = read_page(built.site / "policies" / slug / "index.html")
    assert page.canonical == "https://example.org/policies/a%26b%27c%20%D1%8D%D1%80%D0%B5%D0%B6%D0%B5/"
    assert (built.site / "policies" / slug / "2024-01-01" / f"{slug}.md").is_file()
