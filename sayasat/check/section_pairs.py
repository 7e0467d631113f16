"""Which part of a translation stands for which of the original: by id, else by its neighbours. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sayasat.check.language.prose import NOTES, ProseSection, prose_sections
from sayasat.check.rule import CheckedText

NOTHING = "–"
"""Stands in a sentence for what one of the texts does not have."""


def counterparts_of(text: CheckedText) -> Counterparts:
    """The parts of a text and of its original; none of a text that has no original."""
    original = text.original
    return counterparts(text.body, original.body) if original else Counterparts((), (), (), ())


@dataclass(frozen=True, slots=True)
class Missing:
    """A part of the original that the translation does not have."""

    part: ProseSection
    before: ProseSection | None
    """The part of the translation that it would follow; absent at the top."""


@dataclass(frozen=True, slots=True)
class Counterparts:
    """The parts of two texts, set side by side."""

    pairs: tuple[tuple[ProseSection, ProseSection], ...]
    """(in the translation, in the original), in the order of the translation."""

    places: tuple[int, ...]
    """For each pair, where in the original it stands."""

    missing: tuple[Missing, ...]
    """With a heading and an id of their own."""

    unknown: tuple[ProseSection, ...]
    """Parts of the translation with an id that the original does not have."""


@lru_cache(maxsize=8)
def counterparts(translation: str, original: str) -> Counterparts:
    """Set two bodies side by side. Headings whose ids do not match are known by their neighbours."""
    ours, theirs = prose_sections(translation), prose_sections(original)
    match = _by_id(ours, theirs)
    match |= _by_place(ours, theirs, match)
    unknown = [part for place, part in enumerate(ours) if place not in match and part.level and part.is_given]
    pairs = tuple((ours[here], theirs[there]) for here, there in sorted(match.items()))
    return Counterparts(
        pairs,
        tuple(match[here] for here in sorted(match)),
        tuple(_missing(ours, theirs, match)),
        tuple(unknown),
    )


def _key(part: ProseSection) -> str:
    """What a part is known by; empty where that is not in the text."""
    if not part.level:
        return NOTES if part.heading == NOTES else "^"
    return f"#{part.id}" if part.is_given else ""


def _by_id(ours: Sequence[ProseSection], theirs: Sequence[ProseSection]) -> dict[int, int]:
    places = {_key(part): place for place, part in enumerate(theirs) if _key(part)}
    return {here: places[_key(part)] for here, part in enumerate(ours) if _key(part) in places}


def _by_place(
    ours: Sequence[ProseSection], theirs: Sequence[ProseSection], match: dict[int, int]
) -> dict[int, int]:
    """Those left over that stand between the same neighbours, or at the same place of as many headings."""
    free = {there for there, part in enumerate(theirs) if part.level} - set(match.values())
    neighbours = {_neighbours(theirs, there): there for there in free}
    same_count = len(ours) == len(theirs)
    found: dict[int, int] = {}
    for here, part in enumerate(ours):
        if here in match or not part.level:
            continue
        between = neighbours.get(_neighbours(ours, here))
        there = here if same_count and here in free else between
        if there is not None and there in free:
            found[here] = there
            free.discard(there)
    return found


def _neighbours(whole: Sequence[ProseSection], place: int) -> tuple[str, str]:
    before = _key(whole[place - 1]) if place else "^"
    after = _key(whole[place + 1]) if place + 1 < len(whole) else "$"
    return before or f"?{place}", after or f"?{place}"


def _missing(
    ours: Sequence[ProseSection], theirs: Sequence[ProseSection], match: dict[int, int]
) -> Iterator[Missing]:
    by_theirs = {there: here for here, there in match.items()}
    before: ProseSection | None = None
    for place, part in enumerate(theirs):
        if place in by_theirs:
            before = ours[by_theirs[place]]
        elif part.level and part.is_given:
            yield Missing(part, before)


def out_of_order(found: Counterparts, in_place: set[int]) -> Iterator[ProseSection]:
    """Parts of the translation that stand elsewhere than in the original; ``in_place``: places that stay."""
    for place, (ours, _) in zip(found.places, found.pairs, strict=True):
        if place not in in_place and ours.level:
            yield ours
