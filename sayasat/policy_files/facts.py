"""The facts of one revision of a file that versions are made from. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from sayasat.characters import showable
from sayasat.conflicts import has_conflict
from sayasat.errors import Fault
from sayasat.markdown.links import is_resolved, links
from sayasat.markdown.parser import doubled_ids
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.policy_files.decoding import LFS
from sayasat.policy_files.document import read_document
from sayasat.policy_files.foreign import read_foreign
from sayasat.policy_files.front_matter import Document, FrontMatter
from sayasat.policy_files.reading import body_reading, layout, reading

_RAW_HEADING = re.compile(r"\s*<h1\b[^>]*>(?:(?!<h1\b).)*</h1>\s*", re.IGNORECASE | re.DOTALL)


class ParsedText(Protocol):
    """The parts of a parsed body that `read_source` needs."""

    @property
    def sections(self) -> Sequence[Section]:
        """In the order of the text; `Section.line` may be wrong."""

    @property
    def doubled(self) -> Sequence[tuple[str, int]]:
        """See `sayasat.markdown.parser.doubled_ids`."""

    @property
    def hrefs(self) -> Sequence[str]:
        """URLs whose target depends on the page (`sayasat.markdown.links.is_resolved`), each once."""


class WholeText:
    """A body that is parsed as a whole, on first use."""

    def __init__(self, body: str) -> None:
        self._body = body

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """In the order of the text."""
        return sections(self._body)

    @cached_property
    def doubled(self) -> tuple[tuple[str, int], ...]:
        """See `sayasat.markdown.parser.doubled_ids`."""
        return doubled_ids(self._body)

    @cached_property
    def hrefs(self) -> tuple[str, ...]:
        """URLs whose target depends on the page (`sayasat.markdown.links.is_resolved`), each once."""
        return tuple(dict.fromkeys(href for href, _ in links(self._body) if is_resolved(href)))


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of one revision of a file. The body is not among them: it is read again to be rendered."""

    sha256: str
    """SHA-256 of the bytes as Git stores them, in hexadecimal."""

    content_digest: str
    """SHA-256 of the reading: equal if two texts say the same to a reader."""

    text_digest: str
    """SHA-256 of the reading without the title."""

    front_matter: FrontMatter
    faults: tuple[Fault, ...]
    """``where`` is the line in the file."""

    hrefs: tuple[str, ...] = ()
    """The URLs in it whose target depends on the page (`sayasat.markdown.links.is_resolved`), each once."""

    layout_digest: str = ""
    """SHA-256 of the arrangement: levels of headings, and the forms of blocks (`Block.form`)."""

    @property
    def unreadable(self) -> frozenset[str]:
        """Keys of the front matter that are present but cannot be read."""
        return frozenset(value for fault in self.faults for name, value in fault.facts if name == "key")

    @property
    def is_pointer(self) -> bool:
        """Whether the file is no text, but a pointer of Git LFS."""
        return any(fault.code == LFS for fault in self.faults)

    @property
    def is_conflicting(self) -> bool:
        """Whether the file has conflict markers, so that its text and dates mix two changes."""
        return has_conflict(self.faults)


def read_source(
    data: bytes, read: Callable[[str], ParsedText] = WholeText, *, is_foreign: bool = False
) -> Source:
    """Read a policy's file. Never raises: what is wrong is in `Source.faults`. ``read`` parses its body.

    ``is_foreign``: the file was not written for Sayasat. If it states no title, its first heading of level 1
    is the title, else a heading in HTML that the text begins with.
    """
    document = read_foreign(data) if is_foreign else read_document(data)
    text = read(document.body)
    if is_foreign and not document.front_matter.title:
        document = _titled(document, text)
    title = document.front_matter.title or ""
    doubled = (
        Fault("heading-id-doubled", _line(document, line), (("id", name),)) for name, line in text.doubled
    )
    # Both sides of a conflict have the same headings: doubled ids would hide the conflict itself
    is_merged = not has_conflict(document.faults)
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        content_digest=_digest(reading(title, text.sections)),
        text_digest=_digest(body_reading(text.sections)),
        layout_digest=_digest(layout(text.sections)),
        front_matter=document.front_matter,
        faults=(*document.faults, *(doubled if is_merged else ())),
        hrefs=tuple(text.hrefs) if is_merged else (),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _titled(document: Document, text: ParsedText) -> Document:
    headings = (each.heading for each in text.sections if each.level == 1 and each.heading)
    title = showable(next(headings, "") or _raw_heading(text))
    return replace(document, front_matter=replace(document.front_matter, title=title or None))


def _raw_heading(text: ParsedText) -> str:
    """The heading in HTML that a text begins with, which authors use to centre a title; empty if none."""
    first = next((block for section in text.sections[:1] for block in section.blocks), None)
    is_heading = first is not None and not text.sections[0].heading and _RAW_HEADING.fullmatch(first.source)
    return first.text if first is not None and is_heading else ""


def _line(document: Document, line: int) -> str:
    """A line of the body as one of the file."""
    return str(document.body_line + line - 1)
