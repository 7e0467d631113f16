"""The main page of a translation whose original has a newer version."""

from __future__ import annotations

from pathlib import Path

from sayasat.pages.text import main_page
from tests.support.built_site import parse
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo


def test_a_version_without_a_translation_shows_the_older_one_as_behind(tmp_path: Path) -> None:
    """The version in force was corrected before it was translated; until it is, the older text stays."""
    repo = PolicyRepo(tmp_path)
    for language, text in {"ky": "Биринчи.", "ru": "Первый."}.items():
        repo.policy(language, "privacy", text, effective="2026-01-10", date="2026-01-10T12:00:00+06:00")
    second = {"effective": "2026-03-01", "date": "2026-02-01T12:00:00+06:00"}
    repo.policy("ky", "privacy", "Экинчии.", **second)
    corrected = {"effective": "2026-03-01", "date": "2026-04-01T12:00:00+06:00"}
    repo.policy("ky", "privacy", "Экинчи.", editorial="Тамга катасы", **corrected)

    with published(repo, "2026-05-01") as catalogue:
        russian = edition(catalogue, language="ru")
        page = main_page(catalogue, russian)

    assert page is not None
    assert "Первый." in page.content
    warnings = " ".join(each.text for each in parse(page.notice).all("p", "standing__alert"))
    assert "10 января 2026" in warnings
    assert "более ранней редакции" in warnings
