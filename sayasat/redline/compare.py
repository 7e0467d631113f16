"""Compares two texts by section, block and word. Pure.

Sections are matched by id, then by heading, then by similarity; blocks within a section by similarity; words
within blocks by `sayasat.redline.word_diff`. A moved passage is in the redline twice, at its old and at its
new position, so that the redline has the complete old text and the complete new text, each in its own order.
"""

# Longer than 300 lines because blocks that sections leave unmatched are compared again for moves.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from sayasat.markdown.forms import form_of
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block, Section
from sayasat.markdown.words import words
from sayasat.redline.alignment import Pair, align, any_likely, in_place, is_weighed, likest, script
from sayasat.redline.word_diff import Mark, MarkedRun, is_coarse, mark_words

_MOVED_WORDS = 4
"""The fewest words of a block that may have moved: a shorter one, such as «Сом», occurs many times."""

MOVED_LIKENESS = 0.7
"""The least similarity of the two passages of a move."""

_SECTION_LIKENESS = 0.5


class ChangeStatus(StrEnum):
    """How a section or a passage changed."""

    SAME = "same"
    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


@dataclass(frozen=True, slots=True)
class PassageChange:
    """The change of one block, or of several blocks if a paragraph was split or merged."""

    fate: ChangeStatus
    old: tuple[Block, ...]
    """The old blocks. Empty if the passage was inserted. If it moved here, its blocks at the old position."""

    new: tuple[Block, ...]
    """The new blocks. Empty if the passage was deleted or moved away."""

    runs: tuple[MarkedRun, ...]
    """The marked text; a line feed separates the texts of two blocks."""

    formatted: bool = False
    """Whether only emphasis, a link's target or the kind of block changed, and no word."""

    move: int = 0
    """The number of the move, from 1, the same at the old and the new position; 0 if it did not move."""

    @property
    def renumbered(self) -> tuple[str, str] | None:
        """The old and the new list number; None if they are equal, or the passage is in one text only."""
        if not self.old or not self.new or self.old[0].number == self.new[0].number:
            return None
        return self.old[0].number, self.new[0].number

    @property
    def is_change(self) -> bool:
        """Whether a reader sees any difference."""
        return self.fate is not ChangeStatus.SAME or self.formatted or self.renumbered is not None


@dataclass(frozen=True, slots=True)
class SectionChange:
    """The change of one section without its subsections."""

    fate: ChangeStatus
    old: Section | None
    new: Section | None
    heading: PassageChange | None
    """None for a section without a heading."""

    passages: tuple[PassageChange, ...]
    move: int = 0

    @property
    def id(self) -> str:
        """The new id, or the old one if the section was deleted or moved away."""
        section = self.new or self.old
        assert section is not None
        return section.id

    @property
    def all_passages(self) -> tuple[PassageChange, ...]:
        """The heading, if any, and the passages."""
        return (*([self.heading] if self.heading else []), *self.passages)

    @property
    def is_change(self) -> bool:
        """Whether a reader sees any difference in the section itself."""
        moved = self.fate in {ChangeStatus.MOVED_AWAY, ChangeStatus.MOVED_HERE}
        renamed = self.old is not None and self.new is not None and self.old.level != self.new.level
        return moved or renamed or any(passage.is_change for passage in self.all_passages)


@dataclass(frozen=True, slots=True)
class Redline:
    """The comparison of two texts."""

    sections: tuple[SectionChange, ...]
    """In the order of the new text; deleted sections are at their old position."""

    coarse: bool = False
    """Whether parts were too long for a full comparison: whole sentences or blocks are marked in them."""

    @property
    def changes(self) -> tuple[SectionChange, ...]:
        """The changed sections."""
        return tuple(section for section in self.sections if section.is_change)

    @property
    def is_empty(self) -> bool:
        """Whether the two texts look the same to a reader, including their formatting."""
        return not self.changes

    def count(self, fate: ChangeStatus) -> int:
        """The number of changed sections with this status."""
        return sum(section.fate is fate and section.is_change for section in self.sections)


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section of the old text and its counterpart in the new text; None if there is none."""

    old: Section | None
    new: Section | None
    move: int = 0
    """The number of the move, from 1; 0 for none. The pair at the old position has `old` alone."""


def compare(old: str, new: str) -> Redline:
    """Compare two Markdown bodies."""
    return compare_blocks(sections(old), sections(new))


def compare_blocks(old: Sequence[Section], new: Sequence[Section]) -> Redline:
    """Compare two texts that are given by their sections."""
    section_pairs = match_sections(old, new)
    found = _numbered(
        [compare_pair(section_pair) for section_pair in section_pairs],
        max((each.move for each in section_pairs), default=0),
    )
    return Redline(tuple(found), _is_coarse(found))


def match_sections(old: Sequence[Section], new: Sequence[Section]) -> tuple[SectionPair, ...]:
    """Match the sections of two texts, in the order of the new one; deleted ones at their old position.

    The pairs have the given section objects, no copies.
    """
    pairs = _matched(old, new)
    staying = in_place([pair.old for pair in pairs])
    moved = [pair for pair in pairs if pair.old not in staying]
    return tuple(_in_order(old, new, pairs, moved))


def compare_pair(section_pair: SectionPair) -> SectionChange:
    """The change of one pair of sections. Passages that moved to another section are not detected here."""
    if section_pair.old and section_pair.new:
        return _pair(section_pair.old, section_pair.new, section_pair.move)
    if section_pair.old:
        return _alone(
            ChangeStatus.MOVED_AWAY if section_pair.move else ChangeStatus.DELETED,
            section_pair.old,
            section_pair.move,
        )
    assert section_pair.new is not None
    return _alone(ChangeStatus.INSERTED, section_pair.new)


def has_moves(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Whether a deleted passage is similar to an inserted one, so that it moved. For a few `loose_texts`."""
    return any_likely(gone, come, least=MOVED_LIKENESS)


