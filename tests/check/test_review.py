"""The report on a change; golden/review/ has complete reports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.proposed import review
from tests.support.repo import PolicyRepo, policy_text

GOLDEN = Path(__file__).parents[1] / "golden" / "review"
KY = "docs/ky/policies/privacy.md"
FIRST = """# Купуялык саясаты {#privacy}

Биз сиздин маалыматыңызды коргойбуз.

## Маалымат {#data}

Атыңызды жана дарегиңизди 30 күн сактайбыз.

## Кукилер {#cookies}

Сайт кукилерди колдонбойт.
"""
SECOND = FIRST.replace("30 күн", "60 күн").replace("колдонбойт", "статистика үчүн гана колдонот")
RUSSIAN = """# Политика {#privacy}

Мы защищаем Ваши данные.

## Данные {#data}

Ваши имя и адрес храним 30 дней.

## Куки {#cookies}

Сайт не использует куки.
"""
TITLE = "Купуялык саясаты"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", FIRST, title=TITLE, effective="2024-01-01")
    repo.policy("ru", "privacy", RUSSIAN, title="Политика", effective="2024-01-01", translation="unofficial")
    return repo


def edit(repo: PolicyRepo, body: str, path: str = KY, **head: str) -> None:
    repo.write(path, policy_text(body, **{"title": TITLE, **head}))


def is_as_golden(name: str, report: str) -> bool:
    file = GOLDEN / f"{name}.md"
    if "UPDATE_GOLDEN" in os.environ:
        file.write_text(report, encoding="utf-8")
    return file.read_text(encoding="utf-8") == report


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_report_on_an_upcoming_version(repo: PolicyRepo, language: str) -> None:
    edit(repo, SECOND, effective="2026-12-24", summary="Сактоо мөөнөтү узартылды.")
    assert is_as_golden(f"announced.{language}", review(repo, "HEAD", language=language))


def test_a_correction_of_the_text_in_force(repo: PolicyRepo) -> None:
    edit(repo, FIRST.replace("коргойбуз", "сактайбыз"), effective="2024-01-01", editorial="сөз такталды")
    assert is_as_golden("correction.en", review(repo, "HEAD"))


def test_a_version_in_every_language(repo: PolicyRepo) -> None:
    edit(repo, SECOND, effective="2026-12-24")
    russian = RUSSIAN.replace("30 дней", "60 дней").replace("не использует куки", "использует куки")
    edit(repo, russian, KY.replace("/ky/", "/ru/"), title="Политика", effective="2026-12-24")
    report = review(repo, "HEAD")
    assert is_as_golden("both.en", report)
    assert "What the translations lack" in report, "there is no English text"
    assert "Русский: " in report


def test_the_report_on_an_unexplained_change(repo: PolicyRepo) -> None:
    edit(repo, SECOND, effective="2024-01-01")
    assert is_as_golden("unexplained.en", review(repo, "HEAD"))


def test_an_invisible_change_is_reported_without_a_redline(repo: PolicyRepo) -> None:
    edit(repo, f"{FIRST}\n\n", effective="2024-01-01")
    report = review(repo, "HEAD")
    assert "**Technical change, no word changed**" in report
    assert "<details" not in report
    assert len(report) < 1_000


def test_the_report_on_a_deleted_policy(repo: PolicyRepo) -> None:
    repo.write(KY, None)
    report = review(repo, "HEAD")
    assert "| Кыргызча | **File removed** |  |" in report
    assert "❌ `docs/ky/policies/privacy.md` The file of the policy is deleted" in report


def test_a_change_of_other_files_only_lists_them(repo: PolicyRepo) -> None:
    repo.write("docs/ky/about.md", "# Биз\n")
    report = review(repo, "HEAD")
    assert "No policy changes." in report
    assert "- `docs/ky/about.md`: a page beside the policies" in report


def test_a_branch_is_reviewed_against_its_base(repo: PolicyRepo) -> None:
    repo.branch("edit")
    repo.policy(
        "ky", "privacy", SECOND, title=TITLE, effective="2026-12-24", date="2026-11-20T12:00:00+06:00"
    )
    repo.checkout("main")
    assert "<del><strong>30</strong></del> <ins><strong>60</strong></ins>" in review(repo, "main", "edit")
    assert "No policy changes." in review(repo, "main", "main")


def test_a_correction_while_the_next_text_is_announced_is_compared_with_the_text_it_corrects(
    repo: PolicyRepo,
) -> None:
    repo.policy(
        "ky", "privacy", SECOND, title=TITLE, effective="2026-12-24", date="2026-11-20T12:00:00+06:00"
    )
    edit(repo, FIRST.replace("коргойбуз", "сактайбыз"), effective="2024-01-01", editorial="сөз такталды")
    report = review(repo, "HEAD")
    assert "<del>коргойбуз</del> <ins>сактайбыз</ins>" in report
    assert "60" not in report, "the announced text is another"


def test_a_long_report_is_cut_between_sections_and_links_to_the_complete_one(repo: PolicyRepo) -> None:
    body = "\n\n".join(f"## Бөлүм {number} {{#s-{number}}}\n\n{'сөз ' * 400}" for number in range(200))
    edit(repo, body, effective="2026-12-24")
    report = review(repo, "HEAD", "--details", "https://example.org/run/1")
    assert 50_000 < len(report) <= 60_000
    assert "The report is too long for a comment; the rest is left out. https://example.org/run/1" in report
    assert report.count("<details") == report.count("</details>") == 1
    assert "### What the check finds" in report


def test_a_data_url_with_an_image_does_not_exceed_the_length_of_a_comment(repo: PolicyRepo) -> None:
    picture = f"![x](data:image/png;base64,{'A' * 80_000})"
    edit(repo, "\n\n".join([FIRST, *[picture] * 40]), effective="2026-12-24")
    assert len(review(repo, "HEAD")) <= 60_000
