"""How the handler stands: what waits and for how long, when something last happened, and who is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, case, func, select

from contact.outbox import LATE, is_late
from contact.register import ERASED, STATES
from contact.schema import OutboxState, contracts, marks, outbox, sent_messages
from contact.store import MessageStore

HELD = "held"
"""Listed beside the states: what waits for a later hour, because more came than `CONTACT_LIMIT_TOTAL`."""


@dataclass(frozen=True, slots=True)
class Depth:
    """The messages in one state."""

    count: int
    oldest: int | None
    """Seconds since the oldest was received; None where there is none."""


@dataclass(frozen=True, slots=True)
class HandlerStatus:
    """What one look at the database finds. Times are UTC."""

    messages: Mapping[str, Depth]
    """By state: those of the register, and `HELD`."""

    last: Mapping[str, datetime | None]
    """``delivery``, ``worker`` (its last pass), ``purge``; None for never."""

    contracts: tuple[str, ...]
    """Digests that the handlers have loaded, the newest first."""

    needs: tuple[str, ...]
    """Why a person is needed: ``dead``, ``late``, ``worker``. Empty where nobody is."""


def status_of(store: MessageStore, now: datetime) -> HandlerStatus:
    """The status now. Raises `sqlalchemy.exc.SQLAlchemyError`."""
    seconds = int(now.timestamp())
    with store.transaction(write=False) as connection:
        messages = _depths(connection, seconds)
        last = {
            "delivery": _moment(connection.execute(select(func.max(outbox.c.delivered))).scalar()),
            "worker": _marked(connection, "worker"),
            "purge": _marked(connection, "purge"),
        }
        query = select(contracts.c.digest).order_by(contracts.c.since.desc())
        digests = tuple(connection.execute(query).scalars())
        worker = last["worker"]
        reasons = {
            "dead": messages[OutboxState.DEAD].count,
            "late": is_late(connection, now, also_noted=True),
            "worker": worker is None or now - worker > LATE,
        }
    return HandlerStatus(messages, last, digests, tuple(name for name, is_so in reasons.items() if is_so))


def as_json(status: HandlerStatus, now: datetime) -> dict[str, object]:
    """The status for a program that watches."""
    return {
        "at": now.isoformat(timespec="seconds"),
        "messages": {
            state: {"count": depth.count, "oldest_seconds": depth.oldest}
            for state, depth in status.messages.items()
        },
        "last": {name: None if at is None else at.isoformat() for name, at in status.last.items()},
        "contracts": list(status.contracts),
        "needs": list(status.needs),
    }


def _depths(connection: Connection, now: int) -> dict[str, Depth]:
    # Only a message that waits for a later hour has never been tried and counts from then
    is_held = (
        (outbox.c.state == OutboxState.WAITING) & (outbox.c.attempts == 0) & (outbox.c.waiting_since > now)
    )
    state = case((sent_messages.c.erased.is_not(None), ERASED), (is_held, HELD), else_=outbox.c.state)
    query = (
        select(state.label("state"), func.count().label("count"), func.min(sent_messages.c.received))
        .join_from(sent_messages, outbox)
        .group_by(state)
    )
    found = {row[0]: Depth(row[1], now - row[2]) for row in connection.execute(query).all()}
    return {each: found.get(each, Depth(0, None)) for each in (HELD, *STATES)}


def _marked(connection: Connection, name: str) -> datetime | None:
    return _moment(connection.execute(select(marks.c.at).where(marks.c.name == name)).scalar())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
