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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise, product
from pathlib import PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.file_names import FOLDERS_OWN
from sayasat.repository.commit_history import CommitHistory
from sayasat.repository.plumbing import Commit, FileChange


class JoinReason(StrEnum):
    """Why two paths were joined, or that they were not."""

    OUTSIDE = "outside"
    BRANCH = "branch"
    NAME = "name"
    COPY = "copy"
    CUT = "cut"
    TAKEN = "taken"


class Join(Struct, frozen=True):
    """A new path that continues an old one; if it is doubtful, the first ones that may."""

    commit: str
    old: str
    new: str
    reason: JoinReason


class PathIdentity(Struct):
    """The joins of a history; `joined` puts them into its commits."""

    history: CommitHistory
    layout: Adopted
    """With the paths that are followed, as far as `follow` has found them."""

    found: dict[tuple[str, str], Join] = field(default_factory=dict)
    """By commit and new path."""

    asked: set[str] = field(default_factory=set)

    def follow(self, commits: Iterable[Commit]) -> bool:
        """Follow the paths outside the asked ones that texts come from; False if there are none.

        Of several copies that a commit makes of one text, Git names any; the original goes on from it.
        The commits are to be read again with these paths among the asked ones, until there are none.
        """
        arrivals = [(commit, news) for commit, _, news in self._steps(commits) if commit.parent and news]
        arrivals = [each for each in arrivals if each[0].sha not in self.asked]
        renamed = self.history.renames((commit.sha, commit.parent) for commit, _ in arrivals)
        self.asked.update(commit.sha for commit, _ in arrivals)
        followed, language = {}, self.layout.language
        for commit, news in arrivals:
            origins = self._branch_origins(commit) | renamed.get(commit.sha, {})
            by_text = sorted(news, key=lambda each: self.layout.text_language(each.path) == language)
            originals = {each.blob: each.path for each in by_text}
            for each in (each for each in news if each.path in origins):
                new, old = originals[each.blob], origins[each.path]
                new = each.path if new in origins else new
                if not self.layout.is_text(old):
                    self.found[commit.sha, new] = Join(commit.sha, old, new, JoinReason.OUTSIDE)
                    followed[old] = new
        self.layout = replace(self.layout, followed={**self.layout.followed, **followed})
        return bool(followed)

    def joined(self, commits: Sequence[Commit]) -> tuple[tuple[Commit, ...], tuple[Join, ...]]:
        """The commits with the renames that were found, and all joins that Git did not make."""
        commits = [self._from_outside(each) for each in commits]
        copies, joins = self._over_two_commits(commits)
        joins += [*self.found.values(), *self._taken(commits)]
        commits = [_with_renames(each, *copies[each.sha]) if each.sha in copies else each for each in commits]
        arrivals = {commit.sha: (gone, new) for commit, gone, new in self._steps(commits) if gone and new}
        made = []
        for commit in commits:
            found = list(self._joins(commit, *arrivals[commit.sha])) if commit.sha in arrivals else []
            joins += [each for each in found if each.reason is not JoinReason.OUTSIDE]
            pairs = {each.new: each.old for each in found if each.reason is not JoinReason.CUT}
            made.append(_with_renames(commit, pairs, pairs.values()) if pairs else commit)
        return tuple(made), tuple(joins)

    def _branch_origins(self, commit: Commit) -> dict[str, str]:
        """The paths that a merged branch renamed, each with its path at the beginning of the branch."""
        origins: dict[str, str] = {}
        for renamed in self.history.branch_renames(commit.sha) if commit.is_merge else ():
            before = {new: origins.get(old, old) for new, old in renamed.items()}
            origins = {path: old for path, old in origins.items() if path not in renamed.values()} | before
        return origins

    def _from_outside(self, commit: Commit) -> Commit:
        """The commit with the renames of `follow` in place of Git's own for the same old paths."""
        joins = ((each.path, self.found.get((commit.sha, each.path))) for each in commit.changes)
        found = {path: join.old for path, join in joins if join}
        others = {each.path for each in commit.changes if each.renamed_from in found.values()} - found.keys()
        return _with_renames(commit, dict.fromkeys(others) | found) if others else commit

    def _over_two_commits(
        self, commits: Iterable[Commit]
    ) -> tuple[dict[str, tuple[dict[str, str], list[str]]], list[Join]]:
        """What Git takes for renames if two commits of texts, one after the other, are seen as one.

        A file that the second of them removes goes on as the new one in the first. Returns the renames of
        each commit, new path to old, and the paths whose changes are none then.
        """
        steps = [(first, second) for first, second in pairwise(self._steps(commits)) if first[0].parent]
        moving = ((a, b) for a, b in steps if (a[2] and b[1]) or (a[1] and b[2]))
        renamed = self.history.renames((second[0].sha, first[0].parent) for first, second in moving)
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
        origins = {
            JoinReason.OUTSIDE: {
                path: join.old for (sha, path), join in self.found.items() if sha == commit.sha
            },
            JoinReason.BRANCH: self._branch_origins(commit),
            JoinReason.NAME: _of_one_name(left, news),
        }
        for reason, path in product(origins, list(news)):
            old = origins[reason].get(path)
            if path in news and old in left:
                left.remove(old)
                news.remove(path)
                yield Join(commit.sha, old, path, reason)
        if left and news:
            yield Join(commit.sha, left[0], news[0], JoinReason.CUT)

    def _steps(self, commits: Iterable[Commit]) -> Iterator[tuple[Commit, list[str], list[FileChange]]]:
        """The commits that change texts, with the texts that they remove, and those that are new."""
        there: set[str | None] = set()
        for commit in commits:
            texts = self._texts(commit)
            gone = [each.path for each in texts if each.blob is None and each.path in there]
            written = [each for each in texts if each.blob is not None]
            new = [each for each in written if each.path not in there]
            new = [each for each in new if not self.layout.is_text(each.renamed_from or "")]
            there.update(each.path for each in written)
            there.difference_update(gone, (each.renamed_from for each in written))
            if texts:
                yield commit, gone, new

    def _taken(self, commits: Iterable[Commit]) -> Iterator[Join]:
        """The texts that a file took over from another one, which got other words in the same commit."""
        there: dict[str, str] = {}
        for commit in commits:
            texts = {each.path: each for each in self._texts(commit)}
            owners = {there[path]: path for path, each in texts.items() if path in there and each.blob}
            for path, each in texts.items():
                owner = owners.get(each.blob or "", path)
                if owner != path and texts[owner].blob != each.blob and each.renamed_from is None:
                    yield Join(commit.sha, owner, path, JoinReason.TAKEN)
            there |= {path: each.blob for path, each in texts.items() if each.blob}

    def _texts(self, commit: Commit) -> list[FileChange]:
        return [each for each in commit.changes if self.layout.is_text(each.path)]


def _with_renames(commit: Commit, pairs: Mapping[str, str | None], without: Collection[str] = ()) -> Commit:
    """The commit with renames, new path to old, and without the changes of other paths."""
    kept = (each for each in commit.changes if each.path in pairs or each.path not in without)
    changes = (replace(each, renamed_from=pairs.get(each.path, each.renamed_from)) for each in kept)
    return replace(commit, changes=tuple(changes))


def _of_one_name(gone: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """The new paths whose name one path has that is gone, and no other new one."""
    gone_names, new_names = Counter(map(_name, gone)), Counter(map(_name, new))
    by_name = {_name(path): path for path in gone}
    names = {path: _name(path) for path in new}
    return {path: by_name[name] for path, name in names.items() if gone_names[name] == new_names[name] == 1}


def _name(path: str) -> str:
    """The name of a file without its suffix; of a folder's own page, that of the folder."""
    parts = PurePosixPath(path)
    is_folders = parts.stem.casefold() in FOLDERS_OWN and parts.parent.name
    return (parts.parent.name if is_folders else parts.stem).casefold()
