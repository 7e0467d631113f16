"""Writes the tables of a Word document with their tracked changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from sayasat.redline.marks import Mark
from sayasat.redline.word_diff import mark_words
from sayasat.word.entries import DocumentEntry, text_of
from sayasat.word.runs import Format, TableCell, TextRun
from sayasat.word.styles import ParagraphFormat
from sayasat.word.tracked_changes import characters_of, compared_characters, joined_spans, spans_of
from sayasat.word.writer import Span, WordFile


def tables(entries: Iterable[DocumentEntry]) -> Iterator[list[DocumentEntry]]:
    """Group entries: the rows of one table together, each other entry alone.

    Rows of the old and of the new text are one table if no row between them belongs to another table.
    """
    table: list[DocumentEntry] = []
    olds, news = set[int](), set[int]()
    for entry in entries:
        olds |= {formatted_block.table for formatted_block in entry.olds}
        news |= {formatted_block.table for formatted_block in entry.news}
        if table and not (entry.is_row and len(olds) <= 1 and len(news) <= 1):
            yield table
            table = []
        if not table:
            olds = {formatted_block.table for formatted_block in entry.olds}
            news = {formatted_block.table for formatted_block in entry.news}
        if entry.is_row:
            table.append(entry)
        else:
            yield [entry]
    if table:
        yield table


def write_table(file: WordFile, rows: Sequence[DocumentEntry]) -> None:
    """Write one table."""
    columns = max(row.columns for row in rows)
    with file.table(columns):
        for row in rows:
            with file.row(row.mark, is_head=row.formatted_blocks[0].is_head):
                _write_cells(file, row, columns)


def _write_cells(file: WordFile, row: DocumentEntry, columns: int) -> None:
    """The last cell of a row with fewer cells than the table has columns spans the remaining ones."""
    olds = row.olds[0].cells if row.olds else ()
    news = row.news[0].cells if row.news else ()
    is_head = row.formatted_blocks[0].is_head
    for position, (old, new) in enumerate(zip_longest(olds, news)):
        is_last = position == row.columns - 1
        with file.cell(columns - row.columns + 1 if is_last else 1):
            aligned = (new or old or TableCell(())).align
            file.paragraph(_cell_spans(old, new, is_head=is_head), ParagraphFormat(align=aligned))


def _cell_spans(old: TableCell | None, new: TableCell | None, *, is_head: bool) -> list[Span]:
    before, after = (_cell_runs(cell, is_head=is_head) for cell in (old, new))
    if new is None or old is None:
        return spans_of(before or after, Mark.DELETED if new is None else Mark.INSERTED)
    runs = mark_words(text_of(before), text_of(after))
    return joined_spans(compared_characters(runs, characters_of(before), characters_of(after)))


def _cell_runs(cell: TableCell | None, *, is_head: bool) -> tuple[TextRun, ...]:
    text_runs = cell.runs if cell else ()
    if not is_head:
        return text_runs
    return tuple(
        TextRun(run.text, Format(run.format.marks | {"bold"}, run.format.href, run.format.breaks))
        for run in text_runs
    )
