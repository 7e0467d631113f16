"""The page setup, the styles and the properties of paragraphs and runs of a Word file. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from sayasat.word.runs import Format

_FONT = "Times New Roman"

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


def set_page(document: Any) -> None:  # noqa: ANN401
    """Set A4, the paper size of the Kyrgyz Republic, with a wide left margin for binding."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)


def set_styles(document: Any, locale: str) -> None:  # noqa: ANN401
    """Set a font with the Kyrgyz letters, black, and the language for spell checkers and screen readers."""
    for style in document.styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), _FONT)
    for name in ("Normal", *(f"Heading {level}" for level in range(1, 7)), "Title", "Header", "Footer"):
        font = document.styles[name].font
        font.name, font.color.rgb = _FONT, RGBColor(0, 0, 0)
    document.styles["Normal"].font.size = Pt(12)
    for name in ("Header", "Footer"):
        document.styles[name].font.size = Pt(9)
    for defaults in document.styles.element.iter(qn("w:lang")):
        defaults.set(qn("w:val"), locale)


def add_page_number(paragraph: Any) -> None:  # noqa: ANN401
    """Append a field that shows the page number."""
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()._r  # noqa: SLF001 (python-docx has no fields)
        if instruction:
            add_child(run, "w:instrText").text = instruction
        else:
            add_child(run, "w:fldChar", fldCharType=kind)


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
