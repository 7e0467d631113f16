"""What stands in the search index of a page is what Material's own plugin would put there."""

from __future__ import annotations

from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from material.plugins.search.plugin import SearchIndex
from mkdocs.structure.toc import AnchorLink, TableOfContents

from sayasat.exports.search_entries import index_documents, search_entries
from sayasat.markdown import raw_html
from sayasat.markdown.html import Heading, render
from tests.support.markdown_texts import markdown

GOLDEN = Path(__file__).parents[1] / "golden" / "markdown"
PAGE = "policies/privacy/"
TITLE = "Саясат &amp; эреже"


def by_the_plugin(html: str, headings: tuple[Heading, ...] = ()) -> list[dict[str, str]]:
    """What the plugin makes of a page of this title."""
    contents = TableOfContents([AnchorLink(each.text, each.id, each.level) for each in headings])
    page = SimpleNamespace(content=html, toc=contents, url=PAGE, meta={"title": TITLE}, title=TITLE)
    index = SearchIndex()
    index.add_entry_from_context(page)
    made: list[dict[str, str]] = index.entries
    return made


def ours(html: str) -> list[dict[str, str]]:
    return index_documents(PAGE, search_entries(html, TITLE))


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.yml")), ids=lambda file: file.stem)
def test_golden_texts_are_indexed_as_by_the_plugin(file: Path) -> None:
    for case in yaml.safe_load_all(file.read_text("utf-8")):
        text = render(case["markdown"], permalink="¶", table_label="Таблица")
        assert ours(text.html) == by_the_plugin(text.html, text.headings)


@given(markdown)
def test_any_text_is_indexed_as_by_the_plugin(text: str) -> None:
    shown = render(text, permalink="¶", table_label="Таблица")
    assert ours(shown.html) == by_the_plugin(shown.html, shown.headings)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("", id="nothing"),
        pytest.param("<p>A &amp; B &lt;c&gt;\n d</p>", id="no heading"),
        pytest.param('<h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>\n<p>b</p>', id="a permalink"),
        pytest.param('<h1 id="t">T</h1><h1 id="u">U</h1>', id="two titles"),
        pytest.param('<ul>\n<li><h2 id="in">In</h2> <p>a</p></li>\n<li>b</li></ul>', id="in a list"),
        pytest.param('<div><h2 id="in">In</h2></div><p>after</p>', id="in a frame, first of all"),
        pytest.param('<p>one</p><div><h2 id="in">In</h2>x</div><p>after</p>', id="in a frame"),
        pytest.param('<h2 id="x&amp;y">A <code>b</code><sup></sup></h2><p> </p>', id="empty tags"),
        pytest.param("<pre><code> a\n\n  b</code></pre>\n\n\n<p>c<br>d</p>", id="white space"),
        pytest.param('<p title="a > b">c</p><h3>without an id</h3>', id="a sign in a title"),
    ],
)
def test_html_is_indexed_as_by_the_plugin(html: str) -> None:
    assert ours(html) == by_the_plugin(html)


def test_no_text_has_what_the_plugin_leaves_out() -> None:
    """That is why leaving out is not done here."""
    assert not {"object", "script", "style"} & raw_html.TAGS
    assert "data-search-exclude" not in escape(str(raw_html.ATTRIBUTES))
