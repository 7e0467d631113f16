"""Page folders: finished directories of pages, named by their cache keys and kept from build to build.

A page folder is written under a temporary name and then renamed. Its files have numbers for names: to create
the folders of their paths twice, here and in the site, takes longer than to write them. The cache has the
path, the size and the modification time of each file, and a page folder is used only while all files still
have these: if somebody edits a published page, or a power failure loses data, it is made again. Several
builds may share the folder: unused page folders are removed only while no other build runs.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from sayasat.cache.database import Cache, Digest, decoded, encoded
from sayasat.cache.previous_site import PreviousSite
from sayasat.file_locks import HAS_LOCKS, acquire, share

_UNUSED = timedelta(days=30)
"""How long the page folders of a site are kept after its last build."""

_LOCK = ".in-use"
_RENAME_SECONDS = 0.5
"""How long another build may need to replace a page folder."""


class PageFile(Struct, frozen=True):
    """A file of a site as it was written into a page folder."""

    path: str
    """Relative to the site's folder, percent-encoded."""

    number: int
    """The name of the file in the page folder. Files with the same bytes are one."""

    size: int
    modified: int
    """In nanoseconds since 1970."""


class _SiteUse(Struct, frozen=True):
    """The page folders that the last build of a site used."""

    site: str
    day: date
    keys: tuple[Digest, ...]


class PageFolders:
    """The page folders in a folder. The cache has the state of their files."""

    def __init__(self, folder: Path, cache: Cache) -> None:
        self._folder = folder
        self._cache = cache
        self._inodes: dict[Digest, dict[int, int]] = {}
        """The inodes of the files of each page folder that was found, by number."""

    def find(self, keys: Iterable[Digest]) -> dict[Digest, tuple[PageFile, ...]]:
        """The page folders that exist and are unchanged, with their files."""
        wanted = {self._cache.key("page folder", key): key for key in keys}
        found = {}
        for name, data in self._cache.find(wanted).items():
            files = decoded(data, tuple[PageFile, ...])
            inodes = self._unchanged_inodes(wanted[name], files) if files is not None else None
            if files is not None and inodes is not None:
                found[wanted[name]] = files
                self._inodes[wanted[name]] = inodes
        return found

    def make(self, key: Digest, files: Iterable[tuple[str, bytes]]) -> tuple[PageFile, ...]:
        """Write a page folder; returns its files.

        ``files`` are paths relative to the site's folder, percent-encoded, and bytes.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".part-", dir=self._folder))
        try:
            written = tuple(_written(temporary, files))
            if key not in self.find([key]):  # another build may have been faster
                self._cache.store({self._cache.key("page folder", key): encoded(written)})
                self._move(temporary, self._path(key))
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return written

    def link_into(
        self, key: Digest, files: Iterable[PageFile], site: Path, previous_site: PreviousSite
    ) -> None:
        """Link files of a page folder into a site that has no files at their paths. Raises OSError.

        The folder that they share is moved out of ``previous_site`` if it has these files, unchanged, and no
        others.
        """
        names = {unquote(file.path, errors="surrogateescape"): file.number for file in files}
        shared = os.path.commonpath(map(os.path.dirname, names)) if names else ""
        inodes = self._inodes.get(key, {})
        if previous_site.move_folder(
            shared, {name[len(shared) + 1 :]: inodes.get(number, 0) for name, number in names.items()}, site
        ):
            return
        page_folder, made = self._path(key), set[str]()
        for name, number in names.items():
            target = os.path.join(site, name)  # noqa: PTH118 (for tens of thousands of files: a Path takes longer than the link)
            folder = os.path.dirname(target)  # noqa: PTH120
            if folder not in made:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103
                made.add(folder)
            _link_or_copy(os.path.join(page_folder, str(number)), target)  # noqa: PTH118

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Prevent other builds from removing page folders while the block runs."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            share(lock.fileno())
            yield

    def remove_unused(self, site: str, keys: Sequence[Digest], today: date) -> None:
        """Remove page folders that no site uses, and cached values of other code. ``site`` uses ``keys`` now.

        Does nothing while another build uses page folders, or where that cannot be known.
        """
        with (self._folder / _LOCK).open("w") as lock:
            if not HAS_LOCKS or not acquire(lock.fileno(), waits=False):
                return
            self._remove_other_code()
            uses = self._record_use(_SiteUse(site, today, tuple(keys)))
            used = {key.hex() for use in uses for key in use.keys}
            for page_folder in self._folder.iterdir():
                if page_folder.is_dir() and page_folder.name not in used:
                    shutil.rmtree(page_folder, ignore_errors=True)

    def _remove_other_code(self) -> None:
        """Remove the cached values of other code, once: a cached mark says that this code has done so."""
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

    def _path(self, key: Digest) -> Path:
        return self._folder / key.hex()

    def _unchanged_inodes(self, key: Digest, files: Iterable[PageFile]) -> dict[int, int] | None:
        """The inode of each file; None if a file is missing or has changed."""
        page_folder, inodes = self._path(key), dict[int, int]()
        for file in files:
            if file.number in inodes:
                continue
            try:
                found = os.stat(os.path.join(page_folder, str(file.number)))  # noqa: PTH116, PTH118
            except OSError:
                return None
            if found.st_size != file.size or found.st_mtime_ns != file.modified:
                return None
            inodes[file.number] = found.st_ino
        return inodes

    def _move(self, page_folder: Path, target: Path) -> None:
        """Rename a page folder. One that is damaged, or that another build has just made, is replaced."""
        while True:
            try:
                page_folder.rename(target)
            except OSError:
                if not target.exists():
                    raise
                aside = Path(tempfile.mkdtemp(prefix=".part-", dir=self._folder))
                with suppress(FileNotFoundError):  # another build has just renamed it
                    target.rename(aside / target.name)
                shutil.rmtree(aside, ignore_errors=True)
            else:
                return


def _written(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[PageFile]:
    """Write files. Several with the same bytes, as those of one source, are one."""
    written = dict[bytes, PageFile]()
    for path, data in files:
        if data not in written:
            with open(folder / str(len(written)), "wb") as target:  # noqa: PTH123 (a Path takes longer)
                target.write(data)
            status = os.stat(target.name)  # noqa: PTH116
            written[data] = PageFile(path, len(written), status.st_size, status.st_mtime_ns)
        yield replace(written[data], path=path)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except FileNotFoundError:
        # Another build is replacing the same page folder
        time.sleep(_RENAME_SECONDS)
        shutil.copyfile(source, target)
    except OSError:
        # Another file system, or one without hard links
        shutil.copyfile(source, target)
