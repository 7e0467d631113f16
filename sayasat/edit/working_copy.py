"""A policy's files as they lie before an editor: what is published of them, and what stands on disk. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.errors import EditError, Fault
from sayasat.policy_files.document import read_document
from sayasat.policy_files.facts import Source, read_source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.versions.model import Placed, Timeline, Version


@dataclass(frozen=True, slots=True)
class Sheet:
    """A policy's file in one language."""

    language: str
    path: str
    """From the top of the repository."""

    present: bytes | None
    """As it stands on disk; absent where there is no file."""

    published: bytes | None = None
    """As the newest commit has it; absent where that has no such file."""

    timeline: Timeline | None = None
    """Absent where there never was one."""

    is_edited: bool = False
    """Whether it stands on disk otherwise than in the newest commit."""

    @property
    def head(self) -> FrontMatter:
        """What its head says on disk."""
        return _head(self.present)

    @property
    def published_head(self) -> FrontMatter:
        """What its head says in the newest commit."""
        return _head(self.published)

    @property
    def is_reworded(self) -> bool:
        """Whether a reader of the file on disk would see other words than in the newest commit."""
        return self.is_edited and _words(self.present) != _words(self.published)

    @property
    def held(self) -> Version | None:
        """The version that the published file is the text of; absent where it is none's, being at fault."""
        if self.timeline is None:
            return None
        newest = self.timeline.newest
        return next(
            (each for each in self.timeline.versions if newest.acts and newest in each.revisions), None
        )

    @property
    def standing(self) -> tuple[Version, ...]:
        """Its versions that were not withdrawn, earliest first."""
        versions = self.timeline.versions if self.timeline else ()
        return tuple(each for each in versions if each.withdrawn_on is None)

    def holds(self, day: date) -> bool:
        """Whether the published file is the text of the version of this day."""
        return self.held is not None and self.held.date == day

    def version(self, day: date) -> Version | None:
        """Its version of this day."""
        return self.timeline.version(day) if self.timeline else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it is to be."""

    sheet: Sheet
    base: bytes
    """What its head was changed in: the file on disk, or a version's text; empty for a new file."""

    data: bytes
    restored: date | None = None
    """The version whose text takes the place of the file's."""

    @property
    def is_change(self) -> bool:
        """Whether anything is to be written."""
        return self.data != self.sheet.present

    def saying(self, values: Mapping[str, Value]) -> Draft:
        """The same with keys changed. Raises EditError."""
        return replace(self, data=with_keys(self.data, values))

    @property
    def loses(self) -> bool:
        """Whether an edit that was not published would be overwritten."""
        return self.restored is not None and self.sheet.is_edited and self.is_change


@dataclass(frozen=True, slots=True)
class Desk:
    """A policy before an editor, in every language that it has a file in."""

    slug: str
    sheets: tuple[Sheet, ...]
    """The original first."""

    day: date
    zone: ZoneInfo
    read: Callable[[str], bytes]
    """Gives a blob's bytes."""

    @property
    def original(self) -> Sheet:
        """The authentic edition's file."""
        return self.sheets[0]

    @property
    def announced(self) -> tuple[Version, ...]:
        """Versions that are still to take effect, earliest first."""
        return tuple(each for each in self.original.standing if each.date > self.day)

    def restored(self, sheet: Sheet, version: Version, values: Mapping[str, Value]) -> Draft:
        """A sheet with the text of one of its versions put back, and keys changed in it.

        A repeal is no part of a version: what the file says of it now is kept. Raises EditError.
        """
        base = _line_ends_of(sheet, self.read(version.text.revision.blob))
        data = with_keys(base, {"repealed": sheet.published_head.repealed, **values})
        return Draft(sheet, base, data, version.date)


def drafts(desk: Desk, draft: Callable[[Sheet], Draft | None]) -> tuple[list[Draft], list[Fault]]:
    """What a command makes of every sheet, and why it may not: faults, and edits that would be lost.

    Where there is any, only the original is left to be judged: what follows it would be judged wrongly.
    """
    found: list[Draft] = []
    faults: list[Fault] = []
    for sheet in desk.sheets:
        try:
            made = draft(sheet)
        except EditError as error:
            faults += error.faults
            continue
        if made is not None and made.loses:
            faults.append(Fault("edit-lost", sheet.path))
        elif made is not None:
            found.append(made)
    return [each for each in found if each.sheet is desk.original or not faults], faults


def changed(sheet: Sheet, values: Mapping[str, Value]) -> Draft:
    """A sheet with keys changed in the file as it stands on disk. Raises EditError."""
    base = sheet.present or b""
    try:
        return Draft(sheet, base, with_keys(base, values))
    except EditError as error:
        raise EditError([fault.at(sheet.path) for fault in error.faults]) from error


def sources(timeline: Timeline) -> dict[str, Source]:
    """What is known of every blob of an edition."""
    return {placed.revision.blob: placed.source for placed in _placed(timeline)}


def _placed(timeline: Timeline) -> Iterable[Placed]:
    return (placed for version in timeline.versions for placed in version.revisions)


def _head(data: bytes | None) -> FrontMatter:
    return read_document(data).front_matter if data is not None else FrontMatter()


def _words(data: bytes | None) -> str:
    return read_source(data).words if data is not None else ""


def _line_ends_of(sheet: Sheet, data: bytes) -> bytes:
    """With the line ends that Git gives this file on this machine."""
    if b"\r\n" in data or sheet.published is None or sheet.present is None or b"\r\n" in sheet.published:
        return data
    return data.replace(b"\n", b"\r\n") if b"\r\n" in sheet.present else data
