"""Aligns two sequences of texts by their similarity. Pure."""

# Longer than 300 lines because the table and the search for likely pairs share their limits.

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.process import extractOne

from sayasat.markdown.words import words

PAIRS = 2_000_000_000
"""Pairs of pieces up to which a shortest edit script is sought: a bit of memory for each, 250 MB."""

_CELLS = 40_000
"""Pairs of pieces up to which likeness is weighed; a greater gap is matched by equal pieces only."""

_WORD_PAIRS = 4_000_000_000
"""Pairs of words up to which they are found again in order: a second of work."""

_WORDS = 4_000_000
"""Words to be looked at, piece by piece, up to which they are found again in any order."""

_OPENING = 3
"""The words a piece is known by where there are too many to weigh."""

_LEAST = 0.4
"""Pieces less alike than this were not made of one another."""

_ROUNDED = 1e-9
"""By less than this two ways to reckon one likeness can differ."""

_LEAST_JOINED = 0.7
"""Pieces are joined, as split or merged, only where nearly all of them is found again."""


Words = Sequence[str]
FoundAgain = Callable[[Words, Words], int]


class Pair(NamedTuple):
    """An index in the old and an index in the new sequence."""

    old: int
    new: int


class Bulk(NamedTuple):
    """The size of a sequence: how many texts and how many words it has."""

    pieces: int
    words: int


@dataclass(frozen=True, slots=True)
class Step:
    """The next texts of both sequences that belong together, or the next texts of one of them."""

    old: range
    new: range
    is_equal: bool = False
    """Both ranges have one text, and the two texts are equal."""


