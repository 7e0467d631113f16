"""A section's life: since when it reads as it does, and how it read before."""

from __future__ import annotations

from pathlib import Path

from sayasat.website.section_history import SectionHistory, derivations, section_histories
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

START = "# T {#t}\n\nIntro.\n\n## A {#a}\n\nOne.\n\n### A1 {#a1}\n\nInner.\n\n## B {#b}\n\nTwo.\n"


def life_of(repo: PolicyRepo) -> dict[str, list[tuple[str, str, str]]]:
    """Each section's readings as (first date, last date, id)."""
    with published(repo) as catalogue:
        found = section_histories(derivations(catalogue, edition(catalogue)))
        return {name: entries_of(life) for name, life in found.present.items()}


def entries_of(life: SectionHistory) -> list[tuple[str, str, str]]:
    return [(str(each.first.date), str(each.last.date), each.id) for each in life]


def written(path: Path, *bodies: str) -> PolicyRepo:
    """A policy with one version for each body, in force on the first of January of 2021, 2022, …"""
    repo = PolicyRepo(path)
    for year, body in enumerate(bodies, 2021):
        repo.policy("ky", "privacy", body, date=f"{year}-01-01T12:00:00+06:00", effective=f"{year}-01-01")
    return repo


def test_a_section_that_never_changed_has_one_reading(tmp_path: Path) -> None:
    found = life_of(written(tmp_path, START, START.replace("Two", "Three")))
    assert found["a"] == [("2021-01-01", "2022-01-01", "a")]


def test_a_section_that_changed_reads_so_since_that_version(tmp_path: Path) -> None:
    found = life_of(written(tmp_path, START, START.replace("Two", "Three"), START.replace("Two", "Three")))
    assert found["b"] == [("2021-01-01", "2021-01-01", "b"), ("2022-01-01", "2023-01-01", "b")]


def test_a_change_in_a_subsection_is_one_of_the_section_too(tmp_path: Path) -> None:
    found = life_of(written(tmp_path, START, START.replace("Inner", "Other")))
    assert (len(found["a"]), len(found["a1"]), len(found["b"])) == (2, 2, 1)


def test_a_life_goes_on_under_another_id(tmp_path: Path) -> None:
    found = life_of(written(tmp_path, START, START.replace("{#b}", "{#c}").replace("Two", "Three")))
    assert found["c"] == [("2021-01-01", "2021-01-01", "b"), ("2022-01-01", "2022-01-01", "c")]


def test_a_new_section_begins_its_life(tmp_path: Path) -> None:
    found = life_of(written(tmp_path, START, f"{START}\n## C {{#c}}\n\nFour words stand here.\n"))
    assert found["c"] == [("2022-01-01", "2022-01-01", "c")]


def test_a_text_that_returns_is_a_reading_of_its_own(tmp_path: Path) -> None:
    other = START.replace("Two", "Three")
    found = life_of(written(tmp_path, START, other, START))
    assert [first for first, _, _ in found["b"]] == ["2021-01-01", "2022-01-01", "2023-01-01"]


def test_an_article_that_gets_another_number_keeps_its_life_and_takes_no_other(tmp_path: Path) -> None:
    """The id of an article that is only numbered goes to the next one; its earlier texts do not."""
    first, second, third = (
        "Предмет закона составляют отношения в сфере связи.",
        "Оператор обязан хранить данные не более года.",
        "В настоящем законе используются основные понятия.",
    )
    before = f"## Статья 1\n\n{first}\n\n## Статья 2\n\n{second}\n"
    after = f"## Статья 1\n\n{first}\n\n## Статья 2\n\n{third}\n\n## Статья 3\n\n{second}\n"
    found = life_of(written(tmp_path, before, after))
    assert found["статья-2"] == [("2022-01-01", "2022-01-01", "статья-2")]
    assert [name for _, _, name in found["статья-3"]] == ["статья-2", "статья-3"]
