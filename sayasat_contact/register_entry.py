"""What the register knows of a message, and what an act on one comes to. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sayasat_contact.database import Row, moment_of
from sayasat_contact.outbox import OutboxState

ERASED = "erased"
"""Listed beside the states of `sayasat_contact.outbox.OutboxState`."""


STATES = (*(state.value for state in OutboxState), ERASED)


class Act(StrEnum):
    """What the audit table calls what was done."""

    SHOW = "show"
    RETRY = "retry"
    EXPORT = "export"
    ERASE = "erase"
    PURGE = "purge"


class Outcome(StrEnum):
    """What an act on one message came to; only the first changed anything."""

    DONE = "done"
    UNKNOWN = "unknown"
    """No message has this reference."""

    ALREADY_ERASED = "already-erased"
    NOT_DEAD = "not-dead"
    BEING_SENT = "being-sent"
    """A worker is sending it; it can be erased when the lease has ended."""


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """What the register knows of a message without opening it. Times are UTC."""

    reference: str
    received: datetime
    state: str
    """One of `STATES`."""

    language: str
    topic: str
    agreed: tuple[str, str, str]
    """Id, date and SHA-256 of the policy agreed to."""

    suspicions: tuple[str, ...]
    attempts: int
    trouble: str | None
    delivered: datetime | None
    erased: datetime | None
    erased_why: str | None

    def answer_due(self, days: int) -> datetime:
        """So many days after it was received."""
        return self.received + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Record:
    """A message with its body as stored."""

    entry: MessageEntry
    is_sealed: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did."""

    erased: tuple[str, ...]
    """References."""

    kept: tuple[str, ...]
    """References that are old enough, and that nobody has seen yet."""


def read_record(row: Row) -> Record:
    """A message out of its row."""
    return Record(read_entry(row), bool(row["is_sealed"]), row["body"])


def read_entry(row: Row) -> MessageEntry:
    """The same, without its body."""
    return MessageEntry(
        reference=row["reference"],
        received=datetime.fromtimestamp(row["received"], UTC),
        state=row["state"] if row["erased"] is None else ERASED,
        language=row["language"],
        topic=row["topic"],
        agreed=(row["agreed_policy"], row["agreed_date"], row["agreed_sha256"]),
        suspicions=tuple(row["suspicions"].split()),
        attempts=row["attempts"],
        trouble=row["trouble"],
        delivered=moment_of(row["delivered"]),
        erased=moment_of(row["erased"]),
        erased_why=row["erased_why"],
    )
