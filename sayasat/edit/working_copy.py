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
from sayasat.versions.model import PlacedRevision, Timeline, Version


@dataclass(frozen=True, slots=True)
class PolicyFile:
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
        return self.is_edited and _content_digest(self.present) != _content_digest(self.published)

    @property
    def published_version(self) -> Version | None:
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

    def is_text_of(self, day: date) -> bool:
        """Whether the published file is the text of the version of this day."""
        return self.published_version is not None and self.published_version.date == day

    def version(self, day: date) -> Version | None:
        """Its version of this day."""
        return self.timeline.version(day) if self.timeline else None


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file as it is to be."""

    file: PolicyFile
    base: bytes
    """What its head was changed in: the file on disk, or a version's text; empty for a new file."""

    data: bytes
    restored: date | None = None
    """The version whose text takes the place of the file's."""

    @property
    def is_change(self) -> bool:
        """Whether anything is to be written."""
        return self.data != self.file.present

    def with_values(self, values: Mapping[str, Value]) -> FileDraft:
        """The same with keys changed. Raises EditError."""
        return replace(self, data=with_keys(self.data, values))

    @property
    def overwrites_edits(self) -> bool:
        """Whether an edit that was not published would be overwritten."""
        return self.restored is not None and self.file.is_edited and self.is_change


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A policy before an editor, in every language that it has a file in."""

    slug: str
    files: tuple[PolicyFile, ...]
    """The original first."""

    today: date
    zone: ZoneInfo
    read_blob: Callable[[str], bytes]
    """Gives a blob's bytes."""

    @property
    def original(self) -> PolicyFile:
        """The authentic edition's file."""
        return self.files[0]

    @property
    def announced(self) -> tuple[Version, ...]:
        """Versions that are still to take effect, earliest first."""
        return tuple(each for each in self.original.standing if each.date > self.today)

    def restored(self, file: PolicyFile, version: Version, values: Mapping[str, Value]) -> FileDraft:
        """A file with the text of one of its versions put back, and keys changed in it.

        A repeal is no part of a version: what the file says of it now is kept. Raises EditError.
        """
        base = _line_ends_of(file, self.read_blob(version.text.revision.blob))
        data = with_keys(base, {"repealed": file.published_head.repealed, **values})
        return FileDraft(file, base, data, version.date)


def drafts(
    working_copy: WorkingCopy, draft: Callable[[PolicyFile], FileDraft | None]
) -> tuple[list[FileDraft], list[Fault]]:
    """What a command makes of every file, and why it may not: faults, and edits that would be lost.

    Where there is any, only the original is left for the dry run: the rules would rule wrongly on what
    follows it.
    """
    found: list[FileDraft] = []
    faults: list[Fault] = []
    for file in working_copy.files:
        try:
            made = draft(file)
        except EditError as error:
            faults += error.faults
            continue
        if made is not None and made.overwrites_edits:
            faults.append(Fault("edit-lost", file.path))
        elif made is not None:
            found.append(made)
    return [each for each in found if each.file is working_copy.original or not faults], faults


def with_values(file: PolicyFile, values: Mapping[str, Value]) -> FileDraft:
    """A file with keys changed as it stands on disk. Raises EditError."""
    base = file.present or b""
    try:
        return FileDraft(file, base, with_keys(base, values))
    except EditError as error:
        raise EditError([fault.at(file.path) for fault in error.faults]) from error


def sources(timeline: Timeline) -> dict[str, Source]:
    """What is known of every blob of an edition."""
    return {placed.revision.blob: placed.source for placed in _placed(timeline)}


def _placed(timeline: Timeline) -> Iterable[PlacedRevision]:
    return (placed for version in timeline.versions for placed in version.revisions)


def _head(data: bytes | None) -> FrontMatter:
    return read_document(data).front_matter if data is not None else FrontMatter()


def _content_digest(data: bytes | None) -> str:
    return read_source(data).content_digest if data is not None else ""


def _line_ends_of(file: PolicyFile, data: bytes) -> bytes:
    """With the line ends that Git gives this file on this machine."""
    if b"\r\n" in data or file.published is None or file.present is None or b"\r\n" in file.published:
        return data
    return data.replace(b"\n", b"\r\n") if b"\r\n" in file.present else data
