"""The redline of two texts, as a lawyer would have marked it."""

from __future__ import annotations

import json

import pytest

from sayasat.markdown.section_reader import visible_text
from sayasat.redline.compare import compare
from sayasat.redline.counts import count_changes
from sayasat.redline.word_diff import mark_words
from tests.support.redline_notation import Case, golden_cases, notation, plain
from tests.support.redline_texts import new_text, old_text

CASES = golden_cases()


@pytest.fixture(params=CASES, ids=[case.name for case in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    read: Case = request.param
    return read


def test_golden(case: Case) -> None:
    """Each case states why; its redline is what a lawyer would have marked."""
    redline = compare(case.old, case.new)
    assert notation(plain(redline)) == case.redline, case.why
    assert redline.coarse == case.coarse


def test_golden_loses_nothing(case: Case) -> None:
    """Without its insertions the redline is the old text, without its deletions the new one."""
    redline = compare(case.old, case.new)
    assert old_text(redline) == visible_text(case.old)
    assert new_text(redline) == visible_text(case.new)


def test_golden_of_a_text_with_itself_is_empty(case: Case) -> None:
    assert compare(case.old, case.old).is_empty
    assert compare(case.new, case.new).is_empty


def test_the_notation_reads_json(case: Case) -> None:
    """The notation of JSON made by another program is the same as of ours."""
    redline = plain(compare(case.old, case.new))
    assert notation(json.loads(json.dumps(redline))) == notation(redline)


def test_there_are_enough_cases() -> None:
    """Sixty, and no two of one name."""
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def test_counts_of_sections() -> None:
    """The summary counts what is inserted, deleted, edited and moved here, each section once."""
    old = "# A {#a}\n\nбир\n\n# B {#b}\n\nэки\n\n# C {#c}\n\nүч\n\n# D {#d}\n\nтөрт\n"
    new = "# C {#c}\n\nүч\n\n# A {#a}\n\nбир алты\n\n# B {#b}\n\nэки\n\n# E {#e}\n\nбеш жети\n"
    count = count_changes(compare(old, new))
    counted = count.sections_edited, count.sections_inserted, count.sections_deleted, count.sections_moved
    assert counted == (1, 1, 1, 1)
    assert count.sections_changed == 4


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("", "бир", "{+бир+}"),
        ("бир", "", "[-бир-]"),
        ("бир", "бир", "бир"),
        ("а б", "а  б", "а {+ +}б"),
        ("if x:\n    y", "if x:\n  y", "if x:\n  [-  -]y"),
        ("3,5 сом", "3,6 сом", "[-3,5-]{+3,6+} сом"),
        ("12:30", "12:45", "[-12:30-]{+12:45+}"),
        ("а\nб", "а б", "а[-\n-]{+ +}б"),
        ("\nа", "а", "[-\n-]а"),
        ("«а»", "а", "[-«-]а[-»-]"),
        ("á", "á", "á"),
    ],
)
def test_words(old: str, new: str, shown: str) -> None:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    assert "".join(marks[run.mark].format(run.text) for run in mark_words(old, new)) == shown
