"""Reads the sections and blocks of a text from its Markdown tokens. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from markdown_it.token import Token
from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.markdown import parser, raw_html
from sayasat.markdown.inline_form import InlineForm, form_digest, inline_form
from sayasat.markdown.sections import INTRO, Block, Section, visible_lines
from sayasat.markdown.visible_text import fold, inline_text

_FOOTNOTES = "footnotes"


@lru_cache(maxsize=64)
def sections(markdown: str) -> tuple[Section, ...]:
    """The sections of a text (a body, without front matter), in order."""
    return _SectionReader(parser.normalise(markdown).split("\n")).sections(parser.parse(markdown))


def read_blocks(markdown: str) -> tuple[tuple[Section, ...], list[BlockTokens]]:
    """The sections of a text, and the tokens of their headings and blocks."""
    blocks: list[BlockTokens] = []
    reader = _SectionReader(parser.normalise(markdown).split("\n"), read_blocks=blocks)
    return reader.sections(parser.parse(markdown)), blocks


def heading_ids(markdown: str) -> tuple[str, ...]:
    """The ids of all headings of a text, including those in lists and quotes, in order."""
    return tuple(_ids(parser.parse(markdown)))


def _ids(tokens: Sequence[Token]) -> Iterator[str]:
    ids = (token.attrGet("id") for token in tokens if token.type == "heading_open")
    return (str(each) for each in ids if each is not None)


def visible_text(markdown: str) -> str:
    """The visible text: each heading and block in order, one per line (code and rows as in `Block.text`).

    It contains the text of raw HTML, descriptions of images and numbers of footnotes, but no tags, URLs or
    ids.
    """
    return visible_lines(sections(markdown))


class BlockTokens(NamedTuple):
    """A block, or the heading of a section, and what it was read from."""

    block: Block
    parts: Sequence[Sequence[Token]]
    """The inline tokens of each cell of a row; of any other block one part; none of code."""

    level: int = 0
    """The level of a section's heading; 0 for a block."""

    table: int = 0
    """The number of the table, from 1; the same for all its rows, and for a block of HTML as a whole."""

    cells: Sequence[Token] = ()
    """The tokens that open the cells of a row; none in HTML."""

    note: str = ""
    """The number, in brackets, of the footnote that begins with it."""


class _Container(Struct):
    """A list, list item, quote, definition or footnote around a block."""

    kind: str
    """The kind of the blocks in it."""

    numbers: Iterator[int] | None = None
    """The numbers of the next items of an ordered list; None for any other container."""

    number: str = ""
    """The number of a list item, as shown before its first block; empty if it has none."""

    begun: bool = False
    """Whether the first block of a list item was read."""


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

_TABLE = {"table", "tr", "th", "td"}

_DEEPENS = {"quote", "list", "definition", "footnote"}


