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
from sayasat.markdown.links import Resolve, as_written
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block, Section

_FORMATS = {
    **dict.fromkeys(("strong", "b"), "bold"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp"), "code"),
    "s": "strike",
    "u": "underline",
    "sup": "raised",
    "sub": "lowered",
}


@dataclass(frozen=True, slots=True)
class Format:
    """What a reader sees of characters beside themselves."""

    marks: frozenset[str] = frozenset()
    """Of ``bold``, ``italic``, ``code``, ``strike``, ``underline``, ``raised``, ``lowered``."""

    href: str = ""
    """Where a link leads; empty for what is no link, or leads nowhere."""

    breaks: bool = False
    """The blank is a line's end that the author meant."""


PLAIN = Format()


@dataclass(frozen=True, slots=True)
class TextRun:
    """Neighbouring characters of one look; never empty."""

    text: str
    format: Format = PLAIN


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table's row."""

    runs: tuple[TextRun, ...]
    align: str = ""
    """``left``, ``center``, ``right`` or empty."""


@dataclass(frozen=True, slots=True)
class SetBlock:
    """How one block is set."""

    block: Block
    runs: tuple[TextRun, ...]
    """Together exactly the block's text; empty for a row, see `cells`."""

    label: str = ""
    """What stands before it: the number of a list's item, as shown; that of a note, in brackets."""

    level: int = 0
    """Of the heading of a section, from 1; 0 for all else."""

    cells: tuple[TableCell, ...] = ()
    table: int = 0
    """The same number on the rows of one table, from 1."""

    is_head: bool = False
    """A table's row of headings."""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A whole text."""

    sections: tuple[Section, ...]
    set_blocks: Mapping[Block, SetBlock]
    """Of every block, headings of sections among them (see `heading_block`)."""

    def __iter__(self) -> Iterator[SetBlock]:
        """In the order shown."""
        for section in self.sections:
            if section.level:
                yield self.set_blocks[heading_block(section)]
            yield from (self.set_blocks[block] for block in section.blocks)


def heading_block(section: Section) -> Block:
    """A section's heading as a redline has it."""
    return Block("heading", section.heading, 0, section.line, section.source)


def format_text(markdown: str, resolve: Resolve = as_written) -> FormattedText:
    """Set a text (a body, without front matter)."""
    whole = sections(markdown)
    heads = [(heading_block(section), section.level) for section in whole if section.level]
    blocks = [block for section in whole for block in section.blocks]
    reader = _BlockReader(resolve)
    reader.read(parser.parse(markdown))
    settings = {block: reader.blocks[place].of(block) for place, block in enumerate(blocks)}
    settings |= {
        block: _UnboundBlock(runs, level=level).of(block)
        for (block, level), runs in zip(heads, reader.headings, strict=True)
    }
    return FormattedText(whole, settings)


@dataclass(frozen=True, slots=True)
class _UnboundBlock:
    """A block before it is known which of the text's it is."""

    runs: tuple[TextRun, ...]
    level: int = 0
    cells: tuple[TableCell, ...] = ()
    table: int = 0
    is_head: bool = False
    note: str = ""

    def of(self, block: Block) -> SetBlock:
        label = block.number or self.note
        runs = () if self.cells else _with_block_text(self.runs, block.text)
        cells = tuple(
            replace(cell, runs=_with_block_text(cell.runs, text))
            for cell, text in zip(self.cells, block.text.split("\t"), strict=False)
        )
        return SetBlock(block, runs, label, self.level, cells, self.table, self.is_head)


def _with_block_text(runs: tuple[TextRun, ...], text: str) -> tuple[TextRun, ...]:
    """The pieces, unless a letter composed across two of them reads otherwise: words go before looks."""
    if "".join(run.text for run in runs) == text:
        return runs
    return (TextRun(text),) if text else ()


@dataclass(slots=True)
class _BlockReader:
    """One pass over the tokens, in step with that of `sayasat.markdown.sections`."""

    resolve: Resolve
    headings: list[tuple[TextRun, ...]] = field(default_factory=list)
    blocks: list[_UnboundBlock] = field(default_factory=list)
    cells: list[TableCell] | None = None
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
        runs = _inline(token.children, self.resolve)
        if opening.level == 0:
            self.headings.append(runs)
        else:
            self._block(runs)

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
                self.blocks.append(_UnboundBlock((), cells=cells, table=self.table, is_head=self.is_head))
            case "td_open" | "th_open":
                self.align = str(token.attrGet("align") or "")
            case "footnote_open":
                self.note = f"[{token.meta['id'] + 1}]"
            case _:
                self._words(token)

    def _words(self, token: Token) -> None:
        if token.type in {"fence", "code_block"}:
            text = token.content.rstrip("\n")
            self._block((TextRun(text, Format(frozenset({"code"}))),) if text else ())
        elif token.type == "inline" and self.cells is not None:
            self.cells.append(TableCell(_inline(token.children, self.resolve), self.align))
        elif token.children and (token.type == "inline" or _is_seen(token)):
            self._block(_inline(token.children, self.resolve))

    def _block(self, runs: tuple[TextRun, ...]) -> None:
        self.blocks.append(_UnboundBlock(runs, note=self.note))
        self.note = ""


def _is_seen(token: Token) -> bool:
    """An HTML block that `sayasat.markdown.sections` takes for one."""
    if token.type != "html_block":
        return False
    children = token.children or ()
    return bool(visible_text.fold(visible_text.inline_text(children))) or any(
        child.type == "image" for child in children
    )


def _inline(children: Sequence[Token] | None, resolve: Resolve) -> tuple[TextRun, ...]:
    return tuple(_folded(_raw(children or (), resolve)))


def _raw(children: Iterable[Token], resolve: Resolve) -> Iterator[TextRun]:
    """What is read of each token with its look, white space not folded."""
    open_marks: list[str] = []
    hrefs: list[str] = []
    for child in children:
        if child.type == "link_open":
            hrefs.append(_target(child, resolve))
        elif child.type == "link_close":
            hrefs.pop()
        elif child.nesting and child.tag in _FORMATS:
            (open_marks.append if child.nesting > 0 else open_marks.remove)(_FORMATS[child.tag])
        text = visible_text.inline_text((child,))
        if text:
            own = {"code_inline": "code", "footnote_ref": "raised"}.get(child.type)
            marks = frozenset((*open_marks, *([own] if own else [])))
            breaks = child.type == "hardbreak" or (child.type == "html_void" and child.tag == "br")
            yield TextRun(text, Format(marks, hrefs[-1] if hrefs else "", breaks))


def _target(token: Token, resolve: Resolve) -> str:
    href = token.attrGet("href")
    resolved = None if href is None else resolve(str(href)).href
    return resolved if resolved and raw_html.has_allowed_scheme(resolved) else ""


def _folded(runs: Iterable[TextRun]) -> Iterator[TextRun]:
    """White space folded across pieces as `dialect.fold` does in a text; each blank has one look."""
    characters: list[tuple[str, Format]] = []
    pending: Format | None = None
    for run in runs:
        for character in _unfolded(run.text):
            if character.isspace():
                pending = run.format if pending is None or run.format.breaks else pending
                continue
            if pending is not None and characters:
                characters.append((" ", pending))
            pending = None
            characters.append((character, replace(run.format, breaks=False)))
    for run_format, group in groupby(characters, key=lambda each: each[1]):
        yield TextRun("".join(character for character, _ in group), run_format)


def _unfolded(text: str) -> str:
    """As a reader sees it, its blanks left where they are."""
    return "".join(part if part.isspace() else visible_text.fold(part) for part in _parted(text))


def _parted(text: str) -> Iterator[str]:
    """Words and blanks in turn."""
    for _, group in groupby(text, key=str.isspace):
        yield "".join(group)
