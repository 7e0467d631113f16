"""Which section of a text comes from which section of the text before it. Pure.

Identity in time is not the id: an id may be given to another text, and a section may get another id. A
section goes on where the alignment pairs it, unless all its text is elsewhere. Where a heading has no
counterpart, the text below it says what the section was made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from rapidfuzz.distance import LCSseq

from sayasat.markdown.sections import Section
from sayasat.markdown.words import words
from sayasat.redline.likeness import likest
from sayasat.redline.section_matching import SectionPlan
from sayasat.redline.units import Unit, without_number

_HALF = 50
"""Per cent of the text of a section that went into another one, or came from one: less is no derivation."""

_DOUBTFUL = 20
"""Per cent of the text of the shorter of two sections: with less in common, the heading alone pairs them."""

_MOVED_LIKENESS, _MOVED_WORDS = 700, 4
"""Of 1,000, and words: a block that was taken out is one that was put in elsewhere, as in a redline."""


_PART, _NEAR = 70, 3
"""Per cent of the words of a block that an edited one lost, so many places away: it was parted, or joined."""


class Origin(StrEnum):
    """How a section came about.

    ``renumbered``: nothing changed but its number, or the numbers of list items. ``moved``: it stands in
    another order, and may be edited too. ``merged``: it goes on, and has the text of other sections, which
    are gone. ``split``: it begins here, with a part of the text of another section.
    """

    UNCHANGED = "unchanged"
    EDITED = "edited"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    NEW = "new"
    DELETED = "deleted"


class SectionOrigin(Struct, frozen=True):
    """What a section, without its subsections, was made of.

    `id` is that in the new text; of a deleted section, in the old one. `sources` are the ids, in the old
    text, of the sections that it was made of, first the one that goes on in it.
    """

    id: str
    origin: Origin
    sources: tuple[str, ...] = ()

    @property
    def predecessor(self) -> str | None:
        """The id, in the old text, of the section that goes on in it; None if it begins or ends here."""
        return self.sources[0] if self.sources and self.origin is not Origin.SPLIT else None


class Derivation(Struct, frozen=True):
    """The derivation table of a text: what became of each section since the text before it."""

    rows: tuple[SectionOrigin, ...]
    """In the order of the new text, then the deleted sections in the order of the old one."""


def derivation(old: Sequence[Section], new: Sequence[Section]) -> Derivation:
    """The derivation table of ``new``; ``old`` is the text before it, empty for the first text."""
    return derivation_of(SectionPlan(old, new))


def derivation_of(plan: SectionPlan) -> Derivation:
    """The derivation table of two texts that are aligned."""
    old, new = plan.old, plan.new
    kin = _Kin(plan)
    sources = kin.sources()
    moved = {part.new for part in plan.parts if part.move}
    rows = []
    for place, section in enumerate(new):
        olds = [old[each] for each in sources.get(place, ())]
        if not olds and place in kin.split:
            olds, origin = [old[kin.split[place]]], Origin.SPLIT
        else:
            origin = _origin(olds, section, is_moved=place in moved)
        rows.append(SectionOrigin(section.id, origin, tuple(each.id for each in olds)))
    kept = {each for places in sources.values() for each in places} | set(kin.split.values())
    gone = (section for place, section in enumerate(old) if place not in kept)
    return Derivation((*rows, *(SectionOrigin(section.id, Origin.DELETED) for section in gone)))


class _Kin:
    """Which sections were made of which, by their places."""

    def __init__(self, plan: SectionPlan) -> None:
        self.split: dict[int, int] = {}
        """For a section that begins as a part of another: the place of that one in the old text."""
        self._plan = plan
        self._shared = _shared_text(plan)
        self._old_size, self._new_size = _sizes(plan.old), _sizes(plan.new)

    def sources(self) -> dict[int, list[int]]:
        """For each new section the old ones that it was made of: first the one that goes on in it."""
        sources = {new: [old] for new, old in self._pairs().items()}
        begun = set(range(len(self._plan.new))) - set(sources)
        gone = set(range(len(self._plan.old))) - {old for (old,) in sources.values()}
        for (old, new), count in self._most_first():
            if old in gone and 100 * count >= _HALF * self._old_size[old]:
                sources.setdefault(new, []).append(old)
                gone.remove(old)
            elif new in begun and 100 * count >= _HALF * self._new_size[new]:
                self.split.setdefault(new, old)
        return sources

    def _pairs(self) -> dict[int, int]:
        """The old section that goes on in a new one.

        Where a pair of the alignment has hardly any text in common, or a heading no pair, texts that are
        alike decide.
        """
        parts = self._plan.parts
        aligned = {each.new: each.old for each in parts if each.new is not None and each.old is not None}
        pairs = {new: old for new, old in aligned.items() if not self._is_doubtful(old, new)}
        olds = set(range(len(self._plan.old))) - set(pairs.values())
        news = set(range(len(self._plan.new))) - set(pairs)
        for (old, new), count in self._most_first():
            whole = self._old_size[old] + self._new_size[new]
            if old in olds and new in news and 200 * count >= _HALF * whole:
                pairs[new] = old
                olds.remove(old)
                news.remove(new)
        left = ((new, old) for new, old in aligned.items() if new in news and old in olds)
        return pairs | {new: old for new, old in left if self._is_one_heading(old, new)}

    def _is_doubtful(self, old: int, new: int) -> bool:
        return 100 * self._shared[old, new] < _DOUBTFUL * min(self._old_size[old], self._new_size[new])

    def _is_one_heading(self, old: int, new: int) -> bool:
        """Whether headings pair two sections that have hardly a word in common: titles, or by their words."""
        titles = (_title(side) == place for side, place in ((self._plan.old, old), (self._plan.new, new)))
        return all(titles) or _are_one_heading(self._plan.old[old], self._plan.new[new])

    def _most_first(self) -> list[tuple[tuple[int, int], int]]:
        return sorted(self._shared.items(), key=lambda each: (-each[1], each[0]))


def _shared_text(plan: SectionPlan) -> Counter[tuple[int, int]]:
    """How many characters below the headings of an old and a new section are the same, by their places.

    About: of blocks with other words as many as their share of words found again.
    """
    shared = Counter[tuple[int, int]]()
    steps = [step for part in plan.parts for step in part.steps]
    pairs = [(i, j) for step in steps for i in step.old for j in step.new]
    gone = [i for step in steps if not step.new for i in step.old if _is_long(plan.before[i])]
    come = [j for step in steps if not step.old for j in step.new if _is_long(plan.after[j])]
    texts = [plan.before[i].block.text for i in gone], [plan.after[j].block.text for j in come]
    found = likest(*texts, least=_MOVED_LIKENESS)
    made = [*pairs, *((gone[pair.old], come[pair.new]) for pair in found), *_parts(plan, pairs, gone, come)]
    for i, j in made:
        old, new = plan.before[i], plan.after[j]
        size = 0 if old.head or new.head else len(old.block.text)
        if size and old is not new and old.block.text != new.block.text:
            size = size * LCSseq.similarity(old.words, new.words) // max(len(old.words), 1)
        if size:
            shared[plan.old_places[i], plan.new_places[j]] += size
    return shared


def _parts(
    plan: SectionPlan, pairs: Iterable[tuple[int, int]], gone: Iterable[int], come: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Blocks near an edited one that were parted from it, or joined to it, with a heading between them."""
    lone_old, lone_new = set(gone), set(come)
    for i, j in pairs:
        old, new = plan.before[i], plan.after[j]
        if old is not new and old.block.text != new.block.text:
            news = (each for each in range(j - _NEAR, j + _NEAR + 1) if each in lone_new)
            olds = (each for each in range(i - _NEAR, i + _NEAR + 1) if each in lone_old)
            yield from ((i, each) for each in news if _is_part(plan.after[each], old, new))
            yield from ((each, j) for each in olds if _is_part(plan.before[each], new, old))