def script(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """The shortest edit script: one step for each pair of equal texts, and one for each gap between them.

    For more than `PAIRS` pairs it is not the shortest: the nth occurrence of a text is paired with the nth.
    """
    steps: list[Step] = []
    start_old = start_new = 0
    for pair in _found_again(old, new):
        steps += _gap(start_old, pair.old, start_new, pair.new)
        start_old, start_new = pair.old + 1, pair.new + 1
        steps.append(Step(range(pair.old, start_old), range(pair.new, start_new), is_equal=True))
    return [*steps, *_gap(start_old, len(old), start_new, len(new))]


def _gap(start_old: int, end_old: int, start_new: int, end_new: int) -> list[Step]:
    step = Step(range(start_old, end_old), range(start_new, end_new))
    return [step] if step.old or step.new else []


def _found_again(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    if len(old) * len(new) > PAIRS:
        pairs = _equal(old, new)
        staying = in_place([pair.old for pair in pairs])
        yield from (pair for pair in pairs if pair.old in staying)
        return
    numbers = {piece: number for number, piece in enumerate(dict.fromkeys((*old, *new)))}
    blocks = Indel.opcodes([numbers[piece] for piece in old], [numbers[piece] for piece in new])
    for code in blocks:
        if code.tag == "equal":
            yield from map(Pair, range(code.src_start, code.src_end), range(code.dest_start, code.dest_end))


def align(old: Sequence[str], new: Sequence[str], can_be: Callable[[int, int], bool]) -> list[Step]:
    """Align the texts of a gap in order: similar ones, one with two if it was split or merged, others alone.

    The alignment has as many common words as possible. ``can_be(i, j)`` tells whether old text i may have
    become new text j. If there are too many texts to compare, texts with the same first words are aligned.
    """
    olds, news = list(map(_words_of, old)), list(map(_words_of, new))
    found_again = _measure(olds, news)
    if found_again:
        return _Table(olds, news, can_be, found_again).steps()
    return [step for gap in _by_openings(olds, news, can_be) for step in gap]


def likest(old: Sequence[str], new: Sequence[str], least: float) -> list[Pair]:
    """Pair texts at any positions whose similarity is ``least`` or more, each at most once, the best first.

    If there are too many texts to compare, only equal ones are paired.
    """
    if len(old) * len(new) > _CELLS:
        return _equal(old, new)
    olds, news = list(map(_words_of, old)), list(map(_words_of, new))
    found_again = _measure(olds, news)
    if not found_again:
        return _equal(old, new)
    weighed = [
        (-likeness, abs(i - j), Pair(i, j))
        for i, a in enumerate(olds)
        for j, b in enumerate(news)
        if (likeness := _likeness(a, b, found_again)) >= least
    ]
    taken_old, taken_new = set[int](), set[int]()
    pairs = []
    for _, _, pair in sorted(weighed):
        if pair.old not in taken_old and pair.new not in taken_new:
            pairs.append(pair)
            taken_old.add(pair.old)
            taken_new.add(pair.new)
    return pairs


def any_likely(old: Sequence[str], new: Sequence[str], least: float) -> bool:
    """Whether `likest` would find any pair. Only for texts that `are_few`."""
    words_of_new = [_words_of(piece) for piece in new]
    return any(_has_alike(_words_of(piece), words_of_new, least) for piece in old)


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


def is_weighed(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the texts are few and short enough to be compared by similarity."""
    if len(old) * len(new) > _CELLS:
        return False
    return _measure(list(map(_words_of, old)), list(map(_words_of, new))) is not None


def are_few(old: Bulk, new: Bulk) -> bool:
    """Whether sequences of this size are compared text by text, and word by word in order."""
    return old.pieces * new.pieces <= _CELLS and old.words * new.words <= _WORD_PAIRS


def _has_alike(piece: Words, others: Sequence[Words], least: float) -> bool:
    """Whether any is alike; all are weighed in one call, which tells only what is near enough to look at."""
    near = extractOne(piece, others, scorer=Indel.normalized_similarity, score_cutoff=least - _ROUNDED)
    return near is not None and any(_likeness(piece, other, LCSseq.similarity) >= least for other in others)


@lru_cache(maxsize=1_000)
def _words_of(piece: str) -> tuple[str, ...]:
    return words(piece)


def _measure(olds: Sequence[Words], news: Sequence[Words]) -> FoundAgain | None:
    """How the words found again are counted: in order; in long texts, in any; in longer ones, not."""
    if len(olds) * len(news) > _CELLS:
        return None
    old_words, new_words = sum(map(len, olds)), sum(map(len, news))
    if are_few(Bulk(len(olds), old_words), Bulk(len(news), new_words)):
        return LCSseq.similarity
    return _in_any_order if len(olds) * new_words + len(news) * old_words <= _WORDS else None


def _in_any_order(a: Words, b: Words) -> int:
    return (Counter(a) & Counter(b)).total()


def _by_openings(
    olds: Sequence[Words], news: Sequence[Words], can_be: Callable[[int, int], bool]
) -> Iterator[list[Step]]:
    for step in script([_opening(piece) for piece in olds], [_opening(piece) for piece in news]):
        gone, come = olds[step.old.start : step.old.stop], news[step.new.start : step.new.stop]
        found_again = _measure(gone, come)
        if found_again:
            table = _Table(gone, come, _shifted(can_be, step), found_again)
            yield [_moved_by(step, inner) for inner in table.steps()]
        else:
            yield [Step(range(place, place + 1), range(step.new.start, step.new.start)) for place in step.old]
            yield [Step(range(step.old.stop, step.old.stop), range(place, place + 1)) for place in step.new]


def _opening(piece: Words) -> str:
    return " ".join(piece[:_OPENING])


def _shifted(can_be: Callable[[int, int], bool], by: Step) -> Callable[[int, int], bool]:
    return lambda i, j: can_be(by.old.start + i, by.new.start + j)


def _moved_by(by: Step, step: Step) -> Step:
    old, new = by.old.start, by.new.start
    return Step(
        range(old + step.old.start, old + step.old.stop), range(new + step.new.start, new + step.new.stop)
    )


def _equal(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    where: dict[str, list[int]] = {}
    for place, piece in reversed(list(enumerate(old))):
        where.setdefault(piece, []).append(place)
    return [Pair(where[piece].pop(), place) for place, piece in enumerate(new) if where.get(piece)]


def _likeness(a: Words, b: Words, found_again: FoundAgain) -> float:
    """From 0 to 1: the words found again, twice, of all words of both."""
    total = len(a) + len(b)
    return 2 * found_again(a, b) / total if total else 0.0


class _Table:
    """For each pair of places, the most words that can be found again from there on."""

    def __init__(
        self,
        old: Sequence[Words],
        new: Sequence[Words],
        can_be: Callable[[int, int], bool],
        found_again: FoundAgain,
    ) -> None:
        self._old, self._new, self._found_again = old, new, found_again
        self._one = [
            [found_again(a, b) if can_be(i, j) else 0 for j, b in enumerate(new)] for i, a in enumerate(old)
        ]
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
        right, down = self._best[i][j + 1], self._best[i + 1][j]
        # Together rather than apart, one with one rather than with two, a deletion before an insertion.
        best, choice = (down, (1, 0)) if down >= right else (right, (0, 1))
        if self._one[i][j]:
            for score, joined in self._joining(i, j):
                if score >= best:
                    best, choice = score, joined
        self._best[i][j] = best
        self._choice[i, j] = choice

    def _joining(self, i: int, j: int) -> list[tuple[int, tuple[int, int]]]:
        """Ways to take the two pieces together, the plainest last."""
        one = self._one[i][j]
        found = []
        if j + 1 < len(self._new) and (joined := self._joined((i, i), (j, j + 1))):
            found.append((joined + self._best[i + 1][j + 2], (1, 2)))
        if i + 1 < len(self._old) and (joined := self._joined((i, i + 1), (j, j))):
            found.append((joined + self._best[i + 2][j + 1], (2, 1)))
        if 2 * one >= _LEAST * (len(self._old[i]) + len(self._new[j])):
            found.append((one + self._best[i + 1][j + 1], (1, 1)))
        return found

    def _joined(self, olds: tuple[int, int], news: tuple[int, int]) -> int:
        """Words found again where two are taken for one; 0 where they were not, or one is enough."""
        (i, k), (j, m) = olds, news
        first, second = self._one[i][j], self._one[k][m]
        length = sum(len(self._old[place]) for place in {i, k}) + sum(
            len(self._new[place]) for place in {j, m}
        )
        least = _LEAST_JOINED * length
        # Each half must be found, and no more of the whole can be found than of both.
        if not second or 2 * (first + second) < least:
            return 0
        old = self._old[i] if i == k else (*self._old[i], *self._old[k])
        new = self._new[j] if j == m else (*self._new[j], *self._new[m])
        kept = self._found_again(old, new)
        return kept if kept > max(first, second) + 1 and 2 * kept >= least else 0
