"""Which path of a repository that was not made for Sayasat goes on under which other. Pure.

Git finds a rename in one commit, if both paths are asked for and half of the text is the same. So it loses
a file that comes from outside the asked paths, and one that a branch moves and then rewrites: in the merge
the texts have little in common. Both are found here, and written into the commits as Git would have done it:

- outside: the commit that brings a new file is asked again, without a limit of paths;
- branch: the renames of the merged branch's commits are composed;
- name: one file of a name is gone in a commit, and one of the same name is new.

All but Git's own renames are listed as `Join`, and so is every commit that removes texts and brings new ones
that nothing joins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from sayasat.policy_files.file_names import FOLDERS_OWN

if TYPE_CHECKING:
    from sayasat.repository.plumbing import Commit, FileChange


class JoinReason(StrEnum):
    """Why two paths were joined, or that they were not."""

    OUTSIDE = "outside"
    BRANCH = "branch"
    NAME = "name"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Join:
    """A new path that continues an old one; of a `CUT`, the first ones that may."""

    commit: str
    old: str
    new: str
    reason: JoinReason


class Renames(NamedTuple):
    """Finds the renames of a repository: new path to old."""

    in_commits: Callable[[Iterable[tuple[str, str]]], Mapping[str, Mapping[str, str]]]
    """Takes commits with their first parents; returns the renames by commit."""

    in_branch: Callable[[str], Sequence[Mapping[str, str]]]
    """Takes a merge; returns the renames of each commit of the merged branch, oldest first."""


@dataclass(slots=True)
class PathIdentity:
    """The joins of a history; `joined` puts them into its commits."""

    renames: Renames
    found: dict[tuple[str, str], Join] = field(default_factory=dict)
    """By commit and new path."""

    asked: set[str] = field(default_factory=set)

    def outside(self, commits: Iterable[Commit], is_text: Callable[[str], bool]) -> dict[str, str]:
        """The paths outside the asked ones that texts come from, each with the path that it goes on as.

        The commits are to be read again with these paths among the asked ones, until there are none.
        """
        arrivals = [(commit, new) for commit, _, new in _arrivals(commits, is_text) if commit.parent]
        missing = {commit.sha: commit.parent for commit, _ in arrivals if commit.sha not in self.asked}
        renamed = self.renames.in_commits(missing.items())
        self.asked |= missing.keys()
        followed = {}
        for commit, news in ((commit, news) for commit, news in arrivals if commit.sha in missing):
            origins = _composed(self.renames.in_branch(commit.sha)) if commit.is_merge else {}
            origins |= renamed.get(commit.sha, {})
            for new, old in ((each.path, origins.get(each.path)) for each in news):
                if old is not None and not is_text(old):
                    self.found[commit.sha, new] = Join(commit.sha, old, new, JoinReason.OUTSIDE)
                    followed[old] = new
        return followed

    def joined(
        self, commits: Sequence[Commit], is_text: Callable[[str], bool]
    ) -> tuple[tuple[Commit, ...], tuple[Join, ...]]:
        """The commits with the renames that were found, and all joins that Git did not make."""
        joins = list(self.found.values())
        arrivals = {commit.sha: (gone, new) for commit, gone, new in _arrivals(commits, is_text) if gone}
        made = []
        for commit in commits:
            found: list[Join] = []
            if commit.sha in arrivals:
                found = list(self._joins(commit, *arrivals[commit.sha]))
                joins += [each for each in found if each.reason is not JoinReason.OUTSIDE]
            pairs = {each.new: each.old for each in found if each.reason is not JoinReason.CUT}
            made.append(_with_renames(commit, pairs) if pairs else commit)
        return tuple(made), tuple(joins)

    def _joins(self, commit: Commit, gone: Sequence[str], new: Sequence[FileChange]) -> Iterator[Join]:
        left, news = list(gone), [each.path for each in new]
        origins = _composed(self.renames.in_branch(commit.sha)) if commit.is_merge else {}
        for reason, origin in (
            (
                JoinReason.OUTSIDE,
                {path: join.old for (sha, path), join in self.found.items() if sha == commit.sha},
            ),
            (JoinReason.BRANCH, origins),
            (JoinReason.NAME, _of_one_name(left, news)),
        ):
            for path in list(news):
                old = origin.get(path)
                if old in left:
                    left.remove(old)
                    news.remove(path)
                    yield Join(commit.sha, old, path, reason)
        if left and news:
            yield Join(commit.sha, left[0], news[0], JoinReason.CUT)


def _arrivals(
    commits: Iterable[Commit], is_text: Callable[[str], bool]
) -> Iterator[tuple[Commit, list[str], list[FileChange]]]:
    """The commits that bring new texts, with the texts that they remove, and those that are new."""
    there: set[str] = set()
    for commit in commits:
        texts = [each for each in commit.changes if is_text(each.path)]
        gone = [each.path for each in texts if each.blob is None and each.path in there]
        left = {each.renamed_from for each in texts if each.blob is not None}
        new = [each for each in texts if each.blob is not None and each.path not in there]
        new = [each for each in new if each.renamed_from is None or not is_text(each.renamed_from)]
        there.update(each.path for each in texts if each.blob is not None)
        there.difference_update(gone, (each for each in left if each is not None))
        if new:
            yield commit, gone, new


def _with_renames(commit: Commit, pairs: Mapping[str, str]) -> Commit:
    old = set(pairs.values())
    changes = (
        replace(each, renamed_from=pairs[each.path]) if each.path in pairs else each
        for each in commit.changes
        if not (each.blob is None and each.path in old)
    )
    return replace(commit, changes=tuple(changes))


def _composed(steps: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Each path at the end of a branch that was renamed in it, with its path at the beginning."""
    origins: dict[str, str] = {}
    for renamed in steps:
        before = {new: origins.get(old, old) for new, old in renamed.items()}
        origins = {path: old for path, old in origins.items() if path not in renamed.values()} | before
    return origins


def _of_one_name(gone: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """The new paths whose name one path has that is gone, and no other new one."""
    gone_names, new_names = Counter(map(_name, gone)), Counter(map(_name, new))
    by_name = {_name(path): path for path in gone}
    return {
        path: by_name[_name(path)] for path in new if gone_names[_name(path)] == new_names[_name(path)] == 1
    }


def _name(path: str) -> str:
    """The name of a file without its suffix; of a folder's own page, that of the folder."""
    parts = PurePosixPath(path)
    is_folders = parts.stem.casefold() in FOLDERS_OWN and parts.parent.name
    return (parts.parent.name if is_folders else parts.stem).casefold()
