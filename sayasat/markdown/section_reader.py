"""Reads the sections and blocks of a text from its tokens. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.token import Token

from sayasat.markdown import parser
from sayasat.markdown.sections import INTRO, Block, Section, visible_lines
from sayasat.markdown.visible_text import fold, inline_text

_FOOTNOTES = "footnotes"


@lru_cache(maxsize=64)
def sections(markdown: str) -> tuple[Section, ...]:
    """The sections of a text (a body, without front matter), in the order shown."""
    return _Walk(parser.normalise(markdown).split("\n")).sections(parser.parse(markdown))


def heading_ids(markdown: str) -> tuple[str, ...]:
    """The ids of all headings of a text, those in lists and quotes among them, in the order shown."""
    return tuple(_ids(parser.parse(markdown)))


def _ids(tokens: Sequence[Token]) -> Iterator[str]:
    named = (token.attrGet("id") for token in tokens if token.type == "heading_open")
    return (str(name) for name in named if name is not None)


def visible_text(markdown: str) -> str:
    """Every heading and block that a reader sees, in order, one a line (code and rows as in `Block.text`).

    Tags, addresses of links and ids are not in it; the text of raw HTML, descriptions of images and marks of
    footnotes are.
    """
    return visible_lines(sections(markdown))


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
            self.line = parser.line(token) or self.line
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
        heading = fold(inline_text(content.children))
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
        text = fold(inline_text(token.children))
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
        text = fold(inline_text(token.children))
        if text or any(child.type == "image" for child in token.children or ()):
            self._block("html", text, token)

    def _block(self, kind: str, text: str, token: Token) -> None:
        depth = sum(container.kind in _DEEPENS for container in self.within)
        line = parser.line(token) or self.line
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
