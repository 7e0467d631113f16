"""Where messages wait: SQLite on one machine, PostgreSQL for several instances.

A message, its outbox entry, its idempotency key and its counts are written in one transaction, or none is.
Every function here raises `sqlalchemy.exc.SQLAlchemyError` where the database fails; statements never appear
in those errors with their values.
"""

# Longer than 300 lines because the statements of one transaction are read together.

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, select, update

from contact.database import BUSY, close_to_others, postgresql_engine, sqlite_engine
from contact.errors import ContactFault, StoreError
from contact.limits import TOTAL, WINDOW, Limits, LimitVerdict, seconds_left, window
from contact.reference import new_reference
from contact.schema import (
    METADATA,
    VERSION,
    OutboxState,
    audit_by_reference,
    contracts,
    counters,
    idempotency,
    idempotency_by_reference,
    marks,
    migrations,
    outbox,
    sent_messages,
)
from contact.settings import HandlerSettings

KEY_LIFE = 48 * 3600
"""Seconds in which a key is remembered: twice as long as a token can be sent."""

_ADVISORY = 7_262_834_118
"""Ours among PostgreSQL's advisory locks; any number will do, as long as it stays."""

_MARKED_EVERY = 60

_SWEPT = 100
"""Rows of a table that one transaction clears away at most, so that no visitor waits for long."""


class Suspicion(StrEnum):
    """Why a message may be no person's. It is sent like any other: only a person can tell."""

    HONEYPOT = "honeypot"
    YOUNG = "young"
    ADDRESS = "address"
    """Its address sent more than the limit in this hour."""

    NO_ORIGIN = "no-origin"
    """The browser said neither Sec-Fetch-Site nor Origin: old phones do not. No reason to label the mail."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that was found good, ready to be stored."""

    keys: tuple[str, ...]
    """What makes a second sending the same, each of them alone: the token's nonce, and a client's key."""

    contents: tuple[str, ...]
    """Keyed hashes of its content, one for each secret: the first is stored, any is recognised."""

    networks: tuple[str, ...]
    """Of its address, blinded, the narrowest first: see `contact.limits`."""

    language: str
    topic: str
    policy: tuple[str, str, str]
    """Id, date (YYYY-MM-DD) and SHA-256 of the policy agreed to."""

    contract: str
    host: str
    """Of the site; the right side of the Message-ID."""

    body: bytes
    is_sealed: bool
    suspicions: frozenset[Suspicion]


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is stored for good, now or at an earlier sending."""

    reference: str
    is_first_held: bool = False
    """It is the first in this hour whose mail is sent later, because too many came."""


@dataclass(frozen=True, slots=True)
class Different:
    """Other content was received under the same key; this one was not stored."""

    reference: str
    """Of the first."""


@dataclass(frozen=True, slots=True)
class Limited:
    """Too many messages of its network in this hour; it was not stored."""

    seconds: int
    """Until more are taken."""

    is_first: bool = False
    """Of its network, in this hour."""


class MessageStatus(StrEnum):
    """What a visitor may know of a message."""

    RECEIVED = "received"
    PASSED = "passed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Of one message, without anything personal."""

    reference: str
    received: datetime
    """UTC, to the second."""

    status: MessageStatus


