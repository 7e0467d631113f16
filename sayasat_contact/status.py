"""How the handler stands: what waits and for how long, when something last happened, and who is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from sayasat_contact.acceptance import stored
from sayasat_contact.alarm import LATE, is_late
from sayasat_contact.database import seconds_of
from sayasat_contact.limits import MOST_STORED
from sayasat_contact.outbox import IS_HELD, STATES, OutboxState
from sayasat_contact.store import MessageStore

HELD = "held"
"""Listed beside the states: what waits for a later hour, because more came than `CONTACT_LIMIT_TOTAL`."""

_NEARLY_FULL = 0.9
"""The share of the space for messages from which on a person is needed."""


@dataclass(frozen=True, slots=True)
class Depth:
    """The messages in one state."""

    count: int
    oldest_seconds: int | None
    """Seconds since the oldest was received; None where there is none."""


@dataclass(frozen=True, slots=True)
class HandlerStatus:
    """What one look at the database finds. Times are UTC."""

    at: datetime
    messages: dict[str, Depth]
    """By state: those of the register, and `HELD`."""

    last: dict[str, datetime | None]
    """``delivery``, ``worker`` (its last pass), ``purge``, ``backup``; None for never."""

    stored_kb: int
    """What they take; `CONTACT_LIMIT_STORED` bounds it."""

    contracts: tuple[str, ...]
    """Digests that the handlers have loaded, the newest first."""

    needs: tuple[str, ...]
    """Why a person is needed: ``dead``, ``late``, ``full``, ``worker``, ``backup``. Empty where nobody is."""


_DEPTHS = f"""
SELECT CASE WHEN erased IS NOT NULL THEN 'erased'
    WHEN {IS_HELD} THEN 'held' ELSE state END AS which,
    count(*) AS count, min(received) AS oldest
FROM messages JOIN outbox ON message = id GROUP BY which"""


def status_of(
    store: MessageStore, now: datetime, most_mb: int = MOST_STORED, backup_every: timedelta | None = None
) -> HandlerStatus:
    """The status now, where messages may take ``most_mb``. Raises `sayasat_contact.errors.DatabaseError`.

    ``backup_every``: how old the last backup may be; None where backups are not watched.
    """
    seconds = seconds_of(now)
    with store.transaction(write=False) as connection:
        rows = connection.rows(_DEPTHS, now=seconds)
        found = {row["which"]: Depth(row["count"], seconds - row["oldest"]) for row in rows}
        messages = {each: found.get(each, Depth(0, None)) for each in (HELD, *STATES)}
        marks = {row["name"]: row["at"] for row in connection.rows("SELECT name, at FROM marks")}
        marks["delivery"] = connection.value("SELECT max(delivered) FROM outbox")
        digests = tuple(connection.column("SELECT digest FROM contracts ORDER BY since DESC"))
        is_waiting = is_late(connection, now, also_alarmed=True)
        kept = stored(connection)
    times = {name: marks.get(name) for name in ("delivery", "worker", "purge", "backup")}
    last = {name: datetime.fromtimestamp(at, UTC) if at is not None else None for name, at in times.items()}
    worker, backup = last["worker"], last["backup"]
    reasons = {
        "dead": messages[OutboxState.DEAD].count,
        "late": is_waiting,
        "full": kept >= most_mb * 1000 * _NEARLY_FULL,
        "worker": worker is None or now - worker > LATE,
        "backup": backup_every is not None and (backup is None or now - backup > backup_every),
    }
    return HandlerStatus(
        now, messages, last, kept, digests, tuple(name for name, is_so in reasons.items() if is_so)
    )


def as_json(status: HandlerStatus) -> str:
    """The status for a program that watches."""
    return msgspec.json.format(msgspec.json.encode(status)).decode()
