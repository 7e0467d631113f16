"""The folder that a site is put into: beside it while it is built, and in its place once it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sayasat.errors import EditError, Fault
from sayasat.publication import write

MARK = ".sayasat-adopted"
"""A file in every folder that may be replaced."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is built."""

    site: Path
    """Empty at first."""

    before: Path
    """The last site but one, to be taken apart, where there is one."""


@contextmanager
def beside(target: Path, kept: Path) -> Iterator[Place]:
    """A folder that takes the place of ``target`` at the end; after an error, ``target`` is as it was.

    What was in ``target`` goes to ``kept``, and is there for the next time to be taken apart.
    Raises EditError where ``target`` holds anything that was not put there by this, or cannot be written.
    """
    _refuse_others(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        around = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise _unwritten(target, error) from error
    try:
        built, before = around / "new", around / "before"
        built.mkdir()
        with suppress(OSError):  # there is none, or it is on another disk
            kept.rename(before)
        yield Place(built, before)
        built.joinpath(MARK).write_text("The next run of sayasat adopt replaces this folder.\n", "utf-8")
        try:
            _refuse_others(target)
            _swap(built, target, around / "old")
        except OSError as error:
            raise _unwritten(target, error) from error
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            (around / "old").rename(kept)
    finally:
        shutil.rmtree(around, ignore_errors=True)


def begin(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that has none of them. Raises EditError where it has, and writes nothing."""
    there = [Fault("init-occupied", str(folder / path)) for path in files if os.path.lexists(folder / path)]
    if there:
        raise EditError(there)
    try:
        for path, data in files.items():
            write(folder / path, data)
    except OSError as error:
        raise _unwritten(folder, error) from error


def keep(folder: Path) -> None:
    """Make sure that there is a folder to keep parts in. Raises EditError where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise EditError([Fault("adopt-cache", str(folder), (("problem", str(error.strerror)),))]) from error


def _refuse_others(target: Path) -> None:
    is_ours = (target / MARK).is_file()
    is_free = not os.path.lexists(target) or (target.is_dir() and not any(target.iterdir()))
    if not is_ours and not is_free:
        raise EditError([Fault("adopt-occupied", str(target))])


def _swap(new: Path, target: Path, old: Path) -> None:
    has_old = os.path.lexists(target)
    if has_old:
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if has_old:
            old.rename(target)
        raise


def _unwritten(target: Path, error: OSError) -> EditError:
    return EditError([Fault("adopt-unwritten", str(target), (("problem", str(error.strerror)),))])
