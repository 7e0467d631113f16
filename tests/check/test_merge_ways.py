"""The report says what each way to merge a proposal leaves in the history: a table, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import unescape

import pytest

from sayasat.check.formats import check_report
from sayasat.i18n.messages import LANGUAGES, messages
from tests.check.test_commits import FIRST_FILE, KY, RU, SCENARIOS, announced, found, propose, repo, text
from tests.support.proposed import check, review
from tests.support.repo import PolicyRepo

__all__ = ["announced", "repo"]  # fixtures

SECOND, THIRD = date(2027, 1, 1), date(2027, 6, 1)
ORDERS, RULES = (f"docs/ky/policies/{name}.md" for name in ("orders", "rules"))


def rows(repo: PolicyRepo, language: str = "en") -> list[list[str]]:
    """The cells of the table below its head; none where the report has none."""
    head = f"| {messages(language)('ways.joined')} |"
    below = review(repo, "main", language=language).partition(head)[2].partition("\n\n")[0]
    return [[plain(cell) for cell in line.strip("| ").split(" | ")] for line in below.splitlines()[2:]]


def plain(cell: str) -> str:
    """A cell as it is shown: report cells are escaped."""
    return unescape(cell).replace("\\", "").replace("\u202f", " ")


def test_a_proposal_of_one_commit_has_no_table(repo: PolicyRepo) -> None:
    propose(repo, {KY: text("Экинчи.", "2027-01-01")})
    assert messages("en")("ways.title") not in review(repo, "main")


def test_a_repository_that_always_merges_as_one_commit_has_no_table(repo: PolicyRepo) -> None:
    propose(repo, {KY: text("Экинчи.", "2027-01-01")}, {KY: text("Экинчи.", "2027-02-01")})
    assert len(rows(repo)) == 1
    repo.write("check.yml", "merge: one-commit\n")
    assert messages("en")("ways.title") not in review(repo, "main")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_ways_leave_the_same_versions_one_sentence_says_so(repo: PolicyRepo, language: str) -> None:
    propose(repo, {KY: text("Экинчи.", "2027-01-01")}, {RU: text("Второй.", "2027-01-01")})
    report = review(repo, "main", language=language)
    assert messages(language)("ways.same") in report
    assert messages(language)("ways.joined") not in report


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_day_that_is_fixed_stands_in_the_table_as_a_withdrawn_version(
    repo: PolicyRepo, language: str
) -> None:
    propose(repo, {KY: text("Экинчи.", "2027-01-01")}, {KY: text("Экинчи.", "2027-06-01")})
    t = messages(language)
    ((policy, joined, split),) = rows(repo, language)
    assert policy == "Privacy"
    third = plain(t("ways.version", day=THIRD))
    assert joined == third
    assert split == f"{plain(t('ways.withdrawn', day=SECOND))}<br>{third}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_says_the_same_in_lines(repo: PolicyRepo, language: str) -> None:
    propose(repo, {KY: text("Экинчи.", "2027-01-01")}, {KY: text("Экинчи.", "2027-06-01")})
    t = messages(language)
    *_, lines, _ = check_report(check(repo, "--base", "main"), t, "text").split("\n\n")
    third = t("ways.version", day=THIRD)
    assert lines.splitlines() == [
        f"{t('ways.title')}: Privacy",
        f"  {t('ways.joined')}: {third}",
        f"  {t('ways.split')}: {t('ways.withdrawn', day=SECOND)}; {third}",
    ]


CASES: dict[str, tuple[tuple[Mapping[str, str | None], ...], str, str]] = {
    "a date before its replaces": (
        ({KY: text("Экинчи.", "2027-06-01")}, {KY: text("Үчүнчү.", "2027-06-01", replaces="none")}),
        "version of 1 June 2027",
        "version of 1 January 2027: withdrawn<br>version of 1 June 2027, as 2 entries",
    ),
    "a repeal that is postponed": (
        (
            {KY: text("Экинчи.", "2027-01-01", repealed="2026-12-01")},
            {KY: text("Экинчи.", "2027-01-01", repealed="2028-09-01")},
        ),
        "version of 1 January 2027<br>no longer applies from 1 September 2028",
        "version of 1 January 2027, as 2 entries<br>no longer applies from 1 September 2028",
    ),
    "a fault that is fixed": (
        ({KY: text("Үчүнчү.", "1 January")}, {KY: text("Үчүнчү.", "2027-01-01")}),
        "version of 1 January 2027",
        "version of 1 January 2027<br>1 entry with a fault, set aside",
    ),
    "a name that does not stay": (
        ({ORDERS: text("Эреже.", "2026-12-24")}, {ORDERS: None, RULES: text("Эреже.", "2026-12-24")}),
        "version of 24 December 2026",
        "version of 24 December 2026, as 2 entries<br>the name “orders”, for ever",
    ),
    "a policy that does not stay": (
        ({ORDERS: text("Эреже.", "2026-12-24")}, {ORDERS: None}),
        "nothing",
        "the removed policy “orders”, for ever",
    ),
    "a correction, then its reason": (
        (
            {KY: text("Экинчи.", "2027-01-01"), FIRST_FILE: text("Биринчи!")},
            {FIRST_FILE: text("Биринчи!", editorial="Белги.")},
        ),
        "version of 1 January 2024",
        "version of 1 January 2024<br>1 entry with a fault, set aside",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_table_says_what_each_way_leaves(announced: PolicyRepo, name: str) -> None:
    commits, joined, split = CASES[name]
    propose(announced, *commits)
    ((_, *cells),) = rows(announced)
    assert cells == [joined, split]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_table_has_a_row_where_the_check_reports_a_difference(announced: PolicyRepo, name: str) -> None:
    propose(announced, *SCENARIOS[name])
    assert rows(announced) or not found(announced)
