"""Two languages side by side: aligned by section and block; what is missing or lags says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayasat.pages.parallel import parallel_page
from sayasat.website.catalogue import Catalogue
from tests.support.published import published
from tests.support.repo import PolicyRepo

KY = "# Саясат {#t}\n\nКириш.\n\n## Маалымат {#data}\n\n- Бир\n- Эки\n\n## Мөөнөт {#term}\n\n30 күн.\n"
RU = "# Политика {#t}\n\nВведение.\n\n## Данные {#data}\n\n- Один\n- Два\n"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    made = PolicyRepo(tmp_path)
    made.policy("ky", "privacy", KY, date="2024-01-01T12:00:00+06:00", effective="2024-01-01")
    made.policy("ru", "privacy", RU, date="2024-01-02T12:00:00+06:00", effective="2024-01-01")
    return made


def page(catalogue: Catalogue, language: str) -> str:
    policy = catalogue.archive.policy("privacy")
    assert policy is not None
    slots = parallel_page(catalogue, policy, language)
    return slots.content if slots else ""


def row(content: str, first: str) -> list[str]:
    """The cells of the row that begins with these words."""
    rows = re.split(r'<div class="parallel__row[^"]*">', content)
    found = next(each for each in rows if f">{first}<" in each)
    return re.findall(r"<(?:p|h\d)[^>]*>([^<]*)</", found)


def test_blocks_stand_beside_their_translation(repo: PolicyRepo) -> None:
    with published(repo) as catalogue:
        content = page(catalogue, "ky")
    assert row(content, "Эки") == ["Эки", "Два"]
    assert row(content, "Маалымат") == ["Маалымат", "Данные"]


def test_a_section_that_is_not_translated_says_so_in_that_language(repo: PolicyRepo) -> None:
    with published(repo) as catalogue:
        assert row(page(catalogue, "ky"), "Мөөнөт") == ["Мөөнөт", "Этот раздел не переведён."]


def test_a_section_that_lags_behind_says_so(repo: PolicyRepo) -> None:
    changed = KY.replace("Бир", "Биринчи")
    repo.policy(
        "ky", "privacy", changed, date="2024-02-01T12:00:00+06:00", effective="2024-01-01", editorial="x"
    )
    with published(repo) as catalogue:
        content = page(catalogue, "ru")
    assert row(content, "Маалымат")[2] == "После перевода оригинал этого раздела изменился."
    assert len(row(content, "Саясат")) == len(("Саясат", "Политика"))


def test_every_two_languages_can_be_chosen_the_pages_own_first(repo: PolicyRepo) -> None:
    repo.policy("en", "privacy", "# Policy {#t}\n", date="2024-01-03T12:00:00+06:00", effective="2024-01-01")
    with published(repo) as catalogue:
        values = re.findall(r'value="([0-9-]+)"', page(catalogue, "en"))
    assert values == ["1-3", "2-3", "1-2"]


def test_a_policy_in_one_language_has_no_such_page(tmp_path: Path) -> None:
    alone = PolicyRepo(tmp_path)
    alone.policy("ky", "privacy", KY, effective="2024-01-01")
    with published(alone) as catalogue:
        assert (page(catalogue, "ky"), page(catalogue, "ru")) == ("", "")


def test_each_cell_names_its_language(repo: PolicyRepo) -> None:
    with published(repo) as catalogue:
        assert re.search(r'lang="ru" dir="ltr" data-column="2"><p>Два</p>', page(catalogue, "ky"))
