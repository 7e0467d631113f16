"""Which pieces of two sequences belong together, by likeness. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

from sayasat.sections import words

_CELLS = 40_000
"""Pairs of pieces up to which likeness is weighed; a greater gap is matched by equal pieces only."""

_LEAST = 0.4
"""Pieces less alike than this were not made of one another."""

_LEAST_JOINED = 0.7
"""Pieces are joined, as split or merged, only where nearly all of them is found again."""


class Pair(NamedTuple):
    """Places in the old and in the new sequence."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Step:
    """The next pieces of both sequences: together, or of one of them alone."""

    old: range
    new: range


def script(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """The fewest pieces deleted and inserted: equal pieces one by one, and the gaps between them."""
    numbers = {piece: number for number, piece in enumerate({*old, *new})}
    opcodes = Indel.opcodes([numbers[piece] for piece in old], [numbers[piece] for piece in new])
    steps: list[Step] = []
    gap = Step(range(0), range(0))
    for code in opcodes:
        if code.tag == "equal":
            shift = code.dest_start - code.src_start
            steps += [
                gap,
                *(_together(place, place + shift) for place in range(code.src_start, code.src_end)),
            ]
            gap = Step(range(code.src_end, code.src_end), range(code.dest_end, code.dest_end))
        else:
            gap = Step(range(gap.old.start, code.src_end), range(gap.new.start, code.dest_end))
    return [step for step in (*steps, gap) if step.old or step.new]


def align(old: Sequence[str], new: Sequence[str], can_be: Callable[[int, int], bool]) -> list[Step]:
    """The pieces of a gap in order: alike ones together, a split or merged one with its two, the rest alone.

    As many words as possible are found again. ``can_be`` tells whether a piece may have become another.
    """
    if len(old) * len(new) > _CELLS:
        return [Step(range(place, place + 1), range(0)) for place in range(len(old))] + [
            Step(range(0), range(place, place + 1)) for place in range(len(new))
        ]
    table = _Table([words(piece) for piece in old], [words(piece) for piece in new], can_be)
    return table.steps()


def likest(old: Sequence[str], new: Sequence[str], least: float) -> list[Pair]:
    """Pieces that belong together wherever they stand, each at most once, the likest first.

    Where there are too many to weigh, only equal pieces are paired.
    """
    if len(old) * len(new) > _CELLS:
        return _equal(old, new)
    olds, news = [words(piece) for piece in old], [words(piece) for piece in new]
    weighed = [
        (-_likeness(a, b), abs(i - j), Pair(i, j)) for i, a in enumerate(olds) for j, b in enumerate(news)
    ]
    taken_old, taken_new = set[int](), set[int]()
    pairs = []
    for unlikeness, _, pair in sorted(weighed):
        if -unlikeness >= least and pair.old not in taken_old and pair.new not in taken_new:
            pairs.append(pair)
            taken_old.add(pair.old)
            taken_new.add(pair.new)
    return pairs


def in_place(places: Sequence[int]) -> set[int]:
    """The most of these numbers that stand in rising order: the others have moved."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, place in enumerate(places):
        where = bisect_left(tails, place)
        before.append(last[where - 1] if where else None)
        tails[where : where + 1] = [place]
        last[where : where + 1] = [number]
    staying = set()
    number_or_none = last[-1] if last else None
    while number_or_none is not None:
        staying.add(places[number_or_none])
        number_or_none = before[number_or_none]
    return staying


def is_weighed(old: int, new: int) -> bool:
    """Whether a gap of so many pieces is matched by likeness, not by equal pieces only."""
    return old * new <= _CELLS


def _together(old: int, new: int) -> Step:
    return Step(range(old, old + 1), range(new, new + 1))


def _equal(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    where: dict[str, list[int]] = {}
    for place, piece in reversed(list(enumerate(old))):
        where.setdefault(piece, []).append(place)
    return [Pair(where[piece].pop(), place) for place, piece in enumerate(new) if where.get(piece)]


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """From 0 to 1: the words found again in order, twice, of all words of both."""
    total = len(a) + len(b)
    return 2 * LCSseq.similarity(a, b) / total if total else 0.0


class _Table:
    """For each pair of places, the most words that can be found again from there on."""

    def __init__(
        self, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], can_be: Callable[[int, int], bool]
    ) -> None:
        self._old, self._new, self._can_be = old, new, can_be
        self._best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
        self._choice: dict[tuple[int, int], tuple[int, int]] = {}
        for i in reversed(range(len(old))):
            for j in reversed(range(len(new))):
                self._fill(i, j)

    def steps(self) -> list[Step]:
        """The way through the table, deletions before insertions."""
        steps, i, j = [], 0, 0
        while i < len(self._old) or j < len(self._new):
            rest = (1, 0) if i < len(self._old) else (0, 1)
            down, right = self._choice.get((i, j), rest)
            steps.append(Step(range(i, i + down), range(j, j + right)))
            i, j = i + down, j + right
        return steps

    def _fill(self, i: int, j: int) -> None:
        options = [(self._best[i + 1][j], (1, 0)), (self._best[i][j + 1], (0, 1))]
        if self._can_be(i, j):
            options += self._joining(i, j)
        best = max(score for score, _ in options)
        self._best[i][j] = best
        # Together rather than apart, and one with one rather than with two.
        self._choice[i, j] = next(choice for score, choice in reversed(options) if score == best)

    def _joining(self, i: int, j: int) -> list[tuple[int, tuple[int, int]]]:
        """Ways to take the two pieces together, the plainest last."""
        one = LCSseq.similarity(self._old[i], self._new[j])
        found = []
        if j + 1 < len(self._new) and self._can_be(i, j + 1):
            joined = self._joined(self._old[i], [*self._new[j], *self._new[j + 1]], one)
            if joined and joined > LCSseq.similarity(self._old[i], self._new[j + 1]) + 1:
                found.append((joined + self._best[i + 1][j + 2], (1, 2)))
        if i + 1 < len(self._old) and self._can_be(i + 1, j):
            joined = self._joined([*self._old[i], *self._old[i + 1]], self._new[j], one)
            if joined and joined > LCSseq.similarity(self._old[i + 1], self._new[j]) + 1:
                found.append((joined + self._best[i + 2][j + 1], (2, 1)))
        if one and 2 * one >= _LEAST * (len(self._old[i]) + len(self._new[j])):
            found.append((one + self._best[i + 1][j + 1], (1, 1)))
        return found

    def _joined(self, old: Sequence[str], new: Sequence[str], one: int) -> int:
        """Words found again where two are taken for one; 0 where they were not."""
        kept = LCSseq.similarity(old, new)
        return kept if kept > one + 1 and 2 * kept >= _LEAST_JOINED * (len(old) + len(new)) else 0
