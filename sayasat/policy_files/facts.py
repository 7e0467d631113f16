"""The facts of one revision of a file that versions are made from. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sayasat.characters import showable
from sayasat.conflicts import has_conflict
from sayasat.errors import Fault
from sayasat.markdown.links import resolved_hrefs
from sayasat.markdown.parser import doubled_ids
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.policy_files.date_sources import DateReading, DateSource, Meaning, read_dates, unread_entries
from sayasat.policy_files.decoding import LFS
from sayasat.policy_files.document import read_document, read_foreign
from sayasat.policy_files.foreign_markdown import unrendered, without_foreign_marks
from sayasat.policy_files.front_matter import Document, FrontMatter
from sayasat.policy_files.reading import body_reading, image_targets, layout, reading, sha256, with_images
from sayasat.policy_files.values import HeadValues

_RAW_TITLE = re.compile(
    r"\s*(?:<h([1-3])\b[^>]*>(?:(?!<h\d\b).)*</h\1>|\*\*[^*\n]+\*\*|__[^_\n]+__)\s*",
    re.IGNORECASE | re.DOTALL,
)

_LONG = 100
"""Characters; so much before a heading, such as a date, is no part of the text."""


class StatedDate(Struct, frozen=True):
    """A date that a foreign text bears."""

    day: date
    meaning: Meaning
    where: str
    """Where it was read: ``path:line``, a path, or a commit."""

    acts: bool = True
    """Whether it dates the version. A day that was to come is none on which a text was last changed."""


class ParsedText(NamedTuple):
    """The parts of a parsed body that `read_source` needs."""

    sections: Sequence[Section]
    """In the order of the text; `Section.line` may be wrong."""

    doubled: Sequence[tuple[str, int]]
    """See `sayasat.markdown.parser.doubled_ids`."""

    hrefs: Sequence[str]
    """URLs whose target depends on the page (`sayasat.markdown.links.is_resolved`), each once."""


def whole_text(body: str) -> ParsedText:
    """Parse a body as a whole."""
    return ParsedText(sections(body), doubled_ids(body), resolved_hrefs(body))


class Source(Struct, frozen=True):
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

    images: tuple[str, ...] = ()
    """The URLs of its images as written, in order."""

    without_images: tuple[str, str] = ("", "")
    """`content_digest` and `text_digest` without what the images show."""

    readings: tuple[DateReading, ...] = ()
    """The dates in the file, of the sources of a foreign repository, in each language that it is in."""

    undated_digest: str = ""
    """SHA-256 of the title and the body without the lines of `readings`; empty if the body has none."""

    stated: StatedDate | None = None
    """The date that a foreign text bears: `sayasat.versions.stated_dates` chooses it."""

    def showing(self, files: Mapping[str, str]) -> Source:
        """The facts of the text where its images show these files: digests by the URL as written."""
        if not self.images:
            return self
        content, text = (with_images(each, self.images, files) for each in self.without_images)
        return replace(self, content_digest=content, text_digest=text)

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


Sources: TypeAlias = Mapping[str, Source]
"""The facts of texts, by blob or by `sayasat.versions.lineage.Revision.text_key`."""


def read_source(
    data: bytes,
    read: Callable[[str], ParsedText] = whole_text,
    *,
    is_foreign: bool = False,
    dates: Sequence[DateSource] = (),
    language: str = "",
) -> Source:
    """Read a policy's file. Never raises: what is wrong is in `Source.faults`. ``read`` parses its body.

    ``is_foreign``: the file was not written for Sayasat. If it states no title, its first heading of level 1
    is the title, or another one (`_titled`). An image is its URL: what is shown there
    depends on the commit (`Source.showing`). Its dates are read from the sources ``dates``.
    """
    document = read_foreign(data) if is_foreign else read_document(data)
    readings = read_dates(document.entries, document.body, document.body_line, dates, language)
    if not has_conflict(document.faults):
        unread = map(HeadValues.refused_date, unread_entries(document.entries, dates, language))
        document = replace(document, faults=(*document.faults, *chain.from_iterable(unread)))
    text = read(without_foreign_marks(document.body) if is_foreign else document.body)
    if is_foreign and not document.front_matter.title:
        document = _titled(document, text)
    left = unrendered(document.body, document.body_line) if is_foreign else ()
    title = document.front_matter.title or ""
    places = ((name, str(document.body_line + line - 1)) for name, line in text.doubled)
    doubled = (Fault("heading-id-doubled", line, (("id", name),)) for name, line in places)
    # Both sides of a conflict have the same headings: doubled ids would hide the conflict itself
    is_merged = not has_conflict(document.faults)
    digests = sha256(reading(title, text.sections)), sha256(body_reading(text.sections))
    source = Source(
        hashlib.sha256(data).hexdigest(),
        *digests,
        layout_digest=sha256(layout(text.sections)),
        images=image_targets(text.sections),
        without_images=digests,
        front_matter=document.front_matter,
        faults=(*document.faults, *(doubled if is_merged else ()), *left),
        hrefs=tuple(text.hrefs) if is_merged else (),
        readings=readings,
        undated_digest=_undated_digest(document, readings),
    )
    return source.showing({})


def _undated_digest(document: Document, readings: Iterable[DateReading]) -> str:
    dated = {int(each.line) - document.body_line for each in readings if each.line}
    lines = document.body.split("\n")
    if not any(place >= 0 for place in dated):
        return ""
    kept = (line for place, line in enumerate(lines) if place not in dated)
    return sha256(" ".join([document.front_matter.title or "", *" ".join(kept).split()]))


def in_all_languages(sources: Iterable[Source]) -> Source:
    """The facts of one file that is a text of several languages, read by each of them; at least one.

    Its dates are read by the names of months in a language; all else is the same.
    """
    first, *others = sources
    return replace(first, readings=tuple(chain(first.readings, *(each.readings for each in others))))


def _titled(document: Document, text: ParsedText) -> Document:
    """With the title that a text without one in its front matter has, if it has any.

    It is the first heading of level 1; else what the text begins with, in HTML or in bold; else the first
    heading, if only a line or two are before it, and no other one is of its level or above.
    """
    headed = [each for each in text.sections if each.heading]
    titles = [each.heading for each in headed if each.level == 1] or [_raw_title(text)]
    before = "".join(each.text for each in text.sections[0].blocks) if headed != list(text.sections) else ""
    is_first = len(before) < _LONG and all(each.level > headed[0].level for each in headed[1:])
    if headed and not titles[0] and is_first:
        titles = [headed[0].heading]
    return replace(document, front_matter=replace(document.front_matter, title=showable(titles[0]) or None))


def _raw_title(text: ParsedText) -> str:
    """The heading in HTML, or the line in bold, that a text begins with; empty if it begins otherwise."""
    first = next((block for section in text.sections[:1] for block in section.blocks), None)
    is_title = first is not None and not text.sections[0].heading and _RAW_TITLE.fullmatch(first.source)
    return first.text if first is not None and is_title else ""
