"""The sections and blocks of a text, with their visible text. Pure.

A section is the unit that is cited, compared and dated. It consists of blocks: paragraphs, list items, table
rows and others. The visible text is exactly the text of the sanitised HTML of `sayasat.markdown.html`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sayasat.markdown import visible_text
from sayasat.markdown.inline_form import IMAGE, InlineDetail

INTRO = "intro"

NO_FILES: Final[Mapping[str, str]] = MappingProxyType({})
"""Of a text whose images are not known (`with_files`)."""


class Block(Struct, frozen=True):
    """The smallest unit of a section."""

    kind: str
    """``paragraph``, ``item`` (the first text of a list item), ``quote``, ``row``, ``code``, ``term``,
    ``definition``, ``footnote``, ``html``, or ``heading`` (one in a list or quote, which begins no section).
    """

    text: str
    """The visible text, white space folded. Tabs separate the cells of a row; code is as written.

    Empty for an image without a description. It does not contain the number of a list item, see `number`.
    """

    depth: int
    """The number of lists, quotes, definitions and footnotes around the block."""

    line: int
    """Its first line in the text, from 1."""

    source: str
    """Its Markdown in whole lines, which may contain the markers of the list or quote around it."""

    number: str = ""
    """The number that an ordered list shows before it: ``3.``, or ``3. 1.`` if an item begins with a list."""

    form: str = ""
    """A digest: equal if two blocks of the same text look the same, but for the number."""

    details: tuple[InlineDetail, ...] = ()
    """Its links, images, and what is struck, raised, bold or the like, in order."""


class Section(Struct, frozen=True):
    """A heading and the blocks after it, up to the next heading of any level.

    Two sections have no heading, level 0 and an id that no heading of the text has: ``intro``, the blocks
    before the first heading, and ``footnotes``, the footnotes at the end. They exist only with blocks.
    """

    id: str
    level: int
    heading: str
    """The visible text of the heading, white space folded."""

    line: int
    """The line of the heading in the text, from 1; without a heading, the line of the first block."""

    blocks: tuple[Block, ...]
    """In the order of the text."""

    source: str = ""
    """The Markdown of the heading."""

    form: str = ""
    """The form of the heading, see `Block.form`."""

    details: tuple[InlineDetail, ...] = ()
    """Of the heading, see `Block.details`."""

    def __hash__(self) -> int:
        """Of a part of its values: sections are keys of caches, and digesting each block takes long."""
        return hash((self.id, self.level, self.heading, *[block.text for block in self.blocks]))

    @property
    def heading_block(self) -> Block:
        """The heading as a block; its text is empty if the section has no heading."""
        return Block("heading", self.heading, 0, self.line, self.source, "", self.form, self.details)


def with_files(section: Section, files: Mapping[str, str]) -> Section:
    """The section with the files that its images show: `InlineDetail.file` by the URL as written.

    The same object if it shows none of them.
    """
    if not any(each.target in files for each in _images((section.heading_block, *section.blocks))):
        return section
    blocks = tuple(replace(each, details=_with_files(each.details, files)) for each in section.blocks)
    return replace(section, blocks=blocks, details=_with_files(section.details, files))


def as_written(block: Block) -> Block:
    """The block as it is read from its text, without the files of its images."""
    return replace(block, details=_with_files(block.details, NO_FILES)) if block.details else block


def _images(blocks: Iterable[Block]) -> Iterator[InlineDetail]:
    return (each for block in blocks for each in block.details if each.kind == IMAGE)


def _with_files(details: Iterable[InlineDetail], files: Mapping[str, str]) -> tuple[InlineDetail, ...]:
    return tuple(
        each._replace(file=files.get(each.target, "")) if each.kind == IMAGE else each for each in details
    )


def span(all_sections: Sequence[Section], id: str) -> tuple[Section, ...]:  # noqa: A002
    """A section with its subsections, as citations, section histories and digests cover it.

    Empty for an unknown id.
    """
    start = next((index for index, section in enumerate(all_sections) if section.id == id), None)
    if start is None:
        return ()
    first = all_sections[start]
    end = start + 1
    while first.level and end < len(all_sections) and all_sections[end].level > first.level:
        end += 1
    return tuple(all_sections[start:end])


def digest(covered: Iterable[Section]) -> str:
    """SHA-256, in hexadecimal, of the visible text of these sections, white space folded."""
    return hashlib.sha256(" ".join(filter(None, map(own_text, covered))).encode()).hexdigest()


class SectionDigests(Struct, frozen=True):
    """For each section of a text, by its id, the `digest` of its `span`: whether its text changed."""

    by_id: Mapping[str, str]


def section_digests(all_sections: Sequence[Section]) -> SectionDigests:
    """The digests of a text's sections, in the order of the text."""
    return SectionDigests({each.id: digest(span(all_sections, each.id)) for each in all_sections})


@lru_cache(maxsize=200)
def own_text(section: Section) -> str:
    """The visible text of a section without its subsections, white space folded.

    It is cached, because most sections of a version are in the next one too.
    """
    return visible_text.fold(visible_lines((section,)))


def visible_lines(covered: Iterable[Section]) -> str:
    """The texts of all headings and blocks of the sections, one per line."""
    texts = ((each.heading, *(block.text for block in each.blocks)) for each in covered)
    return "\n".join(filter(None, chain.from_iterable(texts)))