def _is_part(part: Unit, block: Unit, other: Unit) -> bool:
    """Whether a block that stands in one text only is a part of one there, which lost it there."""
    lost = Counter(block.words) - Counter(other.words)
    least = -(-_PART * len(part.words) // 100)
    return (lost & Counter(part.words)).total() >= least <= LCSseq.similarity(block.words, part.words)


def _is_long(unit: Unit) -> bool:
    return not unit.head and len(unit.words) >= _MOVED_WORDS


def _sizes(text: Sequence[Section]) -> list[int]:
    """The number of characters below the heading of each section."""
    return [sum(len(block.text) for block in section.blocks) for section in text]


def _title(text: Sequence[Section]) -> int | None:
    """The place of the heading that is the text's title; None if it has none."""
    place = next((place for place, section in enumerate(text) if section.level), None)
    return place if place is not None and text[place].level == 1 else None


def _are_one_heading(old: Section, new: Section) -> bool:
    """Whether two headings have the same words; the same number, or an id, is not enough."""
    if not old.level and not new.level:
        return True
    a, b = (without_number(words(each.heading)) for each in (old, new))
    if not a and not b:
        return (old.heading, old.id) == (new.heading, new.id)
    return 200 * LCSseq.similarity(a, b) >= _HALF * (len(a) + len(b))


def _origin(olds: Sequence[Section], new: Section, *, is_moved: bool) -> Origin:
    """Of a section that was made of these."""
    if not olds:
        return Origin.NEW
    if len(olds) > 1:
        return Origin.MERGED
    if is_moved:
        return Origin.MOVED
    (old,) = olds
    if old is new:
        return Origin.UNCHANGED
    if (old.heading, *_look(old)) == (new.heading, *_look(new)) and _numbers(old) == _numbers(new):
        return Origin.UNCHANGED
    headings = (without_number(words(each.heading)) for each in (old, new))
    is_same = len(set(headings)) == 1 and _look(old) == _look(new)
    return Origin.RENUMBERED if is_same else Origin.EDITED


def _look(section: Section) -> tuple[object, ...]:
    """What a reader sees of a section, but for its heading's words and the numbers of list items."""
    blocks = [(block.text, block.form, block.details) for block in section.blocks]
    return section.level, section.details, blocks


def _numbers(section: Section) -> list[str]:
    return [block.number for block in section.blocks]
