"""The main line that the proposals of a history make, in memory, as `Repository` would read it from Git."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from sayasat.policy_files.facts import Source, read_source
from sayasat.repository.plumbing import Commit, FileChange
from sayasat.settings import Settings
from sayasat.versions.lineage import Lineage
from tests.support.histories import ZONE, Document, Proposal, Tree, blob_id

ALLOWED = timedelta(minutes=5)
"""How far ahead of now a commit may be dated."""


class MainCommit(Struct, frozen=True):
    """A commit of the main line, with all its files."""

    commit: Commit
    tree: Tree
    merged: tuple[MainCommit, ...] = ()
    """The main line before, where its merge has swapped its parents."""


class MainLine(Struct, frozen=True, dict=True):
    """The main line after a proposal. It stands for a `Repository` in `read_archive`."""

    proposal: Proposal
    commits: tuple[MainCommit, ...]
    """First parents only, oldest first."""

    @property
    def today(self) -> date:
        """The day of the publication; of the proposal, where none follows."""
        return self.proposal.now.astimezone(ZONE).date() + timedelta(self.proposal.lag or 0)

    @cached_property
    def has_wrong_clock(self) -> bool:
        """Whether the newest commit is dated ahead of now, or before an earlier one: refused (rule 1)."""
        newest, *before = (each.commit.time for each in reversed(self.commits))
        latest = self.proposal.now + ALLOWED
        return newest > latest or any(newest < parent <= latest for parent in before)

    @property
    def proposed(self) -> MainLine | None:
        """The proposal as `check --base` examines it: as one commit on the main line before it.

        None if it is one commit, or was pushed.
        """
        is_one = self.proposal.method not in {"rebase", "fast-forward"} or len(self.proposal.trees) == 1
        if is_one or self.proposal.swaps_parents:
            return None
        merged = replace(self.proposal, method="merge", clock=timedelta())
        return MainLine(merged, _extended(self.commits[: -len(merged.trees)], _landed(merged)))

    def body_of(self, blob: str) -> str | None:
        """The body of a policy's file, without the comment after it."""
        documents = (document for each in _all_commits(self.commits) for document in each.tree.values())
        return next((each.words for each in documents if blob_id(each) == blob), None)

    # What sayasat.versions.archive reads of a repository

    @property
    def head(self) -> str:
        """The newest commit."""
        return self.commits[-1].commit.sha

    def log(self, *_: str, has_patterns: bool = False, published: Sequence[str] = ()) -> tuple[Commit, ...]:
        """The commits of the main line, oldest first, as of `Repository.main_line`."""
        assert not has_patterns
        return tuple(each.commit for each in _with_published(self.commits, published))

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each blob."""
        wanted = set(blobs)
        found = (document for each in _all_commits(self.commits) for document in each.tree.values())
        texts = {blob_id(each): each.text.encode() for each in dict.fromkeys(found)}
        return ((blob, texts[blob]) for blob in wanted)

    def sources(self, lineages: Iterable[Lineage], settings: Settings) -> Mapping[str, Source]:
        """The facts of every blob of the editions; each text is parsed once for all histories."""
        assert not settings.is_foreign
        blobs = {revision.blob for lineage in lineages for revision in lineage.revisions}
        return {blob: _source(text) for blob, text in self.texts(blobs)}


@lru_cache(maxsize=50_000)
def _source(data: bytes) -> Source:
    return read_source(data)


def _all_commits(line: Sequence[MainCommit]) -> Iterator[MainCommit]:
    """All commits, those of swapped lines among them."""
    for each in line:
        yield each
        yield from _all_commits(each.merged)


def _with_published(line: tuple[MainCommit, ...], published: Sequence[str]) -> tuple[MainCommit, ...]:
    """The line with every published commit on it, as `Repository.main_line` has it.

    What stands above one that is off the line, up to the next published one, is read as one commit after it.
    """
    on_line = {each.commit.sha for each in line}
    for sha in [each for each in reversed(published) if each not in on_line]:
        found = [
            (place, each.merged[: at + 1])
            for place, each in enumerate(line)
            for at, one in enumerate(each.merged)
            if one.commit.sha == sha
        ]
        if found:
            place, merged = found[0]
            below = _with_published(merged, published)
            heads = [at for at in range(place, len(line)) if line[at].commit.sha in published]
            above = heads[0] if heads else len(line) - 1
            changes = tuple(_changes(below[-1].tree, line[above].tree))
            joined = MainCommit(replace(line[above].commit, changes=changes), line[above].tree)
            return (*below, joined, *line[above + 1 :])
    return line


def main_lines(proposals: Sequence[Proposal], method: str = "") -> tuple[MainLine, ...]:
    """The main line after each proposal; ``method`` is another one than their own, for all of them."""
    found: list[MainLine] = []
    for proposal in proposals:
        line = found[-1].commits if found else ()
        if proposal.swaps_parents and len(found) > 1:
            # The newest proposal's commits are off the first-parent line now: a merge brings its files
            base = found[-2].commits
            extended = _extended(base, _beside_the_newest(proposal, base, line))
            *rest, merge = _extended(extended, _landed(replace(proposal, method="squash")))
            line = (*rest, replace(merge, merged=line))
        else:
            line = _extended(line, _landed(replace(proposal, method=method or proposal.method)))
        found.append(MainLine(proposal, line))
    return tuple(found)


def daily(*trees: Tree) -> tuple[MainLine, ...]:
    """The main line after each of some commits: one a day from 10 January 2026 on."""
    first = datetime(2026, 1, 10, 12, tzinfo=ZONE)
    return main_lines([Proposal("", first + timedelta(days), (tree,)) for days, tree in enumerate(trees)])


def _beside_the_newest(
    proposal: Proposal, base: Sequence[MainCommit], line: Sequence[MainCommit]
) -> Iterator[tuple[datetime, Tree]]:
    """The commit that was made beside the newest proposal: what the merge changes, without that proposal."""
    ours, newest, merged = base[-1].tree, line[-1].tree, proposal.trees[-1]
    changed = {path: each for path, each in merged.items() if each != newest.get(path)}
    # What the newest proposal brought or renamed was not there to be edited
    alone = {path: each for path, each in changed.items() if path in ours or path not in newest}
    gone = newest.keys() - merged.keys()
    tree = {path: each for path, each in {**ours, **alone}.items() if path not in gone}
    yield line[-1].commit.time + timedelta(minutes=1), tree


def _landed(proposal: Proposal) -> Iterator[tuple[datetime, Tree]]:
    """The commits that a proposal adds to the main line. Those of a branch are older than its merge."""
    last = len(proposal.trees) - 1
    for place, tree in enumerate(proposal.trees):
        minutes = {"rebase": place - last, "fast-forward": 5 * (place - last)}.get(proposal.method)
        if minutes is None and place < last:
            continue
        wrong = proposal.clock if minutes is None or place == 0 else timedelta()
        yield proposal.now + timedelta(minutes=minutes or 0) + wrong, tree


def _extended(line: Iterable[MainCommit], landed: Iterable[tuple[datetime, Tree]]) -> tuple[MainCommit, ...]:
    extended = list(line)
    for time, tree in landed:
        before, parent = (extended[-1].tree, extended[-1].commit.sha) if extended else ({}, "")
        changes = tuple(_changes(before, tree))
        content = repr((parent, time, [(each.path, each.blob) for each in changes]))
        sha = hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()
        commit = Commit(sha, time.astimezone(UTC), "Editor", "Edit", changes)
        extended.append(MainCommit(commit, MappingProxyType(dict(tree))))
    return tuple(extended)


def _changes(before: Tree, after: Tree) -> Iterator[FileChange]:
    """As Git lists them; a file that is moved is found where half of its text stays the same."""
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
