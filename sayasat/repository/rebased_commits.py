"""The commits of a proposal on top of its base, one by one, as a rebase merge or a fast-forward puts them.

Git starts at most three processes for each commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sayasat.repository.commands import GitCommands

_LISTED = ("--reverse", "--topo-order", "--no-merges", "--no-commit-header", "--format=%H %T %P")


@dataclass(frozen=True, slots=True)
class RebasedCommits:
    """A line of commits on top of a base."""

    head: str
    originals: Mapping[str, str]
    """For each commit of the line the commit of the proposal that it has the changes of, oldest first."""

    @property
    def newest(self) -> str:
        """The last of these commits of the proposal."""
        return self.originals[self.head]


def rebase(commands: GitCommands, base: str, head: str, merged: str) -> RebasedCommits | None:
    """The commits of ``head`` that ``base`` does not have, on top of the base, merge commits left out.

    ``commands`` write to a folder of their own and say when commits are made. ``merged`` is the one commit
    that has all the changes: the last of the line has the same files. None if there are fewer than two
    commits with changes, or if one cannot be put there without a conflict: a forge refuses that too.
    """
    first, *more = [line.split() for line in commands.lines("rev_list", *_LISTED, f"{base}..{head}")] or [[]]
    if not more:
        return None
    above, tree, wanted = base, *commands.lines("rev_parse", f"{base}^{{tree}}", f"{merged}^{{tree}}")
    trees, originals = {base: tree}, {}
    for commit, own, *parents in (first, *more):
        trees[commit] = own
        picked = (
            own if trees.get(next(iter(parents), "")) == tree else _picked(commands, tree, commit, parents)
        )
        if picked is None:
            return None
        if picked != tree:
            above, tree = _made(commands, picked, above), picked
            originals[above] = commit
    if tree != wanted:  # a merge commit among them has changes of its own
        above = _made(commands, wanted, above)
        originals[above] = head
    return RebasedCommits(above, originals) if len(originals) > 1 else None


def _picked(commands: GitCommands, tree: str, commit: str, parents: list[str]) -> str | None:
    """The files of ``tree`` with the changes of a commit; None if they conflict."""
    if len(parents) != 1:
        return None
    # As a child of the commit's parent, the tree is merged with the commit as `git cherry-pick` does it
    beside = _made(commands, tree, parents[0])
    code, output, _ = commands.ask("merge_tree", "--write-tree", "--name-only", "-z", beside, commit)
    return output.split(b"\0")[0].decode() if code == 0 else None


def _made(commands: GitCommands, tree: str, parent: str) -> str:
    (commit,) = commands.lines("commit_tree", tree, "-p", parent, "-m", "Proposed")
    return commit
