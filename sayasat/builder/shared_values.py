"""Values that all jobs of a build read from a file, and the folder that these files are in."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sayasat.builder.workers import CACHE
from sayasat.cache.database import digest
from sayasat.errors import Fault, SettingsError, WorkError

_BUILD = "build-"

_LONGEST_BUILD = 3 * 24 * 3600
"""Seconds that a build may take."""


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A value that all jobs share, in a file that every worker can read."""

    file: Path
    digest: bytes


def build_folder(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for one build. Raises SettingsError where nothing can be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own = tempfile.TemporaryDirectory(prefix=_BUILD, dir=folder)
    except OSError as error:
        facts = (("problem", str(error.strerror)), ("variable", CACHE))
        raise SettingsError([Fault("cache-folder", str(folder), facts)]) from error
    _clear_up(folder, Path(own.name).stat().st_mtime)
    return own


def _clear_up(folder: Path, now: float) -> None:
    """Remove what builds that were killed have left: none goes on for days."""
    for each in folder.glob(f"{_BUILD}*"):
        with suppress(OSError):
            if now - each.stat().st_mtime > _LONGEST_BUILD:
                shutil.rmtree(each)


def unpacked(shared: SharedValue) -> object:
    """The value in the file. Raises WorkError where the file is not as it was written."""
    data = shared.file.read_bytes()
    if digest(data) != shared.digest:
        raise WorkError([Fault("work-lost", str(shared.file), (("problem", "digest"),))])
    value: object = pickle.loads(data)  # noqa: S301 (written by this build, and it is that to the byte)
    return value
