"""Words of which the change may change the law are marked, and nothing else is."""

from __future__ import annotations

import pytest

from sayasat.redline.compare import compare
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import risk_counts, with_risks
from tests.support.redline_notation import golden_cases
from tests.support.risk_cases import RISK_CASES


def runs(redline: Redline) -> list[MarkedRun]:
    return [run for section in redline.sections for passage in section.all_passages for run in passage.runs]


@pytest.mark.parametrize(("language", "old", "new", "risks"), RISK_CASES)
def test_the_risks_of_a_change_are_marked(
    language: str, old: str, new: str, risks: set[tuple[str, str]]
) -> None:
    redline = with_risks(compare(old, new), language)
    assert {(run.risk, run.text) for run in runs(redline) if run.risk} == risks


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_marks_of_risks_change_no_text(language: str) -> None:
    for case in golden_cases():
        plain = compare(case.old, case.new)
        marked = with_risks(plain, language)
        for mark in Mark:
            texts = ["".join(run.text for run in runs(each) if run.mark is mark) for each in (plain, marked)]
            assert texts[0] == texts[1], case.name


def test_a_replaced_word_counts_once_and_an_exchange_of_two_twice() -> None:
    old, new = "You must read and may sign 30 forms.", "You may read and must sign 60 forms."
    assert risk_counts(with_risks(compare(old, new), "en")) == {"obligation": 2, "permission": 2, "number": 1}


def test_a_passage_that_is_new_as_a_whole_has_no_marks() -> None:
    redline = with_risks(compare("One text.", "One text.\n\nYou must not pay 30 som."), "en")
    assert risk_counts(redline) == {}


def test_a_sentence_that_moved_is_no_risk() -> None:
    must, long = "You must not share it with us.", "This text is here to stay where it always was, in full."
    redline = with_risks(compare(f"{must} {long}", f"{long} {must}"), "en")
    assert any(run.move for run in runs(redline))
    assert risk_counts(redline) == {}


def test_the_number_of_a_renumbered_heading_is_no_risk() -> None:
    text = "Пользователь может подать заявление в любой день недели."
    redline = compare(f"## Статья 5\n\n{text}", f"## Статья 6\n\n{text}")
    assert risk_counts(with_risks(redline, "ru")) == {}
