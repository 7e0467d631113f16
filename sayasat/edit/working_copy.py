"""The working copy of a policy: its files as published and as they are on disk, and drafts of them. Pure."""

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
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import PlacedRevision, Version


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy's file in one language."""

    language: str
    path: str
    """Relative to the repository's root."""

    on_disk: bytes | None
    """Its content on disk; None if there is no file."""

    published: bytes | None = None
    """Its content in the newest commit; None if the commit does not have it."""

    timeline: Timeline | None = None
    """None if the policy was never published in this language."""

    is_edited: bool = False
    """Whether Git reports the file on disk as different from the newest commit."""

    @property
    def front_matter(self) -> FrontMatter:
        """The front matter on disk; empty if there is no file."""
        return _head(self.on_disk)

    @property
    def published_front_matter(self) -> FrontMatter:
        """The front matter in the newest commit; empty if the commit does not have the file."""
        return _head(self.published)

    @property
    def is_reworded(self) -> bool:
        """Whether the visible words on disk differ from those in the newest commit."""
        return self.is_edited and _content_digest(self.on_disk) != _content_digest(self.published)

    @property
    def published_version(self) -> Version | None:
        """The version to which the published file belongs; None if a fault keeps it out of every version."""
        if self.timeline is None:
            return None
        newest = self.timeline.newest
        return next(
            (each for each in self.timeline.versions if newest.acts and newest in each.revisions), None
        )

    @property
    def active_versions(self) -> tuple[Version, ...]:
        """The versions that are not withdrawn, earliest first."""
        versions = self.timeline.versions if self.timeline else ()
        return tuple(each for each in versions if each.withdrawn_on is None)

    def is_text_of(self, day: date) -> bool:
        """Whether the published file belongs to the version of this day."""
        return self.published_version is not None and self.published_version.date == day

    def version(self, day: date) -> Version | None:
        """The version of this day; None if there is none."""
        return self.timeline.version(day) if self.timeline else None


@dataclass(frozen=True, slots=True)
class FileDraft:
    """The new content of a file."""

    file: PolicyFile
    base: bytes
    """The content in which keys were changed: the file on disk or a version's text; empty for a new file."""

    data: bytes
    restored: date | None = None
    """The date of the version whose text replaces the file's; None if the text on disk stays."""

    @property
    def is_change(self) -> bool:
        """Whether the draft differs from the file on disk."""
        return self.data != self.file.on_disk

    def with_values(self, values: Mapping[str, Value]) -> FileDraft:
        """The draft with keys of its front matter changed. Raises EditError."""
        return replace(self, data=with_keys(self.data, values))

    @property
    def overwrites_edits(self) -> bool:
        """Whether writing the draft would lose unpublished changes on disk."""
        return self.restored is not None and self.file.is_edited and self.is_change


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """The files of a policy in every language that has one."""

    slug: str
    files: tuple[PolicyFile, ...]
    """The authentic edition's file is the first."""

    today: date
    zone: ZoneInfo
    read_blob: Callable[[str], bytes]
    """Returns the content of the blob of a given id."""

    @property
    def original(self) -> PolicyFile:
        """The authentic edition's file."""
        return self.files[0]

    @property
    def upcoming(self) -> tuple[Version, ...]:
        """The versions that have not taken effect yet, earliest first."""
        return tuple(each for each in self.original.active_versions if each.date > self.today)

    def restored(self, file: PolicyFile, version: Version, values: Mapping[str, Value]) -> FileDraft:
        """A draft with the text of one of the file's versions and changed keys. Raises EditError.

        The key ``repealed`` stays as published, because a repeal is not part of a version.
        """
        base = _line_ends_of(file, self.read_blob(version.text.revision.blob))
        data = with_keys(base, {"repealed": file.published_front_matter.repealed, **values})
        return FileDraft(file, base, data, version.date)


def make_drafts(
    working_copy: WorkingCopy, draft: Callable[[PolicyFile], FileDraft | None]
) -> tuple[list[FileDraft], list[Fault]]:
    """The drafts of all files, and the faults that forbid writing them.

    ``draft``: makes the draft of one file, None for no change; may raise EditError. A fault is also added for
    each draft that would lose unpublished changes. If there is any fault, only the original's draft is
    returned: the dry run would report wrong faults for incomplete translations.
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
    """A draft of the file on disk with keys changed. Raises EditError."""
    base = file.on_disk or b""
    try:
        return FileDraft(file, base, with_keys(base, values))
    except EditError as error:
        raise EditError([fault.at(file.path) for fault in error.faults]) from error


def sources(timeline: Timeline) -> dict[str, Source]:
    """The facts of every text of an edition, by blob id."""
    return {placed.revision.blob: placed.source for placed in _placed(timeline)}


def _placed(timeline: Timeline) -> Iterable[PlacedRevision]:
    return (placed for version in timeline.versions for placed in version.revisions)


def _head(data: bytes | None) -> FrontMatter:
    return read_document(data).front_matter if data is not None else FrontMatter()


def _content_digest(data: bytes | None) -> str:
    return read_source(data).content_digest if data is not None else ""


def _line_ends_of(file: PolicyFile, data: bytes) -> bytes:
    """The data with the line ends of the file on disk: Git may check it out with CRLF (``core.autocrlf``)."""
    if b"\r\n" in data or file.published is None or file.on_disk is None or b"\r\n" in file.published:
        return data
    return data.replace(b"\n", b"\r\n") if b"\r\n" in file.on_disk else data