class MessageStore:
    """One database. Threads may share it; a process that was forked opens its own connections."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = threading.Lock()

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back by an exception.

        On SQLite one that writes takes the lock at once (BEGIN IMMEDIATE): a lock that is taken midway can
        fail at once, without any waiting. There the threads of a process that write wait for each other
        first: SQLite's own waiting is a look every 0.1 seconds, and with eight writers one may never find the
        database free.
        """
        is_queued = write and self.engine.dialect.name == "sqlite" and self._turn.acquire(timeout=BUSY / 1000)
        try:
            opened = self.engine.connect().execution_options(contact_write=write)
            with opened as connection, connection.begin():
                yield connection
        finally:
            if is_queued:
                self._turn.release()

    def prepare(self) -> int:
        """Create the tables, or bring older ones to `VERSION`. Gives the version found, 0 for none.

        Raises StoreError where a newer program made them. Twice at the same time does no harm. Other accounts
        of this machine cannot read the files of SQLite afterwards.
        """
        with self.transaction(write=True) as connection:
            be_alone(connection)
            migrations.create(connection, checkfirst=True)
            found = _version(connection)
            if found > VERSION:
                raise StoreError([_newer(found)])
            if not found:
                METADATA.create_all(connection)
            for number in range(found + 1, VERSION + 1):
                if found:
                    _STEPS[number](connection)
                now = int(datetime.now(UTC).timestamp())
                connection.execute(migrations.insert().values(number=number, applied=now))
        close_to_others(self.engine)
        return found

    def is_ready(self) -> bool:
        """Whether it answers and has the tables of this version. Raises nothing but database errors."""
        with self.transaction(write=False) as connection:
            return _version(connection) == VERSION

    def accept(self, arrival: Arrival, limits: Limits, now: datetime) -> Accepted | Different | Limited:
        """Store a message, unless its key was seen or the limits are reached. Committed when it returns."""
        try:
            with self.transaction(write=True) as connection:
                return _accept(connection, arrival, limits, now)
        except _SeenError as error:
            return error.outcome

    def sweep(self, now: datetime) -> bool:
        """Forget some of the keys and counts whose time is over; whether there may be more of them."""
        with self.transaction(write=True) as connection:
            return _sweep(connection, int(now.timestamp())) >= _SWEPT

    def mark(self, name: str, now: datetime) -> None:
        """Note that something was done now, for `contact.status`; not twice within a minute."""
        seconds = int(now.timestamp())
        query = select(marks.c.at).where(marks.c.name == name)
        with self.transaction(write=False) as connection:
            at = connection.execute(query).scalar()
        if at is not None and 0 <= seconds - at < _MARKED_EVERY:
            return
        with self.transaction(write=True) as connection:
            marked = _insert(connection, marks).values(name=name, at=seconds)
            connection.execute(
                marked.on_conflict_do_update(index_elements=[marks.c.name], set_={"at": seconds})
            )

    def receipt(self, reference: str) -> Receipt | None:
        """By the reference as printed; None where no message has it."""
        query = (
            select(sent_messages.c.received, sent_messages.c.erased, outbox.c.state)
            .join_from(sent_messages, outbox)
            .where(sent_messages.c.reference == reference)
        )
        with self.transaction(write=False) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Receipt(reference, datetime.fromtimestamp(row.received, UTC), _status(row.erased, row.state))


def open_store(settings: HandlerSettings, busy: int = BUSY) -> MessageStore:
    """The store that the settings name; ``busy`` says how many milliseconds it waits for a lock.

    It connects at the first use, so an unreachable one raises later.
    """
    make = sqlite_engine if settings.database.startswith("sqlite") else postgresql_engine
    return MessageStore(make(settings.database, busy))


def be_alone(connection: Connection) -> None:
    """Wait for other transactions that called this; on SQLite a transaction that writes is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY)))


class _SeenError(Exception):
    """Leaves the transaction, so that nothing of it stays: the message was sent before."""

    def __init__(self, outcome: Accepted | Different) -> None:
        super().__init__()
        self.outcome = outcome


def _accept(
    connection: Connection, arrival: Arrival, limits: Limits, now: datetime
) -> Accepted | Different | Limited:
    seconds = int(now.timestamp())
    _sweep(connection, seconds)
    reference = new_reference()
    keys = [hashlib.sha256(key.encode()).hexdigest() for key in arrival.keys]
    # In one order by everyone: so two that wait for each other's rows cannot be
    for key in sorted(keys):
        _take_key(connection, key, arrival.contents, reference, seconds)
    suspicions = arrival.suspicions
    for width, network in enumerate(arrival.networks):
        count = _increment(connection, network, window(now))
        verdict = limits.verdict(width, count)
        if verdict is LimitVerdict.REFUSE:
            # The count stays, the keys do not: in the next hour the same page can be sent again
            connection.execute(delete(idempotency).where(idempotency.c.key.in_(keys)))
            return Limited(seconds_left(now), limits.is_first_refused(width, count))
        suspicions |= {Suspicion.ADDRESS} if verdict is LimitVerdict.LABEL else set()
    in_total = _increment(connection, TOTAL, window(now))
    held = int(limits.held(in_total).total_seconds())
    _write(connection, arrival, reference, suspicions, seconds, held)
    return Accepted(reference, is_first_held=in_total == limits.total + 1)


def _take_key(connection: Connection, key: str, contents: tuple[str, ...], reference: str, now: int) -> None:
    """Make the key ours. Raises _SeenError where it is another's already, who is awaited."""
    row = {"key": key, "content": contents[0], "reference": reference, "expires": now + KEY_LIFE}
    take = _insert(connection, idempotency).values(row).on_conflict_do_nothing()
    if connection.execute(take.returning(idempotency.c.key)).first() is not None:
        return
    first = connection.execute(select(idempotency).where(idempotency.c.key == key)).one()
    is_same = first.content in contents
    raise _SeenError(Accepted(first.reference) if is_same else Different(first.reference))