def lone_texts(section: SectionChange, fate: ChangeStatus) -> tuple[str, ...]:
    """The texts of deleted or of inserted passages of a section, including its heading."""
    return tuple(_texts(each.old or each.new) for each in section.all_passages if each.fate is fate)


def loose_texts(section: SectionChange, fate: ChangeStatus) -> tuple[str, ...]:
    """The texts of deleted or of inserted passages, without headings, that are long enough to have moved."""
    return tuple(_texts(each.old or each.new) for each in _loose([section], fate))


def has_coarse(section: SectionChange) -> bool:
    """Whether a passage of a section was too long for a full comparison."""
    return any(
        is_coarse(_texts(passage.old), _texts(passage.new))
        for passage in section.all_passages
        if passage.old and passage.new
    )


def _matched(old: Sequence[Section], new: Sequence[Section]) -> list[Pair]:
    """Which section became which, in the order of the new text: by id, by heading, by likeness."""
    pairs = _same(old, new, [], lambda section: section.id)
    pairs += _same(old, new, pairs, lambda section: section.heading)
    olds, news = _unmatched(old, new, pairs)
    texts = [_content(old[place]) for place in olds], [_content(new[place]) for place in news]
    pairs += [Pair(olds[pair.old], news[pair.new]) for pair in likest(*texts, least=_SECTION_LIKENESS)]
    return sorted(pairs, key=lambda pair: pair.new)


def _same(
    old: Sequence[Section], new: Sequence[Section], matched: list[Pair], key: Callable[[Section], str]
) -> list[Pair]:
    """Unmatched sections with the same key, the first with the first."""
    olds, news = _unmatched(old, new, matched)
    where: dict[str, list[int]] = {}
    for place in reversed(olds):
        where.setdefault(key(old[place]), []).append(place)
    keys = ((place, key(new[place])) for place in news)
    return [Pair(where[wanted].pop(), place) for place, wanted in keys if wanted and where.get(wanted)]


def _unmatched(
    old: Sequence[Section], new: Sequence[Section], matched: list[Pair]
) -> tuple[list[int], list[int]]:
    olds, news = {pair.old for pair in matched}, {pair.new for pair in matched}
    return (
        [place for place in range(len(old)) if place not in olds],
        [place for place in range(len(new)) if place not in news],
    )


def _content(section: Section) -> str:
    return "\n".join((section.heading, *(block.text for block in section.blocks)))


def _in_order(
    old: Sequence[Section], new: Sequence[Section], pairs: list[Pair], moved: list[Pair]
) -> Iterator[SectionPair]:
    """The new order; what is gone stands after what stayed before it, ahead of what came there."""
    numbers = {pair: number for number, pair in enumerate(moved, 1)}
    leaving = {pair.old: numbers[pair] for pair in moved}
    partner = {pair.new: pair for pair in pairs}
    staying = [pair.old for pair in pairs if pair not in numbers]
    ends = [*staying, len(old)]
    next_staying = dict(pairwise(ends))
    yield from _gone(old, range(ends[0]), leaving)
    for place, section in enumerate(new):
        pair = partner.get(place)
        if pair is None:
            yield SectionPair(None, section)
        elif pair in numbers:
            yield SectionPair(old[pair.old], section, numbers[pair])
        else:
            yield SectionPair(old[pair.old], section)
            yield from _gone(old, range(pair.old + 1, next_staying[pair.old]), leaving)


def _gone(old: Sequence[Section], places: range, leaving: Mapping[int, int]) -> Iterator[SectionPair]:
    for place in places:
        yield SectionPair(old[place], None, leaving.get(place, 0))


def _alone(fate: ChangeStatus, section: Section, move: int = 0) -> SectionChange:
    old, new = (None, section) if fate is ChangeStatus.INSERTED else (section, None)
    heading = _passage(fate, [section.heading_block], move) if section.level else None
    passages = tuple(_passage(fate, [block], move) for block in section.blocks)
    return SectionChange(fate, old, new, heading, passages, move)