class _SectionReader(Struct):
    """One pass over the tokens of a text."""

    lines: list[str]
    containers: list[_Container] = field(default_factory=list)
    row: Token | None = None
    """The token that opened the table row that is being read; None outside a row."""

    cells: list[Token] = field(default_factory=list)
    parts: list[Sequence[Token]] = field(default_factory=list)
    """The inline tokens of each cell."""

    table: int = 0
    note: str = ""
    in_heading: bool = False
    line: int = 1
    """The line of the last token that has one: an inline footnote has no line of its own."""

    read_sections: list[Section] = field(default_factory=list)
    head: Section | None = None
    """The section that is being read, without its blocks; None before the first one."""

    blocks: list[Block] = field(default_factory=list)
    read_blocks: list[BlockTokens] | None = None
    """All blocks and headings; None where only sections are asked for."""

    def sections(self, tokens: Sequence[Token]) -> tuple[Section, ...]:
        ids = set(_ids(tokens))
        self.head = Section(unused(INTRO, ids), 0, "", 1, ())
        for position, token in enumerate(tokens):
            self.line = parser.line(token) or self.line
            if token.type == "heading_open" and token.level == 0:
                self._end_section()
                self.head = self._section(token, tokens[position + 1])
                self.in_heading = True
            elif token.type == "heading_close" and token.level == 0:
                self.in_heading = False
            elif token.type == "footnote_block_open":
                self._end_section()
                self.head = Section(unused(_FOOTNOTES, ids), 0, "", 1, ())
            elif not self.in_heading:
                self._read(token, tokens[position - 1] if position else None)
        self._end_section()
        return tuple(self.read_sections)

    def _section(self, opening: Token, content: Token) -> Section:
        form, heading = inline_form(content.children), fold(inline_text(content.children))
        name, level = str(opening.attrGet("id")), int(opening.tag[1:])
        digest = form_digest("heading", 0, form.shape)
        source = self._source(opening)
        section = Section(name, level, heading, self.line, (), source, digest, form.details)
        if self.read_blocks is not None:
            parts = [content.children or ()]
            self.read_blocks.append(BlockTokens(section.heading_block, parts, level=section.level))
        return section

    def _end_section(self) -> None:
        head, blocks = self.head, tuple(self.blocks)
        self.blocks = []
        if head is None or (not head.level and not blocks):
            return
        line = head.line if head.level else blocks[0].line
        self.read_sections.append(replace(head, line=line, blocks=blocks))

    def _read(self, token: Token, before: Token | None) -> None:
        if token.type == "inline":
            self._inline(token, before)
        elif token.type in _CONTAINERS:
            self._enter(token)
        elif token.type in _CLOSING:
            self.containers.pop()
        elif token.tag in _TABLE:
            self._table(token)
        elif token.type in {"fence", "code_block"}:
            self._add("code", token.content.rstrip("\n"), token, InlineForm("", ()), ())
        elif token.type == "html_block" and token.children:
            self._html(token, token.children)

    def _table(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self.table += 1
            case "tr_open":
                self.row, self.cells, self.parts = token, [], []
            case "th_open" | "td_open":
                self.cells.append(token)
            case "tr_close" if self.row is not None:
                self._block("row", self.parts, self.row)
                self.row = None
            case _:
                pass  # the ends of the table and of cells

    def _html(self, token: Token, children: Sequence[Token]) -> None:
        self.table += 1
        for kind, parts in raw_html.pieces(children):
            self._block(kind, parts, token)

    def _enter(self, token: Token) -> None:
        container = _Container(_CONTAINERS[token.type])
        if token.type == "ordered_list_open":
            start = token.attrGet("start")
            container.numbers = count(1 if start is None else int(start))
        if container.kind == "item" and (numbers := self.containers[-1].numbers):
            container.number = f"{next(numbers)}."
        if container.kind == "footnote":
            self.note = f"[{token.meta['id'] + 1}]"
        self.containers.append(container)

    def _inline(self, token: Token, before: Token | None) -> None:
        if self.row is not None:
            self.parts.append(token.children or ())
        elif before is not None and before.type == "heading_open":
            self._block("heading", [token.children or ()], token)
        elif token.children:
            self._block(self._kind(), [token.children], token)

    def _kind(self) -> str:
        """The kind of the innermost container; ``paragraph`` for a later paragraph of a list item."""
        if not self.containers:
            return "paragraph"
        innermost = self.containers[-1]
        return "paragraph" if innermost.kind == "item" and innermost.begun else innermost.kind

    def _block(self, kind: str, parts: Sequence[Sequence[Token]], token: Token) -> None:
        text = "\t".join(fold(inline_text(part)) for part in parts)
        self._add(kind, text, token, _joined(list(map(inline_form, parts))), parts)

    def _add(
        self, kind: str, text: str, token: Token, form: InlineForm, parts: Sequence[Sequence[Token]]
    ) -> None:
        depth = sum(container.kind in _DEEPENS for container in self.containers)
        line = parser.line(token) or self.line
        digest = form_digest(kind, depth, form.shape)
        block = Block(kind, text, depth, line, self._source(token), self._number(), digest, form.details)
        self.blocks.append(block)
        if self.read_blocks is None:
            return
        if kind == "row":
            cells = self.cells if self.row else ()
            self.read_blocks.append(BlockTokens(block, parts, table=self.table, cells=cells))
        else:
            self.read_blocks.append(BlockTokens(block, parts, note=self.note))
            self.note = ""

    def _number(self) -> str:
        """The numbers that are shown before this block: those of all items that begin with it."""
        begins = [each for each in self.containers if each.kind == "item" and not each.begun]
        for container in begins:
            container.begun = True
        return " ".join(container.number for container in begins if container.number)

    def _source(self, token: Token) -> str:
        if token.map is None:
            return token.content
        first, end = token.map
        return "\n".join(self.lines[first : max(end, first + 1)]).rstrip("\n")


def _joined(forms: Sequence[InlineForm]) -> InlineForm:
    if len(forms) == 1:
        return forms[0]
    shape = "\t".join(form.shape for form in forms)
    return InlineForm(shape, tuple(detail for form in forms for detail in form.details))


def unused(id: str, ids: set[str]) -> str:  # noqa: A002
    """The id, followed by the first free number (``-2``, ``-3`` …) if it is one of ``ids``."""
    return id if id not in ids else next(name for n in count(2) if (name := f"{id}-{n}") not in ids)
