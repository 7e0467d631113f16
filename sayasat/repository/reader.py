"""Reads a repository; everywhere else it is plain values, and a sha is an opaque id.

Git is asked for output that no setting of the user, the machine or the calling process can change. What Git
cannot read whole is an error: a history that misses something must never be taken for a shorter history.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from sayasat.repository.commands import GitCommands, GitProcess, repository_error
from sayasat.repository.plumbing import (
    Commit,
    is_file,
    read_entries,
    read_log,
    read_object,
    read_tree,
    stored_path,
)


class Repository:
    """A repository as of its HEAD when it was opened. A context manager; one thread at a time."""

    def __init__(self, commands: GitCommands, head: str, root: Path | None) -> None:
        self._commands = commands
        self._objects: GitProcess | None = None
        self._trees: dict[str, dict[bytes, tuple[bytes, str]]] = {}
        self.head: Final = head
        """The commit of HEAD, on a branch or detached."""

        self.root: Final = root
        """The top of the working tree; absent in a bare repository."""

    @classmethod
    def open(cls, path: Path, branch: str = "") -> Self:
        """Open the repository that a directory is in or, if bare, is.

        It is read as of ``branch``, which may be any name of a commit; without it, as of HEAD.
        Raises RepositoryError: `no-repository`, `no-commit`, `shallow`, `unknown-revision`,
        `partial-clone` or `unreadable`.
        """
        if not path.is_dir():
            raise repository_error("no-repository", path)
        commands = GitCommands(path)
        facts = ("--is-shallow-repository", "--is-inside-work-tree")
        shallow, in_work_tree = commands.lines("rev_parse", *facts)
        if shallow == "true":
            raise repository_error("shallow", path)
        root = None
        if in_work_tree == "true":
            root = Path(os.fsdecode(commands.run("rev_parse", "--show-toplevel").removesuffix(b"\n")))
            commands = commands.elsewhere(root)
        # Not rev-parse, which gives one answer for a branch without a commit and for a broken one.
        (head,) = [_commit(commands, path, branch)] if branch else commands.lines(*_NEWEST)
        return cls(commands, head, root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads objects. Reading again starts a new one."""
        if self._objects is None:
            return
        process, self._objects = self._objects, None
        process.communicate()

    def log(self, *under: str, has_patterns: bool = False) -> tuple[Commit, ...]:
        """The first-parent line of HEAD, oldest first: the commits that changed a path below ``under``.

        With ``has_patterns``, ``under`` are pathspecs of Git, ``:(glob)…``. Renames are sought below
        ``under`` only: a file that came from elsewhere is new, one that left is deleted. Raises
        RepositoryError where any part of the history is missing.
        """
        commands = self._commands.beside(_PATTERNS) if has_patterns else self._commands
        output = commands.run("log", *_LOG, self.head, "--", *under)
        try:
            return tuple(reversed(list(read_log(output))))
        except (ValueError, OverflowError) as error:
            # Only a broken commit gets here, such as one without a date: no date is ever invented.
            raise self._commands.error(f"git log: {error}") from error

    def newest(self) -> tuple[str, datetime, datetime | None]:
        """The commit of HEAD, its committer's date, and that of its first parent; in UTC.

        The parent's is absent for a first commit.
        """
        seconds = self._commands.lines("log", "-2", "--first-parent", "--no-patch", "--format=%ct", self.head)
        times = [datetime.fromtimestamp(int(each), UTC) for each in seconds]
        return self.head, times[0], times[1] if len(times) > 1 else None

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each blob with its bytes, in the order asked, one in memory at a time.

        Raises RepositoryError at the first that is missing or is not what its id promises.
        """
        for blob in blobs:
            yield blob, self.text(blob)

    def text(self, blob: str) -> bytes:
        """The bytes of one blob, as Git stores them. Raises RepositoryError as `texts` does."""
        return self._object(blob, b"blob")

    def _object(self, name: str, kind: bytes) -> bytes:
        process = self._objects or self._commands.start("cat_file", "--batch")
        # Kept only after a whole answer: the rest of a broken one would be taken for the next.
        self._objects = None
        try:
            data = read_object(process, name, kind)
        except (ValueError, OSError) as error:
            process.communicate()
            raise self._commands.error(f"{name}: {error}") from error
        self._objects = process
        return data

    def tree(self, *under: str) -> tuple[tuple[str, str], ...]:
        """The regular files of HEAD below ``under``, or all there are: path and blob, by path."""
        return tuple(sorted(read_tree(self._commands.run("ls_tree", *_TREE, "-r", self.head, "--", *under))))

    def find(self, commit: str, path: str) -> str | None:
        """The blob of the regular file that a commit had at ``path``; absent where it had none."""
        *folders, name = path.encode(errors="surrogateescape").split(b"/")
        if not name or b"" in folders or b".." in folders or name == b"..":
            return None
        tree: str | None = self._tree_of(commit)
        for folder in folders:
            mode, tree = self._entries(tree).get(folder, (b"", None)) if tree else (b"", None)
            tree = tree if mode == _FOLDER else None
        mode, blob = self._entries(tree).get(name, (b"", None)) if tree else (b"", None)
        return blob if is_file(mode) else None

    def _tree_of(self, commit: str) -> str:
        data = self._object(commit, b"commit")
        return data[len(b"tree ") : data.index(b"\n")].decode()

    def _entries(self, tree: str) -> dict[bytes, tuple[bytes, str]]:
        """What a folder holds: name to mode and id. One folder is asked for many times in a row."""
        if tree not in self._trees:
            if len(self._trees) >= _KEPT_TREES:
                self._trees.clear()
            self._trees[tree] = dict(read_entries(self._object(tree, b"tree"), len(tree) // 2))
        return self._trees[tree]

    def edits(self, *under: str) -> tuple[str, ...]:
        """Paths below ``under`` that are not in the working tree as they are in HEAD, sorted.

        New and deleted files are among them, and those that were staged and then changed back; ignored ones
        are not, nor is a line ending or a mode that Git itself would change. Empty in a bare repository.
        """
        if self.root is None:
            return ()
        entries = self._commands.run("status", *_EDITS, "--", *under).split(b"\0")[:-1]
        paths = {stored_path(entry[len(b"XY ") :]) for entry in entries}
        # A repository inside the working tree is listed as a folder: it is not ours.
        return tuple(sorted(path for path in paths if not path.endswith("/")))


def _commit(commands: GitCommands, path: Path, name: str) -> str:
    """The commit that a name stands for."""
    asked = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    code, answer, _ = commands.ask("rev_parse", *asked)
    if code:
        raise repository_error("unknown-revision", path, name=name)
    return answer.decode().strip()


def work_tree_of(path: Path) -> Path | None:
    """The top of the working tree that a folder is in, or will be; absent where it is in none."""
    there = next(each for each in (path, *path.parents) if each.is_dir())
    code, answer, _ = GitCommands(there).ask("rev_parse", "--show-toplevel")
    return None if code else Path(os.fsdecode(answer.removesuffix(b"\n")))


def init_repository(path: Path) -> None:
    """Make a repository of a folder that is in none. Raises RepositoryError."""
    commands = GitCommands(path)
    code, _, _ = commands.ask("rev_parse", "--git-dir")
    if code:
        commands.run("init", "--quiet")


_AS_STORED: Final = ("--no-show-signature", "--encoding=UTF-8")

_LOG: Final = (
    "--first-parent",
    "--diff-merges=first-parent",
    "--raw",
    "-z",
    "--no-abbrev",
    "--find-renames=50%",
    "-l0",  # no limit: diff.renameLimit would let a large reorganisation pass for deletions
    *_AS_STORED,
    "--format=tformat:%H%x00%ct%x00%an%x00%s",  # %aN would rename authors by a .mailmap
)

_FOLDER: Final = b"40000"

_KEPT_TREES: Final = 256

_NEWEST: Final = ("log", "-1", "--no-patch", *_AS_STORED, "--format=%H")

_PATTERNS: Final = {"GIT_LITERAL_PATHSPECS": "0"}

_TREE: Final = ("-z", "--full-tree")

# Not `diff`: it writes the index, and a commit that is made at that moment fails.
_EDITS: Final = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
