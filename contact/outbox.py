"""The outbox: whose turn it is, and what became of it. Works on a connection within the caller's transaction.

A worker *leases* one message at a time: the lease has an owner, and ends by itself should the worker die.
What became of the message is noted only while the worker still owns it. A transaction that leases must keep
other leases out: PostgreSQL does so by the row's lock, SQLite by BEGIN IMMEDIATE (`contact.store`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true, update

from contact.schema import OutboxState, outbox, sent_messages

LEASE = timedelta(minutes=15)
"""Longer than any attempt may take (`contact.delivery`), with room for clocks of machines that differ."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
JITTER = 0.2
"""A pause is up to this share shorter or longer: messages that failed together do not return together."""

ATTEMPTS = 37
"""How often a message is tried before it is dead: with the pauses above for seven days.

Attempts are counted, and not time: a clock that jumps ahead by a week must not kill what waits.
"""

LATE = timedelta(minutes=15)
"""What has not gone out so long after it should have is worth an alarm."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that its owner, and nobody else, may send."""

    message: int
    owner: str
    reference: str
    message_id: str
    attempts: int
    """That failed so far."""

    received: int
    """Seconds since 1970 UTC. No datetime: an impossible one would stop every lease, not only its letter."""

    language: str
    agreed: tuple[str, str]
    """Id and date (YYYY-MM-DD) of the policy agreed to."""

    suspicions: tuple[str, ...]
    """Values of `contact.store.Suspicion`."""

    is_sealed: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Late:
    """Messages that have been waiting for longer than `LATE`."""

    count: int
    reference: str
    """Of the one that has waited longest."""

    since: int
    """Seconds since 1970 UTC."""

    trouble: str | None
    """Of its last attempt; None where none has ended."""

    is_known: bool
    """An alarm was raised for others that still wait, and nothing has been delivered since."""


def lease(connection: Connection, owner: str, now: datetime) -> Leased | None:
    """The message that has waited longest of those that are due, leased; None where none is due.

    A message that another worker is leasing at this moment is passed over, not waited for (PostgreSQL).
    """
    query = (
        select(outbox.c.message, outbox.c.message_id, outbox.c.attempts, sent_messages)
        .join(sent_messages, sent_messages.c.id == outbox.c.message)
        .where(_is_due(_seconds(now)), sent_messages.c.erased.is_(None))
        .order_by(outbox.c.not_before, outbox.c.message)
        .limit(1)
        .with_for_update(of=outbox, skip_locked=True)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    connection.execute(
        update(outbox)
        .where(outbox.c.message == row["message"])
        .values(leased_by=owner, leased_until=_seconds(now + LEASE))
    )
    return Leased(
        message=row["message"],
        owner=owner,
        reference=row["reference"],
        message_id=row["message_id"],
        attempts=row["attempts"],
        received=row["received"],
        language=row["language"],
        agreed=(row["agreed_policy"], row["agreed_date"]),
        suspicions=tuple(row["suspicions"].split()),
        is_sealed=row["is_sealed"],
        body=row["body"],
    )


def mark_delivered(connection: Connection, leased: Leased, now: datetime, trouble: str | None) -> bool:
    """Note that the mail server has taken it; ``trouble`` where it refused some recipients.

    False, here and below, where the worker does not own the message any more: then nothing is noted.
    """
    return _note(
        connection, leased, state=OutboxState.DELIVERED, delivered=_seconds(now), trouble=_short(trouble)
    )


def postpone(connection: Connection, leased: Leased, trouble: str, not_before: datetime) -> bool:
    """Note a failed attempt, to be repeated."""
    return _note(
        connection,
        leased,
        attempts=leased.attempts + 1,
        not_before=_seconds(not_before),
        trouble=_short(trouble),
    )


def bury(connection: Connection, leased: Leased, trouble: str) -> bool:
    """Note that it will not be tried again unless an operator says so."""
    return _note(
        connection,
        leased,
        state=OutboxState.DEAD,
        attempts=leased.attempts + 1,
        trouble=_short(trouble),
    )


def is_late(connection: Connection, now: datetime, *, also_noted: bool = False) -> bool:
    """Whether `note_late` would find any, or would have if it had not before. It needs no lock."""
    return connection.execute(_late(now, also_noted=also_noted).limit(1)).first() is not None


def note_late(connection: Connection, now: datetime) -> Late | None:
    """The messages that became late since the last time, which are noted; None where there are none."""
    rows = connection.execute(_late(now)).all()
    last = select(func.coalesce(func.max(outbox.c.delivered), 0)).scalar_subquery()
    alarmed = select(outbox.c.message).join(sent_messages).where(_is_waiting(), outbox.c.alarmed >= last)
    is_known = connection.execute(alarmed.limit(1)).first() is not None
    # Another worker that finds the same messages at this moment notes none of them
    unnoted = and_(
        outbox.c.message.in_(_late(now).with_only_columns(outbox.c.message).order_by(None)),
        outbox.c.alarmed.is_(None),
    )
    noted = connection.execute(update(outbox).where(unnoted).values(alarmed=_seconds(now))).rowcount
    if not noted:
        return None
    oldest = rows[0]
    return Late(noted, oldest.reference, oldest.since, oldest.trouble, is_known)


def pause(failed: int, random: Random) -> timedelta:
    """How long to wait after so many failed attempts, at least one: doubled each time, up to a limit."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failed - 1, 30)
    jitter: float = random.uniform(1 - JITTER, 1 + JITTER)
    return min(doubled, LONGEST_PAUSE) * jitter


def is_leased(now: datetime) -> ColumnElement[bool]:
    """Of a row of the outbox: a worker is believed to be sending it."""
    seconds = _seconds(now)
    return and_(
        outbox.c.state == OutboxState.WAITING,
        outbox.c.leased_until > seconds,
        outbox.c.leased_until <= seconds + _LEASE,
    )


_LEASE = int(LEASE.total_seconds())
_FARTHEST = int(LONGEST_PAUSE.total_seconds() * (1 + JITTER))


def _is_due(seconds: int) -> ColumnElement[bool]:
    # Farther ahead than we ever write means that the clock was wrong when it was written: due, not lost
    return and_(
        outbox.c.state == OutboxState.WAITING,
        or_(outbox.c.not_before <= seconds, outbox.c.not_before > seconds + _FARTHEST),
        or_(
            outbox.c.leased_until.is_(None),
            outbox.c.leased_until <= seconds,
            outbox.c.leased_until > seconds + _LEASE,
        ),
    )


def _late(now: datetime, *, also_noted: bool = False) -> Select[str, int, str | None]:
    since = func.coalesce(outbox.c.waiting_since, sent_messages.c.received).label("since")
    return (
        select(sent_messages.c.reference, since, outbox.c.trouble)
        .join_from(outbox, sent_messages)
        .where(_is_waiting(), since <= _seconds(now - LATE))
        .where(true() if also_noted else outbox.c.alarmed.is_(None))
        .order_by(since, outbox.c.message)
    )


def _is_waiting() -> ColumnElement[bool]:
    """Of a message joined with its row of the outbox."""
    return and_(outbox.c.state == OutboxState.WAITING, sent_messages.c.erased.is_(None))


def _note(connection: Connection, leased: Leased, **values: object) -> bool:
    held = and_(
        outbox.c.message == leased.message,
        outbox.c.state == OutboxState.WAITING,
        outbox.c.leased_by == leased.owner,
    )
    noted = connection.execute(update(outbox).where(held).values(leased_by=None, leased_until=None, **values))
    return noted.rowcount == 1


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _short(trouble: str | None) -> str | None:
    return trouble[:64] if trouble else None
