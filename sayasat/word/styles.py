"""The formats of paragraphs and runs of a Word file, in Office Open XML. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from sayasat.word.runs import Format

_CODE_FONT = "Courier New"

_STEP = 360
"""The width of one indent, in twentieths of a point."""

_RUN_PROPERTIES = {"bold": "w:b", "italic": "w:i", "struck": "w:strike"}


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
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
