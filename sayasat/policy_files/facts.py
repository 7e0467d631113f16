"""What the versions need to know of one file's bytes. Pure."""

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
from sayasat.markdown.html import is_resolved, links
from sayasat.markdown.parser import doubled_ids
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.policy_files.document import read_document
from sayasat.policy_files.foreign import read_foreign
from sayasat.policy_files.front_matter import Document, FrontMatter
from sayasat.policy_files.reading import body_reading, reading

_RAW_HEADING = re.compile(r"\s*<h1\b[^>]*>(?:(?!<h1\b).)*</h1>\s*", re.IGNORECASE | re.DOTALL)


class ParsedText(Protocol):
    """A text that was read."""

    @property
    def sections(self) -> Sequence[Section]:
        """In the order shown; their lines say nothing."""

    @property
    def doubled(self) -> Sequence[tuple[str, int]]:
        """As `sayasat.markdown.parser.doubled_ids`."""

    @property
    def hrefs(self) -> Sequence[str]:
        """Addresses that lead elsewhere from another page, each once."""


class WholeText:
    """A text that is read as a whole, when it is asked for."""

    def __init__(self, body: str) -> None:
        self._body = body

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """In the order shown."""
        return sections(self._body)

    @cached_property
    def doubled(self) -> tuple[tuple[str, int], ...]:
        """As `sayasat.markdown.parser.doubled_ids`."""
        return doubled_ids(self._body)

    @cached_property
    def hrefs(self) -> tuple[str, ...]:
        """Addresses that lead elsewhere from another page, each once."""
        return tuple(dict.fromkeys(href for href, _ in links(self._body) if is_resolved(href)))


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of one file. The text itself is not kept: it is read again where it is rendered."""

    sha256: str
    """Of the bytes as Git holds them, in hexadecimal."""

    content_digest: str
    """A digest of the reading: equal where two texts say the same."""

    text_digest: str
    """A digest of the reading without the title."""

    front_matter: FrontMatter
    faults: tuple[Fault, ...]
    """``where`` is the line in the file."""

    hrefs: tuple[str, ...] = ()
    """The addresses in it that lead elsewhere from another page, each once."""

    @property
    def unreadable(self) -> frozenset[str]:
        """Keys of the front matter that are there but cannot be read."""
        return frozenset(value for fault in self.faults for name, value in fault.facts if name == "key")

    @property
    def is_conflicting(self) -> bool:
        """Whether the file has conflict markers: its words and dates are those of two changes."""
        return has_conflict(self.faults)


def read_source(
    data: bytes, read: Callable[[str], ParsedText] = WholeText, *, is_foreign: bool = False
) -> Source:
    """Read a policy's file; never raises, what is wrong is in `Source.faults`. ``read`` reads its body.

    One that was not written for Sayasat has the title of its first heading of level 1, where it states none;
    else of one in HTML that it begins with.
    """
    document = read_foreign(data) if is_foreign else read_document(data)
    text = read(document.body)
    if is_foreign and not document.front_matter.title:
        document = _titled(document, text)
    title = document.front_matter.title or ""
    doubled = (
        Fault("heading-id-doubled", _line(document, line), (("id", name),)) for name, line in text.doubled
    )
    # Two sides have the same headings and links: what is wrong with these would hide why
    is_merged = not has_conflict(document.faults)
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        content_digest=_digest(reading(title, text.sections)),
        text_digest=_digest(body_reading(text.sections)),
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
    """The heading in HTML that a text begins with, as texts do whose authors want it in the middle."""
    first = next((block for section in text.sections[:1] for block in section.blocks), None)
    is_heading = first is not None and not text.sections[0].heading and _RAW_HEADING.fullmatch(first.source)
    return first.text if first is not None and is_heading else ""


def _line(document: Document, line: int) -> str:
    """A line of the body as one of the file."""
    return str(document.body_line + line - 1)
