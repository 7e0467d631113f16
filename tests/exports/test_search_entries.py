"""The entries of policies in the search index: what Material's own plugin would make of a usual text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from material.plugins.search.plugin import SearchIndex
from mkdocs.structure.toc import AnchorLink, TableOfContents

from sayasat.exports.search_entries import SearchEntry, index_documents, main_page_entries, search_entries
from sayasat.markdown.html import render
from sayasat.markdown.section_reader import sections, visible_text
from sayasat.pages.text import main_page
from tests.support.markdown_texts import markdown
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

PAGE = "policies/privacy/"
TITLE = "Саясат & «эреже»"


def by_the_plugin(text: str) -> list[dict[str, str]]:
    """What Material's plugin makes of a page that shows this text."""
    rendered = render(text, permalink="¶", table_label="Таблица")
    contents = TableOfContents([AnchorLink(each.text, each.id, each.level) for each in rendered.headings])
    page = SimpleNamespace(content=rendered.html, toc=contents, url=PAGE, meta={"title": TITLE}, title=TITLE)
    index = SearchIndex()
    index.add_entry_from_context(page)
    made: list[dict[str, str]] = index.entries
    return made


def entries(text: str) -> tuple[SearchEntry, ...]:
    return search_entries(sections(text), TITLE)


def texts(found: Iterable[SearchEntry]) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# T {#t}\n\nA & B *c*\nd.\n\n## A <b> {#a}\n\nOne.\n\nTwo.\n", id="paragraphs"),
        pytest.param("# T {#t}\n\n- a\n- b & c\n\nAfter.\n\n1. d\n2. e\n", id="lists"),
        pytest.param("# T {#t}\n\n> Quoted.\n\n[A link](a.md) and **bold**.\n", id="inline markup"),
        pytest.param("# T {#t}\n\n|a|b|\n|-|-|\n|c|d|\n|e|f|\n", id="a table"),
        pytest.param("# T {#t}\n\nText.\n\n# U {#u}\n\nMore.\n", id="two titles"),
        pytest.param("# T {#t}\n\n## A {#a}\n\n### B {#b}\n\nText.\n", id="empty sections"),
    ],
)
def test_a_usual_text_is_indexed_as_by_the_plugin(text: str) -> None:
    assert index_documents(PAGE, entries(text)) == by_the_plugin(text)


@given(markdown)
def test_every_visible_word_is_in_the_index(text: str) -> None:
    found = entries(text)
    shown = " ".join(f"{each.title} {each.text}" for each in found if each.title or each.text)
    words = unescape(re.sub(r"</?(?:p|ul|ol|li|pre|code)>", " ", shown)).split()
    own_title = [] if sections(text)[:1] and sections(text)[0].level == 1 else TITLE.split()
    assert words == [*own_title, *visible_text(text).split()]


def test_a_page_without_its_own_title_is_found_by_the_policy_s() -> None:
    assert entries("Intro.\n\n## A {#a}\n\nOne.\n") == (
        SearchEntry("", "Саясат &amp; «эреже»", "<p>Intro.</p>"),
        SearchEntry("a", "A", "<p>One.</p>"),
    )
    assert entries("") == (SearchEntry("", "Саясат &amp; «эреже»", ""),)


def test_footnotes_belong_to_the_last_section() -> None:
    found = entries("# T {#t}\n\n## A {#a}\n\nOne[^1].\n\n[^1]: A note.\n")
    assert found[-1] == SearchEntry("a", "A", "<p>One[1].</p> <p>A note.</p>")


def test_code_and_markup_are_text() -> None:
    assert texts(entries("# T {#t}\n\n```\n<b>\n  x\n```\n")) == ["<pre><code>&lt;b&gt;\n  x</code></pre>"]


def test_notes_under_headings_are_on_the_page_and_not_in_the_index(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    text = "# T {#t}\n\n## A {#a}\n\n"
    repo.policy("ky", "privacy", f"{text}Zero.\n", date="2026-01-01T12:00:00+06:00")
    repo.policy("ky", "privacy", f"{text}One.\n", effective="2026-02-01", date="2026-01-20T12:00:00+06:00")
    with published(repo) as catalogue:
        page = main_page(catalogue, edition(catalogue))
        assert page is not None
        assert 'class="life"' in page.content
        assert texts(main_page_entries(catalogue, edition(catalogue))) == ["", "<p>One.</p>"]


def test_a_draft_is_indexed_in_place_of_the_text_in_force(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# T {#t}\n\nOne.\n", date="2026-01-01T12:00:00+06:00")
    with published(repo) as catalogue:
        found = main_page_entries(catalogue, edition(catalogue), b"---\ntitle: T\n---\n\n# T {#t}\n\nTwo.\n")
        assert texts(found) == ["<p>Two.</p>"]


def test_a_policy_without_a_text_to_show_is_not_in_the_index(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# T {#t}\n\nOne.\n", date="2026-01-01T12:00:00+06:00")
    repo.policy("ru", "privacy", "# T {#t}\n\nOne.\n", date="2026-01-01T13:00:00+06:00")
    repo.remove("docs/ru/policies/privacy.md", date="2026-02-01T12:00:00+06:00")
    with published(repo) as catalogue:
        assert main_page_entries(catalogue, edition(catalogue, language="ru")) == ()
