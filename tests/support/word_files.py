"""Reads Word files with nothing of what wrote them: their text with all changes accepted, or all rejected."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n"}


def parts(data: bytes) -> dict[str, bytes]:
    """The files in the archive by name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_comments(data: bytes) -> bytes:
    """The file without signs of comments: a LibreOffice without a graphical interface cannot open them."""
    signs = rb"<w:commentRange(?:Start|End) [^>]*/>|<w:r><w:commentReference [^>]*/></w:r>"
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts(data).items():
            archive.writestr(name, re.sub(signs, b"", part) if name == "word/document.xml" else part)
    return written.getvalue()


def body(data: bytes) -> ElementTree.Element:
    root = ElementTree.fromstring(parts(data)["word/document.xml"])  # noqa: S314 (our own output)
    found = root.find(f"{_W}body")
    assert found is not None
    return found


def found(data: bytes, path: str) -> list[ElementTree.Element]:
    """The elements of a tag, or of tags parted by slashes, in the order of the document."""
    tags = "/".join(f"{_W}{tag}" for tag in path.split("/"))
    return body(data).findall(f".//{tags}")


def changes(data: bytes) -> list[ElementTree.Element]:
    """The elements that say who made a change."""
    return [each for each in body(data).iter() if f"{_W}author" in each.attrib]


def resolved(data: bytes, *, accept: bool) -> list[str]:
    """The paragraphs, cells' among them, as ECMA-376 has it when all is accepted or rejected; none empty."""
    names = ("del", "moveFrom", "cellDel") if accept else ("ins", "moveTo", "cellIns")
    gone = frozenset(f"{_W}{name}" for name in names)
    lines: list[str] = []
    _read(body(data), gone, lines, [""])
    return [folded(line) for line in lines if line.strip()]


def _read(element: ElementTree.Element, gone: frozenset[str], lines: list[str], open_text: list[str]) -> None:
    """Rows and cells that are gone take their text along; a paragraph without its end runs into the next."""
    if element.tag in {f"{_W}tr", f"{_W}tc"} and _is_marked(element.find(f"{element.tag}Pr"), gone):
        return
    if element.tag != f"{_W}p":
        for child in element:
            _read(child, gone, lines, open_text)
        return
    open_text[0] += _text(element, gone)
    if not _is_marked(element.find(f"{_W}pPr/{_W}rPr"), gone):
        lines.append(open_text[0])
        open_text[0] = ""


def _is_marked(properties: ElementTree.Element | None, gone: frozenset[str]) -> bool:
    return properties is not None and any(each.tag in gone for each in properties)


def _text(element: ElementTree.Element, gone: frozenset[str]) -> str:
    if element.tag in {*gone, f"{_W}pPr", f"{_W}rPr"}:
        return ""
    own = _SIGNS.get(element.tag, element.text or "")
    return own + "".join(_text(child, gone) for child in element)


def expected(markdown: str) -> list[str]:
    """The paragraphs that a document of a text has: `visible_text` with signs and numbers of lists."""
    lines: list[str] = []
    for section in sections(markdown):
        lines.append(section.heading)
        for block in section.blocks:
            lines += _lines(block)
    return [folded(line) for line in lines if line.strip()]


def _lines(block: Block) -> list[str]:
    if block.kind == "row":
        return block.text.split("\t")
    bullet = "•" if block.kind == "item" else ""
    return [f"{block.number or bullet} {block.text}"]


def folded(line: str) -> str:
    """White space folded, and without the number of a note, which its kind of list shows."""
    return " ".join(re.sub(r"^(?:\[\d+\]\t)", "", line).split())


def named(element: ElementTree.Element, name: str) -> Any:  # noqa: ANN401
    """A value in Word's namespace."""
    return element.get(f"{_W}{name}")
