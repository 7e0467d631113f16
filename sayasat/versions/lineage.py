"""The commits of the main line as the editions they made: who is whose continuation. Pure, without Git.

An edition goes on under its path. Only where its path is gone does Git's rename say where it went, within one
language and one folder, and only to a name that no edition had: a name that had one is that edition's.
`sayasat.versions.renames` joins those that were renamed by a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sayasat.errors import Fault
from sayasat.policy_files.layout import Layout, Name
from sayasat.versions.clocks import bounded_times

if TYPE_CHECKING:
    from sayasat.repository.plumbing import Commit, FileChange


@dataclass(frozen=True, slots=True)
class Revision:
    """What one commit on the main line recorded for one edition."""

    commit: str
    recorded: datetime
    """The commit's time in the publisher's zone, aware, never earlier than that of a commit before it."""

    author: str
    subject: str
    path: str
    blob: str
    place: int = 0
    """The commit's place on the main line, oldest first: times may tie."""

    slug: str = ""
    """What the edition was called then."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A commit that left an edition without a file: deleted, moved away, or no regular file any more."""

    commit: str
    recorded: datetime
    """As in `Revision`."""

    author: str
    subject: str
    path: str
    """Where the file was."""

    place: int = 0
    """As in `Revision`."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A policy in one language, through all its names."""

    slug: str
    language: str
    path: str
    """The newest; where the file was, if it is removed."""

    former_slugs: tuple[str, ...]
    """The names it had before, oldest first, the present one not among them."""

    events: tuple[Revision | Removal, ...]
    """Oldest first, never empty, the first a revision. A commit that changes neither the bytes nor the name
    is none; a new name for the same bytes is a revision."""

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The events that recorded a text, oldest first."""
        return tuple(event for event in self.events if isinstance(event, Revision))

    @property
    def removed(self) -> Removal | None:
        """Its end, where the newest commit has no file of it; one that came back is not removed."""
        last = self.events[-1]
        return last if isinstance(last, Removal) else None


def lineages(
    commits: Iterable[Commit], layout: Layout, zone: ZoneInfo
) -> tuple[tuple[Lineage, ...], tuple[Fault, ...]]:
    """Every edition there ever was, by slug and language; no two share both. Then the files that are none.

    A name belongs for ever to the edition that first had it. A file under it is that edition, come back or
    renamed back; while the edition lives under another name, the file is refused (`slug-used`) and does
    nothing. In a repository that was not made for Sayasat nothing is refused.

    ``commits`` come oldest first; ``layout`` says which of their files are policies.
    """
    builder = _LineageBuilder(layout, zone)
    for place, commit in enumerate(in_time(commits)):
        builder.enter(commit, place)
    found = tuple(draft.finished() for _, draft in sorted(builder.drafts.items(), key=lambda item: item[0]))
    return found, tuple(fault for _, fault in sorted(builder.refused.items()))


@dataclass(slots=True, eq=False)
class _LineageDraft:
    """An edition while it grows."""

    names: list[Name]
    """Oldest first, the last is the present one."""

    zone: ZoneInfo
    events: list[Revision | Removal] = field(default_factory=list)

    @property
    def is_gone(self) -> bool:
        return isinstance(self.events[-1], Removal)

    def record(self, commit: Commit, place: int, path: str, blob: str) -> None:
        last = self.events[-1] if self.events else None
        if isinstance(last, Revision) and (last.path, last.blob) == (path, blob):
            return
        recorded = commit.time.astimezone(self.zone)
        slug = self.names[-1].slug
        facts = (commit.sha, recorded, commit.author, commit.subject)
        self.events.append(Revision(*facts, path, blob, place, slug))

    def end(self, commit: Commit, place: int, path: str) -> None:
        recorded = commit.time.astimezone(self.zone)
        self.events.append(Removal(commit.sha, recorded, commit.author, commit.subject, path, place))

    def finished(self) -> Lineage:
        slug, language = self.names[-1]
        former = without_repeats((name.slug for name in self.names), slug)
        return Lineage(slug, language, self.events[-1].path, former, tuple(self.events))


class _LineageBuilder:
    """The editions as the commits go by."""

    def __init__(self, layout: Layout, zone: ZoneInfo) -> None:
        self.drafts: dict[Name, _LineageDraft] = {}
        """By their present names."""
        self.refused: dict[Name, Fault] = {}
        """Of the files that are there now."""
        self._owners: dict[Name, _LineageDraft] = {}
        """By every name that each ever had."""
        self._keeps_names = not layout.has_patterns
        self._naming = layout.naming()
        self._zone = zone

    def enter(self, commit: Commit, place: int) -> None:
        self._naming.enter(commit.changes)
        written = self._written(commit.changes)
        gone = self._gone(commit.changes)
        moves = self._moves(commit.changes, gone)
        moved = {new: self.drafts.pop(old) for new, old in moves.items()}
        for new, draft in moved.items():
            self._name(draft, new)
        for name in gone.keys() - set(moves.values()) - written.keys():
            self.drafts[name].end(commit, place, gone[name])
        self.refused = {name: fault for name, fault in self.refused.items() if not self._left(name, commit)}
        for name, (path, blob) in written.items():
            owner = self._owners.get(name) if self._keeps_names else self.drafts.get(name)
            draft = owner or _LineageDraft([], self._zone)
            if name not in self.drafts and owner is not None and not owner.is_gone:
                facts = (("policy", name.slug), ("now", owner.names[-1].slug))
                self.refused[name] = Fault("slug-used", path, facts)
                continue
            if self.drafts.get(name) is not draft:
                self._name(draft, name)
            draft.record(commit, place, path, blob)

    def _name(self, draft: _LineageDraft, name: Name) -> None:
        """Give an edition a name; it goes on under that one."""
        if draft.names and self.drafts.get(draft.names[-1]) is draft:
            del self.drafts[draft.names[-1]]
        draft.names.append(name)
        self.drafts[name] = draft
        self._owners.setdefault(name, draft)

    def _left(self, name: Name, commit: Commit) -> bool:
        """Whether a commit takes a refused file away."""
        gone = (change.path if change.blob is None else change.renamed_from for change in commit.changes)
        return any(path is not None and self._naming.name(path) == name for path in gone)

    def _written(self, changes: Iterable[FileChange]) -> dict[Name, tuple[str, str]]:
        named = ((self._naming.name(change.path), change) for change in changes)
        return {
            name: (change.path, change.blob) for name, change in named if name and change.blob is not None
        }

    def _gone(self, changes: Iterable[FileChange]) -> dict[Name, str]:
        """The editions whose path holds no file of theirs any more."""
        ended = [change.path for change in changes if change.blob is None]
        left = [change.renamed_from for change in changes if change.renamed_from is not None]
        named = {name: path for path in (*ended, *left) if (name := self._naming.name(path))}
        return {
            name: path
            for name, path in named.items()
            if name in self.drafts and not self.drafts[name].is_gone
        }

    def _moves(self, changes: Iterable[FileChange], gone: Mapping[Name, str]) -> dict[Name, Name]:
        """New name to old name, of the editions that go on under another."""
        moves: dict[Name, Name] = {}
        for new, old in sorted(self._renames(changes), key=_crosses_languages):
            # Where texts are alike, Git may take the Russian file for the new Kyrgyz one, and so cross them.
            origin = Name(old.slug, new.language)
            if origin in gone and origin not in moves.values():
                moves[new] = origin
        if self._keeps_names:
            owned = [
                new for new, old in moves.items() if self._owners.get(new) not in {None, self.drafts[old]}
            ]
            moves = {new: old for new, old in moves.items() if new not in owned}
        while taken := [new for new in moves if new in self.drafts and new not in moves.values()]:
            for new in taken:
                del moves[new]
        return moves

    def _renames(self, changes: Iterable[FileChange]) -> Iterable[tuple[Name, Name]]:
        for change in changes:
            if change.blob is None or change.renamed_from is None:
                continue
            new, old = self._naming.name(change.path), self._naming.name(change.renamed_from)
            if new and old:
                yield new, old


def _crosses_languages(rename: tuple[Name, Name]) -> bool:
    new, old = rename
    return new.language != old.language


def in_time(commits: Iterable[Commit]) -> tuple[Commit, ...]:
    """The commits, oldest first, with times that never decrease (`sayasat.versions.clocks`).

    All commits of the main line bear each other out: an edition that a wrong clock was the last to change would
    else keep its time.
    """
    line = tuple(commits)
    times = bounded_times([commit.time for commit in line])
    return tuple(replace(commit, time=time) for commit, time in zip(line, times, strict=True))


def without_repeats(slugs: Iterable[str], present: str) -> tuple[str, ...]:
    """Each slug once, the present one left out."""
    return tuple(slug for slug in dict.fromkeys(slugs) if slug != present)
