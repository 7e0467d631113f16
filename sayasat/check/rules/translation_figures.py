"""Compares dates, amounts, references and numbers of a translation with the original's. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.figure import Figure, FigureKind
from sayasat.check.language.figures import LANGUAGES, figures
from sayasat.check.language.numerals import numbers_in_words
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.section_pairs import NOTHING, counterparts
from sayasat.markdown import visible_text


@dataclass(frozen=True, slots=True)
class _Difference:
    """A figure that only one text has, or two different ones; `here` or `there` is not empty."""

    kind: FigureKind
    section: str
    line: int
    """In the translation's body: the line of the figure, else of its section."""

    here: str
    """As the translation writes it; empty if it has none."""

    there: str
    """As the original writes it; empty if it has none."""


def figures_differ(kind: FigureKind, text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Figures of one kind that a section and its section in the original do not share."""
    if text.original is None:
        return
    for each in _differences(text.body, text.language, text.original.body, text.original.language):
        if each.kind is kind:
            section = each.section or text.front_matter.title or NOTHING
            facts = {"here": each.here or NOTHING, "there": each.there or NOTHING, "section": section}
            yield text.violation(each.line, each.here or each.there, **facts)


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
class _SectionFigures:
    """The figures of one section."""

    section: ProseSection
    figures: tuple[tuple[Figure, int], ...]
    """Figures in digits, each with its line in the body."""

    number_words: Counter[str]
    """Numbers written in words, and how often."""


def _read(section: ProseSection, language: str) -> _SectionFigures:
    found = [
        (figure, passage.line_at(figure.start))
        for passage in section.passages
        for figure in figures(passage.text, language)
    ]
    words: Counter[str] = Counter()
    for passage in section.passages:
        words.update(numbers_in_words(passage.text, language))
    return _SectionFigures(section, tuple(found), words)


def _of_section(ours: _SectionFigures, theirs: _SectionFigures) -> Iterator[_Difference]:
    here, there = _unmatched(ours.figures, theirs.figures)
    here, there = _without_words(here, theirs.number_words), _without_words(there, ours.number_words)
    different = _without_other_forms(here, there), _without_other_forms(there, here)
    for kind in FigureKind:
        mine, other = ([each for each in side if each[0].kind is kind] for side in different)
        for one, two in zip_longest(mine, other):
            line = one[1] if one else ours.section.line
            words = [visible_text.fold(each[0].words) if each else "" for each in (one, two)]
            yield _Difference(kind, ours.section.heading, line, *words)


_Located = Sequence[tuple[Figure, int]]
"""Figures with their lines."""


def _unmatched(ours: _Located, theirs: _Located) -> tuple[_Located, _Located]:
    """The figures of each side that have no equal on the other; one figure matches one other."""
    unmatched = _Unmatched(theirs)
    left = [each for each in ours if not unmatched.remove_equal(each[0])]
    return left, [theirs[index] for index in unmatched.indexes()]


class _Unmatched:
    """The figures of one side that have no equal on the other side yet."""

    def __init__(self, found: _Located) -> None:
        self._indexes: dict[tuple[FigureKind, tuple[str, ...]], dict[frozenset[str], list[int]]] = {}
        for index in reversed(range(len(found))):
            figure = found[index][0]
            by_senses = self._indexes.setdefault((figure.kind, figure.key), {})
            by_senses.setdefault(figure.senses, []).append(index)

    def remove_equal(self, figure: Figure) -> bool:
        """Remove the first figure that equals this one; False if there is none."""
        by_senses = self._indexes.get((figure.kind, figure.key), {})
        same = next(
            (found for senses, found in by_senses.items() if found and _agree(figure.senses, senses)), None
        )
        if same is not None:
            same.pop()
        return same is not None

    def indexes(self) -> list[int]:
        """The indexes of the unmatched figures, in ascending order."""
        return sorted(
            index for by_senses in self._indexes.values() for found in by_senses.values() for index in found
        )


def _agree(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two references may have the same target; figures of other kinds have no senses and agree."""
    return one == two or bool(one & two)


def _without_words(left: _Located, words: Counter[str]) -> _Located:
    """Without the numbers that the other text writes in words; one number word excuses one figure."""
    words = words.copy()
    remaining = []
    for each in left:
        number = each[0].key[0]
        if each[0].kind is not FigureKind.DATE and words[number] > 0:
            words[number] -= 1
        else:
            remaining.append(each)
    return remaining


def _without_other_forms(left: _Located, other: _Located) -> _Located:
    """Without the figures that the other text states as figures of another kind.

    "1–5 декабря" is a number and a date, but "1-декабрынан 5-декабрына чейин" is two dates.
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


def _kinds(found: _Located) -> Counter[FigureKind]:
    return Counter(figure.kind for figure, _ in found)
