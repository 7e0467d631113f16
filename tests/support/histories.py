"""Histories of one policy in Kyrgyz and Russian, as plain values: proposals, and the main line they make.

A history is a list of proposals. Each has the trees of its commits, one after the other, and the way in which
it came to the main line. The acts of the editors are in `tests.support.acts`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sayasat.policy_files.facts import Source, read_source
from sayasat.repository.plumbing import Commit, FileChange
from sayasat.versions.lineage import Lineage
from tests.support.law import LawTold
from tests.support.repo import policy_text

ZONE = ZoneInfo("Asia/Bishkek")
LANGUAGES = ("ky", "ru")
WAYS = ("merge", "squash", "rebase", "fast-forward")
ALLOWED = timedelta(minutes=5)
"""How far ahead of now a commit may be dated."""


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's file: the front matter without what is None, and the body."""

    keys: tuple[tuple[str, object], ...]
    body: str

    def __getitem__(self, key: str) -> object:
        return dict(self.keys).get(key)

    def day(self, key: str) -> date | None:
        """A key's value, where that is a day."""
        value = self[key]
        return value if isinstance(value, date) else None

    def edited(self, body: str = "", **keys: object) -> Document:
        """The document with other keys, and with another body where one is given."""
        edited = {name: value for name, value in {**dict(self.keys), **keys}.items() if value is not None}
        return Document(tuple(edited.items()), body or self.body)

    @property
    def text(self) -> str:
        return _text(self)


@lru_cache(maxsize=10_000)
def _text(document: Document) -> str:
    return policy_text(document.body, **dict(document.keys))


Tree = Mapping[str, Document]
"""The files of a commit, by path."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Commits that come to the main line at one time."""

    act: str
    """What the editors did; for reports."""

    now: datetime
    """When it is merged or pushed, by a clock that is right."""

    trees: tuple[Tree, ...]
    way: str = "squash"
    clock: timedelta = timedelta()
    """By how much the clock of the computer that makes its first commit is wrong."""

    lag: int | None = 0
    """Days until the site is published; None: not before the next proposal comes."""

    law: LawTold | None = None
    """What a lawyer expects after it; None where nobody can say."""

    swaps: bool = False
    """Whether it was begun before the newest proposal, and `git pull` merged that one into it (foxtrot)."""


@dataclass(frozen=True, slots=True)
class MainCommit:
    """A commit of the main line, with all its files."""

    commit: Commit
    tree: Tree
    merged: tuple[MainCommit, ...] = ()
    """The main line before, where its merge has swapped its parents."""


@dataclass(frozen=True)
class State:
    """The main line after a proposal."""

    proposal: Proposal
    line: tuple[MainCommit, ...]
    """First parents only, oldest first."""

    @property
    def today(self) -> date:
        """The day of the publication; of the proposal, where none follows."""
        return self.proposal.now.astimezone(ZONE).date() + timedelta(self.proposal.lag or 0)

    @cached_property
    def has_wrong_clock(self) -> bool:
        """Whether the newest commit is dated ahead of now, or before an earlier one: refused (rule 1)."""
        newest, *before = (each.commit.time for each in reversed(self.line))
        latest = self.proposal.now + ALLOWED
        return newest > latest or any(newest < parent <= latest for parent in before)

    # What sayasat.versions.archive reads of a repository

    @property
    def head(self) -> str:
        """The newest commit."""
        return self.line[-1].commit.sha

    def log(self, *_: str, has_patterns: bool = False, published: Sequence[str] = ()) -> tuple[Commit, ...]:
        """The commits of the main line, oldest first, as of `Repository.main_line`."""
        assert not has_patterns
        return tuple(each.commit for each in _with_published(self.line, frozenset(published)))

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each blob."""
        wanted = set(blobs)
        found = (document for each in _commits(self.line) for document in each.tree.values())
        texts = {blob_id(each): each.text.encode() for each in dict.fromkeys(found)}
        return ((blob, texts[blob]) for blob in wanted)

    def sources(self, lineages: Iterable[Lineage], *, is_foreign: bool) -> Mapping[str, Source]:
        """The facts of every blob of the editions; each text is parsed once for all histories."""
        assert not is_foreign
        blobs = {revision.blob for lineage in lineages for revision in lineage.revisions}
        return {blob: _source(text) for blob, text in self.texts(blobs)}


@lru_cache(maxsize=50_000)
def _source(data: bytes) -> Source:
    return read_source(data)


@lru_cache(maxsize=50_000)
def blob_id(document: Document) -> str:
    """An id of the document's bytes."""
    return hashlib.sha1(document.text.encode(), usedforsecurity=False).hexdigest()


def _commits(line: Sequence[MainCommit]) -> Iterator[MainCommit]:
    """All commits, those of swapped lines among them."""
    for each in line:
        yield each
        yield from _commits(each.merged)


