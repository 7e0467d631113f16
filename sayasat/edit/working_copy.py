"""The working copy of a policy: its files as published and as they are on disk, and drafts of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.errors import EditError, Fault
from sayasat.policy_files.document import read_document
from sayasat.policy_files.facts import read_source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.policy_files.layout import version_path
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import Version
from sayasat.versions.publication_log import PublicationLog

ONLY_IN_POLICIES: Mapping[str, Value] = {"replaces": None, "repealed": None, "formerly": None}
"""The keys that a file in ``versions/`` must not have, each with no value."""


class PolicyFile(Struct, frozen=True):
    """A file of a policy in one language: in ``policies/``, or that of one version in ``versions/``."""

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

    filed: date | None = None
    """The version whose own file this is; None for the file in ``policies/``."""

    @property
    def is_there(self) -> bool:
        """Whether the file is on disk or in the newest commit."""
        return self.on_disk is not None or self.published is not None

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
        """The version of the published file in ``policies/``.

        None if there is no such file, or a fault keeps it out of every version.
        """
        if self.timeline is None or self.published is None:
            return None
        newest = self.timeline.newest
        found = (each for each in self.timeline.versions if newest.acts and newest in each.revisions)
        return next(found, None)

    @property
    def active_versions(self) -> tuple[Version, ...]:
        """The versions in this language that are not withdrawn, earliest first."""
        versions = self.timeline.versions if self.timeline else ()
        return tuple(each for each in versions if each.withdrawn_on is None)

    @property
    def active_dates(self) -> frozenset[date]:
        """The dates of `active_versions`."""
        return frozenset(each.date for each in self.active_versions)

    def is_text_of(self, day: date | None) -> bool:
        """Whether the published file in ``policies/`` belongs to the version of this day."""
        return self.published_version is not None and self.published_version.date == day

    def version(self, day: date) -> Version | None:
        """The version of this day; None if there is none."""
        return self.timeline.version(day) if self.timeline else None


class FileDraft(Struct, frozen=True):
    """The new content of a file."""

    file: PolicyFile
    base: bytes
    """The content in which keys were changed: the file on disk or a version's text; empty for a new file."""

    data: bytes | None
    """None deletes the file."""

    restored: date | None = None
    """The date of the version whose text is copied into the file; None if the text on disk stays."""

    is_to_be_written: bool = False
    """Whether the editor writes its words after the command."""

    @property
    def is_change(self) -> bool:
        """Whether the draft differs from the file on disk."""
        return self.data != self.file.on_disk


class WorkingCopy(Struct, frozen=True):
    """The files of a policy in every language."""

    slug: str
    files: tuple[PolicyFile, ...]
    """Those in ``policies/``; the authentic edition's is the first. A translation may have none on disk."""

    version_files: tuple[PolicyFile, ...]
    """Those in ``versions/``, in every language."""

    today: date
    zone: ZoneInfo
    read_blob: Callable[[str], bytes]
    """Returns the content of the blob of a given id."""

    log: PublicationLog
    """What was published before."""

    find_image: Callable[[str], str | None]
    """Returns the blob of the image at a path as it is on disk; None if there is none."""

    def fault(self, code: str, day: date, where: str = "", **facts: str) -> Fault:
        """A fault about a version's day, with what its messages may name; ``where``: else the day."""
        dates = ", ".join(str(each.date) for each in self.original.active_versions)
        named = {"date": str(day), "today": str(self.today), "policy": self.slug, "dates": dates, **facts}
        return Fault(code, where or str(day), tuple(named.items()))

    @property
    def original(self) -> PolicyFile:
        """The authentic edition's file."""
        return self.files[0]

    @property
    def upcoming(self) -> tuple[Version, ...]:
        """The versions that have not taken effect yet, earliest first."""
        return tuple(each for each in self.original.active_versions if each.date > self.today)

    @property
    def in_force(self) -> Version | None:
        """The version that has taken effect last; None if none has."""
        begun = (each for each in reversed(self.original.active_versions) if each.date <= self.today)
        return next(begun, None)

    def latest(self, gone: Collection[date] = (), *new: date) -> date:
        """The latest date that a version will have without those of ``gone`` and with the ``new`` ones."""
        return max({*(self.original.active_dates - set(gone)), *new}, default=self.today)

    def version_file(self, main: PolicyFile, day: date) -> PolicyFile:
        """The file of a version in the language of ``main``; without content if there is none."""
        path = version_path(main.language, self.slug, day)
        none = PolicyFile(main.language, path, None, None, main.timeline, filed=day)
        own = (each for each in self.version_files if each.language == main.language and each.filed == day)
        return next(own, none)

    def text(self, main: PolicyFile, day: date) -> bytes | None:
        """The text of a version in the language of ``main``: its own file's, or else Git's; None if none."""
        file = self.version_file(main, day)
        if file.is_there:
            return file.on_disk if file.on_disk is not None else file.published
        version = main.version(day)
        if version is None or version.withdrawn_on is not None:
            return None
        return _line_ends_of(main, self.read_blob(version.text.revision.blob))

    def copied(
        self, main: PolicyFile, target: PolicyFile, day: date, values: Mapping[str, Value]
    ) -> FileDraft:
        """A draft of a file with the text of a version, which there is, and changed keys. Raises EditError.

        The key ``repealed`` in ``policies/`` stays as published, because a repeal is not part of a version.
        """
        base = self.text(main, day)
        assert base is not None
        own = {} if target.filed else {"repealed": main.published_front_matter.repealed}
        data = _with_keys(target.path, base, {**ONLY_IN_POLICIES, **own, **values})
        return FileDraft(target, base, data, day)


def make_drafts(
    working_copy: WorkingCopy, drafts: Callable[[PolicyFile], Iterable[FileDraft]]
) -> tuple[list[FileDraft], list[Fault]]:
    """The drafts of all files, and the faults that forbid writing them.

    ``drafts``: makes the drafts of one language from its file in ``policies/``; may raise EditError. A fault
    is also added for each draft that would lose unpublished changes. If there is any fault, only the
    original's drafts are returned: the dry run would report wrong faults for incomplete translations.
    """
    found: list[FileDraft] = []
    faults: list[Fault] = []
    for file in working_copy.files:
        try:
            made = tuple(drafts(file))
        except EditError as error:
            faults += error.faults
            continue
        for draft in made:
            if draft.restored and draft.file.is_edited and draft.is_change:
                faults.append(Fault("edit-lost", draft.file.path))
            else:
                found.append(draft)
    language = working_copy.original.language
    return [each for each in found if each.file.language == language or not faults], faults


def with_values(file: PolicyFile, values: Mapping[str, Value]) -> FileDraft:
    """A draft of the file on disk with keys changed. Raises EditError."""
    base = file.on_disk or b""
    return FileDraft(file, base, _with_keys(file.path, base, values))


def _with_keys(path: str, data: bytes, values: Mapping[str, Value]) -> bytes:
    try:
        return with_keys(data, values)
    except EditError as error:
        raise EditError([fault.at(path) for fault in error.faults]) from error


def _head(data: bytes | None) -> FrontMatter:
    return read_document(data).front_matter if data is not None else FrontMatter()


def _content_digest(data: bytes | None) -> str:
    return read_source(data).content_digest if data is not None else ""


def _line_ends_of(file: PolicyFile, data: bytes) -> bytes:
    """The data with the line ends of the file on disk: Git may check it out with CRLF (``core.autocrlf``)."""
    if b"\r\n" in data or file.published is None or file.on_disk is None or b"\r\n" in file.published:
        return data
    return data.replace(b"\n", b"\r\n") if b"\r\n" in file.on_disk else data
