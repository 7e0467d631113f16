"""Parses the output of Git's plumbing commands. Pure, except for `read_object`, which talks to a process."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from msgspec import Struct

from sayasat.characters import showable
from sayasat.repository.commands import GitProcess
from sayasat.repository.commit_message import NO_MESSAGE, CommitMessage, read_message, shortened


class FileChange(Struct, frozen=True):
    """The change of one file in one commit."""

    path: str
    """The path after the change (of a deletion, before it), from the top of the repository, with slashes.
    Bytes that are no UTF-8 are lone surrogates."""

    blob: str | None
    """The id of the new content. None if the path is no regular file any more: deleted, or now a link, a
    submodule or a folder."""

    renamed_from: str | None
    """The old path if Git detects a rename, else None. The caller decides what the rename means."""


class Commit(Struct, frozen=True):
    """One commit of the main line."""

    sha: str
    time: datetime
    """The committer's date in the committer's own UTC offset. It may be earlier than that of the parent."""

    author: str
    """The author's name, without the email address. Bytes that are no UTF-8 are U+FFFD, as in `subject`.

    Control characters and bidirectional controls are removed from both (`sayasat.characters.showable`).
    """

    subject: str
    """The first paragraph of the message, on one line."""

    changes: tuple[FileChange, ...]
    """The changes against the first parent, sorted by path. A merge contains all changes of its branch."""

    message: CommitMessage = NO_MESSAGE

    parent: str = ""
    """The id of the first parent; empty for a first commit."""

    is_merge: bool = False


def read_log(output: bytes) -> Iterator[Commit]:
    """Parse `git log`: `FIELDS` for a commit, then two or three for a changed file, each ends with NUL."""
    fields = deque(output.split(b"\0")[:-1])
    while fields:
        values = (fields.popleft().decode(errors="replace") for _ in FIELDS)
        sha, seconds, written, parents, author, subject, body, trailers = values
        changes = []
        while fields and fields[0].lstrip().startswith(b":"):
            changes.append(_read_change(fields))
        time = (_EPOCH + timedelta(seconds=int(seconds))).astimezone(_offset(written))
        yield Commit(
            sha,
            time,
            shortened(showable(author), _LONGEST),
            shortened(showable(subject), _LONGEST),
            tuple(sorted(changes, key=lambda change: change.path)),
            read_message(subject, body, trailers),
            parents.partition(" ")[0],
            " " in parents,
        )


FIELDS: Final = (
    *("%H", "%ct", "%ci", "%P", "%an", "%s", "%b"),  # not %aN, which replaces names by a .mailmap
    "%(trailers:only,unfold,key_value_separator=%x1f)",
)
"""What is asked of a commit (git-log(1)), each ended by NUL."""

_LONGEST: Final = 1_000
"""Characters of a name or a subject: a stranger may have written a megabyte."""


def read_renames(output: bytes) -> dict[str, dict[str, str]]:
    """Parse raw differences, each after its commit's id: the renames of each, new path to old."""
    fields = deque(output.split(b"\0")[:-1])
    found: dict[str, dict[str, str]] = {}
    renames: dict[str, str] = {}
    while fields:
        if fields[0].lstrip().startswith(b":"):
            change = _read_change(fields)
            if change.renamed_from is not None and change.blob is not None:
                renames[change.path] = change.renamed_from
        else:
            renames = found[fields.popleft().decode().strip()] = {}
    return found


def _offset(written: str) -> timezone:
    """The UTC offset that a date of Git ends with; UTC if it is none that a clock can have."""
    found = re.search(r"([+-])(\d\d)([0-5]\d)$", written)
    minutes = int(f"{found[1]}1") * (int(found[2]) * 60 + int(found[3])) if found else 0
    return timezone(timedelta(minutes=minutes)) if abs(minutes) < _DAY else UTC


_DAY: Final = 24 * 60


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _read_change(fields: deque[bytes]) -> FileChange:
    _, mode, _, blob, status = fields.popleft().split()
    path, former = stored_path(fields.popleft()), None
    if status.startswith(b"R"):
        path, former = stored_path(fields.popleft()), path
    return FileChange(path, blob.decode() if is_file(mode) else None, former)


def read_tree(output: bytes) -> Iterator[tuple[str, str]]:
    """Parse ``git ls-tree``: the path and the blob of each regular file."""
    for entry in output.split(b"\0")[:-1]:
        facts, _, path = entry.partition(b"\t")
        mode, _, blob = facts.split()
        if is_file(mode):
            yield stored_path(path), blob.decode()


def is_file(mode: bytes) -> bool:
    """Whether a mode is that of a regular file: no link (120000), submodule (160000) or nothing (000000)."""
    return mode.startswith(b"100")


def stored_path(stored: bytes) -> str:
    """A path as text. Bytes that are no UTF-8 become lone surrogates."""
    return stored.decode(errors="surrogateescape")


def read_object(process: GitProcess, asked: str, kind: bytes) -> bytes:
    """Read an object from `git cat-file --batch`. Raises ValueError or OSError if missing or damaged."""
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
    if object_id(data, kind, len(asked)) != asked:
        # Git does not verify the id itself: a damaged text would be published.
        raise ValueError("the object is damaged")
    return data


def read_entries(data: bytes, id_length: int) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
    """Parse a tree object: the name of each entry, its mode and its id, which has ``id_length`` bytes."""
    start = 0
    while start < len(data):
        end = data.index(b"\0", start)
        mode, _, name = data[start:end].partition(b" ")
        start = end + 1 + id_length
        yield name, (mode, data[end + 1 : start].hex())


def object_id(data: bytes, kind: bytes, digits: int) -> str:
    """The id of an object in a repository whose ids have so many digits."""
    new = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return new(kind + b" %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


_SHA1_DIGITS: Final = 40
