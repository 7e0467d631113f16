"""Dates, amounts, references and numbers of a translation, compared with the original's. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from sayasat.check.check_yml import Standards
from sayasat.check.language.figures import LANGUAGES, Figure, FigureKind, figures
from sayasat.check.language.numerals import numbers_in_words
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Slip
from sayasat.check.section_pairs import NOTHING, counterparts
from sayasat.markdown import visible_text


@dataclass(frozen=True, slots=True)
class _Difference:
    """What one text has and the other has not; at least one of the two is there."""

    kind: FigureKind
    section: str
    line: int
    """Of the translation's body: of its words, else of its section."""

    here: str
    there: str


def figures_differ(kind: FigureKind, text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Figures of one kind that a section has and its counterpart has not."""
    if text.original is None:
        return
    for each in _differences(text.body, text.language, text.original.body, text.original.language):
        if each.kind is kind:
            section = each.section or text.head.title or NOTHING
            facts = (("here", each.here or NOTHING), ("there", each.there or NOTHING), ("section", section))
            yield Slip(text.line(each.line), each.here or each.there, facts)


@lru_cache(maxsize=8)
def _differences(body: str, language: str, original: str, original_language: str) -> tuple[_Difference, ...]:
    if language not in LANGUAGES or original_language not in LANGUAGES:
        return ()
    return tuple(
        difference
        for ours, theirs in counterparts(body, original).pairs
        for difference in _of_section(_read(ours, language), _read(theirs, original_language))
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """The figures of one section."""

    part: ProseSection
    found: tuple[tuple[Figure, int], ...]
    """Each with its line."""

    number_words: Counter[str]
    """Numbers in words."""


def _read(part: ProseSection, language: str) -> _Section:
    found = [
        (figure, passage.line_at(figure.start))
        for passage in part.passages
        for figure in figures(passage.text, language)
    ]
    words: Counter[str] = Counter()
    for passage in part.passages:
        words.update(numbers_in_words(passage.text, language))
    return _Section(part, tuple(found), words)


def _of_section(ours: _Section, theirs: _Section) -> Iterator[_Difference]:
    here, there = _left_over(ours.found, theirs.found)
    here, there = _without_words(here, theirs.number_words), _without_words(there, ours.number_words)
    unexcused = _unexcused(here, there), _unexcused(there, here)
    for kind in FigureKind:
        mine, other = ([each for each in left if each[0].kind is kind] for left in unexcused)
        for one, two in zip_longest(mine, other):
            line = one[1] if one else ours.part.line
            words = [visible_text.fold(each[0].words) if each else "" for each in (one, two)]
            yield _Difference(kind, ours.part.heading, line, *words)


_Found = Sequence[tuple[Figure, int]]


def _left_over(ours: _Found, theirs: _Found) -> tuple[_Found, _Found]:
    """What has no equal on the other side, each equal taken once."""
    waiting = _Unmatched(theirs)
    left = [each for each in ours if not waiting.take(each[0])]
    return left, [theirs[place] for place in waiting.left()]


class _Unmatched:
    """The figures of one side that have not met their equals."""

    def __init__(self, found: _Found) -> None:
        self._places: dict[tuple[FigureKind, tuple[str, ...]], dict[frozenset[str], list[int]]] = {}
        for place in reversed(range(len(found))):
            figure = found[place][0]
            by_sense = self._places.setdefault((figure.kind, figure.key), {})
            by_sense.setdefault(figure.senses, []).append(place)

    def take(self, figure: Figure) -> bool:
        """Whether one that says the same was there; it is no more."""
        by_sense = self._places.get((figure.kind, figure.key), {})
        same = next(
            (all_ for senses, all_ in by_sense.items() if all_ and _agree(figure.senses, senses)), None
        )
        if same is not None:
            same.pop()
        return same is not None

    def left(self) -> list[int]:
        """Where the others stand, in order."""
        return sorted(
            place for by_sense in self._places.values() for places in by_sense.values() for place in places
        )


def _agree(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two references may be to the same; figures of other kinds have no senses, and agree."""
    return one == two or bool(one & two)


def _without_words(left: _Found, words: Counter[str]) -> _Found:
    """Without what the other text says in words, each word taken once."""
    words = words.copy()
    kept = []
    for each in left:
        number = each[0].key[0]
        if each[0].kind is not FigureKind.DATE and words[number] > 0:
            words[number] -= 1
        else:
            kept.append(each)
    return kept


def _unexcused(left: _Found, other: _Found) -> _Found:
    """Without what the other text says in another form.

    "1–5 декабря" is a number and a date, "1-декабрынан 5-декабрына чейин" two dates: the languages part the
    same figures into kinds in their own ways.
    """
    all_parts = {part for figure, _ in other for part in figure.parts}
    by_kind: defaultdict[FigureKind, set[str]] = defaultdict(set)
    for figure, _ in other:
        by_kind[figure.kind] |= figure.parts
    ours, theirs = _kinds(left), _kinds(other)

    def is_excused(figure: Figure) -> bool:
        elsewhere = not figure.parts <= by_kind[figure.kind]
        return figure.parts <= all_parts and (elsewhere or ours[figure.kind] != theirs[figure.kind])

    return [each for each in left if not is_excused(each[0])]


def _kinds(found: _Found) -> Counter[FigureKind]:
    return Counter(figure.kind for figure, _ in found)
