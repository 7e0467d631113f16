"""Tests of the list of policies: the groups of a long list."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest

from bench.scale import archive
from bench.scale.shape import Shape
from sayasat.adopt.options import AdoptOptions
from sayasat.builder.open import open_publication
from sayasat.pages.policy_list import PolicyGroup, policy_groups, policy_list

OTHERS = "Others"


def groups(*titles_and_folders: tuple[str, str]) -> list[tuple[str, list[str]]]:
    rows = [{"title": title, "folders": folder.split("/")} for title, folder in titles_and_folders]
    return [named(each) for each in policy_groups(rows, OTHERS)]


def named(group: PolicyGroup) -> tuple[str, list[str]]:
    return group.name, [row["title"] for row in group.rows]


def test_policies_of_several_folders_are_grouped_by_the_first_that_differs() -> None:
    """Numbers in names count by their value."""
    found = groups(
        ("B", "laws/title-10"), ("A", "laws/title-10/more"), ("10", "laws/title-2"), ("9", "laws/title-2")
    )
    assert found == [("title-2", ["9", "10"]), ("title-10", ["A", "B"])]


def test_policies_above_the_folders_are_in_the_last_group() -> None:
    found = groups(("A", "laws"), ("B", "laws"), ("C", "laws/z"), ("D", "laws/z"))
    assert found == [("z", ["C", "D"]), (OTHERS, ["A", "B"])]


@pytest.mark.parametrize("folders", [["docs"] * 4, ["a", "b", "c", "d"]])
def test_policies_of_one_folder_or_of_one_each_are_grouped_by_first_letter(folders: list[str]) -> None:
    found = groups(*zip(("“beta”", "Alpha", "Água", "42"), folders, strict=True))
    assert found == [("0–9", ["42"]), ("A", ["Alpha", "Água"]), ("B", ["“beta”"])]


def test_letters_are_in_the_order_of_the_kyrgyz_alphabet() -> None:
    """Unicode has ё, ң, ө and ү after я."""
    titles = ["Яр", "Үй", "Ун", "Өнүм", "Окуу", "Ңа", "Ным", "Ёлка", "Ежик", "Йод", "Иш"]
    found = groups(*((title, "docs") for title in titles))
    assert "".join(name for name, _ in found) == "ЕЁИЙНҢОӨУҮЯ"


def test_a_title_without_a_letter_is_in_the_last_group() -> None:
    assert groups(("—", "docs"), ("Z", "docs")) == [("Z", ["Z"]), (OTHERS, ["—"])]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The lists of an archive of 250 laws in three folders, by language."""
    folder = tmp_path_factory.mktemp("laws") / "repository"
    archive.repository(folder, Shape(250, 3, size=100, ids=0, kind="laws"))
    languages = ("en", "ky", "ru")
    options = AdoptOptions(
        str(folder), policies=("docs/{lang}/**/*.md",), languages=languages, site_url="https://example.org/"
    )
    names = dict.fromkeys(languages, "Laws")
    publication = open_publication(folder, options.settings, date(2026, 11, 20), names)
    try:
        return {language: policy_list(publication.catalogue, language) for language in languages}
    finally:
        publication.close()


@pytest.mark.parametrize("language", ["en", "ky", "ru"])
def test_a_list_of_many_is_in_closed_folds_with_each_policy_once(home: dict[str, str], language: str) -> None:
    html = home[language]
    assert re.findall(r'<h2 id="group-\d+">(.*?)</h2>', html) == ["title-1", "title-2", "title-3"]
    assert html.count('<details class="fold__list">') == 3
    assert html.count('class="policies__item"') == len(
        set(re.findall(r'class="policies__name" href="(.*?)"', html))
    )
    assert html.count('class="policies__item"') == 250


def test_3500_policies_take_at_most_100_kb_compressed(home: dict[str, str]) -> None:
    """Each policy in the list costs at most 28 bytes."""
    assert len(gzip.compress(home["en"].encode())) / 250 * 3500 < 100_000
