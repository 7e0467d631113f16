"""Tests that one slip is one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.causes import CheckedFiles, without_consequences
from sayasat.check.finding import Finding, Severity
from sayasat.errors import Fault
from tests.support.proposed import TODAY, check, rule_places
from tests.support.repo import PolicyRepo

ROOT = Path(__file__).parents[2]
LINES = ["# A {#a}", "", "## B {#b}", "", "One line.", "", "TODO ask 12", "", "##C {#c}", "The words."]
FILES = CheckedFiles(lambda _: LINES, (), lambda _: ())


def found(rule: str, line: int, extract: str = "", **facts: str) -> Finding:
    severity = Severity.ERROR if rule.endswith(("differ", "missing")) else Severity.WARNING
    return Finding(severity, "a.md", line, Fault(rule, f"a.md:{line}", tuple(facts.items())), extract)


TODO = found("paste-leftover", 7, "TODO ask 12")
LOST = found("paste-leftover", 9, "##C {#c}")
FOLLOWS = [
    (TODO, found("sentence-cut", 7)),
    (TODO, found("meaning-extent", 7)),
    (TODO, found("paragraphs-differ", 3)),
    (TODO, found("numbers-differ", 7, here="12", there="–")),
    (LOST, found("section-missing", 3)),
    (LOST, found("sentence-cut", 10)),
    (found("references-differ", 5), found("reference-dead", 5)),
    (found("link-broken", 5), found("links-differ", 5)),
    (found("sentence-cut", 5), found("meaning-extent", 5)),
]
STAYS = [
    (TODO, found("meaning-duty", 5)),
    (TODO, found("numbers-differ", 7, here="30", there="14")),
    (TODO, found("paragraphs-differ", 1)),
    (TODO, found("section-missing", 3)),
    (found("sentence-cut", 5), found("meaning-duty", 5)),
]


@pytest.mark.parametrize(("cause", "following"), FOLLOWS)
def test_what_follows_from_a_finding_of_the_paragraph_is_left_out(cause: Finding, following: Finding) -> None:
    assert without_consequences([following, cause], FILES) == [cause]


@pytest.mark.parametrize(("first", "second"), STAYS)
def test_a_finding_with_a_cause_of_its_own_stays(first: Finding, second: Finding) -> None:
    assert without_consequences([first, second], FILES) == [first, second]


def test_a_whole_text_in_another_language_is_one_finding(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    texts = {
        f"docs/{language}/policies/privacy.md": (
            (ROOT / f"docs/{language}/policies/privacy.md")
            .read_text(encoding="utf-8")
            .replace("---\n", "---\neffective: 2026-01-01\n", 1)
        )
        for language in ("ky", "ru", "en")
    }
    repo.commit(date="2026-01-01T09:00:00+06:00", files=texts)
    repo.branch("next")
    for path, text in texts.items():
        repo.write(path, text.replace("2026-01-01", "2027-01-01").rstrip("\n") + " 2027.\n")
    english = (repo.path / "docs/en/policies/privacy.md").read_text(encoding="utf-8")
    repo.write("docs/ru/policies/privacy.md", english)
    repo.commit(date=f"{TODAY}T10:00:00+06:00")
    assert rule_places(check(repo, "--base", "main")) == [("wrong-language", "ru/privacy.md:9")]
