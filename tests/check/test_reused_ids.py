"""The warning about an id that was given to another text."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.reused_ids import reused_ids
from sayasat.i18n.messages import messages
from tests.support.published import published
from tests.support.repo import PolicyRepo

DATA = "We keep names and addresses for one year after the contract."
REFUNDS = "Payments are refunded within ten days of a written request."
COMPLAINTS = "The office answers a complaint within a month."


def section(heading: str, name: str, *texts: str) -> str:
    return "\n\n".join((f"## {heading} {{#{name}}}", *texts)) + "\n\n"


START = section("Data", "data", DATA) + section("Refunds", "refunds", REFUNDS)


def found(path: Path, *bodies: str) -> list[tuple[str, str, str, str]]:
    """Line, id, former heading and version of each warning about versions of these texts."""
    repo = PolicyRepo(path)
    for year, body in enumerate(bodies, 2021):
        repo.policy(
            "ky",
            "privacy",
            f"# T {{#t}}\n\n{body}",
            date=f"{year}-01-01T12:00:00+06:00",
            effective=f"{year}-01-01",
        )
    with published(repo) as catalogue:
        findings = list(reused_ids(catalogue))
    facts = [dict(each.fault.facts) for each in findings]
    return [(each["heading"], each["id"], each["former"], each["day"]) for each in facts]


def test_an_id_that_was_given_to_another_text(tmp_path: Path) -> None:
    now = section("Complaints", "data", COMPLAINTS) + section("Refunds", "refunds", REFUNDS)
    assert found(tmp_path, START, now) == [("Complaints", "data", "Data", "2021-01-01")]


def test_ids_that_changed_places(tmp_path: Path) -> None:
    now = section("Data", "refunds", DATA) + section("Refunds", "data", REFUNDS)
    assert found(tmp_path, START, now) == [
        ("Data", "refunds", "Refunds", "2021-01-01"),
        ("Refunds", "data", "Data", "2021-01-01"),
    ]


def test_a_section_that_was_removed_and_another_with_its_id_two_versions_later(tmp_path: Path) -> None:
    without = section("Refunds", "refunds", REFUNDS)
    now = without + section("Complaints", "data", COMPLAINTS)
    assert found(tmp_path, START, without, now) == [("Complaints", "data", "Data", "2021-01-01")]


def test_a_section_with_a_former_id_of_its_own(tmp_path: Path) -> None:
    """The id was another one for a time: the same text has it again."""
    other = START.replace("{#data}", "{#personal}")
    assert not found(tmp_path, START, other, START)


def test_an_id_that_was_another_section_s_before_this_one_had_another(tmp_path: Path) -> None:
    """The derivations are followed through the version between."""
    between = section("Refunds", "payments", REFUNDS) + section("Data", "personal", DATA)
    now = section("Refunds", "payments", REFUNDS) + section("Data", "refunds", DATA)
    assert found(tmp_path, START, between, now) == [("Data", "refunds", "Refunds", "2021-01-01")]


@pytest.mark.parametrize(
    "now",
    [
        START,
        START.replace("one year", "two years"),
        section("What we keep", "data", DATA) + section("Refunds", "refunds", REFUNDS),
        section("Refunds", "refunds", REFUNDS) + section("Data", "data", DATA),
        section("Data", "data", DATA, REFUNDS),
        section("Data", "data", COMPLAINTS) + section("Refunds", "refunds", REFUNDS),
        section("Complaints", "complaints", COMPLAINTS) + START,
    ],
    ids=["same", "edited", "retitled", "moved", "merged", "rewritten", "new id"],
)
def test_no_id_was_given_to_another_text(tmp_path: Path, now: str) -> None:
    assert not found(tmp_path, START, now)


def test_a_text_that_keeps_such_an_id_is_not_warned_of_again(tmp_path: Path) -> None:
    """The latest earlier text with the id decides."""
    now = section("Complaints", "data", COMPLAINTS) + section("Refunds", "refunds", REFUNDS)
    assert not found(tmp_path, START, now, now.replace("a month", "two months"))


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_warning_names_both_sections(tmp_path: Path, language: str) -> None:
    repo = PolicyRepo(tmp_path)
    bodies = (START, section("Complaints", "data", COMPLAINTS))
    for year, body in enumerate(bodies, 2021):
        repo.policy("ky", "privacy", body, date=f"{year}-01-01T12:00:00+06:00", effective=f"{year}-01-01")
    with published(repo) as catalogue:
        (finding,) = reused_ids(catalogue)
    t = messages(language)
    said = t.what(finding.fault)
    assert all(each in said for each in ("data", "Data", "Complaints"))
    assert t.why(finding.fault)
    assert repo.git("show", f"HEAD:{finding.path}").splitlines()[finding.line - 1].startswith("## Complaints")
