"""Where texts stand on disk: read, and written all or none. The only module here that touches files.

A file is written beside its place and put there whole, so that whoever looks, and a run that is killed, finds
the old text or the new one and never a part. What was put in place before a failure is put back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sayasat.errors import EditError, Fault

_ENDING = ".sayasat-new"


@dataclass(frozen=True, slots=True)
class FileWrite:
    """A file to be written."""

    path: str
    """From the top of the repository."""

    old: bytes | None
    """What it is taken to hold; absent for a file that is not there."""

    new: bytes


def read(root: Path, path: str) -> bytes | None:
    """What a file holds; absent where there is no regular file. Raises EditError where it cannot be read."""
    file = root / path
    if file.is_symlink() or not file.is_file():
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise EditError([_fault("edit-file", path, error)]) from error


def write(root: Path, writings: Sequence[FileWrite]) -> None:
    """Write all of these files, or none.

    Raises EditError: `edit-meanwhile` for each that holds something else than it is taken to, `edit-file`
    where one cannot be written, and `edit-half` for each that could not be put back then.
    """
    changed = [each.path for each in writings if read(root, each.path) != each.old]
    if changed:
        raise EditError([Fault("edit-meanwhile", path) for path in changed])
    _clear(root, writings)
    ready: list[tuple[FileWrite, Path]] = []
    done: list[FileWrite] = []
    writing = None
    try:
        for writing in writings:
            ready += [(writing, _beside(root / writing.path, writing.new))]
        for writing, new in ready:
            new.replace(root / writing.path)
            done.append(writing)
    except OSError as error:
        path = writing.path if writing else ""
        raise EditError([_fault("edit-file", path, error), *_put_back(root, done)]) from error
    except BaseException:
        # Stopped from the keyboard: as if it had never begun.
        _put_back(root, done)
        raise
    finally:
        for _, new in ready:
            new.unlink(missing_ok=True)


def _beside(file: Path, data: bytes) -> Path:
    """The data in a file of its own, in the same folder, safe on disk. Raises OSError, and leaves nothing."""
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


def _put_back(root: Path, done: Iterable[FileWrite]) -> list[Fault]:
    """Undo what was done; a fault for each file where that fails."""
    faults = []
    for writing in done:
        file = root / writing.path
        try:
            if writing.old is None:
                file.unlink(missing_ok=True)
            else:
                _beside(file, writing.old).replace(file)
        except OSError as error:
            faults.append(_fault("edit-half", writing.path, error))
    return faults


def _clear(root: Path, writings: Iterable[FileWrite]) -> None:
    """Take away what a run that was killed has left."""
    for writing in writings:
        file = root / writing.path
        for left in file.parent.glob(f".{file.name}.*{_ENDING}"):
            with suppress(OSError):
                left.unlink()


def _mask() -> int:
    """What this process takes away from the rights to a new file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _fault(code: str, path: str, error: OSError) -> Fault:
    return Fault(code, path, (("problem", str(error.strerror or error)),))
