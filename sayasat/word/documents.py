"""Makes a Word document of a version or of a redline. Pure.

The numbers of lists are plain text, so that the word processor does not renumber what was published. Each
change of a redline can be accepted or rejected: to accept all gives exactly the new text, to reject all
exactly the old one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import groupby

from sayasat.i18n.messages import messages
from sayasat.markdown.links import Resolve, as_written
from sayasat.redline.marks import Mark
from sayasat.redline.model import Redline
from sayasat.word.block_reader import format_text
from sayasat.word.entries import DocumentEntry, entries, unchanged, with_whole_moves
from sayasat.word.runs import DocumentProperties, Format, TextRun
from sayasat.word.styles import ParagraphFormat
from sayasat.word.tables import tables, write_table
from sayasat.word.tracked_changes import spans_of, write_passage
from sayasat.word.writer import WordFile

_BOLD = Format(frozenset({"bold"}))


def version_document(
    body: str,
    properties: DocumentProperties,
    facts: Sequence[tuple[str, str]] = (),
    resolve: Resolve = as_written,
) -> bytes:
    """Make the Word file of one text (a body, without front matter), and return its bytes.

    ``facts`` are (label, value) pairs, written before the text; with an empty label, the value is a notice.
    ``resolve`` gives the target of each link; a link without a target becomes plain text.
    """
    text = format_text(body, resolve)
    file = WordFile(properties)
    if not (text.sections and text.sections[0].level == 1):
        file.add(file.paragraph(spans_of((TextRun(properties.title),), Mark.SAME), ParagraphFormat("Title")))
    for label, value in facts:
        runs = (TextRun(f"{label}: ", _BOLD), TextRun(value)) if label else (TextRun(value, _BOLD),)
        file.add(file.paragraph(spans_of(runs, Mark.SAME), ParagraphFormat()))
    _write(file, map(unchanged, text))
    return file.bytes()


def redline_document(
    redline: Redline,
    old: str,
    new: str,
    properties: DocumentProperties,
    resolve_old: Resolve = as_written,
    resolve_new: Resolve = as_written,
) -> bytes:
    """Make the Word file of the new text with tracked changes against the old one, and return its bytes.

    ``old`` and ``new`` are bodies, without front matter; ``redline`` is their comparison by
    `sayasat.redline.compare.compare`. What moved is marked as a move, or as deleted and inserted where Word
    has no move for it. Comments name what changed beside the words.
    """
    before, after = format_text(old, resolve_old), format_text(new, resolve_new)
    file = WordFile(properties)
    found = list(entries(redline, before, after, messages(properties.language)))
    parts = Counter[tuple[int, Mark]]()
    for (move, mark), group in groupby(with_whole_moves(found), key=_side):
        parts[move, mark] += 1
        with file.move(mark, move, parts[move, mark]) if move else nullcontext():
            _write(file, group)
    # Word cannot delete the end of the last paragraph of a document, so the last one is always empty.
    file.add(file.paragraph((), ParagraphFormat()))
    return file.bytes()


def _side(entry: DocumentEntry) -> tuple[int, Mark]:
    """The move of an entry, and which side it is of; the same for all that did not move."""
    return entry.move, entry.mark if entry.move else Mark.SAME


def _write(file: WordFile, entries: Iterable[DocumentEntry]) -> None:
    last_was_table = False
    for rows in tables(entries):
        if not rows[0].is_row:
            write_passage(file, rows[0])
            last_was_table = False
            continue
        if last_was_table:
            file.add(file.paragraph((), ParagraphFormat()))
        write_table(file, rows)
        last_was_table = True
