"""Makes one commit of a change that is not published yet, as it would be on the main line.

So uncommitted or unmerged texts are read, checked and shown in the same way as published ones: as the newest
commit of a repository. The commit and its files are written to a temporary object folder; the repository
itself is not changed. The commits of the proposal are put on top of its base one by one as well, as a rebase
merge or a fast-forward does it; Git starts at most three processes for each of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from shutil import copy2
from tempfile import TemporaryDirectory

from msgspec import Struct

from sayasat.errors import Fault, RepositoryError
from sayasat.repository.commands import GitCommands
from sayasat.repository.commit_history import CommitHistory
from sayasat.repository.reader import Repository

_NOBODY = "Sayasat"
"""The author of the commit, because the one who will merge is unknown. No page shows this name."""


_LISTED = ("--reverse", "--topo-order", "--no-merges", "--no-commit-header", "--format=%H %T %P")


class Uncommitted(Enum):
    """Which uncommitted changes are proposed."""

    FILES = auto()
    """All files of the working tree that are not ignored."""

    STAGED = auto()
    """The staged files: the contents of the next commit."""


class RebasedCommits(Struct, frozen=True):
    """A line of commits on top of a base."""

    head: str
    originals: Mapping[str, str]
    """For each commit of the line the commit of the proposal that it has the changes of, oldest first."""

    @property
    def newest(self) -> str:
        """The last of these commits of the proposal."""
        return self.originals[self.head]


class Proposal(Struct, frozen=True):
    """A repository with the proposed commit."""

    repository: Repository
    """Its head is the proposed commit, or `base` if nothing would change."""

    base: str
    """The commit that the change is proposed on."""

    commits: RebasedCommits | None = None
    """Its commits one by one; None where the proposed commit is all of it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return self.repository.head == self.base


@contextmanager
def propose(path: Path, base: str | None, head: str | Uncommitted, moment: datetime) -> Iterator[Proposal]:
    """The repository that ``path`` is in, as it would be if ``head`` were merged into ``base`` at ``moment``.

    ``base`` is any name of a commit, or None for HEAD. A head that does not descend from the base is merged
    as Git would merge it. Raises RepositoryError as `Repository.open` does, for an unknown name
    (`unknown-revision`), and for a merge with conflicts (`merge-conflict`, one fault for each file).
    """
    with closing(Repository.open(path)) as opened:
        root, newest = opened.root, opened.head
    plain = GitCommands(root or path)
    onto = plain.commit(base) if base else newest
    with TemporaryDirectory(prefix="sayasat-") as folder:
        commands = plain.with_environment(_own_objects(plain, Path(folder), moment))
        proposed = newest
        if isinstance(head, str):
            proposed = commands.commit(head)
        elif root:
            proposed = _uncommitted(commands, _index(plain, head), head, newest, Path(folder))
        merged = _merged(commands, onto, proposed)
        commits = _rebased(commands, onto, proposed, merged) if base else None
        with closing(Repository(CommitHistory(commands), merged, root)) as repository:
            yield Proposal(repository, onto, commits)


