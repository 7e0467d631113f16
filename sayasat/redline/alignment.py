"""Aligns the headings and blocks of two texts, in order. Pure.

One alignment of the whole texts: first blocks that both texts have once, then, between them, those that make
up the likest pairs. Then the parts of a split paragraph, and the paragraphs that were joined, are added to
their pair. Headings are aligned like blocks: what stands below them speaks for them as their words do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from rapidfuzz.distance import LCSseq

from sayasat.redline.edit_script import Pair, Step, heaviest, script, untouched
from sayasat.redline.likeness import (
    CELLS,
    FoundAgain,
    is_alike,
    measure,
    worth,
)
from sayasat.redline.units import Unit

_ANCHOR_BLANKS, _ANCHOR_WORTH = 3, 3
"""An anchor occurs once in each text, and has at least so many blanks. It weighs so much plus its blanks."""

_OPENING = 3
"""The words a block is known by where there are too many to weigh."""

_PART = 70
"""Per cent of the words of a part that must be found again in the paragraph that it is part of."""

_NEAR = 30
"""Blocks looked at on either side of a pair for its parts."""

_ALIKE = 3
"""Of two texts one of which is at most so many times as long, those paired are alike as wholes."""


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Step]:
    """The steps of the alignment: pairs, n with m blocks of a split or joined paragraph, and single units."""
    keys = [unit.key for unit in old], [unit.key for unit in new]
    first, last = untouched(*keys)
    found: list[Pair] = [Pair(place, place) for place in range(first)]
    stop = Pair(len(old) - last, len(new) - last)
    for anchor in (*_anchors(new, *keys, Pair(first, first), stop), stop):
        done = Pair(found[-1].old + 1, found[-1].new + 1) if found else Pair(0, 0)
        found += _within(old, new, Step(range(done.old, anchor.old), range(done.new, anchor.new)))
        found.append(anchor)
    found.pop()
    found += [Pair(stop.old + place, stop.new + place) for place in range(last)]
    return _grown(old, new, found)


def _pairs_of(step: Step) -> list[Pair]:
    return [Pair(step.old.start, step.new.start)]


def _anchors(
    new: Sequence[Unit], old_keys: Sequence[str], new_keys: Sequence[str], start: Pair, stop: Pair
) -> list[Pair]:
    """Blocks that stand once in each text, with their equal neighbours: the worthiest that stand in order."""
    in_old, in_new = Counter(old_keys[start.old : stop.old]), Counter(new_keys[start.new : stop.new])
    where = {key: place for place, key in enumerate(old_keys[: stop.old])}
    once = [
        (Pair(where[key], place), _ANCHOR_WORTH + new[place].block.text.count(" "))
        for place, key in enumerate(new_keys[start.new : stop.new], start.new)
        if in_new[key] == in_old[key] == 1 and _is_anchor(new[place])
    ]
    found: list[Pair] = [Pair(start.old - 1, start.new - 1)]
    for anchor, after in pairwise((*heaviest(once), stop)):
        before = found[-1]
        at = Pair(anchor.old - 1, anchor.new - 1)
        back: list[Pair] = []
        while at.old > before.old and at.new > before.new and old_keys[at.old] == new_keys[at.new]:
            back.append(at)
            at = Pair(at.old - 1, at.new - 1)
        found += [*reversed(back), anchor]
        at = Pair(anchor.old + 1, anchor.new + 1)
        while at.old < after.old and at.new < after.new and old_keys[at.old] == new_keys[at.new]:
            found.append(at)
            at = Pair(at.old + 1, at.new + 1)
    return found[1:]


def _is_anchor(unit: Unit) -> bool:
    return unit.head is not None or unit.block.text.count(" ") >= _ANCHOR_BLANKS


def _within(old: Sequence[Unit], new: Sequence[Unit], gap: Step) -> list[Pair]:
    """The pairs of a gap; in a long one, between equal blocks, then between blocks that begin alike."""
    found: list[Pair] = []
    for part in _parted(old, new, gap, [_key, _opening]):
        if part.is_equal:
            found += _pairs_of(part)
            continue
        olds, news = old[part.old.start : part.old.stop], new[part.new.start : part.new.stop]
        found_again = measure([unit.words for unit in olds], [unit.words for unit in news])
        if found_again and olds and news:
            shift = part.old.start, part.new.start
            found += [Pair(shift[0] + i, shift[1] + j) for i, j in _likest_in_order(olds, news, found_again)]
    return found


def _parted(
    old: Sequence[Unit], new: Sequence[Unit], gap: Step, keys: Sequence[Callable[[Unit], str]]
) -> Iterator[Step]:
    """A gap whose pairs can be weighed as it is, else the parts between units of the same key."""
    if not keys or len(gap.old) * len(gap.new) <= CELLS:
        yield gap
        return
    key, *rest = keys
    olds = [key(unit) for unit in old[gap.old.start : gap.old.stop]]
    news = [key(unit) for unit in new[gap.new.start : gap.new.stop]]
    for step in script(olds, news):
        part = Step(
            range(gap.old.start + step.old.start, gap.old.start + step.old.stop),
            range(gap.new.start + step.new.start, gap.new.start + step.new.stop),
            step.is_equal and key is _key,
        )
        yield from (part,) if step.is_equal else _parted(old, new, part, rest)


def _key(unit: Unit) -> str:
    return unit.key


def _opening(unit: Unit) -> str:
    return " ".join(unit.words[:_OPENING])


def _likest_in_order(old: Sequence[Unit], new: Sequence[Unit], found_again: FoundAgain) -> Iterator[Pair]:
    """The pairs in order that have the greatest worth together."""
    value = [[worth(a, b, found_again) for b in new] for a in old]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        row, below, own = best[i], best[i + 1], value[i]
        for j in reversed(range(len(new))):
            apart = max(below[j], row[j + 1])
            together = own[j] + below[j + 1] if own[j] else 0
            row[j] = max(together, apart)
    i = j = 0
    while i < len(old) and j < len(new):
        if value[i][j] and best[i][j] == value[i][j] + best[i + 1][j + 1]:
            yield Pair(i, j)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _grown(old: Sequence[Unit], new: Sequence[Unit], pairs: Sequence[Pair]) -> list[Step]:
    """Steps of the pairs with their parts; a pair that has too little in common without them is given up."""
    steps: list[Step] = []
    done = Pair(0, 0)
    for pair, after in pairwise((*pairs, Pair(len(old), len(new)))):
        step = Step(range(pair.old, pair.old + 1), range(pair.new, pair.new + 1))
        a, b = old[pair.old], new[pair.new]
        if a.block.text != b.block.text and a.is_prose and b.is_prose:
            grown = _Parts(old, new, done, after).grown(step)
            if not grown:
                continue
            step = grown
        steps += _alone(done, Pair(step.old.start, step.new.start))
        steps.append(step)
        done = Pair(step.old.stop, step.new.stop)
    return [*steps, *_alone(done, Pair(len(old), len(new)))]


def _alone(start: Pair, end: Pair) -> Iterator[Step]:
    for place in range(start.old, end.old):
        yield Step(range(place, place + 1), range(start.new, start.new))
    for place in range(start.new, end.new):
        yield Step(range(end.old, end.old), range(place, place + 1))


@dataclass(frozen=True, slots=True)
class _Parts:
    """Looks for the parts of a pair among the blocks that are alone around it."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    start: Pair
    end: Pair

    def grown(self, step: Step) -> Step | None:
        """The step with its parts; None if what it has in common is too little of the whole."""
        while wider := self._wider(step):
            step = wider
        olds, news = self._words(step)
        shorter, longer = sorted((len(olds), len(news)))
        if longer <= _ALIKE * shorter and len(step.old) == len(step.new) == 1:
            return step
        found_again = measure([olds], [news])
        if found_again and not is_alike(found_again(olds, news), olds, news, whole=True):
            return None
        return step

    def _wider(self, step: Step) -> Step | None:
        """The step with the parts on one side, the furthest first; None if there are none."""
        old, new = step.old, step.new
        ahead = range(old.stop, self.end.old), range(new.stop, self.end.new)
        back = range(old.start - 1, self.start.old - 1, -1), range(new.start - 1, self.start.new - 1, -1)
        for olds, news in (ahead, back):
            for place in _reach(self.new, news):
                wider = Step(old, range(min(new.start, place), max(new.stop, place + 1)))
                if self._is_part(step, wider, self.new[place]):
                    return wider
            for place in _reach(self.old, olds):
                wider = Step(range(min(old.start, place), max(old.stop, place + 1)), new)
                if self._is_part(step, wider, self.old[place]):
                    return wider
        return None

    def _is_part(self, step: Step, wider: Step, part: Unit) -> bool:
        """Whether the part, with which the step is wider, is found again in what the other text has."""
        olds, news = self._words(step)
        least = -(-_PART * len(part.words) // 100)
        other = olds if wider.old == step.old else news
        if not part.words or LCSseq.similarity(other, part.words) < least:
            return False
        return LCSseq.similarity(*self._words(wider)) - LCSseq.similarity(olds, news) >= least

    def _words(self, step: Step) -> tuple[list[str], list[str]]:
        return (
            [word for place in step.old for word in self.old[place].words],
            [word for place in step.new for word in self.new[place].words],
        )


def _reach(side: Sequence[Unit], places: range) -> list[int]:
    """The places up to the first unit that is no prose, the furthest first."""
    found = list(takewhile(lambda place: side[place].is_prose, places[:_NEAR]))
    return found[::-1]
