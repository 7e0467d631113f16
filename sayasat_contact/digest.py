"""One mail a day to the office: which messages are suspect, dead, or mailed later, by reference only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sayasat_contact.database import seconds_of
from sayasat_contact.letter import Letterhead, composed
from sayasat_contact.mailbox import wire_address
from sayasat_contact.outbox import IS_HELD
from sayasat_contact.store import MessageStore
from sayasat_contact.wording import Texts

EVERY = timedelta(days=1)

AGAIN = timedelta(hours=1)
"""After so long a digest that was begun and not noted as sent is sent anew, by whichever worker."""

_MOST_NAMED = 200
"""References in one list; the count says how many there are."""

_FROM = "SELECT reference FROM messages JOIN outbox ON message = id WHERE erased IS NULL AND "
_DEAD = f"{_FROM} state = 'dead' ORDER BY id"
_HELD = f"{_FROM} {IS_HELD} ORDER BY id"
# Old phones say of no page where it comes from: that alone is no reason to look
_SUSPECT = f"{_FROM} suspicions NOT IN ('', 'no-origin') AND received > :since ORDER BY id"
_CLAIM = """
UPDATE marks SET at = :again WHERE name = 'digest' AND (at <= :due OR at > :now)"""
_SENT = "UPDATE marks SET at = :now WHERE name = 'digest'"


def due_digest(store: MessageStore, now: datetime) -> Mapping[str, Sequence[str]] | None:
    """References by why they are in it: ``suspect`` (of the last day), ``dead`` and ``held`` (all there are).

    None where none is due: one worker gets it, once a day, and nobody where there are no such messages.
    Raises DatabaseError.
    """
    seconds, since = seconds_of(now), seconds_of(now - EVERY)
    with store.transaction(write=False) as connection:
        at = connection.value("SELECT at FROM marks WHERE name = 'digest'")
    if at is None:
        # The first day begins with the first pass of a worker
        store.mark("digest", now)
    if at is None or since < at <= seconds:
        return None
    with store.transaction(write=True) as connection:
        if not connection.change(_CLAIM, now=seconds, due=since, again=since + int(AGAIN.total_seconds())):
            return None
        found = {
            "suspect": connection.column(_SUSPECT, since=since),
            "dead": connection.column(_DEAD),
            "held": connection.column(_HELD, now=seconds),
        }
        if any(found.values()):
            return found
        connection.change(_SENT, now=seconds)
        return None


def note_digest(store: MessageStore, now: datetime) -> None:
    """Note that the mail server has taken it. Raises DatabaseError."""
    with store.transaction(write=True) as connection:
        connection.change(_SENT, now=seconds_of(now))


def digest_letter(
    found: Mapping[str, Sequence[str]], letterhead: Letterhead, texts: Texts, now: datetime
) -> bytes:
    """The mail, ready for SMTP. Raises MailError. Pure."""
    parts = [
        "\n".join([f"{texts(f'digest.{kind}')}: {len(references)}", *references[:_MOST_NAMED]])
        for kind, references in found.items()
        if references
    ]
    day = f"{now.astimezone(letterhead.zone):%Y-%m-%d}"
    message_id = (
        f"<digest-{now.astimezone(UTC):%Y%m%d%H%M%S}@{wire_address(letterhead.sender).rpartition('@')[2]}>"
    )
    text = "\n\n".join([*parts, texts("digest.look"), ""])
    return composed(letterhead, texts("digest.subject", day=day), now, message_id, text)