def _pair(old: Section, new: Section, move: int = 0) -> SectionChange:
    heading = None
    if old.level or new.level:
        before, after = old.heading_block, new.heading_block
        heading = _compared([before] if old.level else [], [after] if new.level else [])
    passages = tuple(_passages(old.blocks, new.blocks))
    changed = heading is not None and heading.is_change
    edited = changed or old.level != new.level or any(passage.is_change for passage in passages)
    fate = ChangeStatus.MOVED_HERE if move else ChangeStatus.EDITED if edited else ChangeStatus.SAME
    return SectionChange(fate, old, new, heading, passages, move)


def _passages(old: Sequence[Block], new: Sequence[Block]) -> Iterator[PassageChange]:
    """The blocks of a section: equal ones first, then alike ones in the gaps between."""
    for step in script([_key(block) for block in old], [_key(block) for block in new]):
        olds, news = _taken(old, step.old), _taken(new, step.new)
        if step.is_equal:
            yield _compared(olds, news)
        else:
            yield from _gap(olds, news)


def _gap(olds: Sequence[Block], news: Sequence[Block]) -> Iterator[PassageChange]:
    texts = [block.text for block in olds], [block.text for block in news]
    for step in align(*texts, lambda i, j: _can_be(olds[i], news[j])):
        yield _compared(_taken(olds, step.old), _taken(news, step.new))


def _compared(olds: Sequence[Block], news: Sequence[Block]) -> PassageChange:
    """Of blocks that belong together, or of one alone."""
    if not olds or not news:
        return _passage(ChangeStatus.DELETED if olds else ChangeStatus.INSERTED, olds or news)
    runs = mark_words(_texts(olds), _texts(news))
    same = all(run.mark is Mark.SAME for run in runs)
    formatted = same and _is_formatted(olds, news)
    return PassageChange(
        ChangeStatus.SAME if same else ChangeStatus.EDITED, tuple(olds), tuple(news), runs, formatted
    )


def _passage(fate: ChangeStatus, blocks: Sequence[Block], move: int = 0) -> PassageChange:
    """Of blocks that stand in one text only, or leave their place."""
    is_new = fate is ChangeStatus.INSERTED
    text = _texts(blocks)
    runs = (MarkedRun(Mark.INSERTED if is_new else Mark.DELETED, text),) if text else ()
    whole = tuple(blocks)
    return PassageChange(fate, () if is_new else whole, whole if is_new else (), runs, move=move)


def _taken(blocks: Sequence[Block], places: range) -> Sequence[Block]:
    return blocks[places.start : places.stop]


def _key(block: Block) -> str:
    return f"{block.kind}\0{block.text}"


def _texts(blocks: Iterable[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _can_be(old: Block, new: Block) -> bool:
    """A table's row or a line of code does not become prose."""
    whole = {"row", "code"}
    return old.kind == new.kind or not {old.kind, new.kind} & whole


def _is_formatted(olds: Sequence[Block], news: Sequence[Block]) -> bool:
    """Whether a reader sees a difference beside the words: in kind, depth, emphasis or targets of links."""
    return [_seen(block) for block in olds] != [_seen(block) for block in news] and (
        [form_of(block) for block in olds] != [form_of(block) for block in news]
    )


def _seen(block: Block) -> tuple[str, int, str]:
    return block.kind, block.depth, block.source


def _numbered(found: list[SectionChange], sections_moved: int) -> list[SectionChange]:
    """Passages deleted here and inserted there have moved: both are told so, by one number."""
    gone = _loose(found, ChangeStatus.DELETED)
    come = _loose(found, ChangeStatus.INSERTED)
    texts = [_texts(passage.old) for passage in gone], [_texts(passage.new) for passage in come]
    new_fates: dict[int, PassageChange] = {}
    for number, pair in enumerate(likest(*texts, least=MOVED_LIKENESS), sections_moved + 1):
        away, here = gone[pair.old], come[pair.new]
        if _can_be(away.old[0], here.new[0]):
            new_fates[id(away)] = replace(away, fate=ChangeStatus.MOVED_AWAY, move=number)
            there = _compared(away.old, here.new)
            new_fates[id(here)] = replace(there, fate=ChangeStatus.MOVED_HERE, move=number)
    return [_with(section, new_fates) for section in found]


def _loose(found: Iterable[SectionChange], fate: ChangeStatus) -> list[PassageChange]:
    """Passages of this fate that are long enough to be known again."""
    return [
        passage
        for section in found
        for passage in section.passages
        if passage.fate is fate and len(words(_texts(passage.old or passage.new))) >= _MOVED_WORDS
    ]


def _with(section: SectionChange, new_fates: Mapping[int, PassageChange]) -> SectionChange:
    passages = tuple(new_fates.get(id(passage), passage) for passage in section.passages)
    return section if passages == section.passages else replace(section, passages=passages)


def _is_coarse(found: Sequence[SectionChange]) -> bool:
    gone = [text for section in found for text in lone_texts(section, ChangeStatus.DELETED)]
    come = [text for section in found for text in lone_texts(section, ChangeStatus.INSERTED)]
    return not is_weighed(gone, come) or any(map(has_coarse, found))
