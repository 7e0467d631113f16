"""The entries of policies in the search index: their texts by section, and nothing that the site adds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from sayasat.exports.search_entries import (
    SearchEntry,
    VersionEntries,
    main_page_entries,
    search_entries,
    version_entries,
)
from sayasat.markdown.section_reader import sections, visible_text
from sayasat.pages.text import main_page
from tests.support.markdown_texts import markdown
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

TITLE = "Саясат & «эреже»"


def entries(text: str) -> tuple[SearchEntry, ...]:
    return search_entries(sections(text), TITLE)


@given(markdown)
def test_every_visible_word_is_in_the_index_and_no_other(text: str) -> None:
    shown = " ".join(f"{each.heading} {each.text}" for each in entries(text))
    own_title = [] if sections(text)[:1] and sections(text)[0].level == 1 else TITLE.split()
    assert shown.split() == [*own_title, *visible_text(text).split()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("# T {#t}\n\nA & B *c*\nd.\n\nE.\n", [("", "T", "A & B c d.\nE.")], id="paragraphs"),
        pytest.param("# T {#t}\n\n|a|b|\n|-|-|\n|c|d|\n", [("", "T", "a b\nc d")], id="a table"),
        pytest.param("# T {#t}\n\n- a\n- b\n", [("", "T", "a\nb")], id="a list"),
        pytest.param("# T {#t}\n\n`<b>`\n", [("", "T", "<b>")], id="code"),
        pytest.param("# T {#t}\n\n## A {#a}\n", [("", "T", ""), ("a", "A", "")], id="empty sections"),
        pytest.param("Intro.\n\n## A {#a}\n", [("", TITLE, "Intro."), ("a", "A", "")], id="no title"),
        pytest.param("", [("", TITLE, "")], id="nothing"),
        pytest.param(
            "# T {#t}\n\n## A {#a}\n\nOne[^1].\n\n[^1]: A note.\n",
            [("", "T", ""), ("a", "A", "One[1].\nA note.")],
            id="footnotes belong to the last section",
        ),
    ],
)
def test_a_section_is_an_entry_with_its_text_in_lines(text: str, found: list[tuple[str, str, str]]) -> None:
    assert list(entries(text)) == [SearchEntry(*each) for each in found]


def test_notes_under_headings_are_on_the_page_and_not_in_the_index(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    text = "# T {#t}\n\n## A {#a}\n\n"
    repo.policy("ky", "privacy", f"{text}Zero.\n", date="2026-01-01T12:00:00+06:00")
    repo.policy("ky", "privacy", f"{text}One.\n", effective="2026-02-01", date="2026-01-20T12:00:00+06:00")
    with published(repo) as catalogue:
        page = main_page(catalogue, edition(catalogue))
        assert page is not None
        assert 'class="life"' in page.content
        assert [each.text for each in main_page_entries(catalogue, edition(catalogue))] == ["", "One."]


def test_a_draft_is_indexed_in_place_of_the_text_in_force(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# T {#t}\n\nOne.\n", date="2026-01-01T12:00:00+06:00")
    with published(repo) as catalogue:
        found = main_page_entries(catalogue, edition(catalogue), b"---\ntitle: T\n---\n\n# T {#t}\n\nTwo.\n")
        assert [each.text for each in found] == ["Two."]


def test_a_policy_without_a_text_to_show_is_not_in_the_index(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# T {#t}\n\nOne.\n", date="2026-01-01T12:00:00+06:00")
    repo.policy("ru", "privacy", "# T {#t}\n\nOne.\n", date="2026-01-01T13:00:00+06:00")
    repo.remove("docs/ru/policies/privacy.md", date="2026-02-01T12:00:00+06:00")
    with published(repo) as catalogue:
        assert main_page_entries(catalogue, edition(catalogue, language="ru")) == ()


def test_of_other_versions_only_what_no_later_text_says_is_indexed(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for month, price, place in ((1, 10, "A"), (2, 10, "B"), (3, 20, "B")):
        text = f"# T {{#t}}\n\n## Price {{#price}}\n\n{price} som.\n\n## Place {{#place}}\n\n{place}.\n"
        day = f"2026-0{month}-01"
        repo.policy("ky", "privacy", text, date=f"{day}T12:00:00+06:00", effective=day)
    with published(repo) as catalogue:
        assert version_entries(catalogue, edition(catalogue)) == (
            VersionEntries(date(2026, 2, 1), (SearchEntry("price", "Price", "10 som."),)),
            VersionEntries(date(2026, 1, 1), (SearchEntry("place", "Place", "A."),)),
        )
