"""Writes the tables of a Word document with their tracked changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from msgspec.structs import replace
from rapidfuzz import fuzz

from sayasat.redline.edit_script import likest_in_order, with_gaps
from sayasat.redline.marks import Mark
from sayasat.redline.word_diff import mark_words
from sayasat.word.entries import DocumentEntry, text_of
from sayasat.word.runs import TableCell, TextRun
from sayasat.word.styles import ParagraphFormat
from sayasat.word.tracked_changes import characters_of, compared_characters, joined_spans, spans_of
from sayasat.word.writer import Span, WordFile

_NOTHING = 1e-6
"""What cells are worth that have nothing in common: they are a pair rather than two columns."""

_Row = tuple[tuple[TableCell, ...], tuple[TableCell, ...]]
"""The cells of a row in the old and in the new text."""


def tables(entries: Iterable[DocumentEntry]) -> Iterator[list[DocumentEntry]]:
    """Group entries: the rows of one table together, each other entry alone.

    Rows of the old and of the new text are one table if no row between them belongs to another table.
    """
    table: list[DocumentEntry] = []
    olds, news = set[int](), set[int]()
    for entry in entries:
        own = {block.table for block in entry.olds}, {block.table for block in entry.news}
        olds, news = olds | own[0], news | own[1]
        if table and not (entry.is_row and len(olds) <= 1 and len(news) <= 1):
            yield table
            table = []
        if not table:
            olds, news = own
        if entry.is_row:
            table.append(entry)
        else:
            yield [entry]
    if table:
        yield table


def write_table(file: WordFile, rows: Sequence[DocumentEntry]) -> None:
    """Write one table."""
    shapes: dict[tuple[int, int], list[_Row]] = {}
    for row in rows:
        olds, news = _cells(row)
        shapes.setdefault((len(olds), len(news)), []).append((olds, news))
    columns = {shape: _columns(shape, same) for shape, same in shapes.items()}
    width = max(map(len, columns.values()))
    table = file.table(width)
    for entry in rows:
        olds, news = _cells(entry)
        row = file.row(entry.mark, is_head=entry.formatted_blocks[0].is_head)
        row.extend(_written_cells(file, entry, columns[len(olds), len(news)], width))
        table.append(row)
    file.add(table)


def _cells(row: DocumentEntry) -> _Row:
    return row.olds[0].cells if row.olds else (), row.news[0].cells if row.news else ()


def _columns(shape: tuple[int, int], rows: Sequence[_Row]) -> list[tuple[int | None, int | None]]:
    """Which column of the old text each one of the new text was, in order; None for none.

    Rows of as many cells keep their columns. Where columns came or went, those belong together whose cells
    are most alike, in all rows of that shape.
    """
    old, new = shape
    if old == new or not old or not new:
        return list(zip_longest(range(old), range(new)))
    texts = [([text_of(cell.runs) for cell in a], [text_of(cell.runs) for cell in b]) for a, b in rows]
    worth = [
        [sum(fuzz.ratio(olds[i], news[j]) for olds, news in texts) or _NOTHING for j in range(new)]
        for i in range(old)
    ]
    found: list[tuple[int | None, int | None]] = []
    for step in with_gaps(list(likest_in_order(worth)), old, new):
        if step.is_equal:
            found += zip(step.old, step.new, strict=True)
        else:
            found += (*((each, None) for each in step.old), *((None, each) for each in step.new))
    return found


def _written_cells(
    file: WordFile, row: DocumentEntry, columns: Sequence[tuple[int | None, int | None]], width: int
) -> Iterator[Any]:
    """The last cell of a row with fewer cells than the table has columns spans the remaining ones."""
    olds, news = _cells(row)
    is_head = row.formatted_blocks[0].is_head
    for position, (i, j) in enumerate(columns):
        old, new = None if i is None else olds[i], None if j is None else news[j]
        mark = Mark.SAME
        if row.mark is Mark.SAME and (old is None or new is None):
            mark = Mark.INSERTED if old is None else Mark.DELETED
        is_last = position == len(columns) - 1
        cell = file.cell(width - len(columns) + 1 if is_last else 1, mark)
        form = ParagraphFormat(align=(new or old or TableCell(())).align)
        cell.append(file.paragraph(_cell_spans(old, new, is_head=is_head), form))
        yield cell


def _cell_spans(old: TableCell | None, new: TableCell | None, *, is_head: bool) -> list[Span]:
    before, after = (_cell_runs(cell, is_head=is_head) for cell in (old, new))
    if new is None or old is None:
        return spans_of(before or after, Mark.DELETED if new is None else Mark.INSERTED)
    runs = mark_words(text_of(before), text_of(after))
    return joined_spans(compared_characters(runs, characters_of(before), characters_of(after)))


def _cell_runs(cell: TableCell | None, *, is_head: bool) -> tuple[TextRun, ...]:
    runs = cell.runs if cell else ()
    if not is_head:
        return runs
    return tuple(TextRun(run.text, replace(run.format, marks=run.format.marks | {"bold"})) for run in runs)
