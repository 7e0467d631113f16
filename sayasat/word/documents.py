"""A version, or what changed between two, as a Word document. Pure.

The numbers of lists are words of the text, not counted by the word processor: what is cited stays what was
published. In a redline every change can be accepted or rejected; all accepted is the new text to the letter,
all rejected the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayasat.markdown.html import Resolve, as_written
from sayasat.redline.compare import Redline
from sayasat.redline.word_diff import Mark
from sayasat.word.entries import Entry, entries, unchanged
from sayasat.word.properties import Imprint
from sayasat.word.runs import Look, Piece, compose
from sayasat.word.styles import Form
from sayasat.word.tables import tables, write_table
from sayasat.word.tracked_changes import spans_of, write_passage
from sayasat.word.writer import WordFile

_BOLD = Look(frozenset({"bold"}))


def version_document(
    body: str, imprint: Imprint, facts: Sequence[tuple[str, str]] = (), resolve: Resolve = as_written
) -> bytes:
    """One text (a body, without front matter) as a Word file.

    ``facts`` stand before it: label and value; a value without a label is a notice. Links are kept where
    ``resolve`` makes them absolute.
    """
    text = compose(body, resolve)
    file = WordFile(imprint)
    if not (text.sections and text.sections[0].level == 1):
        file.paragraph(spans_of((Piece(imprint.title),), Mark.SAME), Form("Title"))
    for label, value in facts:
        named = (Piece(f"{label}: ", _BOLD), Piece(value)) if label else (Piece(value, _BOLD),)
        file.paragraph(spans_of(named, Mark.SAME), Form())
    _write(file, map(unchanged, text))
    return file.bytes()


def redline_document(
    redline: Redline,
    old: str,
    new: str,
    imprint: Imprint,
    *,
    resolve_old: Resolve = as_written,
    resolve_new: Resolve = as_written,
) -> bytes:
    """What changed between two texts (bodies, without front matter), as tracked changes.

    ``redline`` is what `sayasat.redline.compare.compare` says of the two. What moved is deleted where it was
    and inserted where it is.
    """
    before, after = compose(old, resolve_old), compose(new, resolve_new)
    file = WordFile(imprint)
    _write(file, entries(redline, before, after))
    # The end of a document's last paragraph cannot be deleted: an empty one is always there.
    file.paragraph((), Form())
    return file.bytes()


def _write(file: WordFile, entries: Iterable[Entry]) -> None:
    last_was_table = False
    for rows in tables(entries):
        if not rows[0].is_row:
            write_passage(file, rows[0])
            last_was_table = False
            continue
        if last_was_table:
            file.paragraph((), Form())
        write_table(file, rows)
        last_was_table = True
