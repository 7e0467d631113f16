"""The alarm for mail that does not go out, whatever the reason.

What became late is noted in the database: so one worker reports it, once, also where each pass is a
process of its own. While nothing is delivered, messages that become late after the first alarm raise none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sayasat_contact.database import Connection, seconds_of
from sayasat_contact.log import OperationEvent, alarm
from sayasat_contact.store import MessageStore

LATE = timedelta(minutes=15)
"""What has not gone out so long after it should have is worth an alarm."""


MINUTES = int(LATE.total_seconds()) // 60

_LATE = """
SELECT {} FROM outbox JOIN messages ON id = message
WHERE state = 'waiting' AND erased IS NULL AND coalesce(waiting_since, received) <= :late
    AND (alarmed IS NULL OR :also_alarmed = 1)"""
_OLDEST = _LATE.format("reference, coalesce(waiting_since, received) AS since, trouble")
_OLDEST += " ORDER BY since, message LIMIT 1"
_KNOWN = """
SELECT message FROM outbox JOIN messages ON id = message
WHERE state = 'waiting' AND erased IS NULL
    AND alarmed >= (SELECT coalesce(max(delivered), 0) FROM outbox) LIMIT 1"""
_ALARM = f"UPDATE outbox SET alarmed = :now WHERE alarmed IS NULL AND message IN ({_LATE.format('message')})"


def is_late(connection: Connection, now: datetime, *, also_alarmed: bool = False) -> bool:
    """Whether messages have been waiting for too long, of which no alarm was raised or any. Needs no lock."""
    late = seconds_of(now - LATE)
    return connection.row(_OLDEST, late=late, also_alarmed=int(also_alarmed)) is not None


def raise_alarm(
    store: MessageStore, now: datetime, say: Callable[[OperationEvent], None], begun: datetime | None = None
) -> None:
    """Say so where messages have been waiting for too long; raises `sayasat_contact.errors.DatabaseError`.

    ``begun``: when the worker started that is still sending; it has the whole time for what it found.
    """
    with store.transaction(write=False) as connection:
        if not is_late(connection, now) or (begun is not None and now - begun < LATE):
            return
    late = {"late": seconds_of(now - LATE), "also_alarmed": 0}
    with store.transaction(write=True) as connection:
        oldest = connection.row(_OLDEST, **late)
        # Of others that still wait, and nothing has been delivered since
        is_known = connection.row(_KNOWN) is not None
        # Another worker that finds the same messages at this moment notes none of them
        noted = connection.change(_ALARM, now=seconds_of(now), **late)
    if noted and oldest and not is_known:
        since = f"{datetime.fromtimestamp(oldest['since'], UTC):%Y-%m-%d %H:%M:%S} UTC"
        waits = f"{oldest['reference']} waits since {since}: {oldest['trouble'] or 'no attempt has ended'}"
        text = f"messages not sent within {MINUTES} minutes: {noted}; {waits}"
        say(alarm("late", text, oldest["reference"]))
