"""A text in sections and blocks, as a reader sees it. Pure.

The section is the unit that is cited, compared and dated; the block (a paragraph, list item, table row …) is
the unit within it. What is "seen" is exactly what the sanitised HTML of `sayasat.render` shows as text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.token import Token

from sayasat import dialect

# Marks belong to the letter before them; the ranges are those of the scripts of our texts and their loans.
_PART = r"[\w\u0300-\u036f\u0483-\u0487\u200c\u200d]+"
WORD = re.compile(rf"{_PART}(?:(?:[-‐‑'’ʼ]|(?<=\d)[.,:/](?=\d)){_PART})*")
INTRO = "intro"
_FOOTNOTES = "footnotes"


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


@lru_cache(maxsize=64)
def sections(markdown: str) -> tuple[Section, ...]:
    """The sections of a text (a body, without front matter), in the order shown."""
    return _Walk(dialect.normalise(markdown).split("\n")).sections(dialect.parse(markdown))


def heading_ids(markdown: str) -> tuple[str, ...]:
    """The ids of all headings of a text, those in lists and quotes among them, in the order shown."""
    return tuple(_ids(dialect.parse(markdown)))


def _ids(tokens: Sequence[Token]) -> Iterator[str]:
    named = (token.attrGet("id") for token in tokens if token.type == "heading_open")
    return (str(name) for name in named if name is not None)


def visible_text(markdown: str) -> str:
    """Every heading and block that a reader sees, in order, one a line (code and rows as in `Block.text`).

    Tags, addresses of links and ids are not in it; the text of raw HTML, descriptions of images and marks of
    footnotes are.
    """
    return _lines(sections(markdown))


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
    return tuple(WORD.findall(dialect.fold(text)))


def same_words(a: str, b: str) -> bool:
    """Whether two Markdown texts read alike: no character differs, punctuation and list numbers included."""
    return reading(sections(a)).split() == reading(sections(b)).split()


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
    return hashlib.sha256(dialect.fold(_lines(covered)).encode()).hexdigest()


def own_text(section: Section) -> str:
    """What a reader sees of a section without its subsections, white space folded."""
    return dialect.fold(_lines((section,)))


def _lines(covered: Iterable[Section]) -> str:
    texts = (
        text for section in covered for text in (section.heading, *(block.text for block in section.blocks))
    )
    return "\n".join(text for text in texts if text)


@dataclass(slots=True)
class _Container:
    """What a block can be in."""

    kind: str
    """That of the blocks in it."""

    numbers: int | None = None
    """An ordered list: the number of its next item."""

    number: str = ""
    """An item of one: what is shown before its first block."""

    begun: bool = False
    """An item: its first block was met."""


_CONTAINERS = {
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "dt_open": "term",
    "dd_open": "definition",
    "footnote_open": "footnote",
}
_CLOSING = {name.replace("_open", "_close") for name in _CONTAINERS}
_DEEPENS = {"quote", "list", "definition", "footnote"}


@dataclass(slots=True)
class _Walk:
    """One pass over the tokens of a text."""

    lines: list[str]
    within: list[_Container] = field(default_factory=list)
    cells: list[str] | None = None
    """Those of the table row that is being read."""

    row: Token | None = None
    in_heading: bool = False
    line: int = 1
    """The last one known: a note written inside a sentence has none of its own."""

    found: list[Section] = field(default_factory=list)
    head: Section | None = None
    """The section that is being read, without its blocks."""

    blocks: list[Block] = field(default_factory=list)

    def sections(self, tokens: Sequence[Token]) -> tuple[Section, ...]:
        ids = set(_ids(tokens))
        self.head = Section(unused(INTRO, ids), 0, "", 1, ())
        for place, token in enumerate(tokens):
            self.line = dialect.line(token) or self.line
            if token.type == "heading_open" and token.level == 0:
                self._end_section()
                self.head = self._section(token, tokens[place + 1])
                self.in_heading = True
            elif token.type == "heading_close" and token.level == 0:
                self.in_heading = False
            elif token.type == "footnote_block_open":
                self._end_section()
                self.head = Section(unused(_FOOTNOTES, ids), 0, "", 1, ())
            elif not self.in_heading:
                self._read(token, tokens[place - 1] if place else None)
        self._end_section()
        return tuple(self.found)

    def _section(self, opening: Token, content: Token) -> Section:
        heading = dialect.fold(dialect.inline_text(content.children))
        level = int(opening.tag[1:])
        return Section(str(opening.attrGet("id")), level, heading, self.line, (), self._source(opening))

    def _end_section(self) -> None:
        head, blocks = self.head, tuple(self.blocks)
        self.blocks = []
        if head is None or (not head.level and not blocks):
            return
        line = head.line if head.level else blocks[0].line
        self.found.append(Section(head.id, head.level, head.heading, line, blocks, head.source))

    def _read(self, token: Token, before: Token | None) -> None:
        if token.type in _CONTAINERS:
            self._enter(token)
        elif token.type in _CLOSING:
            self.within.pop()
        elif token.type == "tr_open":
            self.cells, self.row = [], token
        elif token.type == "tr_close" and self.row is not None:
            self._block("row", "\t".join(self.cells or ()), self.row)
            self.cells = self.row = None
        elif token.type == "inline":
            self._inline(token, before)
        elif token.type in {"fence", "code_block"}:
            self._block("code", token.content.rstrip("\n"), token)
        elif token.type == "html_block" and token.children:
            self._html(token)

    def _enter(self, token: Token) -> None:
        kind = _CONTAINERS[token.type]
        container = _Container(kind)
        if token.type == "ordered_list_open":
            start = token.attrGet("start")
            container.numbers = 1 if start is None else int(start)
        if kind == "item":
            container.number = self._next_number()
        self.within.append(container)

    def _next_number(self) -> str:
        listing = self.within[-1]
        if listing.numbers is None:
            return ""
        listing.numbers += 1
        return f"{listing.numbers - 1}."

    def _inline(self, token: Token, before: Token | None) -> None:
        text = dialect.fold(dialect.inline_text(token.children))
        if self.cells is not None:
            self.cells.append(text)
        elif before is not None and before.type == "heading_open":
            self._block("heading", text, token)
        elif token.children:
            self._block(self._kind(), text, token)

    def _kind(self) -> str:
        """That of the innermost container; a later paragraph of an item is a paragraph."""
        if not self.within:
            return "paragraph"
        innermost = self.within[-1]
        return "paragraph" if innermost.kind == "item" and innermost.begun else innermost.kind

    def _html(self, token: Token) -> None:
        text = dialect.fold(dialect.inline_text(token.children))
        if text or any(child.type == "image" for child in token.children or ()):
            self._block("html", text, token)

    def _block(self, kind: str, text: str, token: Token) -> None:
        depth = sum(container.kind in _DEEPENS for container in self.within)
        line = dialect.line(token) or self.line
        self.blocks.append(Block(kind, text, depth, line, self._source(token), self._number()))

    def _number(self) -> str:
        """The numbers shown on this line: of each item that begins with this block."""
        begins = [container for container in self.within if container.kind == "item" and not container.begun]
        for container in begins:
            container.begun = True
        return " ".join(container.number for container in begins if container.number)

    def _source(self, token: Token) -> str:
        if token.map is None:
            return token.content
        first, end = token.map
        return "\n".join(self.lines[first : max(end, first + 1)]).rstrip("\n")


def unused(id: str, ids: set[str]) -> str:  # noqa: A002
    """The id itself, or with the first number that makes it another than all of these."""
    numbers: Iterator[int] = iter(range(2, len(ids) + 3))
    return id if id not in ids else next(f"{id}-{n}" for n in numbers if f"{id}-{n}" not in ids)
