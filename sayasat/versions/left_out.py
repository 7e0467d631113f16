"""The part of a foreign repository that its archive has, and what it leaves out. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath

from msgspec import Struct

from sayasat.errors import Fault, HistoryError, unlisted
from sayasat.policy_files.file_names import MARKDOWN
from sayasat.policy_files.path_patterns import compiled
from sayasat.repository.plumbing import Commit
from sayasat.versions.lineage import Lineage, Lineages


class Beginning(Struct, frozen=True):
    """The commit whose texts an archive begins with."""

    commit: str
    day: date
    """The day of the commit."""


class LeftOut(Struct, frozen=True):
    """What is not in an archive."""

    before: Beginning | None = None
    """Where the archive begins; None if it has the whole history."""

    policies: int = 0
    """The number of policies that it does not have."""

    def has_before(self, lineage: Lineage) -> bool:
        """Whether earlier texts of an edition may have been left out."""
        return self.before is not None and lineage.events[0].commit == self.before.commit


def beginning_of(commits: Iterable[Commit], commit: str) -> Beginning | None:
    """The beginning at a commit; None if there is none, and if no text was there yet."""
    times = (each.time for each in commits if each.sha == commit)
    return next((Beginning(commit, time.date()) for time in times), None)


def part_of(
    lineages: Sequence[Lineage], only: Collection[str], before: Beginning | None
) -> tuple[Lineages, LeftOut]:
    """The editions of the policies that have had a file at a path of the patterns ``only``; all without any.

    Slugs stay those of the whole archive. Raises HistoryError for a pattern that no path matches.
    """
    kept = {each.slug for each in lineages}
    if only:
        written = {(event.path, lineage.slug) for lineage in lineages for event in lineage.events}
        paths = {(unicodedata.normalize("NFC", path), slug) for path, slug in written}
        matched = {each: _matched(paths, each) for each in only}
        every = sorted({path for path, _ in paths})
        faults = [unmatched(each, every) for each, slugs in matched.items() if not slugs]
        if faults:
            raise HistoryError(faults)
        kept = set().union(*matched.values())
    found = tuple(each for each in lineages if each.slug in kept)
    return found, LeftOut(before, len({each.slug for each in lineages} - kept))


def _matched(paths: Iterable[tuple[str, str]], pattern: str) -> set[str]:
    """The slugs of the policies with a path that matches."""
    return {slug for path, slug in paths if compiled(pattern).fullmatch(path)}


def unmatched(pattern: str, there: Sequence[str]) -> Fault:
    """The fault of a pattern that matches nothing, with the likeliest files; else some of all there are.

    Or the fault of a pattern for files that are not Markdown.
    """
    suffix = PurePosixPath(pattern).suffix.lower()
    if suffix and suffix not in MARKDOWN and suffix.isascii() and "*" not in suffix:
        return Fault("adopt-not-markdown", pattern)
    return unlisted("adopt-unmatched", pattern, there or ["-"])
