"""Finds sentences that were taken out of one place and put into another as they were. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby

from msgspec.structs import replace

from sayasat.markdown.words import has_word, words
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, PassageChange, SectionChange

LEAST_WORDS = 4
"""The fewest words that may have moved: fewer, such as «Сом», occur many times."""

_BLANKS = " \t\n\u00a0\u2009\u202f"
_SENTENCE = re.compile(rf"[{_BLANKS}]*(?:[^\n\t]*?[.!?…][»”\")\]]*(?=[{_BLANKS}]|$)|[^\n\t]+|[{_BLANKS}]+)")


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
    changed = (each for each in flow if any(run.mark is not Mark.SAME for run in each.runs))
    marked = {id(each): replace(each, runs=tuple(_numbered(each.runs, numbers))) for each in changed}
    return with_passages(found, marked)


def with_passages(found: Iterable[SectionChange], others: Mapping[int, PassageChange]) -> list[SectionChange]:
    """The sections with others in the place of some passages, which are named by their identity."""
    return [
        replace(section, passages=tuple(others.get(id(each), each) for each in section.passages))
        if any(id(each) in others for each in section.passages)
        else section
        for section in found
    ]


def _sentences(runs: Iterable[MarkedRun], mark: Mark) -> dict[str, tuple[int, int]]:
    """The sentences of this mark, or what stands there of one, that occur once, in order.

    Each with the place of its run among all runs, and its number among all sentences of the mark.
    """
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    numbers = count()
    for place, run in enumerate(runs):
        for text in _SENTENCE.findall(run.text) if run.mark is mark else ():
            found[text.strip(_BLANKS)].append((place, next(numbers)))
    return {text: places[0] for text, places in found.items() if len(places) == 1}


def _moves(runs: Sequence[MarkedRun], number: int) -> Iterator[tuple[tuple[Mark, str], int]]:
    """(mark, text) of each sentence that moved, with the number of its move."""
    there = _sentences(runs, Mark.INSERTED)
    last: tuple[int, int] | None = None
    for text, (old_run, old) in _sentences(runs, Mark.DELETED).items():
        if text not in there or len(words(text)) < LEAST_WORDS:
            continue
        new_run, new = there[text]
        between = runs[min(old_run, new_run) : max(old_run, new_run)]
        if not any(run.mark is Mark.SAME and has_word(run.text) for run in between):
            continue
        number += last != (old - 1, new - 1)
        last = old, new
        yield (Mark.DELETED, text), number
        yield (Mark.INSERTED, text), number


def _numbered(runs: Iterable[MarkedRun], numbers: dict[tuple[Mark, str], int]) -> Iterator[MarkedRun]:
    """The runs, parted where a move begins or ends."""
    for run in runs:
        texts = [run.text] if run.mark is Mark.SAME else _SENTENCE.findall(run.text)
        for move, group in groupby(texts, key=lambda text: numbers.get((run.mark, text.strip()), 0)):
            yield MarkedRun(run.mark, "".join(group), move)
