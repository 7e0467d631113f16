"""SQLite: who may read its files, and what stays in them."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sayasat_contact.database import Connection, Database, Row
from sayasat_contact.errors import ContactFault, StoreError

_CHECKPOINT_BUSY = 250
"""Milliseconds for one try to empty the log. A try keeps writers waiting: much shorter than `BUSY`."""

_CHECKPOINTS = 20
"""Tries to empty the log."""

_CHECKPOINT_PAUSE = 0.25
"""Seconds between two tries, in which writers have their turn."""

_SWITCH_PAUSE = 0.01
"""Seconds between two tries to switch a database to a write-ahead log."""


class SqliteDatabase(Database):
    """A file of SQLite, by its path or ``file:`` URI; a new file can be read by its owner only."""

    errors: type[Exception] = sqlite3.Error
    code = "sqlite_errorname"
    parameter = "?{}"

    def open(self) -> sqlite3.Connection:
        """A connection that keeps what it commits, and overwrites what it deletes."""
        self._create_private()
        connection = sqlite3.connect(
            self.address,
            timeout=self.busy / 1000,
            isolation_level=None,
            check_same_thread=False,
            uri=self.address.startswith("file:"),
        )
        try:
            keep_write_ahead_log(connection)
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error:
            connection.close()
            raise
        connection.row_factory = _row
        return connection

    def begin(self, driver: sqlite3.Connection, *, write: bool) -> None:
        """Take the lock at once, to write: one that is taken midway can fail without any waiting."""
        driver.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    def is_fit(self, driver: sqlite3.Connection, idle: float) -> bool:  # noqa: ARG002
        """Always: there is no other side that could vanish."""
        return True

    def be_alone(self, connection: Connection) -> None:
        """A transaction that writes is alone anyway."""

    def close_to_others(self) -> None:
        """Set the files that other accounts can read to 0600; one that only a group can, stays.

        Earlier releases created them with the permissions of the umask, mostly 0644.
        """
        if self.address.startswith("file:"):
            return
        for file in (Path(self.address + suffix) for suffix in ("", "-wal", "-shm")):
            # Only the owner may; an operator of the group changes nothing
            with suppress(FileNotFoundError, PermissionError):
                if file.stat().st_mode & 0o007:
                    file.chmod(0o600)

    def back_up(self, file: Path) -> None:
        """As `Database.back_up`: by SQLite's own interface, into a file that only its owner can read."""
        with self.translated(), closing(self.open()) as source:
            _copy(source, file)

    def restore(self, file: Path) -> None:
        """As `Database.restore`. The database and its write-ahead log must have been moved away."""
        file.stat()  # else SQLite would make an empty one
        with self.translated(), closing(sqlite3.connect(file)) as source:
            if not _is_whole(source):
                what = "It is no backup of this database, or it is damaged."
                fix = "Name a file that `sayasat-contact backup` wrote."
                raise StoreError([ContactFault(str(file), what, fix)])
            for suffix in ("-wal", "-shm", ""):
                if (old := Path(self.address + suffix)).exists():
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(old))
            _copy(source, Path(self.address))

    def empty_log(self) -> None:
        """Copy the write-ahead log into the database and truncate it.

        Until then the log holds pages as they were before an erasure (https://sqlite.org/wal.html).
        Raises StoreError where another program reads the database all the time.
        """
        with self.translated():
            connection = self.open()
            try:
                connection.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_BUSY}")
                for _ in range(_CHECKPOINTS):
                    if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()["busy"]:
                        return
                    time.sleep(_CHECKPOINT_PAUSE)
            finally:
                connection.close()
        what = (
            "The messages were erased, but their text may still be in its write-ahead log (the file *-wal):"
        )
        fix = "Another program keeps reading the database. End it, and repeat the command."
        raise StoreError([ContactFault("database", what, fix)])

    def _create_private(self) -> None:
        """Create the file before SQLite does, by the umask. It gives the files beside it its permissions."""
        if self.address.startswith("file:"):
            return
        # It is there already, or cannot be created: then SQLite says why
        with suppress(OSError):
            opened = os.open(self.address, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.fchmod(opened, 0o600)
            finally:
                os.close(opened)


def keep_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the database to a write-ahead log. Raises sqlite3.OperationalError after the busy timeout.

    Where two connections switch a new database at the same time, SQLite refuses one of them at once, without
    the busy timeout, because each would wait for the other (https://sqlite.org/c3ref/busy_handler.html).
    """
    (busy,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + busy / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            # Extended codes hold the primary code in their lowest byte
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() >= deadline:
                raise
            time.sleep(_SWITCH_PAUSE)
        else:
            return


def _is_whole(backup: sqlite3.Connection) -> bool:
    try:
        backup.execute("SELECT number FROM migrations").close()
        return bool(backup.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _copy(source: sqlite3.Connection, file: Path) -> None:
    """Into a new file that only its owner can read."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
    except BaseException:
        # Half a copy must not pass for one
        file.unlink()
        raise


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}
