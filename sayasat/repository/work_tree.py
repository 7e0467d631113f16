"""The working tree that a folder is in, and a new repository."""

from __future__ import annotations

import os
from pathlib import Path

from sayasat.repository.commands import GitCommands


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
