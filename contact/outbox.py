"""The outbox: whose turn it is, and what became of it. Works on a connection within the caller's transaction.

A worker *leases* one message at a time: the lease has an owner, and ends by itself should the worker die.
What became of the message is noted only while the worker still owns it. A transaction that leases must keep
other leases out: PostgreSQL does so by the row's lock, SQLite by BEGIN IMMEDIATE (`contact.store`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from contact.schema import OutboxState, messages, outbox

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

LATE = 11
"""At this failed attempt, about fifteen hours after the first, somebody should look."""


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


def lease(connection: Connection, owner: str, now: datetime) -> Leased | None:
    """The message that has waited longest of those that are due, leased; None where none is due.

    A message that another worker is leasing at this moment is passed over, not waited for (PostgreSQL).
    """
    query = (
        select(outbox.c.message, outbox.c.message_id, outbox.c.attempts, messages)
        .join(messages, messages.c.id == outbox.c.message)
        .where(_is_due(_seconds(now)), messages.c.erased.is_(None))
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
