"""Values that all jobs of a build read from a file, and the build's folder for these files."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from sayasat.cache.database import Digest, digest
from sayasat.errors import Fault, SettingsError, WorkError
from sayasat.settings import CACHE

_PREFIX = "build-"

_MAX_BUILD_SECONDS = 3 * 24 * 3600


class SharedValue(Struct, frozen=True):
    """A pickled value in a file that every worker can read."""

    file: Path
    digest: Digest


def build_folder(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A new folder for one build in the cache folder. Raises SettingsError if it cannot be created."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder)
    except OSError as error:
        facts = (("problem", str(error.strerror)), ("variable", CACHE))
        raise SettingsError([Fault("cache-folder", str(folder), facts)]) from error
    _remove_old_folders(folder, Path(own.name).stat().st_mtime)
    return own


def _remove_old_folders(folder: Path, now: float) -> None:
    """Remove the folders of killed builds. A newer folder may belong to a build that is running."""
    for each in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if now - each.stat().st_mtime > _MAX_BUILD_SECONDS:
                shutil.rmtree(each)


@lru_cache(maxsize=1)
def unpacked(shared: SharedValue) -> object:
    """The value in the file. Raises WorkError if the file's bytes do not have the expected digest.

    A worker runs several jobs of one build: it reads the value once. To read an archive of a thousand
    versions takes about as long as the pages of three.
    """
    data = shared.file.read_bytes()
    if digest(data) != shared.digest:
        raise WorkError([Fault("work-lost", str(shared.file), (("problem", "digest"),))])
    value: object = pickle.loads(data)  # noqa: S301 (the digest shows that this build wrote these bytes)
    return value
