"""Folders of finished pages, each under the key of what it was made of, kept from build to build.

A page folder is written beside its place and moved there whole. It is used only while every file has the size
and time that it was left with: whoever edits a published page in place, or loses a disk's last seconds, gets
it made again. Builds may share the folder: one that clears up waits for none, and takes nothing from under
it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, takewhile
from pathlib import Path
from urllib.parse import unquote

from sayasat.cache.database import Cache, decoded, encoded
from sayasat.cache.previous_site import PreviousSite

_UNUSED = timedelta(days=30)
"""After which the units of a site that is not built any more are removed."""

_LOCK = ".in-use"
_MOVING = 0.5
"""Seconds that moving a unit to its place takes at the most."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was left."""

    path: str
    """Below the site's folder, percent-encoded."""

    size: int
    modified: int
    """In nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class _SiteUse:
    """What the last build of one site used."""

    site: str
    day: date
    keys: tuple[bytes, ...]


class PageFolders:
    """The units in a folder. The cache knows how each was left."""

    def __init__(self, folder: Path, cache: Cache) -> None:
        self._folder = folder
        self._cache = cache
        self._inodes: dict[bytes, dict[str, int]] = {}
        """Of the files that were found: what stands in a site's folder is one of them, or it is not."""

    def find(self, keys: Iterable[bytes]) -> dict[bytes, tuple[str, ...]]:
        """The units that are there and whole: key to the paths of their files."""
        wanted = {self._cache.key("unit", key): key for key in keys}
        found = {}
        for name, data in self._cache.find(wanted).items():
            files = decoded(data, tuple[_File, ...])
            inodes = self._unchanged_inodes(wanted[name], files) if files is not None else None
            if files is not None and inodes is not None:
                found[wanted[name]] = tuple(file.path for file in files)
                self._inodes[wanted[name]] = inodes
        return found

    def make(self, key: bytes, files: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
        """Write a unit: paths below the site's folder, percent-encoded, with their bytes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".part-", dir=self._folder))
        try:
            written = tuple(_written(beside, files))
            if key not in self.find([key]):  # another build may have been faster
                self._cache.store({self._cache.key("unit", key): encoded(written)})
                self._move(beside, self._place(key))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return tuple(file.path for file in written)

    def link_into(self, key: bytes, paths: Iterable[str], site: Path, previous_site: PreviousSite) -> None:
        """Put files of a unit into a site's folder, where no file has their names yet. Raises OSError.

        Folders that the site ``previous_site`` has as well come from there.
        """
        names = [unquote(path, errors="surrogateescape") for path in paths]
        page_folder, made = self._place(key), set[str]()
        for name in self._not_moved(key, names, site, previous_site):
            target = os.path.join(site, name)  # noqa: PTH118 (tens of thousands: a Path takes longer than the link)
            folder = os.path.dirname(target)  # noqa: PTH120
            if folder not in made:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103
                made.add(folder)
            _link_or_copy(os.path.join(page_folder, name), target)  # noqa: PTH118

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While it lasts, no other build clears up."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    def remove_unused(self, site: str, keys: Sequence[bytes], today: date) -> None:
        """Remove what no site uses any more; ``site`` uses these now. Left for later where builds go on."""
        with (self._folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
            self._remove_other_code()
            uses = self._record_use(_SiteUse(site, today, tuple(keys)))
            used = {key.hex() for use in uses for key in use.keys}
            for page_folder in self._folder.iterdir():
                if page_folder.is_dir() and page_folder.name not in used:
                    shutil.rmtree(page_folder, ignore_errors=True)

    def _remove_other_code(self) -> None:
        """Forget what other code made. The mark of one that swept goes when another does."""
        mark = self._cache.key("swept")
        if mark not in self._cache.find([mark]):
            self._cache.remove_other_code()
            self._cache.store({mark: b""})

    def _record_use(self, now: _SiteUse) -> list[_SiteUse]:
        name = self._cache.key("use")
        known = decoded(self._cache.find([name]).get(name), tuple[_SiteUse, ...]) or ()
        others = [use for use in known if use.site != now.site and use.day + _UNUSED >= now.day]
        self._cache.store({name: encoded((*others, now))})
        return [*others, now]

    def _place(self, key: bytes) -> Path:
        return self._folder / key.hex()

    def _not_moved(
        self, key: bytes, names: Sequence[str], site: Path, previous_site: PreviousSite
    ) -> Iterator[str]:
        """The files that ``previous_site`` did not give.

        It is asked for the topmost folders that are not shared.
        """
        inodes = self._inodes.get(key, {})
        parts = _shared(names) + 1
        for folder, held in groupby(sorted(names), key=lambda name: tuple(name.split("/")[:parts])):
            within = "/".join(folder)
            files = {name[len(within) + 1 :]: inodes.get(name, 0) for name in held}
            if "" in files or not previous_site.move_folder(within, files, site):
                yield from (f"{within}/{name}" if name else within for name in files)

    def _unchanged_inodes(self, key: bytes, files: Iterable[_File]) -> dict[str, int] | None:
        """The inode of each file; absent where one is not as it was left."""
        page_folder, inodes = self._place(key), {}
        for file in files:
            name = unquote(file.path, errors="surrogateescape")
            try:
                found = os.stat(os.path.join(page_folder, name))  # noqa: PTH116, PTH118
            except OSError:
                return None
            if found.st_size != file.size or found.st_mtime_ns != file.modified:
                return None
            inodes[name] = found.st_ino
        return inodes

    def _move(self, page_folder: Path, place: Path) -> None:
        """To its place; what stands there, damaged or just made by another build, goes."""
        while True:
            try:
                page_folder.rename(place)
            except OSError:
                if not place.exists():
                    raise
                aside = Path(tempfile.mkdtemp(prefix=".part-", dir=self._folder))
                with suppress(FileNotFoundError):  # another build has just done it
                    place.rename(aside / place.name)
                shutil.rmtree(aside, ignore_errors=True)
            else:
                return


def _shared(names: Sequence[str]) -> int:
    """How many folders, one within the other, all files are in."""
    paths = [name.split("/")[:-1] for name in names]
    first, last = min(paths, default=[]), max(paths, default=[])  # all others lie between these
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(first, last, strict=False)))


def _written(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[_File]:
    made = set[Path]()
    for path, data in files:
        target = folder / unquote(path, errors="surrogateescape")
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        with target.open("wb") as file:
            file.write(data)
            file.flush()
            status = os.fstat(file.fileno())
        yield _File(path, status.st_size, status.st_mtime_ns)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except FileNotFoundError:
        # Another build is just putting the same unit in its place
        time.sleep(_MOVING)
        shutil.copyfile(source, target)
    except OSError:
        # Another file system, or one without links
        shutil.copyfile(source, target)
