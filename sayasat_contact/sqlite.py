"""SQLite: one writer at a time, which commits what waits; who may read the files, and what stays in them."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Any, TypeVar

from sayasat_contact.database import BUSY, Connection, Database, Row
from sayasat_contact.errors import ContactFault, DatabaseError, StoreError

_Result = TypeVar("_Result")

_CHECKPOINT_BUSY = 250
"""Milliseconds for one try to empty the log. A try keeps writers waiting: much shorter than `BUSY`."""

_CHECKPOINTS = 20
"""Tries to empty the log."""

_CHECKPOINT_PAUSE = 0.25
"""Seconds between two tries, in which writers have their turn."""

_SWITCH_PAUSE = 0.01
"""Seconds between two tries to switch a database to a write-ahead log."""

_LOCKED = ("OperationalError", "SQLITE_BUSY")


@dataclass(slots=True)
class _Work:
    """What one thread wants written."""

    do: Callable[[Connection], Any]
    outcome: Any = None
    error: BaseException | None = None
    is_over: bool = False


class SqliteDatabase(Database):
    """A file of SQLite; a new file can be read by its owner only.

    The threads of a process that write wait for each other: SQLite's own waiting is a look every 0.1 seconds,
    and with eight writers one may never find the database free. Who comes while another writes is written by
    the next of those that wait, all in one transaction: one wait for the disk for many messages.
    """

    parameter = ":{}"

    def __init__(self, address: str, busy: int = BUSY) -> None:
        """``address``: ``sqlite:///`` and a path, or a ``file:`` URI; ``busy``: milliseconds for a lock."""
        super().__init__()
        self._name = address.removeprefix("sqlite:///")
        self._busy = busy
        self._turn = Condition()
        self._is_taken = False
        self._waiting: list[_Work] = []

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise errors of sqlite3 as DatabaseError."""
        try:
            yield
        except sqlite3.Error as error:
            raise DatabaseError(type(error).__name__, getattr(error, "sqlite_errorname", "")) from None

    def open(self) -> sqlite3.Connection:
        """A connection that keeps what it commits, and overwrites what it deletes."""
        self._create_private()
        connection = sqlite3.connect(
            self._name,
            timeout=self._busy / 1000,
            isolation_level=None,
            check_same_thread=False,
            uri=self._name.startswith("file:"),
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

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """As `Database.transaction`; one that writes waits for its turn first."""
        if not write:
            with super().transaction(write=False) as connection:
                yield connection
            return
        with self._turn:
            if not self._turn.wait_for(lambda: not self._is_taken, self._busy / 1000):
                raise DatabaseError(*_LOCKED)
            self._is_taken = True
        try:
            with super().transaction(write=True) as connection:
                yield connection
        finally:
            self._pass_on()

    def write(self, work: Callable[[Connection], _Result]) -> _Result:
        """As `Database.write`, in one transaction with whatever else waits."""
        own, group = _Work(work), list[_Work]()
        with self._turn:
            self._waiting.append(own)
            self._turn.wait_for(lambda: own.is_over or not self._is_taken, self._busy / 1000)
            if own in self._waiting and self._is_taken:
                self._waiting.remove(own)
                raise DatabaseError(*_LOCKED)
            # Another thread is writing it: that comes to an end
            self._turn.wait_for(lambda: own.is_over or not self._is_taken)
            if not own.is_over:
                self._is_taken = True
                group, self._waiting = self._waiting, []
        if group:
            try:
                self._write_all(group)
            finally:
                self._pass_on(group)
        if own.error is not None:
            raise own.error
        result: _Result = own.outcome
        return result

    def _write_all(self, group: list[_Work]) -> None:
        """Each alone succeeds or fails; where the transaction fails, all do."""
        lost: BaseException | None = DatabaseError("Interrupted", "")
        try:
            with super().transaction(write=True) as connection:
                for work in group:
                    _write(connection, work)
            lost = None
        except DatabaseError as error:
            lost = error
        finally:
            for work in group:
                work.error = work.error or lost

    def _pass_on(self, group: Sequence[_Work] = ()) -> None:
        with self._turn:
            for work in group:
                work.is_over = True
            self._is_taken = False
            self._turn.notify_all()

    def close_to_others(self) -> None:
        """Set the files that other accounts can read to 0600; one that only a group can, stays.

        Earlier releases created them with the permissions of the umask, mostly 0644.
        """
        if self._name.startswith("file:"):
            return
        for file in (Path(self._name + suffix) for suffix in ("", "-wal", "-shm")):
            # Only the owner may; an operator of the group changes nothing
            with suppress(FileNotFoundError, PermissionError):
                if file.stat().st_mode & 0o007:
                    file.chmod(0o600)

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
        mend = "Another program keeps reading the database. End it, and repeat the command."
        raise StoreError([ContactFault("database", what, mend)])

    def _create_private(self) -> None:
        """Create the file before SQLite does, by the umask. It gives the files beside it its permissions."""
        if self._name.startswith("file:"):
            return
        # It is there already, or cannot be created: then SQLite says why
        with suppress(OSError):
            opened = os.open(self._name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
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


def _write(connection: Connection, work: _Work) -> None:
    connection.change("SAVEPOINT work")
    try:
        work.outcome = work.do(connection)
    except Exception as error:  # noqa: BLE001 (raised again where the work came from)
        work.error = error
        # Raises where SQLite has given up the whole transaction, as it does when the disk is full
        connection.change("ROLLBACK TO work")
    connection.change("RELEASE work")


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}
