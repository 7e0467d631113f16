"""Lets LibreOffice accept, and reject, all changes of Word files: one process for all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from tests.support.word_files import without_comments

_REVIEW = Path(__file__).with_name("libreoffice_review.py")
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class Reviewed(Struct, frozen=True):
    """The paragraphs of a document, cells' among them, empty ones left out."""

    accepted: list[str]
    rejected: list[str]


def review(documents: Sequence[bytes], folder: Path) -> list[Reviewed]:
    """Each document as LibreOffice has it with all changes accepted, and with all rejected."""
    desk = folder / "desk"
    desk.mkdir()
    files = [desk / f"{place}.docx" for place in range(len(documents))]
    for file, data in zip(files, documents, strict=True):
        file.write_bytes(without_comments(data))
    program = _soffice()
    command: list[str | Path] = [_python(program), _REVIEW, program, folder / "profile", desk]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    return [
        Reviewed(*(_paragraphs(Path(f"{file}.{verb}.fodt")) for verb in ("accept", "reject")))
        for file in files
    ]


def comments(document: bytes, folder: Path) -> list[str]:
    """The texts of the comments that LibreOffice reads in a document."""
    file = folder / "comments.docx"
    file.write_bytes(document)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [
        _soffice(),
        profile,
        "--headless",
        "--convert-to",
        "fodt",
        "--outdir",
        folder,
        file,
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    root = ElementTree.parse(file.with_suffix(".fodt")).getroot()  # noqa: S314 (LibreOffice wrote it)
    notes = root.iter(f"{_OFFICE}annotation")
    return ["\n".join(_read(each) for each in note.iter(f"{_TEXT}p")) for note in notes]


def _soffice() -> str:
    """The program: SOFFICE names it; `make test` finds or installs it."""
    program = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "LibreOffice was not found: run the tests by `make test`, or set SOFFICE"
    return program


def _python(program: str) -> str:
    """A Python that has LibreOffice's own module: the one beside the program, or the system's."""
    own = Path(program).resolve().parent / "python"
    for python in (os.fspath(own), "/usr/bin/python3", shutil.which("python3") or ""):
        if shutil.which(python) and _has_uno(python):
            return python
    raise AssertionError("No Python with LibreOffice's module uno was found (Debian: python3-uno)")


def _has_uno(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def _paragraphs(file: Path) -> list[str]:
    root = ElementTree.parse(file).getroot()  # noqa: S314 (LibreOffice wrote it)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    assert body is not None
    found = [_read(each) for each in body.iter() if each.tag in {f"{_TEXT}p", f"{_TEXT}h"}]
    return [text for text in found if text.strip()]


def _read(element: ElementTree.Element) -> str:
    """The text of a paragraph, its blanks and tabs written out."""
    text = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}.get(element.tag, "")
    if element.tag == f"{_TEXT}s":
        text = " " * int(element.get(f"{_TEXT}c", "1"))
    text += element.text or ""
    for child in element:
        text += _read(child) + (child.tail or "")
    return text
