"""Writes a complete redline as JSON data. Its JSON Schema is generated from these types. Pure."""

from __future__ import annotations

import msgspec
from msgspec import Struct, field

from sayasat.redline.marks import Mark
from sayasat.redline.model import ChangeStatus, Redline


class _Data(Struct, kw_only=True):
    """Made of the attributes of the same names."""


class SectionData(_Data):
    """A heading. Level 0 is a section without one; `line` counts from 1 in the text without front matter."""

    id: str
    level: int
    heading: str
    line: int


class BlockData(_Data):
    """A block; `source` is its Markdown."""

    kind: str
    text: str
    depth: int
    number: str
    line: int
    source: str


class RunData(_Data):
    """Words with the same mark. A line feed separates blocks, a tab the cells of a row.

    `move` is the same number where sentences moved from and to, also counted with passages; 0 if nowhere.
    """

    mark: Mark
    text: str
    move: int


class FormChangeData(_Data):
    """A change beside the words: of a link, an image, a format, the kind of a block, or look-alike letters.

    `old` and `new` are the target, the kind of block or the word before and after; empty if there was none.
    """

    kind: str
    text: str
    old: str
    new: str


class PassageData(_Data):
    """One block, or several that were one before or became one.

    `formatted`: no word changed, but emphasis, a link or the kind of block. `renumbered` has the old and the
    new list number where they differ. `move` is the same number where it moved from and to; 0 if nowhere.
    """

    fate: ChangeStatus
    is_change: bool = field(name="changed")
    formatted: bool
    renumbered: tuple[str, str] | None
    move: int
    old: tuple[BlockData, ...]
    new: tuple[BlockData, ...]
    runs: tuple[RunData, ...]
    details: tuple[FormChangeData, ...]


class ChangeData(_Data):
    """The change of one section. `id` is the one that it has now, or had, where it is gone.

    `levels` are the old and the new level of its heading where they differ; `parent` is then the one above.
    """

    id: str
    fate: ChangeStatus
    is_change: bool = field(name="changed")
    move: int
    levels: tuple[int, int] | None
    parent: str
    old: SectionData | None
    new: SectionData | None
    heading: PassageData | None
    passages: tuple[PassageData, ...]


class RedlineData(_Data):
    """What changed between two texts, in the order of the new one; what is gone is where it was.

    `empty`: no reader sees any difference. `coarse`: parts were too long to be compared in full.
    """

    is_empty: bool = field(name="empty")
    coarse: bool
    sections: tuple[ChangeData, ...]


def redline_json(redline: Redline) -> RedlineData:
    """The redline as values of JSON; a missing value is null."""
    return msgspec.convert(redline, RedlineData, from_attributes=True)
