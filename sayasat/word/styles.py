"""The empty document that a Word file begins as, and the formats of paragraphs and runs. Pure."""

from __future__ import annotations

import re
from datetime import UTC
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from msgspec import Struct

from sayasat.word.runs import DocumentProperties, Format

_CODE_FONT = "Courier New"

_STEP = 360
"""The width of one indent, in twentieths of a point."""

_RUN_PROPERTIES = {"bold": "w:b", "italic": "w:i", "struck": "w:strike"}


class ParagraphFormat(Struct, frozen=True):
    """The formatting of a paragraph."""

    style: str = "Normal"
    depth: int = 0
    """The number of indents."""

    hanging: bool = False
    """The first line begins with a label, to the left of the other lines."""

    align: str = ""
    """``center``, ``right``; anything else aligns to the left."""


def paragraph_properties(form: ParagraphFormat) -> Any:  # noqa: ANN401
    """The ``w:pPr`` element of a paragraph. Its children are in the order that the schema requires."""
    properties = OxmlElement("w:pPr")
    add_child(properties, "w:pStyle", val=form.style.replace(" ", ""))
    if form.hanging or form.depth:
        left = str(_STEP * max(form.depth, 1))
        hanging = {"hanging": str(_STEP)} if form.hanging else {}
        add_child(properties, "w:ind", left=left, **hanging)
    if form.align in {"center", "right"}:
        add_child(properties, "w:jc", val=form.align)
    return properties


def run_properties(run_format: Format) -> Any:  # noqa: ANN401
    """The ``w:rPr`` element of a run. Its children are in the order that the schema requires."""
    properties = OxmlElement("w:rPr")
    if "code" in run_format.marks:
        add_child(properties, "w:rFonts", ascii=_CODE_FONT, hAnsi=_CODE_FONT, cs=_CODE_FONT)
    for mark, tag in _RUN_PROPERTIES.items():
        if mark in run_format.marks:
            add_child(properties, tag)
    if run_format.href:
        add_child(properties, "w:color", val="0B3D91")
    if run_format.href or "underlined" in run_format.marks:
        add_child(properties, "w:u", val="single")
    for mark, value in (("raised", "superscript"), ("lowered", "subscript")):
        if mark in run_format.marks:
            add_child(properties, "w:vertAlign", val=value)
            break
    return properties


def add_child(parent: Any, tag: str, **attributes: str) -> Any:  # noqa: ANN401
    """Append an element with these attributes, and return it."""
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


# Characters that XML 1.0 does not allow; `sayasat.markdown.parser` removes most of them.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LOCALES = {"ky": "ky-KG", "ru": "ru-RU", "en": "en-GB"}

_LONGEST = 255
"""Characters of the longest value of a property."""


def plain(text: str) -> str:
    """The text without characters that XML does not allow."""
    return _NO_XML.sub("\ufffd", text)


def new_document(properties: DocumentProperties) -> Any:  # noqa: ANN401 (python-docx has no public type)
    """An empty document of python-docx with its metadata, and with the header and the footer of its pages.

    Its template has the page (A4, the paper size of the Kyrgyz Republic, with a wide left margin for
    binding), the styles, the fonts, and the number of the page.
    """
    document = Document(BytesIO(_template()))
    core = document.core_properties
    core.title = plain(properties.title)[:_LONGEST]
    core.author = core.last_modified_by = plain(properties.publisher)[:_LONGEST]
    core.language, core.comments = properties.language, ""
    if properties.published is not None:
        core.created = core.modified = properties.published.astimezone(UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.header.paragraphs[0].text = plain(properties.heading)
    citation = f"{properties.citation}  · " if properties.citation else ""
    section.footer.paragraphs[0].runs[0].text = plain(citation)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LOCALES.get(properties.language, properties.language))
    return document


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("sayasat.word").joinpath("empty.docx").read_bytes()
