"""The empty document that every Word file begins as. Pure.

The template of python-docx has 164 styles in two files of 788 KB, a picture of a page and the name of another
program. Only what our documents use is kept.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn

KEPT_STYLES = frozenset(
    {
        *("Normal", "Title", "Quote", "Header", "Footer", *(f"Heading{level}" for level in range(1, 7))),
        *("DefaultParagraphFont", "TableNormal", "TableGrid", "NoList"),
    }
)
"""The styles that paragraphs and tables have, and the four that are the defaults of their kind."""

_UNUSED_PARTS = (
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
)

_APPLICATION = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Sayasat</Application></Properties>"
)
"""The extended properties: the program that wrote the file."""


def empty_document() -> Any:  # noqa: ANN401 (python-docx has no public type)
    """An empty document of python-docx."""
    return Document(BytesIO(_template()))


@lru_cache(maxsize=1)
def _template() -> bytes:
    """The file of an empty document; to read python-docx' own takes most of the time of a short text."""
    document = Document()
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for relation in [name for name, each in relations.items() if each.reltype in _UNUSED_PARTS]:
            del relations[relation]
    _part(package, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = _APPLICATION  # noqa: SLF001 (no setter)
    styles = document.styles.element
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            styles.remove(style)
            continue
        for link in list(style.iterchildren(qn("w:link"), qn("w:next"))):
            if link.get(qn("w:val")) not in KEPT_STYLES:
                style.remove(link)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _part(package: Any, kind: str) -> Part:  # noqa: ANN401
    part = package.part_related_by(kind)
    assert isinstance(part, Part)
    return part
