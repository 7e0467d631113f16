"""Working trees: a commit in a folder of its own, the tree that a folder is in, and a new repository.

A site is built from exactly one commit.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sayasat.repository.commands import GitCommands

_LOCAL = {"GIT_ALLOW_PROTOCOL": "file"}


def check_out(root: Path, commit: str, folder: Path) -> None:
    """Replace a folder by a working tree of a commit, with all its history. Nothing in it is uncommitted.

    ``root`` is the top folder of the repository, whose objects are read and not copied. Raises
    RepositoryError, and OSError if the folder cannot be written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Not origin: what is done in the folder stays in it
    clone = ("--origin=source", "--quiet", "--shared", "--no-checkout", "--", str(root), str(folder))
    GitCommands(root).with_environment(_LOCAL).run("clone", *clone)
    GitCommands(folder).run("checkout", "--quiet", "--detach", commit)


def work_tree_of(path: Path) -> Path | None:
    """The top folder of the working tree that a path, which need not exist, is in; None if it is in none."""
    existing = next(each for each in (path, *path.parents) if each.is_dir())
    code, answer, _ = GitCommands(existing).ask("rev_parse", "--show-toplevel")
    return None if code else Path(os.fsdecode(answer.removesuffix(b"\n")))


def init_repository(path: Path) -> None:
    """Create a repository in a folder, unless the folder is in one. Raises RepositoryError."""
    commands = GitCommands(path)
    code, _, _ = commands.ask("rev_parse", "--git-dir")
    if code:
        commands.run("init", "--quiet")
