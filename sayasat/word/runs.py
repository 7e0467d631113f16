"""A text set for paper: each block with its pieces of one look, as a word processor takes them. Pure.

The blocks are those of `sayasat.markdown.sections`, to the letter: what a document shows is what was
compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it.token import Token

from sayasat.markdown import parser, raw_html, visible_text
from sayasat.markdown.html import Resolve, as_written
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block, Section

_LOOKS = {
    **dict.fromkeys(("strong", "b"), "bold"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp"), "code"),
    "s": "strike",
    "u": "underline",
    "sup": "raised",
    "sub": "lowered",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader sees of characters beside themselves."""

    marks: frozenset[str] = frozenset()
    """Of ``bold``, ``italic``, ``code``, ``strike``, ``underline``, ``raised``, ``lowered``."""

    href: str = ""
    """Where a link leads; empty for what is no link, or leads nowhere."""

    breaks: bool = False
    """The blank is a line's end that the author meant."""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring characters of one look; never empty."""

    text: str
    look: Look = PLAIN


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's row."""

    pieces: tuple[Piece, ...]
    align: str = ""
    """``left``, ``center``, ``right`` or empty."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one block is set."""

    block: Block
    pieces: tuple[Piece, ...]
    """Together exactly the block's text; empty for a row, see `cells`."""

    label: str = ""
    """What stands before it: the number of a list's item, as shown; that of a note, in brackets."""

    level: int = 0
    """Of the heading of a section, from 1; 0 for all else."""

    cells: tuple[Cell, ...] = ()
    table: int = 0
    """The same number on the rows of one table, from 1."""

    is_head: bool = False
    """A table's row of headings."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole text."""

    sections: tuple[Section, ...]
    settings: Mapping[Block, Setting]
    """Of every block, headings of sections among them (see `heading_block`)."""

    def __iter__(self) -> Iterator[Setting]:
        """In the order shown."""
        for section in self.sections:
            if section.level:
                yield self.settings[heading_block(section)]
            yield from (self.settings[block] for block in section.blocks)


def heading_block(section: Section) -> Block:
    """A section's heading as a redline has it."""
    return Block("heading", section.heading, 0, section.line, section.source)


def compose(markdown: str, resolve: Resolve = as_written) -> Composition:
    """Set a text (a body, without front matter)."""
    whole = sections(markdown)
    heads = [(heading_block(section), section.level) for section in whole if section.level]
    blocks = [block for section in whole for block in section.blocks]
    reader = _Reader(resolve)
    reader.read(parser.parse(markdown))
    settings = {block: reader.blocks[place].of(block) for place, block in enumerate(blocks)}
    settings |= {
        block: _Raw(pieces, level=level).of(block)
        for (block, level), pieces in zip(heads, reader.headings, strict=True)
    }
    return Composition(whole, settings)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A block before it is known which of the text's it is."""

    pieces: tuple[Piece, ...]
    level: int = 0
    cells: tuple[Cell, ...] = ()
    table: int = 0
    is_head: bool = False
    note: str = ""

    def of(self, block: Block) -> Setting:
        label = block.number or self.note
        pieces = () if self.cells else _agreed(self.pieces, block.text)
        cells = tuple(
            replace(cell, pieces=_agreed(cell.pieces, text))
            for cell, text in zip(self.cells, block.text.split("\t"), strict=False)
        )
        return Setting(block, pieces, label, self.level, cells, self.table, self.is_head)


