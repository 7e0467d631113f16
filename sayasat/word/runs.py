"""A text with its formatting: the text runs of each block, as a word processor needs them. Pure.

The blocks and their texts are exactly those of `sayasat.markdown.sections`, which redlines compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from sayasat.markdown.sections import Block, Section


class Format(Struct, frozen=True):
    """The formatting of a text run."""

    marks: frozenset[str] = frozenset()
    """Some of ``bold``, ``italic``, ``code``, ``struck``, ``underlined``, ``raised``, ``lowered``."""

    href: str = ""
    """The target URL of a link; empty if the run is no link, or its link has no target."""

    breaks: bool = False
    """The run is a hard line break, which a document shows as a line break."""


PLAIN = Format()


class TextRun(Struct, frozen=True):
    """Neighbouring characters of one format; never empty."""

    text: str
    format: Format = PLAIN


class TableCell(Struct, frozen=True):
    """A cell of a table row."""

    runs: tuple[TextRun, ...]
    align: str = ""
    """``left``, ``center``, ``right`` or empty."""


class FormattedBlock(Struct, frozen=True):
    """A block with its formatting."""

    block: Block
    runs: tuple[TextRun, ...]
    """Their joined texts equal the text of the block. Empty for a table row, see `cells`."""

    label: str = ""
    """The number before the block: of a list item, as shown; of a footnote, in brackets. Empty for none."""

    level: int = 0
    """The level of a section's heading, from 1; 0 for any other block."""

    cells: tuple[TableCell, ...] = ()
    table: int = 0
    """The number of the table in the text, from 1, the same for all its rows; 0 for other blocks."""

    is_head: bool = False
    """The block is the header row of a table."""


class FormattedText(Struct, frozen=True):
    """A text with the formatting of its blocks."""

    sections: tuple[Section, ...]
    formatted_blocks: Mapping[Block, FormattedBlock]
    """One for each block, and for each heading of a section (see `Section.heading_block`)."""

    def __iter__(self) -> Iterator[FormattedBlock]:
        """The formatted blocks in the order of the text, headings included."""
        for section in self.sections:
            if section.level:
                yield self.formatted_blocks[section.heading_block]
            yield from (self.formatted_blocks[block] for block in section.blocks)


class DocumentProperties(Struct, frozen=True):
    """The metadata of a Word document, its header and its footer."""

    title: str
    language: str
    publisher: str
    """The author of the file and of its tracked changes."""

    citation: str = ""
    """The footer of every page, before the page number."""

    heading: str = ""
    """The header of every page."""

    published: datetime | None = None
    """When the file and its tracked changes were made, with a time zone. None if unknown."""
