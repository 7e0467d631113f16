"""Puts a commit into a folder, as a repository of its own: a site is built from exactly that commit."""

from __future__ import annotations

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
