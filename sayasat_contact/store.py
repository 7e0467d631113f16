"""Where messages wait: SQLite on one machine, PostgreSQL for several instances.

A message, its outbox entry, its idempotency key and its counts are written in one transaction, or none is.
Every function here raises DatabaseError where the database fails, which holds no values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sayasat_contact.arrival import (
    Accepted,
    Arrival,
    Different,
    Full,
    Limited,
    MessageStatus,
    Receipt,
    Suspicion,
)
from sayasat_contact.database import BUSY, Connection, Database
from sayasat_contact.errors import DatabaseError
from sayasat_contact.limits import (
    FULL,
    HELD,
    REFUSED,
    TOTAL,
    WINDOW,
    Limits,
    LimitVerdict,
    seconds_left,
    window,
)
from sayasat_contact.reference import new_reference
from sayasat_contact.schema import VERSION, migrate, version
from sayasat_contact.settings import HandlerSettings

KEY_LIFE = 48 * 3600
"""Seconds in which a key is remembered: twice as long as a token can be sent."""

_MARKED_EVERY = 60

_SWEPT = 100
"""Rows of a table that one transaction clears away at most, so that no visitor waits for long."""

Outcome = Accepted | Different | Limited | Full
"""What a message that arrives can come to."""

_TRIES = 5
"""How often a message is stored anew where another with its key was written at the same time."""


class MessageStore:
    """The messages in one database. Threads may share it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._swept = 0
        self._stored = 0

    def transaction(self, *, write: bool) -> AbstractContextManager[Connection]:
        """A transaction: committed at the end, rolled back by an exception."""
        return self.database.transaction(write=write)

    def close(self) -> None:
        """Close the connections that nobody uses."""
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
        """Whether it answers and has the tables of this version. Raises nothing but DatabaseError."""
        with self.transaction(write=False) as connection:
            return version(connection) == VERSION

    def is_writable(self, now: datetime) -> bool:
        """The same, and something could be written. Raises nothing but DatabaseError."""
        given = {"name": "health", "at": int(now.timestamp())}
        return self.is_ready() and self.database.write(lambda each: each.change(_MARK, **given)) == 1

    def accept(self, arrival: Arrival, limits: Limits, now: datetime) -> Outcome:
        """Store a message, unless its key was seen or the limits are reached. Committed when it returns."""
        if window(now) != self._swept:
            self.sweep(now)
            with self.transaction(write=False) as connection:
                self._stored = connection.value(_STORED)
            self._swept = window(now)
        for left in reversed(range(_TRIES)):
            try:
                return self.database.write(
                    lambda connection: _accept(connection, arrival, limits, now, self._stored)
                )
            except DatabaseError as error:
                if not error.is_conflict or not left:
                    raise
        raise AssertionError

    def sweep(self, now: datetime) -> bool:
        """Forget some of the keys and counts whose time is over; whether there may be more of them."""
        seconds = int(now.timestamp())
        return self.database.write(lambda connection: _sweep(connection, seconds)) >= _SWEPT

    def mark(self, name: str, now: datetime) -> bool:
        """Note what was done now, for `status`; not twice within a minute. Whether it was noted."""
        seconds = int(now.timestamp())
        with self.transaction(write=False) as connection:
            at = connection.value("SELECT at FROM marks WHERE name = :name", name=name)
        if at is not None and 0 <= seconds - at < _MARKED_EVERY:
            return False
        return self.database.write(lambda connection: connection.change(_MARK, name=name, at=seconds)) == 1

    def receipt(self, reference: str) -> Receipt | None:
        """By the reference as printed; None where no message has it."""
        with self.transaction(write=False) as connection:
            row = connection.row(_RECEIPT, reference=reference)
        if row is None:
            return None
        status = MessageStatus.PASSED if row["state"] == "delivered" else MessageStatus.RECEIVED
        status = status if row["erased"] is None else MessageStatus.ERASED
        return Receipt(reference, datetime.fromtimestamp(row["received"], UTC), status)


def open_store(settings: HandlerSettings, busy: int = BUSY) -> MessageStore:
    """The store that the settings name; ``busy`` says how many milliseconds it waits for a lock.

    It connects at the first use, so an unreachable one raises later.
    """
    # Here, for the driver that is not in use costs a cold start a tenth of a second
    if settings.database.startswith("sqlite"):
        from sayasat_contact.sqlite import SqliteDatabase  # noqa: PLC0415

        return MessageStore(SqliteDatabase(settings.database, busy))
    from sayasat_contact.postgresql import PostgresqlDatabase  # noqa: PLC0415

    return MessageStore(PostgresqlDatabase(settings.database, busy))


_MARK = "INSERT INTO marks (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET at = excluded.at"
_STORED = "SELECT count(*) FROM messages WHERE erased IS NULL"
_RECEIPT = """
SELECT received, erased, state FROM messages JOIN outbox ON message = id WHERE reference = :reference"""
_KNOWN = """
SELECT key AS name, content, reference, expires, 0 AS count FROM idempotency WHERE key IN (:keys)
UNION ALL
SELECT "of", '', '', 0, sum(count) FROM counters WHERE "of" IN (:names) AND "window" = :window GROUP BY 1"""
_FORGET_KEYS = "DELETE FROM idempotency WHERE key IN (:keys) AND expires < :now"
_PUT_KEY = """
INSERT INTO idempotency (key, content, reference, expires)
VALUES {}"""
_COUNT = """
INSERT INTO counters ("of", "window", shard, count) VALUES {}
ON CONFLICT ("of", "window", shard) DO UPDATE SET count = counters.count + 1"""
_PUT_MESSAGE = """
INSERT INTO messages (reference, received, language, topic, agreed_policy, agreed_date, agreed_sha256,
    contract, suspicions, is_sealed, body)
VALUES (:reference, :now, :language, :topic, :policy, :date, :sha256, :contract, :suspicions, :is_sealed,
    :body)"""
