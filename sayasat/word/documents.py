"""A version, or what changed between two, as a Word document. Pure.

The numbers of lists are words of the text, not counted by the word processor: what is cited stays what was
published. In a redline every change can be accepted or rejected; all accepted is the new text to the letter,
all rejected the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayasat.markdown.links import Resolve, as_written
from sayasat.redline.compare import Redline
from sayasat.redline.word_diff import Mark
from sayasat.word.entries import DocumentEntry, entries, unchanged
from sayasat.word.properties import DocumentProperties
from sayasat.word.runs import Format, TextRun, format_text
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
    """One text (a body, without front matter) as a Word file.

    ``facts`` stand before it: label and value; a value without a label is a notice. Links are kept where
    ``resolve`` makes them absolute.
    """
    text = format_text(body, resolve)
    file = WordFile(properties)
    if not (text.sections and text.sections[0].level == 1):
        file.paragraph(spans_of((TextRun(properties.title),), Mark.SAME), ParagraphFormat("Title"))
    for label, value in facts:
        named = (TextRun(f"{label}: ", _BOLD), TextRun(value)) if label else (TextRun(value, _BOLD),)
        file.paragraph(spans_of(named, Mark.SAME), ParagraphFormat())
    _write(file, map(unchanged, text))
    return file.bytes()


def redline_document(
    redline: Redline,
    old: str,
    new: str,
    properties: DocumentProperties,
    *,
    resolve_old: Resolve = as_written,
    resolve_new: Resolve = as_written,
) -> bytes:
    """What changed between two texts (bodies, without front matter), as tracked changes.

    ``redline`` is what `sayasat.redline.compare.compare` says of the two. What moved is deleted where it was
    and inserted where it is.
    """
    before, after = format_text(old, resolve_old), format_text(new, resolve_new)
    file = WordFile(properties)
    _write(file, entries(redline, before, after))
    # The end of a document's last paragraph cannot be deleted: an empty one is always there.
    file.paragraph((), ParagraphFormat())
    return file.bytes()


def _write(file: WordFile, entries: Iterable[DocumentEntry]) -> None:
    last_was_table = False
    for rows in tables(entries):
        if not rows[0].is_row:
            write_passage(file, rows[0])
            last_was_table = False
            continue
        if last_was_table:
            file.paragraph((), ParagraphFormat())
        write_table(file, rows)
        last_was_table = True
