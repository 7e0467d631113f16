"""Finds sentences that were taken out of one place and put into another as they were. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sayasat.markdown.words import has_word, words
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, PassageChange, SectionChange

LEAST_WORDS = 4
"""The fewest words that may have moved: fewer, such as «Сом», occur many times."""

_BLANKS = " \t\n\u00a0\u2009\u202f"
_SENTENCE = re.compile(rf"[{_BLANKS}]*(?:[^\n\t]*?[.!?…][»”\")\]]*(?=[{_BLANKS}]|$)|[^\n\t]+|[{_BLANKS}]+)")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a changed run, or what stands there of one."""

    run: int
    """The place of its run among all runs."""

    place: int
    """Its number among all sentences of its mark."""

    text: str


def with_moved_sentences(found: Sequence[SectionChange], moves: int) -> list[SectionChange]:
    """The sections, with a number at each run of sentences that moved; ``moves``: how many moves are known.

    A sentence has moved if it occurs once among what was deleted and once among what was inserted, and
    something stays between the two places. Sentences that follow each other in both places are one move.
    """
    here = (section for section in found if section.fate is not ChangeStatus.MOVED_AWAY)
    flow = [passage for section in here for passage in section.passages if not passage.move]
    runs = [run for passage in flow for run in passage.runs]
    if not (numbers := dict(_moves(runs, moves))):
        return list(found)
    marked = {
        id(passage): replace(passage, runs=tuple(_numbered(passage.runs, numbers)))
        for passage in flow
        if any(run.mark is not Mark.SAME for run in passage.runs)
    }
    return with_passages(found, marked)


def with_passages(found: Iterable[SectionChange], others: Mapping[int, PassageChange]) -> list[SectionChange]:
    """The sections with others in the place of some passages, which are named by their identity."""
    return [
        replace(section, passages=tuple(others.get(id(each), each) for each in section.passages))
        if any(id(each) in others for each in section.passages)
        else section
        for section in found
    ]


def _sentences(runs: Iterable[MarkedRun], mark: Mark) -> list[_Sentence]:
    found: list[_Sentence] = []
    for number, run in enumerate(runs):
        if run.mark is mark:
            texts = enumerate(_SENTENCE.findall(run.text), len(found))
            found += [_Sentence(number, place, text.strip(_BLANKS)) for place, text in texts]
    return found


def _moves(runs: Sequence[MarkedRun], number: int) -> Iterator[tuple[tuple[Mark, str], int]]:
    """(mark, text) of each sentence that moved, with the number of its move."""
    there = _unique(_sentences(runs, Mark.INSERTED))
    last: tuple[int, int] | None = None
    for text, old in _unique(_sentences(runs, Mark.DELETED)).items():
        new = there.get(text)
        if new is None or len(words(text)) < LEAST_WORDS:
            continue
        between = runs[min(old.run, new.run) : max(old.run, new.run)]
        if not any(run.mark is Mark.SAME and has_word(run.text) for run in between):
            continue
        number += last != (old.place - 1, new.place - 1)
        last = old.place, new.place
        yield (Mark.DELETED, text), number
        yield (Mark.INSERTED, text), number


def _unique(sentences: Sequence[_Sentence]) -> dict[str, _Sentence]:
    """Those that occur once, by their texts, in order."""
    times = Counter(each.text for each in sentences)
    return {each.text: each for each in sentences if times[each.text] == 1}


def _numbered(runs: Iterable[MarkedRun], numbers: dict[tuple[Mark, str], int]) -> Iterator[MarkedRun]:
    """The runs, parted where a move begins or ends."""
    for run in runs:
        texts = [run.text] if run.mark is Mark.SAME else _SENTENCE.findall(run.text)
        for move, group in groupby(texts, key=lambda text: numbers.get((run.mark, text.strip()), 0)):
            yield MarkedRun(run.mark, "".join(group), move)
