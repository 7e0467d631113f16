"""What the versions need to know of one file's bytes. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from sayasat.dialect import doubled_ids
from sayasat.errors import Fault
from sayasat.frontmatter import Document, FrontMatter, read_document, read_foreign
from sayasat.sections import reading, sections


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of one file. The text itself is not kept: it is read again where it is rendered."""

    sha256: str
    """Of the bytes as Git holds them, in hexadecimal."""

    words: str
    """A digest of the title and all that is read, list numbers too: equal where a reader sees the same."""

    front_matter: FrontMatter
    faults: tuple[Fault, ...]
    """``where`` is the line in the file."""

    @property
    def unreadable(self) -> frozenset[str]:
        """Keys of the front matter that are there but cannot be read."""
        return frozenset(value for fault in self.faults for name, value in fault.facts if name == "key")


def read_source(data: bytes, *, is_foreign: bool = False) -> Source:
    """Read a policy's file; never raises, what is wrong is in `Source.faults`.

    One that was not written for Sayasat has the title of its first heading of level 1, where it states none.
    """
    document = _foreign(data) if is_foreign else read_document(data)
    title = document.front_matter.title or ""
    doubled = (
        Fault("heading-id-doubled", _line(document, line), (("id", name),))
        for name, line in doubled_ids(document.body)
    )
    seen = f"{title}\0{' '.join(reading(document.body).split())}"
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        words=hashlib.sha256(seen.encode()).hexdigest(),
        front_matter=document.front_matter,
        faults=(*document.faults, *doubled),
    )


def _foreign(data: bytes) -> Document:
    document = read_foreign(data)
    if document.front_matter.title:
        return document
    headings = (each.heading for each in sections(document.body) if each.level == 1 and each.heading)
    return replace(document, front_matter=replace(document.front_matter, title=next(headings, None)))


def _line(document: Document, line: int) -> str:
    """A line of the body as one of the file."""
    return str(document.body_line + line - 1)
