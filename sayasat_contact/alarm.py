"""The alarm for mail that does not go out, whatever the reason.

What became late is noted in the database: so one worker reports it, once, also where each pass is a
process of its own. While nothing is delivered, messages that become late after the first alarm raise none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sayasat_contact.errors import DatabaseError
from sayasat_contact.log import OperationEvent, alarm
from sayasat_contact.outbox import LATE, Late, is_late, note_late
from sayasat_contact.store import MessageStore

_MINUTES = int(LATE.total_seconds()) // 60


def raise_alarm(
    store: MessageStore, now: datetime, say: Callable[[OperationEvent], None], begun: datetime | None = None
) -> None:
    """Say so where messages have been waiting for too long; raises `sayasat_contact.errors.DatabaseError`.

    ``begun``: when the worker started that is still sending; it has the whole time for what it found.
    """
    with store.transaction(write=False) as connection:
        if not is_late(connection, now) or (begun is not None and now - begun < LATE):
            return
    with store.transaction(write=True) as connection:
        late = note_late(connection, now)
    if late is not None and not late.is_known:
        say(_event(late))


def look_out(
    store: MessageStore,
    now: Callable[[], datetime],
    say: Callable[[OperationEvent], None],
    every: timedelta,
    stopped: threading.Event,
) -> None:
    """Raise the alarm as long as a worker runs, also while an attempt of it lasts or the database fails."""
    begun = now()
    failing: datetime | None = None
    is_told = False
    while not stopped.wait(every.total_seconds()):
        try:
            raise_alarm(store, now(), say, begun)
            failing, is_told = None, False
        except DatabaseError as error:
            failing = failing or now()
            if not is_told and now() - failing >= LATE:
                say(
                    alarm(
                        "database-silent", f"no answer of the database for {_MINUTES} minutes: {error.kind}"
                    )
                )
                is_told = True


def _event(late: Late) -> OperationEvent:
    trouble = late.trouble or "no attempt has ended"
    text = (
        f"messages not sent within {_MINUTES} minutes: {late.count}; "
        f"{late.reference} waits since {_moment(late.since)}: {trouble}"
    )
    return alarm("late", text, late.reference)


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
