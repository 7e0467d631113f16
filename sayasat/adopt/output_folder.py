"""Folders that `sayasat adopt` and `init` write: what may be replaced, and what is refused."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sayasat.builder.publication import write
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import Messages
from sayasat.publish.release import BuildFolder, release

MARK = ".sayasat-adopted"
"""A file in every folder that may be replaced."""


@contextmanager
def output_folder(target: Path, previous_folder: Path, t: Messages) -> Iterator[BuildFolder]:
    """As `sayasat.publish.release.release`, for a folder that is empty, new, or was put there by this.

    Raises EditError where ``target`` holds anything else, before anything is built.
    """
    _refuse_others(target)
    with release(target, previous_folder, t) as folder:
        yield folder
        folder.site.joinpath(MARK).write_text(
            "The next run of sayasat adopt replaces this folder.\n", "utf-8"
        )
        _refuse_others(target)


def write_new_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that has none of them. Raises EditError where it has, and writes nothing."""
    there = [Fault("init-occupied", str(folder / path)) for path in files if os.path.lexists(folder / path)]
    if there:
        raise EditError(there)
    try:
        for path, data in files.items():
            write(folder / path, data)
    except OSError as error:
        raise _unwritten(folder, error) from error


def prepare_cache_folder(folder: Path) -> None:
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


def _unwritten(target: Path, error: OSError) -> EditError:
    return EditError([Fault("site-unwritten", str(target), (("problem", str(error.strerror)),))])
