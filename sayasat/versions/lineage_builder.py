"""Makes the editions from the commits of the main line. Pure, without Git.

An edition goes on under its path. Only where its path is gone does Git's rename say where it went, within one
language and one folder, and only to a name that no edition had: a name that had one is that edition's.
`sayasat.versions.renames` joins those that were renamed by a key. The files of an edition's versions
(``docs/LANGUAGE/versions/SLUG/DATE.md``) are found under every name that the edition had.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.policy_files.adopted_layout import Adopted, Layout
from sayasat.policy_files.layout import Name
from sayasat.repository.plumbing import Commit, FileChange
from sayasat.versions.clocks import bounded_times, in_zone
from sayasat.versions.lineage import Event, Lineage, Lineages, Removal, Revision, without_repeats


def lineages(
    commits: Iterable[Commit], layout: Layout, zone: ZoneInfo | None
) -> tuple[Lineages, tuple[Fault, ...]]:
    """Every edition there ever was, by slug and language; no two share both. Then the files that are none.

    A name belongs for ever to the edition that first had it. A file under it is that edition, come back or
    renamed back; while the edition lives under another name, the file is refused (`slug-used`) and does
    nothing. In a repository that was not made for Sayasat nothing is refused.

    ``commits`` come oldest first; ``layout`` says which of their files are policies. Their days are those of
    ``zone``; if that is None, those of the committers.
    """
    builder = _LineageBuilder(layout)
    for place, commit in enumerate(in_time(commits, zone)):
        builder.enter(commit, place)
    found = sorted((builder.unnamed | builder.drafts).items())
    refused = tuple(fault for _, fault in sorted(builder.refused.items()))
    return tuple(draft.finished() for _, draft in found), refused


def commit_facts(commit: Commit, place: int) -> dict[str, Any]:
    """The fields of an event that its commit gives, by name; ``place`` is that on the main line."""
    facts = {"commit": commit.sha, "recorded": commit.time, "author": commit.author}
    return facts | {"subject": commit.subject, "place": place, "message": commit.message}


class _LineageDraft(Struct, eq=False):
    """An edition while it grows."""

    names: list[Name]
    """Oldest first, the last is the present one."""

    events: list[Event] = field(default_factory=list)
    last: dict[date | None, Event] = field(default_factory=dict)
    """The last event of each file: by the date of its version, None for the one in ``policies/``."""

    @property
    def is_gone(self) -> bool:
        return isinstance(self.last.get(None), Removal)

    def record(self, commit: Commit, place: int, path: str, blob: str, filed: date | None = None) -> None:
        last = self.last.get(filed)
        if isinstance(last, Revision) and (last.path, last.blob) == (path, blob):
            return
        slug = self.names[-1].slug
        self._add(Revision(path=path, blob=blob, slug=slug, filed=filed, **commit_facts(commit, place)))

    def end(self, commit: Commit, place: int, path: str, filed: date | None = None) -> None:
        last = self.last.get(filed)
        if isinstance(last, Revision) and (filed is None or last.path == path):
            self._add(Removal(path=path, filed=filed, **commit_facts(commit, place)))

    def _add(self, event: Event) -> None:
        self.events.append(event)
        self.last[event.filed] = event

    def take(self, other: _LineageDraft) -> None:
        """Take over the files of versions that came before the file in ``policies/``."""
        self.events = sorted([*self.events, *other.events], key=attrgetter("place"))
        self.last = other.last | self.last

    def finished(self) -> Lineage:
        slug, language = self.names[-1]
        former = without_repeats((name.slug for name in self.names), slug)
        path = self.last.get(None, self.events[-1]).path
        return Lineage(slug, language, path, former, tuple(self.events))


class _LineageBuilder:
    """The editions as the commits go by."""

    def __init__(self, layout: Layout) -> None:
        self.drafts: dict[Name, _LineageDraft] = {}
        """By their present names."""
        self.unnamed: dict[Name, _LineageDraft] = {}
        """Editions with files of versions only: no edition has had this name."""
        self.refused: dict[str, Fault] = {}
        """Of the files that are there now, by path."""
        self._owners: dict[Name, _LineageDraft] = {}
        """By every name that each ever had."""
        self._keeps_names = not isinstance(layout, Adopted)
        self._layout = layout
        self._naming = layout.naming()

    def enter(self, commit: Commit, place: int) -> None:
        self._naming.enter(commit.changes)
        written = self._written(commit.changes)
        gone = self._gone(commit.changes)
        moves = self._moves(commit.changes, gone, written)
        moved = {new: self.drafts.pop(old) for new, old in moves.items()}
        for new, draft in moved.items():
            self._name(draft, new)
        for name in gone.keys() - set(moves.values()) - written.keys():
            self.drafts[name].end(commit, place, gone[name])
        left = {change.path for change in commit.changes} | {change.renamed_from for change in commit.changes}
        self.refused = {path: fault for path, fault in self.refused.items() if path not in left}
        for name, (path, blob) in written.items():
            owner = self._owners.get(name) if self._keeps_names else self.drafts.get(name)
            draft = owner or _LineageDraft([])
            if name not in self.drafts and owner is not None and not owner.is_gone:
                facts = (("policy", name.slug), ("now", owner.names[-1].slug))
                self.refused[path] = Fault("slug-used", path, facts)
                continue
            if self.drafts.get(name) is not draft:
                self._name(draft, name)
            draft.record(commit, place, path, blob)
        self._enter_version_files(commit, place)

    def _enter_version_files(self, commit: Commit, place: int) -> None:
        for change in commit.changes:
            gone = change.renamed_from if change.blob is not None else change.path
            former = self._layout.version_file(gone) if gone else None
            if gone and former and (draft := self._holder(former.edition)) is not None:
                draft.end(commit, place, gone, former.day)
        for change in commit.changes:
            file = self._layout.version_file(change.path)
            if file is None or change.blob is None:
                continue
            if file.day is None:
                self.refused[change.path] = Fault("version-file-name", change.path)
                continue
            self._follow_files(change, file.edition)
            draft = self._holder(file.edition) or _LineageDraft([file.edition])
            if not draft.last:
                self.unnamed[file.edition] = draft
            draft.record(commit, place, change.path, change.blob, file.day)

    def _follow_files(self, change: FileChange, name: Name) -> None:
        """In a foreign repository, let an edition of dated files go on under the new name of one of them."""
        former = self._layout.version_file(change.renamed_from) if change.renamed_from else None
        if self._keeps_names or not former or former.edition == name or self._holder(name):
            return
        if former.edition.language == name.language and former.edition in self.unnamed:
            draft = self.unnamed.pop(former.edition)
            draft.names.append(name)
            self.unnamed[name] = self._owners[former.edition] = draft

    def _holder(self, name: Name) -> _LineageDraft | None:
        """The edition whose versions the files under a name are, whether it has that name still or had it."""
        return self.drafts.get(name) or self._owners.get(name) or self.unnamed.get(name)

    def _name(self, draft: _LineageDraft, name: Name) -> None:
        """Give an edition a name; it goes on under that one."""
        if draft.names and self.drafts.get(draft.names[-1]) is draft:
            del self.drafts[draft.names[-1]]
        draft.names.append(name)
        self.drafts[name] = draft
        self._owners.setdefault(name, draft)
        if name in self.unnamed:
            draft.take(self.unnamed.pop(name))

    def _written(self, changes: Iterable[FileChange]) -> dict[Name, tuple[str, str]]:
        named = ((self._naming.name(change.path), change) for change in changes)
        return {name: (each.path, each.blob) for name, each in named if name and each.blob is not None}

    def _gone(self, changes: Iterable[FileChange]) -> dict[Name, str]:
        """The editions whose path holds no file of theirs any more."""
        ended = [change.path for change in changes if change.blob is None]
        left = [change.renamed_from for change in changes if change.renamed_from is not None]
        named = {name: path for path in (*ended, *left) if (name := self._naming.name(path))}
        drafts = {name: self.drafts[name] for name in named if name in self.drafts}
        return {name: named[name] for name, draft in drafts.items() if not draft.is_gone}

    def _moves(
        self, changes: Iterable[FileChange], gone: Mapping[Name, str], written: Container[Name]
    ) -> dict[Name, Name]:
        """New name to old name, of the editions that go on under another."""
        moves: dict[Name, Name] = {}
        renames = self._renames(changes, written)
        for new, old in sorted(renames, key=lambda names: names[0].language != names[1].language):
            # Where texts are alike, Git may take the Russian file for the new Kyrgyz one, and so cross them.
            origin = Name(old.slug, new.language)
            if origin in gone and origin not in moves.values():
                moves[new] = origin
        if self._keeps_names:
            owners = self._owners
            moves = {new: old for new, old in moves.items() if owners.get(new) in {None, self.drafts[old]}}
        while taken := [new for new in moves if new in self.drafts and new not in moves.values()]:
            for new in taken:
                del moves[new]
        return moves

    def _renames(
        self, changes: Iterable[FileChange], written: Container[Name]
    ) -> Iterable[tuple[Name, Name]]:
        for change in changes:
            if change.blob is None or change.renamed_from is None:
                continue
            new, old = self._naming.name(change.path), self._naming.name(change.renamed_from)
            file = self._layout.version_file(change.path)
            if file and file.edition in written:
                # Renamed with a new text, while the old one became a version's file: Git sees the latter
                new = file.edition
            if new and old:
                yield new, old


def in_time(commits: Iterable[Commit], zone: ZoneInfo | None) -> tuple[Commit, ...]:
    """The commits, oldest first, with times in a zone that never decrease (`sayasat.versions.clocks`).

    The clocks of all commits of the main line are compared, whichever edition they change: the time of an
    edition that a commit with a wrong clock was the last to change would otherwise stay wrong.
    """
    line = tuple(commits)
    times = in_zone(bounded_times([commit.time for commit in line]), zone)
    return tuple(replace(commit, time=time) for commit, time in zip(line, times, strict=True))
