"""Reads, writes and deletes files; several files are changed together or not at all.

Each file is written under a temporary name in the same folder and then renamed. Another process, or a run
that is killed, therefore leaves either the old text or the new one, never a part. If a file cannot be
written, the files renamed before it get their old content back. No other module of this package writes files.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from sayasat.errors import EditError, Fault

_ENDING = ".sayasat-new"


class FileWrite(Struct, frozen=True):
    """A file to be written or deleted."""

    path: str
    """Relative to the repository's root."""

    old: bytes | None
    """The content that the file is expected to have; None if it is expected not to exist."""

    new: bytes | None
    """None deletes the file."""


def read(root: Path, path: str) -> bytes | None:
    """A file's content; None if there is no regular file. Raises EditError if it cannot be read."""
    file = root / path
    if file.is_symlink() or not file.is_file():
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise EditError([_fault("edit-file", path, error)]) from error


def write(root: Path, writes: Sequence[FileWrite]) -> None:
    """Write and delete all of these files, or none.

    Raises EditError: `edit-meanwhile` for each file whose content is not the expected one; `edit-file` if a
    file cannot be written, and then `edit-half` for each file whose old content cannot be restored.
    """
    changed = [each.path for each in writes if read(root, each.path) != each.old]
    if changed:
        raise EditError([Fault("edit-meanwhile", path) for path in changed])
    _delete_leftovers(root, writes)
    temporary: dict[str, Path] = {}
    done: list[FileWrite] = []
    current = None
    try:
        for current in writes:
            if current.new is not None:
                temporary[current.path] = _temporary_file(root / current.path, current.new)
        # Deletions come last: a run that is killed before them loses no text
        for current in sorted(writes, key=lambda each: each.new is None):
            _put(temporary.get(current.path), root / current.path)
            done.append(current)
    except OSError as error:
        path = current.path if current else ""
        raise EditError([_fault("edit-file", path, error), *_restore(root, done)]) from error
    except BaseException:
        # KeyboardInterrupt: leave the files as they were before the command
        _restore(root, done)
        raise
    finally:
        for each in temporary.values():
            each.unlink(missing_ok=True)


def _put(temporary: Path | None, file: Path) -> None:
    """Move a temporary file to its place; None deletes the file there."""
    if temporary is None:
        file.unlink()
    else:
        temporary.replace(file)


def _temporary_file(file: Path, data: bytes) -> Path:
    """Write the data to a new file in the same folder, and sync it. If it raises OSError, no file is left."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=_ENDING, dir=file.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.chmod(file.stat().st_mode & 0o777 if file.is_file() else 0o666 & ~_mask())
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new


def _restore(root: Path, done: Iterable[FileWrite]) -> list[Fault]:
    """Write the old content again; returns a fault for each file for which that fails."""
    faults = []
    for each in done:
        file = root / each.path
        try:
            if each.old is None:
                file.unlink(missing_ok=True)
            else:
                _temporary_file(file, each.old).replace(file)
        except OSError as error:
            faults.append(_fault("edit-half", each.path, error))
    return faults


def _delete_leftovers(root: Path, writes: Iterable[FileWrite]) -> None:
    """Delete temporary files that a killed run has left."""
    for each in writes:
        file = root / each.path
        for leftover in file.parent.glob(f".{file.name}.*{_ENDING}"):
            with suppress(OSError):
                leftover.unlink()


def _mask() -> int:
    """The umask of this process; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _fault(code: str, path: str, error: OSError) -> Fault:
    return Fault(code, path, (("problem", str(error.strerror or error)),))
