"""Adds to the pairs of an alignment the parts of paragraphs that were split, joined or made a list. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from msgspec import Struct
from rapidfuzz.distance import LCSseq

from sayasat.redline.edit_script import Pair, Step
from sayasat.redline.likeness import is_alike, measure
from sayasat.redline.units import Unit

_PART = 70
"""Per cent of the words of a part that must be found again in the paragraph that it is part of."""

_NEAR = 30
"""Blocks looked at on either side of a pair for its parts."""

_ALIKE = 3
"""Of two texts one of which is at most so many times as long, those paired are alike as wholes."""


def with_parts(old: Sequence[Unit], new: Sequence[Unit], pairs: Sequence[Pair]) -> list[Step]:
    """Steps of the pairs with their parts; a pair that has too little in common without them is given up."""
    steps: list[Step] = []
    done = Pair(0, 0)
    for pair, after in pairwise((*pairs, Pair(len(old), len(new)))):
        step = Step(range(pair.old, pair.old + 1), range(pair.new, pair.new + 1))
        a, b = old[pair.old], new[pair.new]
        if a is not b and a.block.text != b.block.text and a.is_prose and b.is_prose:
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


class _Parts(Struct, frozen=True):
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
        olds, news = step.of(self.old, self.new)
        return [word for unit in olds for word in unit.words], [word for unit in news for word in unit.words]


def _reach(side: Sequence[Unit], places: range) -> list[int]:
    """The places up to the first unit that is no prose, the furthest first."""
    found = list(takewhile(lambda place: side[place].is_prose, places[:_NEAR]))
    return found[::-1]
