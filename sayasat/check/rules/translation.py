"""Rules on translations: each section is compared with its section in the original. Pure.

Dates, amounts, references and numbers are compared if both languages are in `figures.LANGUAGES`.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.figures import LANGUAGES, Figure, FigureKind, figures
from sayasat.check.language.numerals import numbers_in_words
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.section_pairs import counterparts, counterparts_of, differences, unmatched
from sayasat.markdown import visible_text
from sayasat.redline import edit_script


def ids_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings whose id differs from the original's."""
    for ours, theirs in counterparts_of(text).pairs:
        if ours.has_explicit_id and theirs.has_explicit_id and ours.id != theirs.id:
            facts = {"heading": ours.heading, "here": ours.id, "there": theirs.id}
            yield text.violation(ours.line, f"#{ours.id}", **facts)


def section_missing(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections that only the original has; the line is that of the section they would follow."""
    for section, line in counterparts_of(text).missing:
        yield text.violation(line, f"#{section.id}", id=section.id, heading=section.heading)


def section_unknown(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections that the original does not have."""
    for section in counterparts_of(text).unknown:
        yield text.violation(section.line, f"#{section.id}", id=section.id, heading=section.heading)


def sections_out_of_order(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections in another order than in the original."""
    found = counterparts_of(text)
    in_order = edit_script.in_place(found.positions)
    for position, (ours, _theirs) in zip(found.positions, found.pairs, strict=True):
        if position not in in_order and ours.level:
            yield text.violation(ours.line, f"#{ours.id}", id=ours.id, heading=ours.heading)


def heading_levels_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings with more or fewer ``#`` than in the original."""
    for ours, theirs in counterparts_of(text).pairs:
        if ours.level != theirs.level:
            levels = {"here": "#" * ours.level, "there": "#" * theirs.level}
            yield text.violation(ours.line, ours.heading, heading=ours.heading, **levels)


def paragraphs_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections with more or fewer paragraphs, list items and table rows than in the original."""
    if text.original is None:
        return
    here = {section.id: len(section.blocks) for section in text.sections}
    there = {section.id: len(section.blocks) for section in text.original.sections}
    for ours, theirs in counterparts_of(text).pairs:
        counts = {"here": here.get(ours.id), "there": there.get(theirs.id)}
        if ours.level and counts["here"] != counts["there"]:
            yield text.violation(ours.line, ours.heading, section=ours.heading, **counts)


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
    words = (numbers_in_words(passage.text, language) for passage in section.passages)
    return found, sum(words, Counter())


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


def links_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Links and URLs that a section and its section in the original do not share."""
    if text.original is None:
        return
    languages = {text.language, text.original.language, "kg"}
    for ours, theirs in counterparts_of(text).pairs:
        here = list(_targets(ours, text.base, languages))
        there = list(_targets(theirs, text.original.base, languages))
        yield from differences(text, ours, *unmatched(here, there))


def _targets(section: ProseSection, path: str, languages: set[str]) -> Iterator[Figure]:
    """The links of a section. Their keys are without the language: the same in both texts."""
    for passage in section.passages:
        for target in passage.targets:
            key, line = _without_language(target.url, path, languages), passage.line_at(target.start)
            yield Figure(FigureKind.LINK, (key,), target.start, unquote(target.url), line=line)


def _without_language(url: str, path: str, languages: set[str]) -> str:
    """A URL without what may differ between languages: language codes in its host, path and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/"):
        if "@" in parts.path:
            return url.lower()
        folder = posixpath.join(posixpath.dirname(path), parts.path)
        parts = parts._replace(path=posixpath.normpath(folder))
    host = ".".join(label for label in parts.netloc.lower().split(".") if label not in languages)
    segments = [each for each in unquote(parts.path).split("/") if each and each.lower() not in languages]
    parameters = (each for each in parts.query.split("&") if each.partition("=")[2].lower() not in languages)
    query = "&".join(sorted(parameters))
    return f"{parts.scheme}|{host}|{'/'.join(segments)}|{query}|{unquote(parts.fragment)}"
