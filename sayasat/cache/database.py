"""What was made once and is kept: bytes under the hash of what they were made of. A file of SQLite.

It is a help, never a source: whatever is wrong with the file, it is begun anew, and what is not in it is made
again. Every value carries a checksum that binds it to its key; a key holds the hash of the code that made the
value, so what another version wrote is never found. Builds may share the file, and be killed at any moment.

The file has a rollback journal, not a write-ahead log: that one needs memory which the machines of a cluster
do not share.
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
from types import TracebackType
from typing import Self, TypeVar

import msgspec

FILE = "sayasat.sqlite"
_MADE_WITH = ("babel", "jinja2", "markdown-it-py", "mdit-py-plugins", "msgspec", "nh3", "rapidfuzz")
"""Packages whose release can change a byte of what is kept."""

_LOCK_TIMEOUT = 60.0
"""Seconds to wait for another build that is writing: it holds the file for one batch."""

_KEYS_IN_QUERY = 500
"""Keys in one question: SQLite takes some thousand."""

_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_CANTOPEN")
_SIDE_FILES = ("journal", "wal", "shm")
"""Files that SQLite keeps beside its own: the last two where another programme asked it to."""

_SIZE = 16
_SUM = 8
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, code BLOB NOT NULL, value BLOB NOT NULL);
"""

_Answer = TypeVar("_Answer")
_Value = TypeVar("_Value")


class Cache:
    """Values by key. A context manager; one thread at a time; each process opens its own.

    Without a file nothing is found and nothing is kept.
    """

    def __init__(self, file: Path | None, code: bytes | None = None) -> None:
        """``code`` stands for the code that makes the values: by default the hash of this package's."""
        self.file = file
        self._code = code
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def code(self) -> bytes:
        """What stands for the code; read when it is asked for, since many a command never asks."""
        return fingerprint() if self._code is None else self._code

    def close(self) -> None:
        """Let go of the file. Asking again opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def key(self, kind: str, *made_of: str | bytes) -> bytes:
        """The key of what is made of these, in this order, by this code."""
        return digest(kind, self.code, *made_of)

    def find(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values that are kept whole, by key."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        for start in range(0, len(wanted), _KEYS_IN_QUERY):
            found.update(self._rows(wanted[start : start + _KEYS_IN_QUERY]))
        return found

    def store(self, values: Mapping[bytes, bytes]) -> None:
        """Keep values, all or none of them; one that is kept already is replaced."""
        if not values:
            return
        rows = [(key, self.code, _sealed(key, value)) for key, value in values.items()]

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)

        self._query(write, None)

    def remove_other_code(self) -> None:
        """Forget what other code has made."""

        def forget(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM kept WHERE code <> ?", (self.code,))

        self._query(forget, None)

    def _rows(self, asked: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        keys = frozenset(asked)
        places = ",".join("?" * len(asked))
        question = f"SELECT key, value FROM kept WHERE key IN ({places})"  # noqa: S608 (question marks only)
        nothing: list[tuple[bytes, bytes]] = []
        for key, sealed in self._query(lambda found: found.execute(question, asked).fetchall(), nothing):
            value = _unsealed(key, sealed) if key in keys else None
            if value is not None:
                yield key, value

    def _query(self, question: Callable[[sqlite3.Connection], _Answer], otherwise: _Answer) -> _Answer:
        """Ask twice at most: a file that is damaged is begun anew, one that is busy or full is left."""
        if self.file is None:
            return otherwise
        for _ in range(2):
            try:
                return question(self._opened(self.file))
            except sqlite3.OperationalError as error:
                self.close()
                if _is_in_use(error, self.file):
                    return otherwise
                _remove(self.file)
            except (sqlite3.DatabaseError, OSError, UnicodeDecodeError):  # of what SQLite says of damage
                self.close()
                _remove(self.file)
        return otherwise

    def _opened(self, file: Path) -> sqlite3.Connection:
        if self._connection is None:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(file, timeout=_LOCK_TIMEOUT)
            self._connection.text_factory = bytes  # a damaged row may hold a text, of any bytes
            # Not waiting for the disk loses at most what can be made again; a checksum tells the rest.
            self._connection.executescript(f"PRAGMA synchronous = OFF; {_SCHEMA}")
        return self._connection


def digest(*made_of: str | bytes) -> bytes:
    """Sixteen bytes that stand for these values in this order."""
    whole = hashlib.blake2b(digest_size=_SIZE)
    for each in made_of:
        data = each.encode(errors="surrogatepass") if isinstance(each, str) else each
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.digest()


def encoded(value: object) -> bytes:
    """A value made of frozen dataclasses, as bytes."""
    return msgspec.msgpack.encode(value)


def decoded(data: bytes | None, kind: type[_Value]) -> _Value | None:
    """The value of this type that was encoded, checked field by field; absent where it is none."""
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


_NOT_IN_PAGES = {"__pycache__", "forge", "theme"}
"""Folders of the package that no cached value depends on; a page's key has a digest of its shell."""


@lru_cache(maxsize=1)
def fingerprint() -> bytes:
    """What stands for the code that runs: this package's files, and the releases of what it is made with."""
    releases = "\n".join(f"{name} {version(name)}" for name in _MADE_WITH)
    return digest(sys.version, releases, *_files(files("sayasat"), ""))


def _files(folder: Traversable, within: str) -> Iterator[str | bytes]:
    """The names and contents of a package's files, by name."""
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        path = f"{within}/{each.name}"
        if each.is_dir() and each.name not in _NOT_IN_PAGES:
            yield from _files(each, path)
        elif each.is_file():
            yield path
            yield each.read_bytes()


def _sealed(key: bytes, value: bytes) -> bytes:
    packed = zlib.compress(value, 1)
    return _checksum(key, packed) + packed


def _unsealed(key: bytes, sealed: object) -> bytes | None:
    """The value; absent where a row is damaged: it may then hold anything."""
    if not isinstance(sealed, bytes) or sealed[:_SUM] != _checksum(key, sealed[_SUM:]):
        return None
    return zlib.decompress(sealed[_SUM:])


def _checksum(key: bytes, packed: bytes) -> bytes:
    return hashlib.blake2b(packed, key=key, digest_size=_SUM).digest()


def _is_in_use(error: sqlite3.OperationalError, file: Path) -> bool:
    """Busy, read-only or out of room: nothing is wrong with what the file holds."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name == "SQLITE_READONLY" and os.access(file, os.W_OK):
        return False  # only its own head says so
    return name.startswith(_IN_USE)


def _remove(file: Path) -> None:
    for each in (file, *(file.with_name(f"{file.name}-{beside}") for beside in _SIDE_FILES)):
        with suppress(OSError):
            each.unlink()
