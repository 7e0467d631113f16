"""The outbox: whose turn it is, and what became of it. Works on a connection within the caller's transaction.

A worker *leases* one message at a time: the lease has an owner, and ends by itself should the worker die.
What became of the message is noted only while the worker still owns it. A transaction that leases must keep
other leases out: PostgreSQL does so by the row's lock, SQLite by BEGIN IMMEDIATE (`sayasat_contact.sqlite`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random

from sayasat_contact.database import Connection, Row, seconds_of


class OutboxState(StrEnum):
    """What becomes of a message's mail."""

    WAITING = "waiting"
    """To be sent, or sent again, from ``not_before`` on; while ``leased_until`` is ahead a worker has it."""

    DELIVERED = "delivered"
    DEAD = "dead"
    """Refused for good: an operator has to look."""


LEASE = timedelta(minutes=15)
"""Longer than any attempt may take (`delivery`), with room for clocks of machines that differ."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
JITTER = 0.2
"""A pause is up to this share shorter or longer: messages that failed together do not return together."""

UNREACHABLE = 3
"""The pause where no message can be sent is that after so many attempts: about four minutes. An outage is no
message's fault, so it is not counted as an attempt, and the backlog goes out soon after its end."""

ATTEMPTS = 37
"""How often a message is tried before it is dead: with the pauses above for seven days.

Attempts are counted, and not time: a clock that jumps ahead by a week must not kill what waits.
"""

ERASED = "erased"
"""The state of a message whose content was erased, whatever became of its mail."""

STATES = (*OutboxState, ERASED)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message and its entry in the outbox, as the tables have them."""

    id: int
    reference: str
    received: int
    """Seconds since 1970 UTC. No datetime: an impossible one would stop every lease, not only its letter."""

    language: str
    topic: str
    agreed_policy: str
    agreed_date: str
    agreed_sha256: str
    suspicions: str
    """Values of `sayasat_contact.arrival.Suspicion`, parted by blanks."""

    is_sealed: bool
    body: bytes
    """Empty in a message that was erased: its state says so."""

    state: str
    """One of `STATES`."""

    message_id: str
    attempts: int
    """That failed so far."""

    trouble: str | None

    @property
    def received_at(self) -> datetime:
        """UTC. Raises ValueError, OverflowError and OSError where no calendar has it."""
        return datetime.fromtimestamp(self.received, UTC)


_LEASE = int(LEASE.total_seconds())
_FARTHEST = int(LONGEST_PAUSE.total_seconds() * (1 + JITTER))

IS_LEASED = f"(state = 'waiting' AND leased_until > :now AND leased_until <= :now + {_LEASE})"
"""Of a row of the outbox: a worker is believed to be sending it."""

IS_HELD = "(state = 'waiting' AND attempts = 0 AND waiting_since > :now)"
"""Of a row of the outbox: it waits for a later hour. Only such a one counts from then and was never tried."""

MESSAGES = """
SELECT id, reference, received, language, topic, agreed_policy, agreed_date, agreed_sha256, suspicions,
    is_sealed, body, CASE WHEN erased IS NULL THEN state ELSE 'erased' END AS state, message_id,
    attempts, trouble
FROM messages JOIN outbox ON message = id"""
"""Selects `StoredMessage`."""

# Farther ahead than we ever write means that the clock was wrong when it was written: due, not lost
_DUE = f"""
{MESSAGES}
WHERE state = 'waiting' AND erased IS NULL AND (not_before <= :now OR not_before > :now + {_FARTHEST})
    AND (leased_until IS NULL OR leased_until <= :now OR leased_until > :now + {_LEASE})
ORDER BY not_before, message LIMIT 1 {{lock}}"""
_TAKE = "UPDATE outbox SET leased_by = :owner, leased_until = :until WHERE message = :message"
_NOTE = """
UPDATE outbox SET leased_by = NULL, leased_until = NULL, {}
WHERE message = :message AND state = 'waiting' AND leased_by = :owner"""


def lease(connection: Connection, owner: str, now: datetime) -> StoredMessage | None:
    """The message that has waited longest of those that are due, leased; None where none is due.

    A message that another worker is leasing at this moment is passed over, not waited for (PostgreSQL).
    """
    lock = connection.database.skip_locked.replace("UPDATE", "UPDATE OF outbox")
    row = connection.row(_DUE.format(lock=lock), now=seconds_of(now))
    if row is None:
        return None
    connection.change(_TAKE, owner=owner, until=seconds_of(now + LEASE), message=row["id"])
    return stored_message(row)


def stored_message(row: Row) -> StoredMessage:
    """The message of a row that `MESSAGES` selects."""
    return StoredMessage(**{**row, "body": row["body"] or b""})


def note(
    connection: Connection, owner: str, message: StoredMessage, trouble: str | None, **changes: object
) -> bool:
    """Note what became of an attempt, and change these columns of the outbox.

    False where the worker does not own the message any more: then nothing is noted.
    """
    changes["trouble"] = trouble[:64] if trouble else None
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    return connection.change(_NOTE.format(columns), message=message.id, owner=owner, **changes) == 1


def pause(failed: int, random: Random) -> timedelta:
    """How long to wait after so many failed attempts, at least one: doubled each time, up to a limit."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failed - 1, 30)
    jitter: float = random.uniform(1 - JITTER, 1 + JITTER)
    return min(doubled, LONGEST_PAUSE) * jitter
