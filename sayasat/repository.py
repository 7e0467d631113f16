"""The one door to Git: beyond this module a repository is plain values, and a sha is an opaque id.

Git is asked for output that no setting of the user, the machine or the calling process can change. What Git
cannot read whole is an error: a history that misses something must never be taken for a shorter history.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE
from typing import Final, Self

from git import Git

from sayasat.errors import Fault, RepositoryError


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
    """The name only, never the address. Bytes that are no UTF-8 show as U+FFFD, as in `subject`."""

    subject: str
    """The first paragraph of the message, on one line."""

    changes: tuple[FileChange, ...]
    """Against the first parent, by path: a merge is one commit that brings all it merges."""


class Repository:
    """A repository as of its HEAD when it was opened. A context manager; one thread at a time."""

    def __init__(self, commands: _Commands, head: str, root: Path | None) -> None:
        self._commands = commands
        self._objects: Git.AutoInterrupt | None = None
        self.head: Final = head
        """The commit of HEAD, on a branch or detached."""

        self.root: Final = root
        """The top of the working tree; absent in a bare repository."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the repository that a directory is in or, if bare, is.

        Raises RepositoryError: `no-repository`, `no-commit`, `shallow` or `unreadable`.
        """
        if not path.is_dir():
            raise _error("no-repository", path)
        commands = _Commands(path)
        facts = ("--is-shallow-repository", "--is-inside-work-tree")
        shallow, in_work_tree = commands.lines("rev_parse", *facts)
        if shallow == "true":
            raise _error("shallow", path)
        root = None
        if in_work_tree == "true":
            root = Path(os.fsdecode(commands.run("rev_parse", "--show-toplevel").removesuffix(b"\n")))
            commands = _Commands(root)
        # Not rev-parse, which gives one answer for a branch without a commit and for a broken one.
        (head,) = commands.lines("log", "-1", "--no-patch", *_AS_STORED, "--format=%H")
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

    def log(self, under: str) -> tuple[Commit, ...]:
        """The first-parent line of HEAD, oldest first: the commits that changed a path below ``under``.

        Renames are sought below ``under`` only: a file that came from elsewhere is new, one that left is
        deleted. Raises RepositoryError where any part of the history is missing.
        """
        output = self._commands.run("log", *_LOG, self.head, "--", under)
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
        process = self._objects or self._commands.start("cat_file", "--batch")
        # Kept only after a whole answer: the rest of a broken one would be taken for the next.
        self._objects = None
        try:
            data = _read_blob(process, blob)
        except (ValueError, OSError) as error:
            process.communicate()
            raise self._commands.error(f"{blob}: {error}") from error
        self._objects = process
        return data

    def tree(self, under: str) -> tuple[tuple[str, str], ...]:
        """The regular files of HEAD below ``under``: path and blob, by path."""
        return tuple(sorted(_read_tree(self._commands.run("ls_tree", *_TREE, "-r", self.head, "--", under))))

    def find(self, commit: str, path: str) -> str | None:
        """The blob of the regular file that a commit had at ``path``; absent where it had none."""
        parts = path.split("/")
        if "" in parts or ".." in parts:
            return None
        return dict(_read_tree(self._commands.run("ls_tree", *_TREE, commit, "--", path))).get(path)

    def edits(self, under: str) -> tuple[str, ...]:
        """Paths below ``under`` that are not in the working tree as they are in HEAD, sorted.

        New and deleted files are among them, and those that were staged and then changed back; ignored ones
        are not, nor is a line ending or a mode that Git itself would change. Empty in a bare repository.
        """
        if self.root is None:
            return ()
        entries = self._commands.run("status", *_EDITS, "--", under).split(b"\0")[:-1]
        paths = {_path(entry[len(b"XY ") :]) for entry in entries}
        # A repository inside the working tree is listed as a folder: it is not ours.
        return tuple(sorted(path for path in paths if not path.endswith("/")))


def _read_log(output: bytes) -> Iterator[Commit]:
    """Read four fields a commit, then two or three a changed file, each ended by NUL."""
    fields = deque(output.split(b"\0")[:-1])
    while fields:
        sha, seconds, author, subject = (fields.popleft().decode(errors="replace") for _ in range(4))
        changes = []
        while fields and fields[0].lstrip().startswith(b":"):
            changes.append(_read_change(fields))
        time = _EPOCH + timedelta(seconds=int(seconds))
        yield Commit(sha, time, author, subject, tuple(sorted(changes, key=lambda change: change.path)))


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


def _read_blob(process: Git.AutoInterrupt, blob: str) -> bytes:
    """Ask a `cat-file --batch` for one blob. Raises ValueError or OSError where it gives anything else."""
    process.stdin.write(f"{blob}\n".encode())
    process.stdin.flush()
    answer: bytes = process.stdout.readline()
    match answer.split():
        case [name, b"blob", size] if name == blob.encode():
            data: bytes = process.stdout.read(int(size))
            process.stdout.read(1)
        case []:
            raise ValueError(process.stderr.read().decode(errors="replace"))
        case _:
            raise ValueError(answer.decode(errors="replace"))
    if _blob_id(data, len(blob)) != blob:
        # Git itself does not look: a damaged text would be published as it is.
        raise ValueError("the object is damaged")
    return data


def _blob_id(data: bytes, digits: int) -> str:
    new = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return new(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


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
_TREE: Final = ("-z", "--full-tree")
# Not `diff`: it writes the index, and a commit that is made at that moment fails.
_EDITS: Final = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")

_CONFIGURATION: Final = (
    "log.showRoot=true",  # else the first commit would have changed nothing
    "log.follow=false",  # it would leave the main line for the history of a single file
    "core.fileMode=false",  # an executable text is not an edited one
    "core.fsmonitor=false",  # it may name a program to run
    f"diff.orderFile={os.devnull}",  # it may name a file that is not there
)
"""Settings of a user that change answers and have no option to override them."""

_ENVIRONMENT: Final = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replace refs and
    "GIT_GRAFT_FILE": os.devnull,  # grafts show another history than the one that was published
    "GIT_LITERAL_PATHSPECS": "1",  # a path with * or : in it is a path
    "GIT_OPTIONAL_LOCKS": "0",  # `serve` must not get in the way of the commits that it watches
    "GIT_TERMINAL_PROMPT": "0",  # a partial clone that needs a password fails; it does not wait
}

_KEPT: Final = frozenset({
    # Which settings to read is the user's to say: safe.directory can be nowhere else.
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    # How to reach the remote of a partial clone.
    "GIT_ALLOW_PROTOCOL",
    "GIT_ASKPASS",
    "GIT_EXEC_PATH",
    "GIT_PROXY_COMMAND",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSL_CAINFO",
    "GIT_SSL_NO_VERIFY",
})  # fmt: skip

_environment_lock = threading.Lock()


@contextmanager
def _own_environment() -> Iterator[None]:
    """Start Git without the GIT_ variables that a hook, an alias or a CI job has set for its own repository.

    GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR and GIT_NAMESPACE lead to another repository, GIT_INDEX_FILE
    to another index, GIT_OBJECT_DIRECTORY and GIT_ALTERNATE_OBJECT_DIRECTORIES to other objects,
    GIT_SHALLOW_FILE to a shorter history; GIT_CEILING_DIRECTORIES hides ours; GIT_CONFIG_PARAMETERS and
    GIT_CONFIG_COUNT (`git -c …`) bring settings; GIT_TRACE fills a pipe that nobody empties;
    GIT_EXTERNAL_DIFF and GIT_PAGER run programs. GitPython passes on os.environ, and can add to it but not
    take away; so they are out of it while a process starts.
    """
    with _environment_lock:
        names = [name for name in os.environ if name.startswith("GIT_") and name not in _KEPT]
        foreign = {name: os.environ.pop(name) for name in names}
        try:
            yield
        finally:
            os.environ.update(foreign)


class _Commands:
    """Runs Git in one directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._git = Git()
        self._git.update_environment(**_ENVIRONMENT)
        # Not a working directory: where GitPython cannot enter the one it is given, it runs in the caller's.
        self._git.set_persistent_git_options(C=os.fspath(folder.absolute()), c=list(_CONFIGURATION))

    def start(self, command: str, *arguments: str) -> Git.AutoInterrupt:
        """A running process with its three pipes."""
        with _own_environment():
            git = getattr(self._git, command)
            process: Git.AutoInterrupt = git(*arguments, as_process=True, istream=PIPE)
        return process

    def run(self, command: str, *arguments: str) -> bytes:
        """All that a command says. Raises RepositoryError where it fails, with its last words."""
        process = self.start(command, *arguments)
        output, complaint = process.communicate()
        if process.returncode:
            raise self.error(complaint.decode(errors="replace"))
        answer: bytes = output
        return answer

    def lines(self, command: str, *arguments: str) -> list[str]:
        """The lines that a command answers with."""
        return self.run(command, *arguments).decode().splitlines()

    def error(self, complaint: str) -> RepositoryError:
        """What Git complains of, told in our way; it speaks English here, whatever the locale."""
        if "not a git repository" in complaint:
            return _error("no-repository", self._folder)
        if "does not have any commits yet" in complaint:
            return _error("no-commit", self._folder)
        return _error("unreadable", self._folder, detail=" ".join(complaint.split()))


def _error(code: str, path: Path, **facts: str) -> RepositoryError:
    return RepositoryError([Fault(code, os.fspath(path), (("path", os.fspath(path)), *facts.items()))])
