"""The main page of a policy, and the dated pages of its versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sayasat.pages.history import history_page
from sayasat.pages.text import main_page, version_page
from tests.support.built_site import parse
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo, policy_text


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


def test_a_text_from_before_the_repository_names_its_source_and_the_days_of_which_nothing_is_known(
    tmp_path: Path,
) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "Эки.", effective="2024-02-01", date="2024-01-10T12:00:00+06:00")
    found = policy_text("Бир.", title="Privacy", source="Архив, 7-куту <b>", until=date(2022, 1, 1))
    files = {"docs/ky/versions/privacy/2020-03-01.md": found}
    repo.commit("Add a text of 2020", date="2026-11-10T12:00:00+06:00", files=files)

    with published(repo, "2026-11-24") as catalogue:
        kyrgyz = edition(catalogue)
        old = version_page(catalogue, kyrgyz, kyrgyz.timeline.versions[0])
        history = parse(history_page(catalogue, kyrgyz).content)

    notice = parse(old.notice)
    facts = [each.text for each in (*notice.all("dt"), *notice.all("dd"))]
    assert {"Текст алынган булак", "Архив, 7-куту <b>", "2021-жылдын 31-декабры"} <= set(facts)
    remarks = " ".join(each.text for each in history.all("p"))
    assert "2022-жылдын 1-январы – 2024-жылдын 31-январы" in remarks
