"""Reads the formatting of a text's blocks from its Markdown tokens. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it.token import Token

from sayasat.markdown import parser, raw_html, visible_text
from sayasat.markdown.inline_form import FORMATS
from sayasat.markdown.links import Resolve, as_written
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block
from sayasat.word.runs import Format, FormattedBlock, FormattedText, TableCell, TextRun


def format_text(markdown: str, resolve: Resolve = as_written) -> FormattedText:
    """Read a text (a body, without front matter) with its formatting; ``resolve`` gives targets of links."""
    all_sections = sections(markdown)
    heads = [(section.heading_block, section.level) for section in all_sections if section.level]
    blocks = [block for section in all_sections for block in section.blocks]
    reader = _BlockReader(resolve)
    reader.read(parser.parse(markdown))
    formatted = {
        block: block_format.of(block) for block, block_format in zip(blocks, reader.blocks, strict=True)
    }
    formatted |= {
        block: _BlockFormat(runs, level=level).of(block)
        for (block, level), runs in zip(heads, reader.headings, strict=True)
    }
    return FormattedText(all_sections, formatted)


@dataclass(frozen=True, slots=True)
class _BlockFormat:
    """The formatting of a block that the tokens describe; `of` joins it with the block itself."""

    runs: tuple[TextRun, ...]
    level: int = 0
    cells: tuple[TableCell, ...] = ()
    table: int = 0
    is_head: bool = False
    note: str = ""

    def of(self, block: Block) -> FormattedBlock:
        label = block.number or self.note
        runs = () if self.cells else _with_block_text(self.runs, block.text)
        cells = tuple(
            replace(cell, runs=_with_block_text(cell.runs, text))
            for cell, text in zip(self.cells, block.text.split("\t"), strict=False)
        )
        return FormattedBlock(block, runs, label, self.level, cells, self.table, self.is_head)


def _with_block_text(runs: tuple[TextRun, ...], text: str) -> tuple[TextRun, ...]:
    """The runs if they make up the text, else one run without format.

    They differ if a letter and a combining mark stand in two runs: the text has them composed (NFC).
    """
    if "".join(run.text for run in runs) == text:
        return runs
    return (TextRun(text),) if text else ()


@dataclass(slots=True)
class _BlockReader:
    """One pass over the tokens. Its blocks are in the order of those of `sayasat.markdown.section_reader`."""

    resolve: Resolve
    headings: list[tuple[TextRun, ...]] = field(default_factory=list)
    blocks: list[_BlockFormat] = field(default_factory=list)
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
                self.blocks.append(_BlockFormat((), cells=cells, table=self.table, is_head=self.is_head))
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
        elif token.children and token.type == "inline":
            self._block(_inline(token.children, self.resolve))
        elif token.type == "html_block":
            self._html(token)

    def _html(self, token: Token) -> None:
        self.table += 1
        for kind, parts in raw_html.pieces(token.children or ()):
            runs = [_inline(part, self.resolve) for part in parts]
            if kind == "row":
                self.blocks.append(_BlockFormat((), cells=tuple(map(TableCell, runs)), table=self.table))
            else:
                self._block(runs[0])

    def _block(self, runs: tuple[TextRun, ...]) -> None:
        self.blocks.append(_BlockFormat(runs, note=self.note))
        self.note = ""


def _inline(children: Sequence[Token] | None, resolve: Resolve) -> tuple[TextRun, ...]:
    return tuple(_folded(_raw(children or (), resolve)))


def _raw(children: Iterable[Token], resolve: Resolve) -> Iterator[TextRun]:
    """The visible text of each token with its format. White space is not folded."""
    open_marks: list[str] = []
    hrefs: list[str] = []
    for child in children:
        if child.type == "link_open":
            hrefs.append(_target(child, resolve))
        elif child.type == "link_close":
            hrefs.pop()
        elif child.nesting and child.tag in FORMATS:
            (open_marks.append if child.nesting > 0 else open_marks.remove)(FORMATS[child.tag])
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
    """Fold white space across runs as `visible_text.fold` does within a text. A space has one format."""
    characters: list[tuple[str, Format]] = []
    pending: Format | None = None
    for run in runs:
        for character in _normalised(run.text):
            if character.isspace():
                pending = run.format if pending is None or run.format.breaks else pending
                continue
            if pending is not None and characters:
                characters.append((" ", pending))
            pending = None
            characters.append((character, replace(run.format, breaks=False)))
    for run_format, group in groupby(characters, key=lambda each: each[1]):
        yield TextRun("".join(character for character, _ in group), run_format)


def _normalised(text: str) -> str:
    """The text composed (NFC) and without invisible characters; its white space is not folded."""
    return "".join(part if part.isspace() else visible_text.fold(part) for part in _words_and_spaces(text))


def _words_and_spaces(text: str) -> Iterator[str]:
    """Stretches of white space and of other characters, in turn."""
    for _, group in groupby(text, key=str.isspace):
        yield "".join(group)
