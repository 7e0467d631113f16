"""Writes a Word file: paragraphs and tables with tracked changes, in Office Open XML (ECMA-376). Pure.

Word and LibreOffice can read the file. The same input gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from msgspec import Struct

from sayasat.redline.marks import Mark
from sayasat.word.runs import DocumentProperties, Format
from sayasat.word.styles import (
    ParagraphFormat,
    add_child,
    new_document,
    paragraph_properties,
    plain,
    run_properties,
)
from sayasat.word.tracking import Tracking

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that the ZIP format can hold."""


class Span(Struct, frozen=True):
    """Neighbouring characters of one mark and one format."""

    mark: Mark
    text: str
    """A tab stands after a label, a line feed for a line break within the paragraph."""

    format: Format
    former: Format | None = None
    """The old format if only the format changed, else None."""

    move: int = 0
    """The number of the move that it is a side of; 0 for none."""


class ParagraphEnd(Struct, frozen=True):
    """The end of a paragraph: deleting it joins the paragraph to the next one."""

    mark: Mark = Mark.SAME
    is_moved: bool = False


_KEPT_END = ParagraphEnd()


class WordFile:
    """A Word file that is being written. Its paragraphs and tables are made first, and then added."""

    def __init__(self, properties: DocumentProperties) -> None:
        self._document = new_document(properties)
        self._tracking = Tracking(properties)
        self._move = 0
        """The number of the move whose range is open, around paragraphs; 0 for none."""

    def add(self, element: Any) -> None:  # noqa: ANN401 (lxml has no types)
        """Add a paragraph or a table. Without a paragraph between them, Word joins two tables."""
        # The page setup (w:sectPr) has to stay the last element
        self._document.element.body[-1].addprevious(element)

    def paragraph(
        self,
        spans: Sequence[Span],
        form: ParagraphFormat,
        *,
        former: ParagraphFormat | None = None,
        end: ParagraphEnd = _KEPT_END,
        comment: str = "",
    ) -> Any:  # noqa: ANN401
        """A paragraph.

        ``former`` is the old format if only the format changed. A ``comment`` concerns the whole paragraph;
        empty for none.
        """
        paragraph = OxmlElement("w:p")
        paragraph.append(self._form(form, former, end))
        around = self._tracking.comment(self._document, comment) if comment else ()
        paragraph.extend(around[:1])
        for move, group in groupby(spans, key=lambda span: span.move):
            self._add_spans(paragraph, list(group), move)
        paragraph.extend(around[1:])
        return paragraph

    @contextmanager
    def move(self, mark: Mark, number: int, part: int) -> Iterator[None]:
        """Open a part, counted from 1, of either side of a move, for paragraphs."""
        start, end = self._tracking.move_range(mark, number, part)
        self.add(start)
        self._move = number
        yield
        self._move = 0
        self.add(end)

    def table(self, columns: int) -> Any:  # noqa: ANN401
        """A table without rows."""
        table = OxmlElement("w:tbl")
        properties = add_child(table, "w:tblPr")
        add_child(properties, "w:tblStyle", val="TableGrid")
        add_child(properties, "w:tblW", w="5000", type="pct")
        grid = add_child(table, "w:tblGrid")
        for _ in range(columns):
            add_child(grid, "w:gridCol")
        return table

    def row(self, mark: Mark, *, is_head: bool) -> Any:  # noqa: ANN401
        """A table row without cells."""
        row = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        if is_head:
            add_child(properties, "w:tblHeader")
        if mark is not Mark.SAME:
            properties.append(self._tracking.change(mark))
        if len(properties):
            row.append(properties)
        return row

    def cell(self, columns: int, mark: Mark) -> Any:  # noqa: ANN401
        """An empty cell, which spans ``columns`` columns; it needs a paragraph."""
        cell = OxmlElement("w:tc")
        properties = add_child(cell, "w:tcPr")
        if columns > 1:
            add_child(properties, "w:gridSpan", val=str(columns))
        if mark is not Mark.SAME:
            tag = "w:cellIns" if mark is Mark.INSERTED else "w:cellDel"
            properties.append(self._tracking.element(tag))
        return cell

    def bytes(self) -> bytes:
        """The bytes of the file."""
        written = BytesIO()
        self._document.save(written)
        return _with_fixed_times(written)

    def _form(self, form: ParagraphFormat, former: ParagraphFormat | None, end: ParagraphEnd) -> Any:  # noqa: ANN401
        properties = paragraph_properties(form)
        if end.mark is not Mark.SAME:
            change = self._tracking.change(end.mark, is_moved=end.is_moved)
            add_child(properties, "w:rPr").append(change)
        if former is not None and former != form:
            change = self._tracking.element("w:pPrChange")
            change.append(paragraph_properties(former))
            properties.append(change)
        return properties

    def _add_spans(self, paragraph: Any, spans: Sequence[Span], move: int) -> None:  # noqa: ANN401
        """Add spans of one move, in a range of their own unless one is open around the paragraph."""
        ends: tuple[Any, ...] = ()
        if move and move != self._move:
            ends = self._tracking.move_range(spans[0].mark, move)
            paragraph.append(ends[0])
        for span in spans:
            self._add_span(paragraph, span)
        paragraph.extend(ends[1:])

    def _add_span(self, paragraph: Any, span: Span) -> None:  # noqa: ANN401
        parent = paragraph
        if span.format.href:
            parent = add_child(parent, "w:hyperlink")
            part, target = self._document.part, plain(span.format.href)
            parent.set(qn("r:id"), part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        if span.mark is not Mark.SAME:
            change = self._tracking.change(span.mark, is_moved=span.move > 0)
            parent.append(change)
            parent = change
        parent.append(self._run(span))

    def _run(self, span: Span) -> Any:  # noqa: ANN401
        run = OxmlElement("w:r")
        properties = run_properties(span.format)
        if span.former is not None:
            change = self._tracking.element("w:rPrChange")
            change.append(run_properties(span.former))
            properties.append(change)
        if len(properties):
            run.append(properties)
        tag = "w:delText" if span.mark is Mark.DELETED else "w:t"
        for part in re.split(r"([\t\n])", span.text):
            if part in {"\t", "\n"}:
                add_child(run, "w:tab" if part == "\t" else "w:br")
            elif part:
                text = add_child(run, tag)
                text.text = plain(part)
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return run


def _with_fixed_times(written: BytesIO) -> bytes:
    """The archive with `_ZIP_TIME` in place of the current time."""
    result = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()
