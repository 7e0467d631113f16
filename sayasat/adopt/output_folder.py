"""Folders that `sayasat adopt` and `init` write. Neither replaces files that it has not written."""

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
"""The file that marks a folder as written by ``sayasat adopt``, which may replace it."""


@contextmanager
def output_folder(target: Path, previous_folder: Path, t: Messages) -> Iterator[BuildFolder]:
    """`sayasat.publish.release.release` for a folder that is new, empty, or has `MARK`.

    Raises EditError, before the build, if ``target`` has other contents; and if it has got some by the end.
    """
    _refuse_others(target)
    with release(target, previous_folder, t) as folder:
        yield folder
        folder.site.joinpath(MARK).write_text(
            "The next run of sayasat adopt replaces this folder.\n", "utf-8"
        )
        _refuse_others(target)


def write_new_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by path below the folder. If one exists, raises EditError and writes nothing."""
    present = [Fault("init-occupied", str(folder / path)) for path in files if os.path.lexists(folder / path)]
    if present:
        raise EditError(present)
    try:
        for path, data in files.items():
            write(folder / path, data)
    except OSError as error:
        fault = Fault("site-unwritten", str(folder), (("problem", str(error.strerror)),))
        raise EditError([fault]) from error


def prepare_cache_folder(folder: Path) -> None:
    """Make the folder of the cache. Raises EditError if it cannot be written."""
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
