"""Compares dates, amounts, references and numbers of a translation with the original's. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.figure import Figure, FigureKind
from sayasat.check.language.figures import LANGUAGES, figures
from sayasat.check.language.numerals import numbers_in_words
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.section_pairs import counterparts, differences, unmatched
from sayasat.markdown import visible_text

_Read = tuple[list[Figure], Counter[str]]
"""The figures of a section in digits, and the numbers in words with how often each stands there."""


def figures_differ(kind: FigureKind, text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Figures of one kind that a section and its section in the original do not share."""
    if text.original is None:
        return
    for ours, *sides in _unshared(text.body, text.language, text.original.body, text.original.language):
        here, there = ([each for each in side if each.kind is kind] for side in sides)
        yield from differences(text, ours, here, there)


@lru_cache(maxsize=8)
def _unshared(
    body: str, language: str, original: str, original_language: str
) -> tuple[tuple[ProseSection, list[Figure], list[Figure]], ...]:
    """The sections of a translation, each with the figures that only it or only its original has."""
    if language not in LANGUAGES or original_language not in LANGUAGES:
        return ()
    pairs = counterparts(body, original).pairs
    return tuple(
        (ours, *_of_section(_read(ours, language), _read(theirs, original_language)))
        for ours, theirs in pairs
    )


def _read(section: ProseSection, language: str) -> _Read:
    found = [
        replace(figure, words=visible_text.fold(figure.words), line=passage.line_at(figure.start))
        for passage in section.passages
        for figure in figures(passage.text, language)
    ]
    words: Counter[str] = Counter()
    for passage in section.passages:
        words.update(numbers_in_words(passage.text, language))
    return found, words


def _of_section(ours: _Read, theirs: _Read) -> tuple[list[Figure], list[Figure]]:
    here, there = unmatched(ours[0], theirs[0])
    here, there = _without_words(here, theirs[1]), _without_words(there, ours[1])
    return _without_other_forms(here, there), _without_other_forms(there, here)


def _without_words(left: list[Figure], words: Counter[str]) -> list[Figure]:
    """Without the numbers that the other text writes in words; one number word excuses one figure."""
    words = words.copy()
    remaining = []
    for each in left:
        number = each.key[0]
        if each.kind is not FigureKind.DATE and words[number] > 0:
            words[number] -= 1
        else:
            remaining.append(each)
    return remaining


def _without_other_forms(left: list[Figure], other: list[Figure]) -> list[Figure]:
    """Without the figures that the other text states as figures of another kind.

    "1–5 декабря" is a number and a date, but "1-декабрынан 5-декабрына чейин" is two dates.
    """
    all_parts = {part for figure in other for part in figure.parts}
    by_kind: defaultdict[FigureKind, set[str]] = defaultdict(set)
    for figure in other:
        by_kind[figure.kind] |= figure.parts
    ours, theirs = _kinds(left), _kinds(other)

    def is_excused(figure: Figure) -> bool:
        elsewhere = not figure.parts <= by_kind[figure.kind]
        return figure.parts <= all_parts and (elsewhere or ours[figure.kind] != theirs[figure.kind])

    return [each for each in left if not is_excused(each)]


def _kinds(found: list[Figure]) -> Counter[FigureKind]:
    return Counter(figure.kind for figure in found)
