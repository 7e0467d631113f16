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
from sayasat.markdown.sections import Block, Section
from sayasat.word.runs import Format, FormattedBlock, FormattedText, TableCell, TextRun


def format_text(markdown: str, resolve: Resolve = as_written) -> FormattedText:
    """Read a text (a body, without front matter) with its formatting; ``resolve`` gives targets of links."""
    all_sections = sections(markdown)
    blocks = [block for section in all_sections for block in section.blocks]
    reader = _BlockReader(resolve, iter([each for each in all_sections if each.level]), iter(blocks))
    reader.read(parser.parse(markdown))
    assert not [*reader.sections, *reader.blocks]
    return FormattedText(all_sections, reader.formatted)


def _with_block_text(runs: tuple[TextRun, ...], text: str) -> tuple[TextRun, ...]:
    """The runs if they make up the text, else one run without format.

    They differ if a letter and a combining mark stand in two runs: the text has them composed (NFC).
    """
    if "".join(run.text for run in runs) == text:
        return runs
    return (TextRun(text),) if text else ()


@dataclass(slots=True)
class _BlockReader:
    """One pass over the tokens, which are in the order of the sections and blocks made of them."""

    resolve: Resolve
    sections: Iterator[Section]
    """Those with a heading."""

    blocks: Iterator[Block]
    formatted: dict[Block, FormattedBlock] = field(default_factory=dict)
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
        if opening.level:
            self._block(runs)
            return
        section = next(self.sections)
        block = section.heading_block
        self._add(FormattedBlock(block, _with_block_text(runs, block.text), level=section.level))

    def _read(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self.table += 1
            case "thead_open" | "thead_close":
                self.is_head = token.nesting > 0
            case "tr_open":
                self.cells = []
            case "tr_close":
                self._row(self.cells or ())
                self.cells = None
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
                self._row(map(TableCell, runs))
            else:
                self._block(runs[0])

    def _row(self, cells: Iterable[TableCell]) -> None:
        block = next(self.blocks)
        pairs = zip(cells, block.text.split("\t"), strict=False)
        own = tuple(replace(cell, runs=_with_block_text(cell.runs, text)) for cell, text in pairs)
        self._add(FormattedBlock(block, (), block.number, 0, own, self.table, self.is_head))

    def _block(self, runs: tuple[TextRun, ...]) -> None:
        block = next(self.blocks)
        self._add(FormattedBlock(block, _with_block_text(runs, block.text), block.number or self.note))
        self.note = ""

    def _add(self, formatted_block: FormattedBlock) -> None:
        self.formatted[formatted_block.block] = formatted_block


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
