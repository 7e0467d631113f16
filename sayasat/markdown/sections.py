"""A text in sections and blocks, as a reader sees it. Pure.

The section is the unit that is cited, compared and dated; the block (a paragraph, list item, table row …) is
the unit within it. What is "seen" is exactly what the sanitised HTML of `sayasat.markdown.html` shows as
text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayasat.markdown import visible_text

# Marks belong to the letter before them; the ranges are those of the scripts of our texts and their loans.
_PART = r"[\w\u0300-\u036f\u0483-\u0487\u200c\u200d]+"

WORD = re.compile(rf"{_PART}(?:(?:[-‐‑'’ʼ]|(?<=\d)[.,:/](?=\d)){_PART})*")

INTRO = "intro"


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece of a section that stands on its own."""

    kind: str
    """``paragraph``, ``item`` (the first text of a list item), ``quote``, ``row``, ``code``, ``term``,
    ``definition``, ``footnote``, ``html``, or ``heading`` (in a list or quote, where it opens no section).
    """

    text: str
    """What a reader sees, white space folded; cells of a row parted by a tab; lines of code kept as they are.

    Empty for an image without a description. Numbers of lists are not in it: see `number`.
    """

    depth: int
    """How many lists, quotes, definitions and notes it is in; 0 at the top."""

    line: int
    """In the text given, from 1."""

    source: str
    """Its Markdown: whole lines, which may hold the marks of the list or quote it is in."""

    number: str = ""
    """What an ordered list shows before it, as ``3.``; for a list that opens with a list, ``3. 1.``."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it to the next heading of any level.

    Two have no heading, level 0 and an id that no heading of the text has: ``intro``, what goes before the
    first heading, and ``footnotes``, the notes at the end. They are there only where something is in them.
    """

    id: str
    level: int
    heading: str
    """What a reader sees of it, white space folded."""

    line: int
    """Of the heading, in the text given, from 1; without a heading, of the first block."""

    blocks: tuple[Block, ...]
    """In the order shown."""

    source: str = ""
    """The heading's Markdown."""

    @property
    def heading_block(self) -> Block:
        """The heading as a block; empty where there is none."""
        return Block("heading", self.heading, 0, self.line, self.source)


def reading(whole: Iterable[Section]) -> str:
    """The visible text with the numbers that ordered lists show: two texts that read alike are equal here."""
    return "\n".join(
        f"{block.number} {block.text}" if block.number else block.text
        for section in whole
        for block in (section.heading_block, *section.blocks)
        if block.text or block.number
    )


def words(text: str) -> tuple[str, ...]:
    """The words of a visible text, in order, composed (NFC).

    Numbers, dates, times and decimals stay whole (2026-12-01, 01.12.2026, 12:30, 3,5), as do words joined by
    a hyphen or an apostrophe. Punctuation is not a word.
    """
    return tuple(WORD.findall(visible_text.fold(text)))


def span(whole: Sequence[Section], id: str) -> tuple[Section, ...]:  # noqa: A002
    """A section with its subsections: what a citation, a life and a hash cover. Empty for an unknown id."""
    start = next((place for place, section in enumerate(whole) if section.id == id), None)
    if start is None:
        return ()
    first = whole[start]
    end = start + 1
    while first.level and end < len(whole) and whole[end].level > first.level:
        end += 1
    return tuple(whole[start:end])


def digest(covered: Iterable[Section]) -> str:
    """SHA-256, in hexadecimal, of the visible text of these sections, white space folded."""
    return hashlib.sha256(visible_text.fold(visible_lines(covered)).encode()).hexdigest()


def own_text(section: Section) -> str:
    """What a reader sees of a section without its subsections, white space folded."""
    return visible_text.fold(visible_lines((section,)))


def visible_lines(covered: Iterable[Section]) -> str:
    """Every heading and block of some sections, one a line."""
    texts = (
        text for section in covered for text in (section.heading, *(block.text for block in section.blocks))
    )
    return "\n".join(text for text in texts if text)
