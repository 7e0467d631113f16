"""A persistent cache: values by cache key, in an SQLite file.

A cache key is a digest of everything that the value is computed from, the code included: a release never
finds the values of another one. Outputs of Git, which take minutes on a long history, are there by name.
Every value has a checksum over its key and its bytes. A damaged file is
deleted and created again, and a missing value is computed again, so the cache changes no result. Several
builds may share the file, and a build may be killed at any moment.

The file has a rollback journal. A write-ahead log needs memory that the machines of a cluster do not share.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NewType, Self, TypeVar

import msgspec

from sayasat.version_days import as_name

Digest = NewType("Digest", bytes)
"""A digest of values that `digest` computes: 16 bytes. Cache keys are digests."""

FILE = "sayasat.sqlite"
_DEPENDENCIES = ("babel", "jinja2", "markdown-it-py", "mdit-py-plugins", "msgspec", "nh3", "rapidfuzz")
"""Packages whose release can change a cached value."""

_LOCK_TIMEOUT = 60.0
"""Seconds to wait for another build that is writing: it locks the file for one batch."""

_KEYS_IN_QUERY = 500
"""Keys in one query: SQLite allows some thousand parameters."""

_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_CANTOPEN")
_SIDE_FILES = ("journal", "wal", "shm")
"""Files that SQLite puts beside the database; the last two if another program set its journal mode to WAL."""

_DIGEST_SIZE = 16
_CHECKSUM_SIZE = 8
_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, code BLOB NOT NULL, value BLOB NOT NULL)"

_Result = TypeVar("_Result")
_Value = TypeVar("_Value")


class Cache:
    """Values by cache key. A context manager. Used by one thread at a time; each process opens its own.

    Without a file, `find` finds nothing and `store` does nothing.
    """

    def __init__(self, file: Path | None, code: Digest | None = None) -> None:
        """``code`` is a digest of the code that computes the values, by default `fingerprint`."""
        self.file = file
        self._code = code
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def code(self) -> Digest:
        """The digest of the code, computed on first use: many commands never use it."""
        return fingerprint() if self._code is None else self._code

    def close(self) -> None:
        """Close the file. The next query opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def key(self, kind: str, *inputs: str | bytes) -> Digest:
        """The cache key of a value of this kind that the code computes from the inputs, in this order."""
        return digest(kind, self.code, *inputs)

    def find(self, keys: Iterable[Digest]) -> dict[Digest, bytes]:
        """The undamaged values that the cache has, by key."""
        wanted = list(dict.fromkeys(keys))
        found: dict[Digest, bytes] = {}
        for start in range(0, len(wanted), _KEYS_IN_QUERY):
            found.update(self._rows(wanted[start : start + _KEYS_IN_QUERY]))
        return found

    def store(self, values: Mapping[Digest, bytes]) -> None:
        """Store values in one transaction. A value replaces an older one with the same key."""
        if not values:
            return
        rows = [(key, self.code, _packed(key, value)) for key, value in values.items()]

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)

        self._query(write, None)

    def find_output(self, *name: str) -> bytes | None:
        """The output of a program that was stored under this name; None if there is none.

        No code of Sayasat computes it, so a release finds those of another one.
        """
        key = digest("output", *name)
        found = self.find([key]).get(key)
        return None if found is None else zlib.decompress(found)

    def store_output(self, output: bytes, *name: str) -> None:
        """Store an output in the place of the one of this name. It stays as values of this code do.

        It is compressed, to about a fifth: the log of a long history has tens of megabytes.
        """
        self.store({digest("output", *name): zlib.compress(output, 1)})

    def remove_other_code(self) -> None:
        """Delete what other code stored."""

        def delete(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM kept WHERE code <> ?", (self.code,))

        self._query(delete, None)

    def _rows(self, keys: Sequence[Digest]) -> Iterator[tuple[Digest, bytes]]:
        wanted = frozenset(keys)
        parameters = ",".join("?" * len(keys))
        select = f"SELECT key, value FROM kept WHERE key IN ({parameters})"  # noqa: S608 (question marks only)
        default: list[tuple[Digest, bytes]] = []
        for key, row in self._query(lambda connection: connection.execute(select, keys).fetchall(), default):
            value = _unpacked(key, row) if key in wanted else None
            if value is not None:
                yield key, value

    def _query(self, query: Callable[[sqlite3.Connection], _Result], default: _Result) -> _Result:
        """Run a query; ``default`` if the file cannot be used.

        A damaged file is deleted, and the query runs once more on a new one. A file that is locked, read-only
        or on a full disk is left as it is.
        """
        if self.file is None:
            return default
        for _ in range(2):
            try:
                return query(self._open(self.file))
            except sqlite3.OperationalError as error:
                self.close()
                if _is_in_use(error, self.file):
                    return default
                _remove(self.file)
            except (sqlite3.DatabaseError, OSError, UnicodeDecodeError):  # the last from SQLite's own message
                self.close()
                _remove(self.file)
        return default

    def _open(self, file: Path) -> sqlite3.Connection:
        if self._connection is None:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(file, timeout=_LOCK_TIMEOUT)
            self._connection.text_factory = bytes  # a damaged row may have a text value of any bytes
            # After a power failure rows may be missing or damaged. Checksums show damage.
            self._connection.executescript(f"PRAGMA synchronous = OFF; {_SCHEMA}")
        return self._connection


def digest(*values: str | bytes) -> Digest:
    """The digest of values in this order (BLAKE2b). The length of each value is part of it."""
    result = hashlib.blake2b(digest_size=_DIGEST_SIZE)
    for each in values:
        data = each.encode(errors="surrogatepass") if isinstance(each, str) else each
        result.update(len(data).to_bytes(8, "big"))
        result.update(data)
    return Digest(result.digest())


def encoded(value: object) -> bytes:
    """A value of frozen structs as MessagePack."""
    return msgspec.msgpack.encode(value, enc_hook=as_name)


def decoded(data: bytes | None, kind: type[_Value]) -> _Value | None:
    """The value that `encoded` encoded; None for None, and for bytes that are no value of this type."""
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


_IGNORED_FOLDERS = {"__pycache__", "forge", "theme"}
"""Folders of the package that no cached value depends on: the key of a page has a digest of its shell."""


@lru_cache(maxsize=1)
def fingerprint() -> Digest:
    """Digest of the code that runs: Python's version, this package's files, and releases of dependencies."""
    releases = "\n".join(f"{name} {version(name)}" for name in _DEPENDENCIES)
    return digest(sys.version, releases, *_files(files("sayasat"), ""))


def _files(folder: Traversable, within: str) -> Iterator[str | bytes]:
    """The path and the contents of each file in a folder of the package, in the order of names."""
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        path = f"{within}/{each.name}"
        if each.is_dir() and each.name not in _IGNORED_FOLDERS:
            yield from _files(each, path)
        elif each.is_file():
            yield path
            yield each.read_bytes()


def _packed(key: Digest, value: bytes) -> bytes:
    """The value, after its checksum. It is not compressed: that takes longer than all else here."""
    return _checksum(key, value) + value


def _unpacked(key: Digest, row: object) -> bytes | None:
    """The value that was packed; None if the row is damaged: it may then be of any type."""
    if not isinstance(row, bytes) or row[:_CHECKSUM_SIZE] != _checksum(key, row[_CHECKSUM_SIZE:]):
        return None
    return row[_CHECKSUM_SIZE:]


def _checksum(key: Digest, value: bytes) -> bytes:
    return hashlib.blake2b(value, key=key, digest_size=_CHECKSUM_SIZE).digest()


def _is_in_use(error: sqlite3.OperationalError, file: Path) -> bool:
    """Whether the file is locked, read-only or on a full disk, and so not damaged."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name == "SQLITE_READONLY" and os.access(file, os.W_OK):
        return False  # a damaged file header: the file system allows writing
    return name.startswith(_IN_USE)


def _remove(file: Path) -> None:
    for each in (file, *(file.with_name(f"{file.name}-{suffix}") for suffix in _SIDE_FILES)):
        with suppress(OSError):
            each.unlink()