def _agreed(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces, unless a letter composed across two of them reads otherwise: words go before looks."""
    if "".join(piece.text for piece in pieces) == text:
        return pieces
    return (Piece(text),) if text else ()


@dataclass(slots=True)
class _Reader:
    """One pass over the tokens, in step with that of `sayasat.markdown.sections`."""

    resolve: Resolve
    headings: list[tuple[Piece, ...]] = field(default_factory=list)
    blocks: list[_Raw] = field(default_factory=list)
    cells: list[Cell] | None = None
    align: str = ""
    table: int = 0
    is_head: bool = False
    note: str = ""

    def read(self, tokens: Sequence[Token]) -> None:
        before: Token | None = None
        for token in tokens:
            if token.type == "inline" and before is not None and before.type == "heading_open":
                self._heading(token, before)
            else:
                self._read(token)
            before = token

    def _heading(self, token: Token, opening: Token) -> None:
        pieces = _inline(token.children, self.resolve)
        if opening.level == 0:
            self.headings.append(pieces)
        else:
            self._block(pieces)

    def _read(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self.table += 1
            case "thead_open" | "thead_close":
                self.is_head = token.nesting > 0
            case "tr_open":
                self.cells = []
            case "tr_close":
                cells, self.cells = tuple(self.cells or ()), None
                self.blocks.append(_Raw((), cells=cells, table=self.table, is_head=self.is_head))
            case "td_open" | "th_open":
                self.align = str(token.attrGet("align") or "")
            case "footnote_open":
                self.note = f"[{token.meta['id'] + 1}]"
            case _:
                self._words(token)

    def _words(self, token: Token) -> None:
        if token.type in {"fence", "code_block"}:
            text = token.content.rstrip("\n")
            self._block((Piece(text, Look(frozenset({"code"}))),) if text else ())
        elif token.type == "inline" and self.cells is not None:
            self.cells.append(Cell(_inline(token.children, self.resolve), self.align))
        elif token.children and (token.type == "inline" or _is_seen(token)):
            self._block(_inline(token.children, self.resolve))

    def _block(self, pieces: tuple[Piece, ...]) -> None:
        self.blocks.append(_Raw(pieces, note=self.note))
        self.note = ""


def _is_seen(token: Token) -> bool:
    """An HTML block that `sayasat.markdown.sections` takes for one."""
    if token.type != "html_block":
        return False
    children = token.children or ()
    return bool(visible_text.fold(visible_text.inline_text(children))) or any(
        child.type == "image" for child in children
    )


def _inline(children: Sequence[Token] | None, resolve: Resolve) -> tuple[Piece, ...]:
    return tuple(_folded(_raw(children or (), resolve)))


def _raw(children: Iterable[Token], resolve: Resolve) -> Iterator[Piece]:
    """What is read of each token with its look, white space not folded."""
    open_marks: list[str] = []
    hrefs: list[str] = []
    for child in children:
        if child.type == "link_open":
            hrefs.append(_target(child, resolve))
        elif child.type == "link_close":
            hrefs.pop()
        elif child.nesting and child.tag in _LOOKS:
            (open_marks.append if child.nesting > 0 else open_marks.remove)(_LOOKS[child.tag])
        text = visible_text.inline_text((child,))
        if text:
            own = {"code_inline": "code", "footnote_ref": "raised"}.get(child.type)
            marks = frozenset((*open_marks, *([own] if own else [])))
            breaks = child.type == "hardbreak" or (child.type == "html_void" and child.tag == "br")
            yield Piece(text, Look(marks, hrefs[-1] if hrefs else "", breaks))


def _target(token: Token, resolve: Resolve) -> str:
    href = token.attrGet("href")
    resolved = None if href is None else resolve(str(href)).href
    return resolved if resolved and raw_html.leads(resolved) else ""


def _folded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """White space folded across pieces as `dialect.fold` does in a text; each blank has one look."""
    characters: list[tuple[str, Look]] = []
    pending: Look | None = None
    for piece in pieces:
        for character in _unfolded(piece.text):
            if character.isspace():
                pending = piece.look if pending is None or piece.look.breaks else pending
                continue
            if pending is not None and characters:
                characters.append((" ", pending))
            pending = None
            characters.append((character, replace(piece.look, breaks=False)))
    for look, group in groupby(characters, key=lambda each: each[1]):
        yield Piece("".join(character for character, _ in group), look)


def _unfolded(text: str) -> str:
    """As a reader sees it, its blanks left where they are."""
    return "".join(part if part.isspace() else visible_text.fold(part) for part in _parted(text))


def _parted(text: str) -> Iterator[str]:
    """Words and blanks in turn."""
    for _, group in groupby(text, key=str.isspace):
        yield "".join(group)
