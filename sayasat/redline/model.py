"""A redline: what changed between two texts, by section and passage. Pure."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from sayasat.markdown.sections import Block, Section
from sayasat.redline.marks import MarkedRun


class ChangeStatus(StrEnum):
    """How a section or a passage changed."""

    SAME = "same"
    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


class FormChange(Struct, frozen=True):
    """A change of a link, an image, a format, the kind of a block or the alphabet of a word."""

    kind: str
    """That of `sayasat.markdown.inline_form.InlineDetail`; ``block``, ``blocks`` (how many), ``letters``;
    ``number`` of a heading; ``heading-deleted``, where what stood below it stays.
    """

    text: str
    """The words that it concerns; may be empty."""

    old: str
    """Before: the target, the kind of block, or the word. Empty if it was put in."""

    new: str
    """After. Empty if it was taken out."""

    old_file: str = ""
    """Of an image: the URL of its file before, from the site's root; empty where there is none."""

    new_file: str = ""
    """After."""


class PassageChange(Struct, frozen=True, dict=True):
    """The change of one block, or of several blocks if a paragraph was split or merged."""

    fate: ChangeStatus
    old: tuple[Block, ...]
    """The old blocks. Empty if the passage was inserted. If it moved here, its blocks at the old position."""

    new: tuple[Block, ...]
    """The new blocks. Empty if the passage was deleted or moved away."""

    runs: tuple[MarkedRun, ...]
    """The marked text; a line feed separates the texts of two blocks."""

    formatted: bool = False
    """Whether only emphasis, a link's target, an image or the kind of block changed, and no word."""

    details: tuple[FormChange, ...] = ()
    """What changed beside the words, before and after."""

    move: int = 0
    """The number of the move, from 1, the same at the old and the new position; 0 if it did not move."""

    @property
    def renumbered(self) -> tuple[str, str] | None:
        """The old and the new list number; None if they are equal, or the passage is in one text only."""
        if not self.old or not self.new or self.old[0].number == self.new[0].number:
            return None
        return self.old[0].number, self.new[0].number

    @cached_property
    def is_change(self) -> bool:
        """Whether a reader sees any difference."""
        return self.fate is not ChangeStatus.SAME or self.formatted or self.renumbered is not None

    @property
    def remarks(self) -> tuple[str, ...]:
        """Names of messages about changes besides moves and those of the words, below ``redline.``."""
        flags = {"renumbered": self.renumbered, "formatted": self.formatted and not self.details}
        return tuple(name for name, is_set in flags.items() if is_set)


class SectionChange(Struct, frozen=True, dict=True):
    """The change of one section without its subsections."""

    fate: ChangeStatus
    old: Section | None
    new: Section | None
    heading: PassageChange | None
    """None for a section without a heading."""

    passages: tuple[PassageChange, ...]
    move: int = 0
    parent: str = ""
    """The heading that the section is under now, if its level changed; empty if it is under none."""

    @property
    def shown(self) -> Section:
        """The new section, or the old one if it was deleted or moved away."""
        section = self.new or self.old
        assert section is not None
        return section

    @property
    def id(self) -> str:
        """The id of the section that is shown."""
        return self.shown.id

    @property
    def anchor(self) -> str:
        """The id of its element in a redline: the old id, if it is gone, may be another section's new one."""
        is_gone = self.fate in {ChangeStatus.DELETED, ChangeStatus.MOVED_AWAY}
        return f"_was-{self.id}" if is_gone else self.id

    @property
    def remark(self) -> str:
        """The name of the message about the section, below ``redline.``; empty if it was edited or not."""
        if self.fate in {ChangeStatus.SAME, ChangeStatus.EDITED}:
            return ""
        if self.fate is ChangeStatus.INSERTED and any(passage.old for passage in self.passages):
            return "heading-inserted"
        return f"section-{self.fate.value}"

    @property
    def levels(self) -> tuple[int, int] | None:
        """The old and the new level of the heading; None if they are equal, or it is in one text only."""
        if self.old is None or self.new is None or self.old.level == self.new.level:
            return None
        return self.old.level, self.new.level

    @property
    def all_passages(self) -> tuple[PassageChange, ...]:
        """The heading, if any, and the passages."""
        return (*([self.heading] if self.heading else []), *self.passages)

    @cached_property
    def is_change(self) -> bool:
        """Whether a reader sees any difference in the section itself."""
        moved = self.fate in {ChangeStatus.MOVED_AWAY, ChangeStatus.MOVED_HERE}
        return moved or self.levels is not None or any(passage.is_change for passage in self.all_passages)


class Redline(Struct, frozen=True):
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
