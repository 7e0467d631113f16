"""A change that is not published yet, as the one commit that it would be on the main line.

What nobody has committed or merged is checked and shown by the same rules as what is published, because it is
read the same way: as the newest commit of a repository. That commit and its files are made beside the
repository's own objects, in a folder that is gone afterwards; the repository is not written to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from shutil import copy2
from tempfile import TemporaryDirectory

from sayasat.errors import Fault, RepositoryError
from sayasat.repository.commands import GitCommands
from sayasat.repository.reader import Repository

_NOBODY = "Sayasat"
"""Who would merge it is not known; no page shows this name."""


class Uncommitted(Enum):
    """What counts as proposed where no commit is named."""

    FILES = auto()
    """The working tree: every file that is not ignored."""

    STAGED = auto()
    """What the next commit would hold."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repository as it would be."""

    repository: Repository
    """Its head is the proposed commit; the base, where nothing is proposed."""

    base: str
    """The commit that it is proposed on."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return self.repository.head == self.base


@contextmanager
def propose(path: Path, base: str | None, head: str | Uncommitted, moment: datetime) -> Iterator[Proposal]:
    """The repository that ``path`` is in, as it would be if ``head`` were merged into ``base`` at ``moment``.

    ``base`` is any name that Git has for a commit; absent, it is HEAD. A head that does not build on the base
    is merged as Git would merge it. Raises RepositoryError as `Repository.open` does, and for a name that Git
    does not know (`unknown-revision`) and a merge that has conflicts (`merge-conflict`, one for each file).
    """
    with closing(Repository.open(path)) as opened:
        root, newest = opened.root, opened.head
    plain = GitCommands(root or path)
    onto = _commit(plain, base) if base else newest
    with TemporaryDirectory(prefix="sayasat-") as folder:
        commands = plain.beside(_apart(plain, Path(folder), moment))
        proposed = _head(commands, plain, head, newest, root, Path(folder))
        merged = _merged(commands, onto, proposed)
        with closing(Repository(commands, merged, root)) as repository:
            yield Proposal(repository, onto)


def _apart(commands: GitCommands, folder: Path, moment: datetime) -> dict[str, str]:
    """Where Git is to write: beside the repository. It still reads all that the repository has."""
    (folder / "objects").mkdir()
    (objects,) = commands.lines("rev_parse", "--path-format=absolute", "--git-path", "objects")
    return {
        "GIT_OBJECT_DIRECTORY": str(folder / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(objects),
        "GIT_INDEX_FILE": str(folder / "index"),
        **{
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (
                ("NAME", _NOBODY),
                ("EMAIL", ""),
                ("DATE", f"@{int(moment.timestamp())} +0000"),
            )
        },
    }


def _quoted(path: str) -> str:
    """A path in a list that is parted by colons: one that holds such a sign stands in quotation marks."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if ":" in path or path.startswith('"') else path


def _head(
    commands: GitCommands,
    plain: GitCommands,
    head: str | Uncommitted,
    newest: str,
    root: Path | None,
    folder: Path,
) -> str:
    """The commit that is proposed; one is made of what is not committed."""
    if isinstance(head, str):
        return _commit(commands, head)
    if root is None:
        return newest
    index = _index(plain, head)
    if index.exists():
        # With it Git knows which files have not changed, and does not read them all. Its time goes along:
        # by that Git finds a file that changed within the second of the last commit and kept its size
        copy2(index, folder / "index")
    if head is Uncommitted.FILES:
        _stage_all(commands)
    (tree,) = commands.lines("write_tree")
    return _made(commands, tree, newest)


def _stage_all(commands: GitCommands) -> None:
    """Stage every file that is not ignored.

    Submodules are left out: in each of them ``git add`` runs ``git status``, which runs the programs that the
    submodule's own settings name.
    """
    entries = commands.run("ls_files", "--stage", "-z").split(b"\0")
    submodules = (entry.partition(b"\t")[2] for entry in entries if entry.startswith(b"160000 "))
    paths = b"\0".join([b".", *(b":(exclude,literal)" + path for path in submodules)])
    patterns = commands.beside({"GIT_LITERAL_PATHSPECS": "0"})
    patterns.run("add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", given=paths)


def _index(commands: GitCommands, head: Uncommitted) -> Path:
    """Where what is staged is kept; a hook of ``git commit --all`` is told of another place."""
    named = os.environ.get("GIT_INDEX_FILE") if head is Uncommitted.STAGED else None
    if named:
        return Path(named).absolute()
    (index,) = commands.lines("rev_parse", "--path-format=absolute", "--git-path", "index")
    return Path(index)


def _merged(commands: GitCommands, base: str, head: str) -> str:
    """The one commit on the base; the base itself where nothing changes."""
    ahead, _, _ = commands.ask("merge_base", "--is-ancestor", base, head)
    tree = f"{head}^{{tree}}" if ahead == 0 else _merged_tree(commands, base, head)
    return _made(commands, tree, base)


def _merged_tree(commands: GitCommands, base: str, head: str) -> str:
    code, output, complaint = commands.ask("merge_tree", "--write-tree", "--name-only", "-z", base, head)
    tree, *rest = output.decode(errors="surrogateescape").split("\0")
    if code == 0:
        return tree
    conflicting = [] if code != 1 else list(dict.fromkeys(rest[: rest.index("")]))
    if not conflicting:
        raise commands.error(complaint.decode(errors="replace"))
    raise RepositoryError([Fault("merge-conflict", path, (("base", base[:12]),)) for path in conflicting])


def _made(commands: GitCommands, tree: str, parent: str) -> str:
    before, after = commands.lines("rev_parse", f"{parent}^{{tree}}", tree)
    if before == after:
        return parent
    (commit,) = commands.lines("commit_tree", after, "-p", parent, "-m", "Proposed")
    return commit


def _commit(commands: GitCommands, name: str) -> str:
    code, output, _ = commands.ask(
        "rev_parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    if code:
        raise RepositoryError([Fault("unknown-revision", name, (("name", name),))])
    return output.decode().strip()
