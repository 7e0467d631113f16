"""Writes a complete redline as JSON data. Its JSON Schema is generated from these types. Pure."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
from msgspec import Struct, field

from sayasat.redline.counts import count_changes
from sayasat.redline.marks import Mark
from sayasat.redline.model import ChangeStatus, Redline
from sayasat.redline.risk_marks import risk_counts


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
    `risk` is the kind of a word that may change the law, and empty for any other run.
    """

    mark: Mark
    text: str
    move: int
    risk: str


class FormChangeData(_Data):
    """A change beside the words.

    `kind` is `link`, `image`, `bold`, `italic`, `code`, `struck`, `underlined`, `raised` or `lowered`;
    `block`, the kind of a block; `blocks`, how many they are; `number` of a heading; `heading-deleted`;
    `letters` of another alphabet. `text` are the words that it concerns. `old` and `new` are the target, the
    kind of block or the word before and after; empty if there was none. `old_file` and `new_file` are the
    URLs of an image's file, from the site's root; empty if there was none, or it is not published.
    """

    kind: str
    text: str
    old: str
    new: str
    old_file: str
    new_file: str


class PassageData(_Data):
    """One block, or several that were one before or became one.

    `status` is `inserted` or `deleted` if it is in one text only, `moved-away` at its old position and
    `moved-here` at its new one, `edited` if words changed, else `same`.
    `formatted`: no word changed, but emphasis, a link or the kind of block. `renumbered` has the old and the
    new list number where they differ. `move` is the same number where it moved from and to; 0 if nowhere.
    """

    fate: ChangeStatus = field(name="status")
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

    `status` is `inserted`, `deleted`, `moved-away`, `moved-here`, `edited` if anything changed, or `same`.
    `levels` are the old and the new level of its heading where they differ; `parent` is then the one above.
    """

    id: str
    fate: ChangeStatus = field(name="status")
    is_change: bool = field(name="changed")
    move: int
    levels: tuple[int, int] | None
    parent: str
    old: SectionData | None
    new: SectionData | None
    heading: PassageData | None
    passages: tuple[PassageData, ...]


class ChangeCountData(_Data):
    """How much changed. Words in the place of as many others are replaced, neither added nor removed.

    Words that stand elsewhere, as they were, are moved. Emphasis and the form of a block are formats.
    """

    words_added: int
    words_removed: int
    words_replaced: int
    words_moved: int
    links_changed: int
    images_changed: int
    formats_changed: int
    sections_edited: int
    sections_inserted: int
    sections_deleted: int
    sections_moved: int


class RedlineData(_Data):
    """What changed between two texts, in the order of the new one; what is gone is where it was.

    `empty`: no reader sees any difference. `coarse`: parts were too long to be compared in full. `risks` has
    how many changes of words that may change the law are marked, by kind: `negation`, `obligation`,
    `permission`, `limit`, `unit`, `number`, `date`, `party`.
    """

    is_empty: bool = field(name="empty")
    coarse: bool
    counts: ChangeCountData
    risks: dict[str, int]
    sections: tuple[ChangeData, ...]


def redline_json(redline: Redline) -> RedlineData:
    """The redline as values of JSON; a missing value is null."""
    own = {name: getattr(redline, name) for name in ("is_empty", "coarse", "sections")}
    whole = SimpleNamespace(**own, counts=count_changes(redline), risks=risk_counts(redline))
    return msgspec.convert(whole, RedlineData, from_attributes=True)
