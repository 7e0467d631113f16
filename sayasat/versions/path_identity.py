"""Which path of a repository that was not made for Sayasat goes on under which other. Pure.

Git finds a rename in one commit, if both paths are asked for and half of the text is the same. So it loses
a file that comes from outside the asked paths, and one that a branch moves and then rewrites: in the merge
the texts have little in common. Both are found here, and written into the commits as Git would have done it:

- outside: the commit that brings a new file is asked again, without a limit of paths;
- branch: the renames of the merged branch's commits are composed;
- name: one file of a name is gone in a commit, and one of the same name is new;
- copy: a new file stands beside the old one, which is gone in the next commit.

All but Git's own renames are listed as `Join`, and so is what may be a policy that was cut in two: a commit
that removes texts and brings new ones that nothing joins, a text that is gone and new in the next commit, and
one that another file takes over while its own gets other words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
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
    COPY = "copy"
    CUT = "cut"
    TAKEN = "taken"

    @property
    def is_doubtful(self) -> bool:
        """Whether the paths were not joined."""
        return self in {JoinReason.CUT, JoinReason.TAKEN}


@dataclass(frozen=True, slots=True)
class Join:
    """A new path that continues an old one; if it is doubtful, the first ones that may."""

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

    def outside(
        self,
        commits: Iterable[Commit],
        is_text: Callable[[str], bool],
        is_translation: Callable[[str], bool] = lambda _: False,
    ) -> dict[str, str]:
        """The paths outside the asked ones that texts come from, each with the path that it goes on as.

        Of several copies that a commit makes of one text, Git names any; the original goes on from it.
        The commits are to be read again with these paths among the asked ones, until there are none.
        """
        arrivals = [(commit, new) for commit, _, new in _steps(commits, is_text) if commit.parent and new]
        missing = {commit.sha: commit.parent for commit, _ in arrivals if commit.sha not in self.asked}
        renamed = self.renames.in_commits(missing.items())
        self.asked |= missing.keys()
        followed = {}
        for commit, news in ((commit, news) for commit, news in arrivals if commit.sha in missing):
            origins = _composed(self.renames.in_branch(commit.sha)) if commit.is_merge else {}
            origins |= renamed.get(commit.sha, {})
            by_text = sorted(news, key=lambda each: is_translation(each.path), reverse=True)
            originals = {each.blob: each.path for each in by_text}
            for each in (each for each in news if each.path in origins):
                new, old = originals[each.blob], origins[each.path]
                new = each.path if new in origins else new
                if not is_text(old):
                    self.found[commit.sha, new] = Join(commit.sha, old, new, JoinReason.OUTSIDE)
                    followed[old] = new
        return followed

    def joined(
        self, commits: Sequence[Commit], is_text: Callable[[str], bool]
    ) -> tuple[tuple[Commit, ...], tuple[Join, ...]]:
        """The commits with the renames that were found, and all joins that Git did not make."""
        commits = [self._from_outside(each) for each in commits]
        copies, joins = self._over_two_commits(commits, is_text)
        joins += [*self.found.values(), *_taken(commits, is_text)]
        commits = [_with_renames(each, *copies[each.sha]) if each.sha in copies else each for each in commits]
        arrivals = {commit.sha: (gone, new) for commit, gone, new in _steps(commits, is_text) if gone and new}
        made = []
        for commit in commits:
            found: list[Join] = []
            if commit.sha in arrivals:
                found = list(self._joins(commit, *arrivals[commit.sha]))
                joins += [each for each in found if each.reason is not JoinReason.OUTSIDE]
            pairs = {each.new: each.old for each in found if not each.reason.is_doubtful}
            made.append(_with_renames(commit, pairs, pairs.values()) if pairs else commit)
        return tuple(made), tuple(joins)

    def _from_outside(self, commit: Commit) -> Commit:
        """The commit with the renames of `outside` in place of Git's own for the same old paths."""
        found = {
            each.path: self.found[commit.sha, each.path].old
            for each in commit.changes
            if (commit.sha, each.path) in self.found
        }
        others = {each.path for each in commit.changes if each.renamed_from in found.values()} - found.keys()
        if not others:
            return commit
        changes = (
            replace(each, renamed_from=found.get(each.path))
            if each.path in found or each.path in others
            else each
            for each in commit.changes
        )
        return replace(commit, changes=tuple(changes))

    def _over_two_commits(
        self, commits: Iterable[Commit], is_text: Callable[[str], bool]
    ) -> tuple[dict[str, tuple[dict[str, str], list[str]]], list[Join]]:
        """What Git takes for renames if two commits of texts, one after the other, are seen as one.

        A file that the second of them removes goes on as the new one in the first. Returns the renames of
        each commit, new path to old, and the paths whose changes are none then.
        """
        steps = [(first, second) for first, second in pairwise(_steps(commits, is_text)) if first[0].parent]
        asked = {
            second[0].sha: first[0].parent
            for first, second in steps
            if (first[2] and second[1]) or (first[1] and second[2])
        }
        renamed = self.renames.in_commits(asked.items())
        made: dict[str, tuple[dict[str, str], list[str]]] = defaultdict(lambda: ({}, []))
        joins = []
        for (first, gone, new), (second, gone_next, new_next) in steps:
            for path, old in renamed.get(second.sha, {}).items():
                is_new = path in {each.path for each in new} and (first.sha, path) not in self.found
                if is_new and old in gone_next:
                    made[first.sha][0][path] = old
                    made[first.sha][1].append(old)
                    made[second.sha][1].append(old)
                    joins.append(Join(first.sha, old, path, JoinReason.COPY))
                elif old in gone and path in {each.path for each in new_next}:
                    joins.append(Join(second.sha, old, path, JoinReason.CUT))
        return made, joins

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


def _steps(
    commits: Iterable[Commit], is_text: Callable[[str], bool]
) -> Iterator[tuple[Commit, list[str], list[FileChange]]]:
    """The commits that change texts, with the texts that they remove, and those that are new."""
    there: set[str] = set()
    for commit in commits:
        texts = [each for each in commit.changes if is_text(each.path)]
        gone = [each.path for each in texts if each.blob is None and each.path in there]
        left = {each.renamed_from for each in texts if each.blob is not None}
        new = [each for each in texts if each.blob is not None and each.path not in there]
        new = [each for each in new if each.renamed_from is None or not is_text(each.renamed_from)]
        there.update(each.path for each in texts if each.blob is not None)
        there.difference_update(gone, (each for each in left if each is not None))
        if texts:
            yield commit, gone, new


def _taken(commits: Iterable[Commit], is_text: Callable[[str], bool]) -> Iterator[Join]:
    """The texts that a file has taken over from another one, which has got other words in the same commit."""
    there: dict[str, str] = {}
    for commit in commits:
        texts = {each.path: each for each in commit.changes if is_text(each.path)}
        owners = {there[path]: path for path, each in texts.items() if path in there and each.blob}
        for path, each in texts.items():
            owner = owners.get(each.blob or "", path)
            if owner != path and texts[owner].blob != each.blob and each.renamed_from is None:
                yield Join(commit.sha, owner, path, JoinReason.TAKEN)
        there |= {path: each.blob for path, each in texts.items() if each.blob}


def _with_renames(commit: Commit, pairs: Mapping[str, str], without: Collection[str]) -> Commit:
    """The commit with renames, new path to old, and without the changes of other paths."""
    changes = (
        replace(each, renamed_from=pairs[each.path]) if each.path in pairs else each
        for each in commit.changes
        if each.path not in without or each.path in pairs
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
