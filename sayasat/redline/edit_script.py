"""The shortest edit script of two sequences, and increasing subsequences. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress, count, pairwise
from operator import ne
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import Indel

PAIRS = 2_000_000_000
"""Pairs of pieces up to which a shortest edit script is sought: a bit of memory for each, 250 MB."""


_Item = TypeVar("_Item")


class Pair(NamedTuple):
    """An index in the old and an index in the new sequence."""

    old: int
    new: int


class Step(NamedTuple):
    """The next items of both sequences that belong together, or the next items of one of them."""

    old: range
    new: range
    is_equal: bool = False
    """Both ranges have one item, and the two are equal."""

    def of(self, old: Sequence[_Item], new: Sequence[_Item]) -> tuple[Sequence[_Item], Sequence[_Item]]:
        """The items of both sequences."""
        return old[self.old.start : self.old.stop], new[self.new.start : self.new.stop]

    def shifted(self, old: int, new: int) -> Step:
        """The same items where so many stand before each sequence."""
        olds = range(self.old.start + old, self.old.stop + old)
        return Step(olds, range(self.new.start + new, self.new.stop + new), self.is_equal)


def script(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """The shortest edit script: one step for each pair of equal texts, and one for each gap between them.

    For more than `PAIRS` pairs it is not the shortest: the nth occurrence of a text is paired with the nth.
    """
    return with_gaps(_found_again(old, new), len(old), len(new))


def with_gaps(pairs: Iterator[Pair] | Sequence[Pair], old: int, new: int) -> list[Step]:
    """A step for each of the rising pairs of equal items, and one for each gap before, between and after."""
    steps: list[Step] = []
    start_old = start_new = 0
    for pair in (*pairs, Pair(old, new)):
        gap = Step(range(start_old, pair.old), range(start_new, pair.new))
        steps += [gap] if gap.old or gap.new else []
        start_old, start_new = pair.old + 1, pair.new + 1
        steps.append(Step(range(pair.old, start_old), range(pair.new, start_new), is_equal=True))
    return steps[:-1]


def untouched(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items both begin with, and how many of the rest both end with."""
    limit = min(len(old), len(new))
    first = next(compress(count(), map(ne, old, new)), limit)
    limit -= first
    return first, min(limit, next(compress(count(), map(ne, reversed(old), reversed(new))), limit))


def in_place(places: Sequence[int]) -> set[int]:
    """The longest increasing subsequence of the numbers, as a set: the other ones have moved."""
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


def heaviest(pairs: Sequence[tuple[Pair, int]]) -> list[Pair]:
    """Of pairs with a weight, in the order of the new text, a rising subsequence of the greatest weight.

    A weight is 1 or more.
    """
    if all(one[0].old < two[0].old for one, two in pairwise(pairs)):
        return [pair for pair, _ in pairs]
    order = {place: rank for rank, place in enumerate(sorted({pair.old for pair, _ in pairs}), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(order) + 1)
    """A Fenwick tree: the greatest weight that ends at an old place up to a rank, and where it ends."""
    before: list[int] = []
    for number, (pair, weight) in enumerate(pairs):
        rank = order[pair.old]
        total, previous = 0, -1
        at = rank - 1
        while at:
            if best[at][0] > total:
                total, previous = best[at]
            at &= at - 1
        before.append(previous)
        at = rank
        while at < len(best):
            if total + weight > best[at][0]:
                best[at] = (total + weight, number)
            at += at & -at
    found: list[Pair] = []
    last = max(best, default=(0, -1), key=lambda each: each[0])[1]
    while last >= 0:
        found.append(pairs[last][0])
        last = before[last]
    return found[::-1]


def likest_in_order(value: Sequence[Sequence[float]]) -> Iterator[Pair]:
    """The pairs in order that have the greatest value together; items whose value is 0 are no pair."""
    rows, columns = len(value), len(value[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        row, below, own = best[i], best[i + 1], value[i]
        for j in reversed(range(columns)):
            apart = max(below[j], row[j + 1])
            together = own[j] + below[j + 1] if own[j] else 0
            row[j] = max(together, apart)
    i = j = 0
    while i < rows and j < columns:
        if value[i][j] and best[i][j] == value[i][j] + best[i + 1][j + 1]:
            yield Pair(i, j)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def equal(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The nth occurrence of each text with the nth, in the order of the new texts."""
    where: dict[str, list[int]] = {}
    for place, piece in reversed(list(enumerate(old))):
        where.setdefault(piece, []).append(place)
    return [Pair(where[piece].pop(), place) for place, piece in enumerate(new) if where.get(piece)]


def _found_again(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    if len(old) * len(new) > PAIRS:
        pairs = equal(old, new)
        staying = in_place([pair.old for pair in pairs])
        yield from (pair for pair in pairs if pair.old in staying)
        return
    numbers = {piece: number for number, piece in enumerate(dict.fromkeys((*old, *new)))}
    blocks = Indel.opcodes([numbers[piece] for piece in old], [numbers[piece] for piece in new])
    for code in blocks:
        if code.tag == "equal":
            yield from map(Pair, range(code.src_start, code.src_end), range(code.dest_start, code.dest_end))