_PUT_MAIL = """
INSERT INTO outbox (message, state, message_id, attempts, not_before, waiting_since)
SELECT id, 'waiting', :message_id, 0, :not_before, :waiting_since
FROM messages WHERE reference = :reference"""
_SWEEP_KEYS = """
DELETE FROM idempotency WHERE key IN (
    SELECT key FROM idempotency WHERE expires < :now LIMIT :most {lock})"""
_SWEEP_COUNTS = """
DELETE FROM counters WHERE "window" < :old AND "of" IN (
    SELECT "of" FROM counters WHERE "window" < :old LIMIT :most {lock})"""


def _accept(
    connection: Connection, arrival: Arrival, limits: Limits, now: datetime, stored_before: int
) -> Outcome:
    # What is read may be older than what others write meanwhile (PostgreSQL): a key that two have makes one
    # of them fail whole, and a count misses no more messages than there are connections
    seconds, begun = int(now.timestamp()), window(now)
    keys = sorted(hashlib.sha256(key.encode()).hexdigest() for key in arrival.keys)
    refused = [REFUSED.format(network) for network in arrival.networks]
    names = [*arrival.networks, *refused, TOTAL, HELD, FULL]
    known = connection.rows(_KNOWN, keys=keys, names=names, window=begun)
    seen = [row for row in known if row["expires"]]
    counts = {row["name"]: row["count"] for row in known}
    for first in seen:
        if first["expires"] >= seconds:
            is_same = first["content"] in arrival.contents
            return Accepted(first["reference"]) if is_same else Different(first["reference"])

    def count(names: list[str]) -> None:
        _put_each(connection, _COUNT, sorted(names), window=begun, shard=connection.shard, count=1)

    if _is_full(connection, stored_before + counts.get(TOTAL, 0), limits.stored):
        count([FULL])
        return Full(is_first=FULL not in counts)
    suspicions = set(arrival.suspicions)
    for width, network in enumerate(arrival.networks):
        verdict = limits.verdict(width, counts.get(network, 0) + 1)
        if verdict is LimitVerdict.REFUSE:
            # One row for the network, whatever addresses in it are tried: they must not fill the disk
            count([refused[width]])
            return Limited(seconds_left(now), is_first=refused[width] not in counts)
        suspicions |= {Suspicion.ADDRESS} if verdict is LimitVerdict.LABEL else set()
    held = int(limits.held(counts.get(TOTAL, 0) + 1).total_seconds())
    reference = new_reference()
    if seen:
        connection.change(_FORGET_KEYS, keys=keys, now=seconds)
    with connection.pipelined():
        key = {"content": arrival.contents[0], "reference": reference, "expires": seconds + KEY_LIFE}
        _put_each(connection, _PUT_KEY, keys, **key)
        count([*arrival.networks, TOTAL, *([HELD] if held else [])])
        _put(connection, arrival, reference, suspicions, seconds, held)
    return Accepted(reference, is_first_held=held > 0 and HELD not in counts)


def _is_full(connection: Connection, at_most: int, limit: int) -> bool:
    """``at_most`` is no less than are kept: only where it reaches the limit are they counted."""
    return at_most >= limit and connection.value(_STORED) >= limit


def _put_each(connection: Connection, sql: str, names: Sequence[str], **values: object) -> None:
    """Insert a row for each name, with these values after it, in one statement."""
    rest = ", ".join(f":{name}" for name in values)
    named = {f"name_{place}": name for place, name in enumerate(names)}
    connection.change(sql.format(", ".join(f"(:{name}, {rest})" for name in named)), **named, **values)


def _put(
    connection: Connection, arrival: Arrival, reference: str, suspicions: set[Suspicion], now: int, held: int
) -> None:
    policy, date, sha256 = arrival.policy
    connection.change(
        _PUT_MESSAGE,
        reference=reference,
        now=now,
        language=arrival.language,
        topic=arrival.topic,
        policy=policy,
        date=date,
        sha256=sha256,
        contract=arrival.contract,
        suspicions=" ".join(sorted(suspicions)),
        is_sealed=arrival.is_sealed,
        body=arrival.body,
    )
    connection.change(
        _PUT_MAIL,
        reference=reference,
        message_id=f"<{reference}@{arrival.host}>",
        not_before=now + held,
        # The alarm of late mail counts from then
        waiting_since=now + held if held else None,
    )


def _sweep(connection: Connection, now: int) -> int:
    """Rows that another is clearing are left to it; gives the number of the table that had more of them."""
    lock = connection.database.skip_locked
    keys = connection.change(_SWEEP_KEYS.format(lock=lock), now=now, most=_SWEPT)
    # Their blinded addresses are not kept longer than the day that their key is of
    old = now - 24 * WINDOW
    return max(keys, connection.change(_SWEEP_COUNTS.format(lock=lock), old=old, most=_SWEPT))
