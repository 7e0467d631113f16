"""The one door to Git: beyond this module a repository is plain values, and a sha is an opaque id.

Git is asked for output that no setting of the user, the machine or the calling process can change. What Git
cannot read whole is an error: a history that misses something must never be taken for a shorter history.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from sayasat.characters import showable
from sayasat.gitcommands import GitCommands, GitProcess, repository_error


@dataclass(frozen=True, slots=True)
class FileChange:
    """What one commit did to one file."""

    path: str
    """From the top of the repository, as Git stores it, with forward slashes. After the change; before it,
    for a deletion. Bytes that are no UTF-8 are kept as lone surrogates."""

    blob: str | None
    """Absent where the path holds no regular file any more: deleted, or now a link, a submodule, a folder."""

    renamed_from: str | None
    """The path it had, where Git sees a rename; that path is gone. The caller decides what it means."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the main line."""

    sha: str
    time: datetime
    """The committer's date, aware, in UTC. It may be earlier than that of the commit before."""

    author: str
    """The name only, never the address. Bytes that are no UTF-8 show as U+FFFD, as in `subject`.

    Characters that no page can show, or that would reorder what stands around them, are left out of both.
    """

    subject: str
    """The first paragraph of the message, on one line."""

    changes: tuple[FileChange, ...]
    """Against the first parent, by path: a merge is one commit that brings all it merges."""


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
            return tuple(reversed(list(_read_log(output))))
        except (ValueError, OverflowError) as error:
            # Only a broken commit gets here, such as one without a date: no date is ever invented.
            raise self._commands.error(f"git log: {error}") from error

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
            data = _read_object(process, name, kind)
        except (ValueError, OSError) as error:
            process.communicate()
            raise self._commands.error(f"{name}: {error}") from error
        self._objects = process
        return data

    def tree(self, *under: str) -> tuple[tuple[str, str], ...]:
        """The regular files of HEAD below ``under``, or all there are: path and blob, by path."""
        return tuple(sorted(_read_tree(self._commands.run("ls_tree", *_TREE, "-r", self.head, "--", *under))))

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
        return blob if _is_file(mode) else None

    def _tree_of(self, commit: str) -> str:
        data = self._object(commit, b"commit")
        return data[len(b"tree ") : data.index(b"\n")].decode()

    def _entries(self, tree: str) -> dict[bytes, tuple[bytes, str]]:
        """What a folder holds: name to mode and id. One folder is asked for many times in a row."""
        if tree not in self._trees:
            if len(self._trees) >= _KEPT_TREES:
                self._trees.clear()
            self._trees[tree] = dict(_read_entries(self._object(tree, b"tree"), len(tree) // 2))
        return self._trees[tree]

    def edits(self, *under: str) -> tuple[str, ...]:
        """Paths below ``under`` that are not in the working tree as they are in HEAD, sorted.

        New and deleted files are among them, and those that were staged and then changed back; ignored ones
        are not, nor is a line ending or a mode that Git itself would change. Empty in a bare repository.
        """
        if self.root is None:
            return ()
        entries = self._commands.run("status", *_EDITS, "--", *under).split(b"\0")[:-1]
        paths = {_path(entry[len(b"XY ") :]) for entry in entries}
        # A repository inside the working tree is listed as a folder: it is not ours.
        return tuple(sorted(path for path in paths if not path.endswith("/")))


def _commit(commands: GitCommands, path: Path, name: str) -> str:
    """The commit that a name stands for."""
    asked = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    code, answer, _ = commands.ask("rev_parse", *asked)
    if code:
        raise repository_error("unknown-revision", path, name=name)
    return answer.decode().strip()


def top(path: Path) -> Path | None:
    """The top of the working tree that a folder is in, or will be; absent where it is in none."""
    there = next(each for each in (path, *path.parents) if each.is_dir())
    code, told, _ = GitCommands(there).ask("rev_parse", "--show-toplevel")
    return None if code else Path(os.fsdecode(told.removesuffix(b"\n")))


def prepare(path: Path) -> None:
    """Make a repository of a folder that is in none. Raises RepositoryError."""
    commands = GitCommands(path)
    code, _, _ = commands.ask("rev_parse", "--git-dir")
    if code:
        commands.run("init", "--quiet")


def _read_log(output: bytes) -> Iterator[Commit]:
    """Read four fields a commit, then two or three a changed file, each ended by NUL."""
    fields = deque(output.split(b"\0")[:-1])
    while fields:
        sha, seconds, author, subject = (fields.popleft().decode(errors="replace") for _ in range(4))
        changes = []
        while fields and fields[0].lstrip().startswith(b":"):
            changes.append(_read_change(fields))
        time = _EPOCH + timedelta(seconds=int(seconds))
        yield Commit(
            sha,
            time,
            showable(author),
            showable(subject),
            tuple(sorted(changes, key=lambda change: change.path)),
        )


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _read_change(fields: deque[bytes]) -> FileChange:
    _, mode, _, blob, status = fields.popleft().split()
    path, former = _path(fields.popleft()), None
    if status.startswith(b"R"):
        path, former = _path(fields.popleft()), path
    return FileChange(path, blob.decode() if _is_file(mode) else None, former)


def _read_tree(output: bytes) -> Iterator[tuple[str, str]]:
    for entry in output.split(b"\0")[:-1]:
        facts, _, path = entry.partition(b"\t")
        mode, _, blob = facts.split()
        if _is_file(mode):
            yield _path(path), blob.decode()


def _is_file(mode: bytes) -> bool:
    """Tell a file, executable or not, from a link (120000), a submodule (160000) and nothing (000000)."""
    return mode.startswith(b"100")


def _path(stored: bytes) -> str:
    return stored.decode(errors="surrogateescape")


def _read_object(process: GitProcess, asked: str, kind: bytes) -> bytes:
    """Ask a `cat-file --batch` for one object. Raises ValueError or OSError where it gives anything else."""
    process.stdin.write(f"{asked}\n".encode())
    process.stdin.flush()
    answer: bytes = process.stdout.readline()
    match answer.split():
        case [name, found, size] if name == asked.encode() and found == kind:
            data: bytes = process.stdout.read(int(size))
            process.stdout.read(1)
        case []:
            raise ValueError(process.stderr.read().decode(errors="replace"))
        case _:
            raise ValueError(answer.decode(errors="replace"))
    if _object_id(data, kind, len(asked)) != asked:
        # Git itself does not look: a damaged text would be published as it is.
        raise ValueError("the object is damaged")
    return data


def _read_entries(data: bytes, digest: int) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
    """A tree as Git stores it: mode, blank, name, NUL, and the id in ``digest`` bytes, again and again."""
    start = 0
    while start < len(data):
        end = data.index(b"\0", start)
        mode, _, name = data[start:end].partition(b" ")
        start = end + 1 + digest
        yield name, (mode, data[end + 1 : start].hex())


def _object_id(data: bytes, kind: bytes, digits: int) -> str:
    new = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return new(kind + b" %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


_SHA1_DIGITS: Final = 40

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