def _increment(connection: Connection, of: str, begun: int) -> int:
    insert = _insert(connection, counters).values(of=of, window=begun, count=1)
    counted = insert.on_conflict_do_update(
        index_elements=[counters.c.of, counters.c.window], set_={"count": counters.c.count + 1}
    )
    return int(connection.execute(counted.returning(counters.c.count)).scalar_one())


def _write(
    connection: Connection,
    arrival: Arrival,
    reference: str,
    suspicions: frozenset[Suspicion],
    now: int,
    held: int,
) -> None:
    policy_id, policy_date, policy_sha256 = arrival.policy
    row = {
        "reference": reference,
        "received": now,
        "language": arrival.language,
        "topic": arrival.topic,
        "agreed_policy": policy_id,
        "agreed_date": policy_date,
        "agreed_sha256": policy_sha256,
        "contract": arrival.contract,
        "suspicions": " ".join(sorted(suspicions)),
        "is_sealed": arrival.is_sealed,
        "body": arrival.body,
    }
    message = connection.execute(
        sent_messages.insert().values(row).returning(sent_messages.c.id)
    ).scalar_one()
    mail = {
        "message": message,
        "state": OutboxState.WAITING,
        "message_id": f"<{reference}@{arrival.host}>",
        "attempts": 0,
        "not_before": now + held,
        # The alarm of late mail counts from then
        "waiting_since": now + held if held else None,
    }
    connection.execute(outbox.insert().values(mail))


def _sweep(connection: Connection, now: int) -> int:
    """Forget keys and counts whose time is over; rows that another message is clearing are left to it.

    Gives the number of rows of the table that had more of them.
    """
    keys = select(idempotency.c.key).where(idempotency.c.expires < now).limit(_SWEPT)
    old_keys = delete(idempotency).where(idempotency.c.key.in_(keys.with_for_update(skip_locked=True)))
    # Their blinded addresses are not kept longer than the day that their key is of
    is_old = counters.c.window < now - 24 * WINDOW
    some = select(counters.c.of).where(is_old).limit(_SWEPT).with_for_update(skip_locked=True)
    old_counts = delete(counters).where(is_old, counters.c.of.in_(some))
    return max(connection.execute(statement).rowcount for statement in (old_keys, old_counts))


def _insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401 (of either dialect; they share no base)
    # Here, for the dialect that is not in use costs a cold start a tenth of a second
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table)


def _status(erased: int | None, state: str) -> MessageStatus:
    if erased is not None:
        return MessageStatus.ERASED
    return MessageStatus.PASSED if state == OutboxState.DELIVERED else MessageStatus.RECEIVED


def _version(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(migrations.c.number), 0))).scalar_one())


def _newer(found: int) -> ContactFault:
    return ContactFault(
        "database", f"It is of version {found}, this program knows {VERSION}.", "Deploy the newer program."
    )


def _add_alarms(connection: Connection) -> None:
    """To version 2: the columns of the alarm, and the indexes that an erasure needs."""
    for column in (outbox.c.waiting_since, outbox.c.alarmed):
        connection.exec_driver_sql(f"ALTER TABLE outbox ADD COLUMN {column.name} BIGINT")
    for index in (idempotency_by_reference, audit_by_reference):
        index.create(connection)


def _release_held(connection: Connection) -> None:
    """To version 3: send what was quarantined, for it has a receipt and nobody may have seen it."""
    values = {"state": OutboxState.WAITING, "waiting_since": int(datetime.now(UTC).timestamp())}
    connection.execute(update(outbox).where(outbox.c.state == "held").values(values))


_STEPS: Mapping[int, Callable[[Connection], None]] = {
    2: _add_alarms,
    3: _release_held,
    4: contracts.create,
    5: marks.create,
}
"""What brings an older database to each version from the one before; a new one has the newest at once."""
