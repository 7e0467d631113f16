"""A sentence that stands in another place of the other text is marked as moved, and nothing else is."""

from __future__ import annotations

import pytest

from sayasat.redline.compare import compare
from sayasat.redline.marks import Mark

A = "We keep your name for one year."
B = "You may object to it at any time."
C = "The court of the capital decides every case."
D = "We never sell the data to others, nor give them to anybody who could use them for any advertisement."


def moved(old: str, new: str) -> list[tuple[Mark, str, int]]:
    """The runs that moved, in order."""
    return [
        (run.mark, run.text.strip(), run.move)
        for section in compare(old, new).sections
        for passage in section.all_passages
        for run in passage.runs
        if run.move
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (f"{A} {B}\n\n{D}", f"{A}\n\n{D} {B}", [B]),
        (f"{A} {B} {C}", f"{B} {C} {A}", [A]),
        (f"# X {{#x}}\n\n{A} {B}\n\n# Y {{#y}}\n\n{D}", f"# X {{#x}}\n\n{A}\n\n# Y {{#y}}\n\n{D} {B}", [B]),
        (f"{A} {B} {C}\n\n{D}", f"{A}\n\n{D} {B} {C}", [f"{B} {C}"]),
    ],
    ids=["to another paragraph", "within a paragraph", "to another section", "two that follow each other"],
)
def test_a_sentence_that_moved_has_the_same_number_in_both_places(
    old: str, new: str, sentences: list[str]
) -> None:
    runs = moved(old, new)
    assert sorted((mark, text) for mark, text, _ in runs) == sorted(
        (mark, text) for text in sentences for mark in (Mark.DELETED, Mark.INSERTED)
    )
    assert {number for *_, number in runs} == set(range(1, len(sentences) + 1))


def test_a_sentence_that_moved_beside_a_new_one_is_told_apart() -> None:
    runs = moved(f"{A} {B}\n\n{D}", f"{A}\n\n{D} {B} {C}")
    assert [text for _, text, _ in runs] == [B, B]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{A} {B}\n\n{D}", f"{A}\n\n{B} {D}"),
        (f"{A} Yes.\n\n{D}", f"{A}\n\n{D} Yes."),
        (f"{A} {B} {B}\n\n{D}", f"{A}\n\n{D} {B}"),
        (f"{A}\n\n{D}", f"{A} {B}\n\n{D} {B}"),
    ],
    ids=["nothing stays between", "few words", "deleted twice", "inserted twice"],
)
def test_a_sentence_has_not_moved(old: str, new: str) -> None:
    assert moved(old, new) == []


def test_moves_of_sentences_are_numbered_after_those_of_passages() -> None:
    block = "This whole paragraph goes from the start to the end of the text."
    old, new = f"{block}\n\n{A} {B}\n\n{D}\n\n{C}", f"{A}\n\n{D} {B}\n\n{C}\n\n{block}"
    passages = [each.move for section in compare(old, new).sections for each in section.passages if each.move]
    assert passages
    assert {number for *_, number in moved(old, new)} == {max(passages) + 1}
