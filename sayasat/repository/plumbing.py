"""What Git's plumbing commands print, read as plain values. Pure, but for the process that reads objects."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sayasat.characters import showable
from sayasat.repository.commands import GitProcess


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


def read_log(output: bytes) -> Iterator[Commit]:
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
    path, former = stored_path(fields.popleft()), None
    if status.startswith(b"R"):
        path, former = stored_path(fields.popleft()), path
    return FileChange(path, blob.decode() if is_file(mode) else None, former)


def read_tree(output: bytes) -> Iterator[tuple[str, str]]:
    """The regular files in the output of ``ls-tree``: path and blob."""
    for entry in output.split(b"\0")[:-1]:
        facts, _, path = entry.partition(b"\t")
        mode, _, blob = facts.split()
        if is_file(mode):
            yield stored_path(path), blob.decode()


def is_file(mode: bytes) -> bool:
    """Tell a file, executable or not, from a link (120000), a submodule (160000) and nothing (000000)."""
    return mode.startswith(b"100")


def stored_path(stored: bytes) -> str:
    """A path as text; bytes that are no UTF-8 are kept as lone surrogates."""
    return stored.decode(errors="surrogateescape")


def read_object(process: GitProcess, asked: str, kind: bytes) -> bytes:
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


def read_entries(data: bytes, digest: int) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
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
