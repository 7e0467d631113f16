"""Where messages wait: SQLite on one machine, PostgreSQL for several instances.

Every function here raises DatabaseError where the database fails, which holds no values.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sayasat_contact.acceptance import Arriving, accept_all, stored
from sayasat_contact.arrival import Arrival, MessageStatus, Outcome, Receipt
from sayasat_contact.database import BUSY, Connection, Database, seconds_of
from sayasat_contact.errors import DatabaseError
from sayasat_contact.limits import WINDOW, Limits, window
from sayasat_contact.schema import VERSION, migrate, version
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.writer import GroupWriter

_MARKED_EVERY = 60

_SWEPT = 100
"""Rows of a table that one transaction clears away at most, so that no visitor waits for long."""

_TRIES = 5
"""How often messages are stored anew where another with a key of theirs was written at the same time."""


class MessageStore:
    """The messages in one database. Threads may share it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._writer = GroupWriter(self._accept_all, database.busy / 1000, database.writers)
        self._swept = 0
        self._stored = 0

    def transaction(self, *, write: bool) -> AbstractContextManager[Connection]:
        """A transaction: committed at the end, rolled back by an exception."""
        return self.database.transaction(write=write)

    def close(self) -> None:
        """End the threads that write, and close the connections that nobody uses."""
        self._writer.close()
        self.database.close()

    def prepare(self, to: int = VERSION) -> int:
        """Create the tables, or bring them to a version (`schema.migrate`); gives the version found.

        Other accounts of this machine cannot read the files of SQLite afterwards.
        """
        with self.transaction(write=True) as connection:
            found = migrate(connection, to)
        self.database.close_to_others()
        return found

    def is_ready(self) -> bool:
        """Whether it has the tables of this version. Raises DatabaseError where it does not answer at all."""
        with self.transaction(write=False):
            pass
        try:
            with self.transaction(write=False) as connection:
                return version(connection) == VERSION
        except DatabaseError:
            return False

    def is_writable(self, now: datetime) -> bool:
        """Whether it has those tables, and something could be written. Raises nothing but DatabaseError."""
        with self.transaction(write=True) as connection:
            return (
                version(connection) == VERSION
                and connection.change(_MARK, name="health", at=seconds_of(now)) == 1
            )

    def accept(self, arrival: Arrival, limits: Limits, now: datetime) -> Outcome:
        """Store a message, unless its key was seen or the limits are reached. Committed when it returns."""
        return self._writer.do((arrival, limits, now))

    def _accept_all(self, arriving: Sequence[Arriving]) -> Sequence[Outcome]:
        newest = max(now for *_, now in arriving)
        if window(newest) != self._swept:
            self.sweep(newest)
            with self.transaction(write=False) as connection:
                self._stored = stored(connection)
            self._swept = window(newest)
        for left in reversed(range(_TRIES)):
            try:
                with self.database.transaction(write=True, is_pipelined=True) as connection:
                    return accept_all(connection, arriving, self._stored)
            except DatabaseError as error:
                if not error.is_conflict or not left:
                    raise
        raise AssertionError

    def sweep(self, now: datetime) -> bool:
        """Forget some of the keys and counts whose time is over; whether there may be more of them."""
        seconds = seconds_of(now)
        with self.transaction(write=True) as connection:
            return _sweep(connection, seconds) >= _SWEPT

    def mark(self, name: str, now: datetime) -> bool:
        """Note what was done now, for `status`; not twice within a minute. Whether it was noted."""
        seconds = seconds_of(now)
        with self.transaction(write=False) as connection:
            at = connection.value("SELECT at FROM marks WHERE name = :name", name=name)
        if at is not None and 0 <= seconds - at < _MARKED_EVERY:
            return False
        with self.transaction(write=True) as connection:
            return connection.change(_MARK, name=name, at=seconds) == 1

    def receipt(self, reference: str) -> Receipt | None:
        """By the reference as printed; None where no message has it."""
        with self.transaction(write=False) as connection:
            row = connection.row(_RECEIPT, reference=reference)
        if row is None:
            return None
        received = datetime.fromtimestamp(row["received"], UTC)
        return Receipt(reference, received, MessageStatus(row["status"]))


def open_store(settings: HandlerSettings, busy: int = BUSY) -> MessageStore:
    """The store that the settings name; ``busy`` says how many milliseconds it waits for a lock.

    It connects at the first use, so an unreachable one raises later.
    """
    # Here, for the driver that is not in use costs a cold start a tenth of a second
    if settings.database.startswith("sqlite"):
        from sayasat_contact.sqlite import SqliteDatabase  # noqa: PLC0415

        return MessageStore(SqliteDatabase(settings.database.removeprefix("sqlite:///"), busy))
    from sayasat_contact.postgresql import PostgresqlDatabase  # noqa: PLC0415

    return MessageStore(PostgresqlDatabase(settings.database.replace("+psycopg", "", 1), busy))


_MARK = "INSERT INTO marks (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET at = excluded.at"
_RECEIPT = """
SELECT received, CASE WHEN erased IS NOT NULL THEN 'erased'
    WHEN state = 'delivered' THEN 'passed' ELSE 'received' END AS status
FROM messages JOIN outbox ON message = id WHERE reference = :reference"""
_SWEEP_KEYS = """
DELETE FROM idempotency WHERE key IN (
    SELECT key FROM idempotency WHERE expires < :now LIMIT :most {lock})"""
_SWEEP_COUNTS = """
DELETE FROM counters WHERE "window" < :old AND "of" IN (
    SELECT "of" FROM counters WHERE "window" < :old LIMIT :most {lock})"""


def _sweep(connection: Connection, now: int) -> int:
    """Rows that another is clearing are left to it; gives the number of the table that had more of them."""
    lock = connection.database.skip_locked
    keys = connection.change(_SWEEP_KEYS.format(lock=lock), now=now, most=_SWEPT)
    # Their blinded addresses are not kept longer than the day that their key is of
    old = now - 24 * WINDOW
    return max(keys, connection.change(_SWEEP_COUNTS.format(lock=lock), old=old, most=_SWEPT))