def _own_objects(commands: GitCommands, folder: Path, moment: datetime) -> dict[str, str]:
    """Variables that make Git write objects and the index to a folder, and read the repository's as well."""
    (folder / "objects").mkdir()
    (objects,) = commands.lines("rev_parse", "--path-format=absolute", "--git-path", "objects")
    made = {"NAME": _NOBODY, "EMAIL": "", "DATE": f"@{int(moment.timestamp())} +0000"}
    return {
        "GIT_OBJECT_DIRECTORY": str(folder / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(objects),
        "GIT_INDEX_FILE": str(folder / "index"),
        **{f"GIT_AUTHOR_{part}": value for part, value in made.items()},
        **{f"GIT_COMMITTER_{part}": value for part, value in made.items()},
    }


def _quoted(path: str) -> str:
    """Quote a path for a list that is separated by colons, as Git expects it, if the path has a colon."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if ":" in path or path.startswith('"') else path


def _uncommitted(commands: GitCommands, index: Path, head: Uncommitted, newest: str, folder: Path) -> str:
    """Commit uncommitted changes, which are in the working tree or the index, to the temporary folder."""
    if index.exists():
        # The index tells Git which files are unchanged, so that it need not read them all. `copy2` keeps its
        # time, which Git needs to notice a file that changed in the second of the last commit with equal size
        copy2(index, folder / "index")
    if head is Uncommitted.FILES:
        _stage_all(commands)
    (tree,) = commands.lines("write_tree")
    return _made(commands, tree, newest)


def _stage_all(commands: GitCommands) -> None:
    """Stage every file that is not ignored.

    Submodules are excluded: ``git add`` runs ``git status`` in each submodule, which runs programs that the
    settings of the submodule name.
    """
    entries = commands.run("ls_files", "--stage", "-z").split(b"\0")
    submodules = (entry.partition(b"\t")[2] for entry in entries if entry.startswith(b"160000 "))
    paths = b"\0".join([b".", *(b":(exclude,literal)" + path for path in submodules)])
    patterns = commands.with_environment({"GIT_LITERAL_PATHSPECS": "0"})
    patterns.run("add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", given=paths)


def _index(commands: GitCommands, head: Uncommitted) -> Path:
    """The path of the index. For a hook of ``git commit --all``, GIT_INDEX_FILE names a temporary one."""
    named = os.environ.get("GIT_INDEX_FILE") if head is Uncommitted.STAGED else None
    if named:
        return Path(named).absolute()
    (index,) = commands.lines("rev_parse", "--path-format=absolute", "--git-path", "index")
    return Path(index)


def _merged(commands: GitCommands, base: str, head: str) -> str:
    """One commit on the base with the changes of the head; the base itself if there are none."""
    ahead, _, _ = commands.ask("merge_base", "--is-ancestor", base, head)
    tree = f"{head}^{{tree}}" if ahead == 0 else _merged_tree(commands, base, head)
    return _made(commands, tree, base)


def _merged_tree(commands: GitCommands, base: str, head: str) -> str:
    code, output, message = commands.ask("merge_tree", "--write-tree", "--name-only", "-z", base, head)
    tree, *rest = output.decode(errors="surrogateescape").split("\0")
    if code == 0:
        return tree
    conflicting = [] if code != 1 else list(dict.fromkeys(rest[: rest.index("")]))
    if not conflicting:
        raise commands.error(message.decode(errors="replace"))
    raise RepositoryError([Fault("merge-conflict", path, (("base", base[:12]),)) for path in conflicting])


def _made(commands: GitCommands, tree: str, parent: str) -> str:
    before, after = commands.lines("rev_parse", f"{parent}^{{tree}}", tree)
    if before == after:
        return parent
    return _on_top(commands, after, parent)


def _on_top(commands: GitCommands, tree: str, parent: str) -> str:
    (commit,) = commands.lines("commit_tree", tree, "-p", parent, "-m", "Proposed")
    return commit


def _rebased(commands: GitCommands, base: str, head: str, merged: str) -> RebasedCommits | None:
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
        is_next = trees.get(next(iter(parents), "")) == tree
        picked = own if is_next else _picked(commands, tree, commit, parents)
        if picked is None:
            return None
        if picked != tree:
            above, tree = _on_top(commands, picked, above), picked
            originals[above] = commit
    if tree != wanted:  # a merge commit among them has changes of its own
        above = _on_top(commands, wanted, above)
        originals[above] = head
    return RebasedCommits(above, originals) if len(originals) > 1 else None


def _picked(commands: GitCommands, tree: str, commit: str, parents: list[str]) -> str | None:
    """The files of ``tree`` with the changes of a commit; None if they conflict."""
    if len(parents) != 1:
        return None
    # As a child of the commit's parent, the tree is merged with the commit as `git cherry-pick` does it
    beside = _on_top(commands, tree, parents[0])
    code, output, _ = commands.ask("merge_tree", "--write-tree", "--name-only", "-z", beside, commit)
    return output.split(b"\0")[0].decode() if code == 0 else None
