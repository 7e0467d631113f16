"""Reads the formatting of a text's blocks from its Markdown tokens. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from markdown_it.token import Token
from msgspec.structs import replace

from sayasat.markdown import raw_html, visible_text
from sayasat.markdown.inline_form import FORMATS
from sayasat.markdown.links import Resolve, as_written
from sayasat.markdown.section_reader import BlockTokens, read_blocks
from sayasat.word.runs import Format, FormattedBlock, FormattedText, TableCell, TextRun

_CODE = Format(frozenset({"code"}))


def format_text(markdown: str, resolve: Resolve = as_written) -> FormattedText:
    """Read a text (a body, without front matter) with its formatting; ``resolve`` gives targets of links."""
    sections, blocks = read_blocks(markdown)
    return FormattedText(sections, {each.block: _formatted(each, resolve) for each in blocks})


def _formatted(read: BlockTokens, resolve: Resolve) -> FormattedBlock:
    block, runs = read.block, [tuple(_folded(_raw(part, resolve))) for part in read.parts]
    if block.kind == "row":
        aligned = [*(str(cell.attrGet("align") or "") for cell in read.cells), *[""] * len(runs)]
        cells = tuple(
            TableCell(_with_text(own, text), align)
            for own, text, align in zip(runs, block.text.split("\t"), aligned, strict=False)
        )
        is_head = bool(read.cells) and read.cells[0].type == "th_open"
        return FormattedBlock(block, (), block.number, 0, cells, read.table, is_head)
    own = runs[0] if runs else ((TextRun(block.text, _CODE),) if block.text else ())
    return FormattedBlock(block, _with_text(own, block.text), block.number or read.note, read.level)


def _with_text(runs: tuple[TextRun, ...], text: str) -> tuple[TextRun, ...]:
    """The runs if they make up the text, else one run without format.

    They differ if a letter and a combining mark stand in two runs: the text has them composed (NFC).
    """
    if "".join(run.text for run in runs) == text:
        return runs
    return (TextRun(text),) if text else ()


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
    parts = ("".join(group) for _, group in groupby(text, key=str.isspace))
    return "".join(part if part.isspace() else visible_text.fold(part) for part in parts)