def _with_published(line: tuple[MainCommit, ...], published: frozenset[str]) -> tuple[MainCommit, ...]:
    """The line with every published commit on it: what stands above is read as one commit after it."""
    lost_ids = published - {each.commit.sha for each in line}
    for place, each in reversed([*enumerate(line)]):
        lost = [at for at, one in enumerate(each.merged) if one.commit.sha in lost_ids]
        if lost:
            below = _with_published(each.merged[: lost[-1] + 1], published)
            heads = [at for at in range(place, len(line)) if line[at].commit.sha in published]
            above = heads[0] if heads else len(line) - 1
            changes = tuple(_changes(below[-1].tree, line[above].tree))
            joined = MainCommit(replace(line[above].commit, changes=changes), line[above].tree)
            return (*below, joined, *line[above + 1 :])
    return line


def body_of(state: State, blob: str) -> str | None:
    """The body of a policy's file, without comments."""
    documents = (document for each in _commits(state.line) for document in each.tree.values())
    found = next((each.body for each in documents if blob_id(each) == blob), None)
    return found.partition("\n\n<!--")[0] if found else None


def states(proposals: Sequence[Proposal], way: str = "") -> tuple[State, ...]:
    """The main line after each proposal; ``way`` is another way than their own to bring all of them there."""
    found: list[State] = []
    for proposal in proposals:
        line = found[-1].line if found else ()
        if proposal.swaps and len(found) > 1:
            # The newest proposal's commits are off the first-parent line now: a merge brings its files
            base = found[-2].line
            extended = _extended(base, _swapped(proposal, base, line))
            *rest, merge = _extended(extended, _landed(replace(proposal, way="squash")))
            line = (*rest, replace(merge, merged=line))
        else:
            line = _extended(line, _landed(replace(proposal, way=way or proposal.way)))
        found.append(State(proposal, line))
    return tuple(found)


def _swapped(
    proposal: Proposal, base: Sequence[MainCommit], line: Sequence[MainCommit]
) -> Iterator[tuple[datetime, Tree]]:
    """The commit that was made beside the newest proposal: what the merge changes, without that proposal."""
    before, merged = line[-1].tree, proposal.trees[-1]
    alone = {**base[-1].tree, **{path: each for path, each in merged.items() if each != before.get(path)}}
    gone = before.keys() - merged.keys()
    yield (
        line[-1].commit.time + timedelta(minutes=1),
        {path: each for path, each in alone.items() if path not in gone},
    )


def _landed(proposal: Proposal) -> Iterator[tuple[datetime, Tree]]:
    """The commits that a proposal adds to the main line. Those of a branch are older than its merge."""
    last = len(proposal.trees) - 1
    for place, tree in enumerate(proposal.trees):
        minutes = {"rebase": place - last, "fast-forward": 5 * (place - last)}.get(proposal.way)
        if minutes is None and place < last:
            continue
        wrong = proposal.clock if minutes is None or place == 0 else timedelta()
        yield proposal.now + timedelta(minutes=minutes or 0) + wrong, tree


def _extended(line: Iterable[MainCommit], landed: Iterable[tuple[datetime, Tree]]) -> tuple[MainCommit, ...]:
    extended = list(line)
    for time, tree in landed:
        before, parent = (extended[-1].tree, extended[-1].commit.sha) if extended else ({}, "")
        changes = tuple(_changes(before, tree))
        told = repr((parent, time, [(each.path, each.blob) for each in changes]))
        sha = hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()
        commit = Commit(sha, time.astimezone(UTC), "Editor", "Edit", changes)
        extended.append(MainCommit(commit, MappingProxyType(dict(tree))))
    return tuple(extended)


def _changes(before: Tree, after: Tree) -> Iterator[FileChange]:
    """As Git tells them; a file that is moved is found where half of its text stays the same."""
    gone, moved = {path for path in before if path not in after}, dict[str, str]()
    for path in sorted(after.keys() - before.keys()):
        alike = {each: _likeness(before[each], after[path]) for each in gone}
        old = max(sorted(alike), key=lambda each: alike[each], default=None)
        if old is not None and alike[old] > _HALF:
            gone.remove(old)
            moved[path] = old
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path) and path not in moved.values():
            blob = blob_id(after[path]) if path in after else None
            yield FileChange(path, blob, moved.get(path))


_HALF = 0.5


@lru_cache(maxsize=10_000)
def _likeness(before: Document, after: Document) -> float:
    return SequenceMatcher(None, before.text.splitlines(), after.text.splitlines()).ratio()


def story(proposals: Iterable[Proposal]) -> str:
    """A history as a person reads it: each proposal with its day, and what its commits change."""
    lines, before = list[str](), dict[str, Document]()
    for each in proposals:
        lag = "is not published" if each.lag is None else f"is published {each.lag} days later"
        clock = f", clock {each.clock.days:+} days" if each.clock else ""
        swaps = ", parents swapped" if each.swaps else ""
        lines.append(f"{each.now:%Y-%m-%d} {each.act}, {each.way}{clock}{swaps}; {lag}")
        for tree in each.trees:
            changed = [path for path in {**before, **tree} if before.get(path) != tree.get(path)]
            lines += [f"    {_told(path, tree.get(path))}" for path in changed]
            before = dict(tree)
    return "\n".join(lines)


def _told(path: str, document: Document | None) -> str:
    if document is None:
        return f"{path}: removed"
    keys = ", ".join(f"{name}: {value}" for name, value in document.keys if name != "title")
    words = next(line for line in document.body.splitlines()[1:] if line)
    return f"{path}: {words} {document.body.partition('<!--')[2]} ({keys})"
