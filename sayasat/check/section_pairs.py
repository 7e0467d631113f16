"""Pairs each section of a translation with its section of the original: by id, else by neighbours. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from msgspec import Struct

from sayasat.check.language.figures import Figure
from sayasat.check.language.prose import NOTES, ProseSection, prose_sections
from sayasat.check.rule import CheckedText, Violation

NOTHING = "–"
"""Shown in a message if one of the two texts has nothing to quote."""


class Counterparts(Struct, frozen=True):
    """The sections of a translation and its original, paired."""

    pairs: tuple[tuple[ProseSection, ProseSection], ...]
    """(section of the translation, section of the original), in the order of the translation."""

    positions: tuple[int, ...]
    """For each pair, the index of its section in the original."""

    missing: tuple[tuple[ProseSection, int], ...]
    """The sections that only the original has, each with the line of the section that it would follow, 1 if
    it would be the first. Only sections whose heading has an explicit id.
    """

    unknown: tuple[ProseSection, ...]
    """Sections of the translation with an explicit id that the original does not have."""


def counterparts_of(text: CheckedText) -> Counterparts:
    """The section pairs of a text and its original; empty if the text is the original."""
    original = text.original
    return counterparts(text.body, original.body) if original else Counterparts((), (), (), ())


@lru_cache(maxsize=8)
def counterparts(translation: str, original: str) -> Counterparts:
    """Pair the sections of two bodies. Sections whose ids do not match are paired by their neighbours."""
    ours, theirs = prose_sections(translation), prose_sections(original)
    match = _by_id(ours, theirs)
    match |= _by_position(ours, theirs, match)
    unknown = [
        section
        for index, section in enumerate(ours)
        if index not in match and section.level and section.has_explicit_id
    ]
    pairs = tuple((ours[here], theirs[there]) for here, there in sorted(match.items()))
    return Counterparts(
        pairs,
        tuple(match[here] for here in sorted(match)),
        tuple(_missing(ours, theirs, match)),
        tuple(unknown),
    )


def _key(section: ProseSection) -> str:
    """What identifies a section in both texts; empty if its heading has no explicit id."""
    if not section.level:
        return NOTES if section.heading == NOTES else "^"
    return f"#{section.id}" if section.has_explicit_id else ""


def _by_id(ours: Sequence[ProseSection], theirs: Sequence[ProseSection]) -> dict[int, int]:
    indexes = {_key(section): index for index, section in enumerate(theirs) if _key(section)}
    return {here: indexes[_key(section)] for here, section in enumerate(ours) if _key(section) in indexes}


def _by_position(
    ours: Sequence[ProseSection], theirs: Sequence[ProseSection], match: dict[int, int]
) -> dict[int, int]:
    """Pair the unmatched sections: by index if the texts have equally many, else by their neighbours."""
    free = {there for there, section in enumerate(theirs) if section.level} - set(match.values())
    neighbours = {_neighbours(theirs, there): there for there in free}
    same_count = len(ours) == len(theirs)
    found: dict[int, int] = {}
    for here, section in enumerate(ours):
        if here in match or not section.level:
            continue
        between = neighbours.get(_neighbours(ours, here))
        there = here if same_count and here in free else between
        if there is not None and there in free:
            found[here] = there
            free.discard(there)
    return found


def _neighbours(sections: Sequence[ProseSection], index: int) -> tuple[str, str]:
    before = _key(sections[index - 1]) if index else "^"
    after = _key(sections[index + 1]) if index + 1 < len(sections) else "$"
    return before or f"?{index}", after or f"?{index}"


def _missing(
    ours: Sequence[ProseSection], theirs: Sequence[ProseSection], match: dict[int, int]
) -> Iterator[tuple[ProseSection, int]]:
    by_theirs = {there: here for here, there in match.items()}
    line = 1
    for index, section in enumerate(theirs):
        if index in by_theirs:
            line = ours[by_theirs[index]].line
        elif section.level and section.has_explicit_id:
            yield section, line


def differences(
    text: CheckedText, section: ProseSection, here: Sequence[Figure], there: Sequence[Figure]
) -> Iterator[Violation]:
    """A violation for each figure that only a section, or only its counterpart (``there``), has."""
    for one, two in zip_longest(here, there):
        heading = section.heading or text.front_matter.title or NOTHING
        words = [each.words if each else NOTHING for each in (one, two)]
        facts = {"here": words[0], "there": words[1], "section": heading}
        yield text.violation(one.line if one else section.line, words[0 if one else 1], **facts)


def unmatched(ours: Sequence[Figure], theirs: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The figures of each side that have no equal on the other; one figure matches one other.

    References to one number are equal if they may be to the same part.
    """
    free: defaultdict[object, dict[frozenset[str], list[int]]] = defaultdict(dict)
    for index in reversed(range(len(theirs))):
        figure = theirs[index]
        free[figure.kind, figure.key].setdefault(figure.senses, []).append(index)
    left = []
    for each in ours:
        alike = free[each.kind, each.key].items()
        agreeing = (found for senses, found in alike if each.senses == senses or each.senses & senses)
        same = next(filter(None, agreeing), None)
        if same is None:
            left.append(each)
        else:
            same.pop()
    indexes = sorted(index for alike in free.values() for found in alike.values() for index in found)
    return left, [theirs[index] for index in indexes]
