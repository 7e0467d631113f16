"""Writes a Word file: paragraphs and tables with tracked changes, in Office Open XML (ECMA-376). Pure.

Word and LibreOffice can read the file. The same input gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from sayasat.redline.marks import Mark
from sayasat.word.properties import DocumentProperties
from sayasat.word.runs import Format
from sayasat.word.styles import (
    ParagraphFormat,
    add_child,
    add_page_number,
    paragraph_properties,
    run_properties,
    set_page,
    set_styles,
)

_LOCALES = {"ky": "ky-KG", "ru": "ru-RU", "en": "en-GB"}

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that the ZIP format can hold."""

# Characters that XML 1.0 does not allow; `sayasat.markdown.parser` removes most of them.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TAGS = {Mark.INSERTED: "w:ins", Mark.DELETED: "w:del"}


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring characters of one mark and one format."""

    mark: Mark
    text: str
    """A tab stands after a label, a line feed for a line break within the paragraph."""

    format: Format
    former: Format | None = None
    """The old format if only the format changed, else None."""


@dataclass(slots=True)
class WordFile:
    """A Word file that is being written."""

    properties: DocumentProperties
    _document: Any = field(init=False)
    _into: Any = field(init=False)
    """The element that the next paragraph, table, row or cell is appended to."""

    _changes: int = 0
    _links: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._document = Document()
        self._into = self._document.element.body
        set_page(self._document)
        set_styles(self._document, _LOCALES.get(self.properties.language, self.properties.language))
        self._set_properties()
        self._set_margins()

    def paragraph(
        self,
        spans: Sequence[Span],
        form: ParagraphFormat,
        *,
        former: ParagraphFormat | None = None,
        end: Mark = Mark.SAME,
    ) -> None:
        """Add a paragraph. ``end`` marks its end: deleting the end joins the paragraph to the next one.

        ``former`` is the old format if only the format changed.
        """
        paragraph = OxmlElement("w:p")
        paragraph.append(self._form(form, former, end))
        for span in spans:
            self._add_span(paragraph, span)
        self._append(paragraph)

    @contextmanager
    def table(self, columns: int) -> Iterator[None]:
        """Open a table for rows. Without a paragraph between them, Word joins two tables."""
        table = OxmlElement("w:tbl")
        properties = add_child(table, "w:tblPr")
        add_child(properties, "w:tblStyle", val="TableGrid")
        add_child(properties, "w:tblW", w="5000", type="pct")
        grid = add_child(table, "w:tblGrid")
        for _ in range(columns):
            add_child(grid, "w:gridCol")
        self._append(table)
        with self._inside(table):
            yield

    @contextmanager
    def row(self, mark: Mark = Mark.SAME, *, is_head: bool = False) -> Iterator[None]:
        """Open a table row for cells."""
        row = OxmlElement("w:tr")
        if is_head or mark is not Mark.SAME:
            properties = add_child(row, "w:trPr")
            if is_head:
                add_child(properties, "w:tblHeader")
            if mark is not Mark.SAME:
                properties.append(self._change(_TAGS[mark]))
        self._append(row)
        with self._inside(row):
            yield

    @contextmanager
    def cell(self, columns: int = 1) -> Iterator[None]:
        """Open a cell, which spans ``columns`` columns, for one or more paragraphs."""
        cell = OxmlElement("w:tc")
        if columns > 1:
            add_child(add_child(cell, "w:tcPr"), "w:gridSpan", val=str(columns))
        self._append(cell)
        with self._inside(cell):
            yield

    def bytes(self) -> bytes:
        """The bytes of the file."""
        written = BytesIO()
        self._document.save(written)
        return _with_fixed_times(written)

    @contextmanager
    def _inside(self, element: Any) -> Iterator[None]:  # noqa: ANN401 (lxml has no types)
        outer, self._into = self._into, element
        yield
        self._into = outer

    def _append(self, element: Any) -> None:  # noqa: ANN401
        """Append an element. In the body, the page setup (``w:sectPr``) has to stay the last element."""
        last = self._into[-1] if len(self._into) else None
        if last is not None and last.tag == qn("w:sectPr"):
            last.addprevious(element)
        else:
            self._into.append(element)

    def _form(self, form: ParagraphFormat, former: ParagraphFormat | None, end: Mark) -> Any:  # noqa: ANN401
        properties = paragraph_properties(form)
        if end is not Mark.SAME:
            add_child(properties, "w:rPr").append(self._change(_TAGS[end]))
        if former is not None and former != form:
            change = self._change("w:pPrChange")
            change.append(paragraph_properties(former))
            properties.append(change)
        return properties

    def _add_span(self, paragraph: Any, span: Span) -> None:  # noqa: ANN401
        parent = paragraph
        if span.format.href:
            parent = add_child(parent, "w:hyperlink")
            parent.set(qn("r:id"), self._relation(span.format.href))
        if span.mark is not Mark.SAME:
            change = self._change(_TAGS[span.mark])
            parent.append(change)
            parent = change
        parent.append(self._run(span))

    def _run(self, span: Span) -> Any:  # noqa: ANN401
        run = OxmlElement("w:r")
        properties = run_properties(span.format)
        if span.former is not None:
            change = self._change("w:rPrChange")
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
                text.text = _plain(part)
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return run

    def _change(self, tag: str) -> Any:  # noqa: ANN401
        """An element with the author and the time of a tracked change."""
        self._changes += 1
        change = OxmlElement(tag)
        change.set(qn("w:id"), str(self._changes))
        change.set(qn("w:author"), _plain(self.properties.publisher))
        if self.properties.published is not None:
            moment = self.properties.published.astimezone(UTC)
            change.set(qn("w:date"), f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        return change

    def _relation(self, href: str) -> str:
        if href not in self._links:
            target = _plain(href)
            relation = self._document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            self._links[href] = relation
        return self._links[href]

    def _set_properties(self) -> None:
        properties = self._document.core_properties
        properties.title = _plain(self.properties.title)[:_LONGEST_PROPERTY]
        properties.author = properties.last_modified_by = _plain(self.properties.publisher)[
            :_LONGEST_PROPERTY
        ]
        properties.language = self.properties.language
        properties.comments = ""
        if self.properties.published is not None:
            moment = self.properties.published.astimezone(UTC).replace(tzinfo=None)
            properties.created = properties.modified = moment

    def _set_margins(self) -> None:
        """Write the header and the footer of the pages."""
        section = self._document.sections[0]
        section.header.paragraphs[0].text = _plain(self.properties.heading)
        foot = section.footer.paragraphs[0]
        foot.text = _plain(f"{self.properties.citation}  · " if self.properties.citation else "")
        add_page_number(foot)


_LONGEST_PROPERTY = 255


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _with_fixed_times(written: BytesIO) -> bytes:
    """The archive with `_ZIP_TIME` in place of the current time."""
    result = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()
