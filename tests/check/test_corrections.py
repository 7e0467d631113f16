"""Findings with one right answer: their line as it would be right, and the suggestions made of them."""

from __future__ import annotations

import json

import pytest

from sayasat.check.finding import Finding
from sayasat.check.formats import suggestions_json
from sayasat.i18n.messages import messages
from tests.support.proposed import check
from tests.support.repo import PolicyRepo

SLIPS = {
    "key": ("efective: 2027-01-01", "effective: 2027-01-01"),
    "order": ("effective: 31.12.2026  # жаңы", "effective: 2026-12-31  # жаңы"),
    "dash": ("effective: 2027–01–01", "effective: 2027-01-01"),
    "doubled": ("Биз жана жана алар.", "Биз жана алар."),
    "blanks": ("Биз  алар.", "Биз алар."),
    "quotes": ('Биз "алар" дейбиз.', "Биз «алар» дейбиз."),
    "script": ("Биз Cаясат дейбиз.", "Биз Саясат дейбиз."),
    "letter": ("Номеринизди жазыңыз.", "Номериңизди жазыңыз."),
    "twice": ("Биз жана жана алар. Алар жана жана биз.", None),
    "unlike": ("colour: 5", None),
}
"""A line with a slip, and the line as it would be right: None where there is no one answer."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """What check finds in a file for each slip, and in one with several slips in a line."""
    repo = PolicyRepo(tmp_path_factory.mktemp("slips"))
    for name, (line, _) in SLIPS.items():
        is_head = ":" in line
        head, body = (line, "Биз.") if is_head else ("effective: 2027-01-01", line)
        repo.write(f"docs/ky/policies/{name}.md", f"---\ntitle: A\n{head}\n---\n\n# A {{#a}}\n\n{body}\n")
    several = "---\ntitle: A\n---\n\n# A {#a}\n\nБиз жана жана  алар Cаясат.\n"
    repo.write("docs/ky/policies/several.md", several)
    repo.commit()
    return check(repo).findings


@pytest.mark.parametrize("name", SLIPS)
def test_a_finding_with_one_right_answer_has_its_line_corrected(
    found: tuple[Finding, ...], name: str
) -> None:
    _, right = SLIPS[name]
    here = [each for each in found if each.path == f"docs/ky/policies/{name}.md" and each.line]
    assert here
    assert {each.correction.corrected for each in here if each.correction} == ({right} if right else set())


def test_all_that_is_wrong_in_a_line_is_one_suggestion(found: tuple[Finding, ...]) -> None:
    data = json.loads(suggestions_json(found, [messages("en")]))
    (one,) = (each for each in data if each["path"].endswith("several.md"))
    assert (one["line"], one["old"]) == (7, "Биз жана жана  алар Cаясат.")
    assert one["new"] == "Биз жана алар Саясат."
    assert "Cаясат" in one["why"]
