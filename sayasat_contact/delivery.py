"""The worker: takes messages out of the outbox, one by one, and hands them to the mail server.

At least once to the mail server, exactly once by Message-ID: nothing is noted before the server has said 250,
so a worker that dies between the two, or a 250 that is lost, makes the mail go once more, byte for byte the
same. Trouble that will pass is met again later, in growing pauses; what is refused for good becomes a dead
letter with an alarm; mail that does not go out has one too (`sayasat_contact.alarm`). No event holds a
message or an address.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sayasat_contact.alarm import LATE, MINUTES, raise_alarm
from sayasat_contact.database import seconds_of
from sayasat_contact.digest import digest_letter, due_digest, note_digest
from sayasat_contact.errors import ContactError, DatabaseError
from sayasat_contact.letter import Letterhead, letter
from sayasat_contact.log import OperationEvent, alarm
from sayasat_contact.mailer import Attempt, DeliveryVerdict, Mailer
from sayasat_contact.outbox import ATTEMPTS, UNREACHABLE, OutboxState, StoredMessage, lease, note, pause
from sayasat_contact.store import MessageStore
from sayasat_contact.wording import Texts


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker works with."""

    owner: str
    """Names it in leases; no other worker has the same."""

    store: MessageStore
    letterhead: Letterhead
    mailer: Mailer
    now: Callable[[], datetime]
    """The clock: aware, UTC. It is asked again for each message."""

    random: Random
    texts: Texts
    """Of the daily digest."""

    say: Callable[[OperationEvent], None]
    """Takes events for whoever watches over the worker."""


Counts = Counter[str]
"""Messages by what became of them.

``delivered``, ``postponed``, ``dead``, or ``lost``: the lease ran out before the outcome could be noted, and
another worker has the message.
"""


_REPORTS = {
    "partly-delivered": (True, "delivered, but not to everybody: {trouble}"),
    "dead": (True, "dead letter after {failed} attempts: {trouble}"),
    "postponed": (False, "attempt {failed} failed, will be repeated: {trouble}"),
    "lost": (False, "the lease ran out; another worker has the message"),
}
"""What is said of a message, by the code of the event: whether somebody is needed, and the text."""


def deliver_once(worker: Worker, is_stopped: Callable[[], bool] = lambda: False) -> Counts:
    """Send whatever is due; end early where the server cannot be reached, or once ``is_stopped``.

    Raises DatabaseError where the database fails; what is leased comes free by itself.
    """
    counts = Counts()
    if worker.store.mark("worker", worker.now()):
        worker.store.sweep(worker.now())
    while not is_stopped():
        with worker.store.transaction(write=True) as connection:
            message = lease(connection, worker.owner, worker.now())
        if message is None:
            _send_digest(worker)
            break
        attempt = _attempt(message, worker)
        counts[_concluded(message, attempt, worker)] += 1
        if attempt.verdict is DeliveryVerdict.UNREACHABLE:
            break
    raise_alarm(worker.store, worker.now(), worker.say)
    return counts


def watch(worker: Worker, every: timedelta, stopped: threading.Event) -> Counts:
    """Deliver, pause and deliver again, until it is to stop. A database that fails is met again."""
    lookout = threading.Thread(target=_look_out, args=(worker, every, stopped), daemon=True)
    lookout.start()
    total = Counts()
    try:
        while not stopped.is_set():
            try:
                total += deliver_once(worker, stopped.is_set)
            except DatabaseError as error:
                what = f"the database does not answer: {error.kind}"
                worker.say(OperationEvent("database-silent", what))
            stopped.wait(every.total_seconds())
    finally:
        stopped.set()
        lookout.join()
    return total


def _look_out(worker: Worker, every: timedelta, stopped: threading.Event) -> None:
    """Raise the alarm as long as a worker runs, also while an attempt of it lasts or the database fails."""
    begun = worker.now()
    failing: datetime | None = None
    is_told = False
    while not stopped.wait(every.total_seconds()):
        try:
            raise_alarm(worker.store, worker.now(), worker.say, begun)
            failing, is_told = None, False
        except DatabaseError as error:
            failing = failing or worker.now()
            if not is_told and worker.now() - failing >= LATE:
                what = f"no answer of the database for {MINUTES} minutes: {error.kind}"
                worker.say(alarm("database-silent", what))
                is_told = True


def _attempt(message: StoredMessage, worker: Worker) -> Attempt:
    try:
        mail = letter(message, worker.letterhead)
    except ContactError:
        return Attempt(DeliveryVerdict.NEVER, "unreadable")
    return worker.mailer.send(mail)


def _send_digest(worker: Worker) -> None:
    now = worker.now()
    found = due_digest(worker.store, now)
    if found is None:
        return
    attempt = worker.mailer.send(digest_letter(found, worker.letterhead, worker.texts, now))
    if attempt.verdict is DeliveryVerdict.TAKEN:
        note_digest(worker.store, now)
    else:
        what = f"the digest was not sent, will be repeated: {attempt.trouble}"
        worker.say(OperationEvent("digest-postponed", what))


def _concluded(message: StoredMessage, attempt: Attempt, worker: Worker) -> str:
    """Note what became of it, and say what somebody has to know; gives one of the names of `Counts`."""
    verdict, trouble = attempt.verdict, attempt.trouble
    failed, now = message.attempts + 1, worker.now()
    changes: dict[str, object]
    if verdict is DeliveryVerdict.TAKEN:
        outcome, changes = "delivered", {"state": OutboxState.DELIVERED, "delivered": seconds_of(now)}
    elif verdict is DeliveryVerdict.NEVER or (verdict is DeliveryVerdict.LATER and failed >= ATTEMPTS):
        outcome, changes = "dead", {"state": OutboxState.DEAD, "attempts": failed}
    elif verdict is DeliveryVerdict.LATER:
        next_try = seconds_of(now + pause(failed, worker.random))
        outcome, changes = "postponed", {"attempts": failed, "not_before": next_try}
    else:
        # An outage is no message's fault
        next_try = seconds_of(now + pause(UNREACHABLE, worker.random))
        outcome, changes = "postponed", {"not_before": next_try}
    with worker.store.transaction(write=True) as connection:
        if not note(connection, worker.owner, message, trouble, **changes):
            outcome = "lost"
    # Only now is it so
    code = "partly-delivered" if outcome == "delivered" and trouble else outcome
    if code in _REPORTS:
        is_alarm, text = _REPORTS[code]
        said = f"{message.reference}: {text.format(failed=failed, trouble=trouble)}"
        worker.say(OperationEvent(code, said, is_alarm, message.reference))
    return outcome
