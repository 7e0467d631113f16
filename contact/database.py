"""Connections to SQLite and PostgreSQL, and who may read the files of SQLite and what stays in them."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

from contact.errors import ContactFault, StoreError

BUSY = 5_000
"""Milliseconds to wait for a lock before the visitor is told that nothing was sent."""

PATIENT = 60_000
"""Milliseconds that an operator's command waits for a lock: it is none of those that must answer soon."""

_CHECKPOINT_BUSY = 250
"""Milliseconds for one try to empty the log. A try keeps writers waiting: much shorter than `BUSY`."""

_CHECKPOINTS = 20
"""Tries to empty the log."""

_CHECKPOINT_PAUSE = 0.25
"""Seconds between two tries, in which writers have their turn."""

_SWITCH_PAUSE = 0.01
"""Seconds between two tries to switch a database to a write-ahead log."""


def sqlite_engine(address: str, busy: int) -> Engine:
    """An engine for a file of SQLite; a new file can be read by its owner only.

    ``busy``: milliseconds to wait for a lock.
    """
    # SQLAlchemy begins the transactions: Python's sqlite3 would begin them late, and none for a SELECT
    engine = create_engine(
        address,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": busy / 1000},
        pool_timeout=BUSY / 1000,
    )
    event.listen(engine, "do_connect", _create_private)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def postgresql_engine(address: str, busy: int) -> Engine:
    """An engine for a database of PostgreSQL, which may vanish and come back; ``busy`` as above."""
    # A function that was frozen wakes with dead connections; a pooler between may mix up prepared statements
    return create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=BUSY / 1000,
        connect_args={
            "connect_timeout": BUSY // 1000,
            # A server that vanished says nothing, whether we are sending to it or waiting for it
            "tcp_user_timeout": BUSY,
            "keepalives_idle": BUSY // 1000,
            "keepalives_interval": 1,
            "prepare_threshold": None,
            "options": f"-c lock_timeout={busy} -c statement_timeout={2 * busy} -c synchronous_commit=on",
        },
    )


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


def close_to_others(engine: Engine) -> None:
    """Set the files of a database that other accounts can read to 0600; one that only a group can, stays.

    Earlier releases created them with the permissions of the umask, mostly 0644.
    """
    for file in _files(engine):
        # Only the owner may; an operator of the group changes nothing
        with suppress(FileNotFoundError, PermissionError):
            if file.stat().st_mode & 0o007:
                file.chmod(0o600)


def empty_log(engine: Engine) -> None:
    """Have SQLite copy its write-ahead log into the database and truncate it; PostgreSQL is left alone.

    Until then the log holds pages as they were before an erasure (https://sqlite.org/wal.html).
    Raises StoreError where another program reads the database all the time.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(contact_write=None) as connection:
        before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_CHECKPOINT_BUSY}")
        try:
            for _ in range(_CHECKPOINTS):
                is_busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
                if not is_busy:
                    return
                time.sleep(_CHECKPOINT_PAUSE)
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {before}")
    what = "The messages were erased, but their text may still be in its write-ahead log (the file *-wal):"
    mend = "Another program keeps reading the database. End it, and repeat the command."
    raise StoreError([ContactFault("database", what, mend)])


def _files(engine: Engine) -> list[Path]:
    """The database's file and those that SQLite keeps beside it; none of PostgreSQL or of a ``file:`` URI."""
    name = engine.url.database or ""
    if engine.dialect.name != "sqlite" or name.startswith("file:"):
        return []
    return [Path(name + suffix) for suffix in ("", "-wal", "-shm")]


def _create_private(_dialect: object, _record: object, arguments: list[str], _options: object) -> None:
    """Create the file before SQLite does, by the umask. SQLite gives the files beside it its permissions."""
    name = arguments[0]
    if name.startswith("file:"):
        return
    # It is there already, or cannot be created: then SQLite says why
    with suppress(OSError):
        opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.fchmod(opened, 0o600)
        finally:
            os.close(opened)


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    keep_write_ahead_log(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Begin a transaction that writes or reads; none at all where ``contact_write`` is None."""
    is_writing = connection.get_execution_options().get("contact_write", True)
    if is_writing is not None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
