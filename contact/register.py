"""What an operator does with stored messages. Each act leaves a line in the audit table: who, when and which.

Everything here raises `sqlalchemy.exc.SQLAlchemyError` where the database fails, and then nothing was done.
"""

# Longer than 300 lines because all acts on stored messages are in one class, with one audit table.

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from contact.database import empty_log
from contact.erasures import Erasure, read_journal, write_down
from contact.outbox import is_leased
from contact.schema import OutboxState, audit, idempotency, outbox, sent_messages
from contact.store import MessageStore

ERASED = "erased"
"""Listed beside the states of `contact.schema.OutboxState`."""

STATES = (*(state.value for state in OutboxState), ERASED)
_WHY = 64
_AT_ONCE = 200
"""Messages that one transaction erases or reads at most."""

_REST = 0.15
"""Seconds between two transactions of many. SQLite's writers do not queue: one that waits for the lock looks
again every 0.1 seconds (`sqliteDefaultBusyCallback`), so it finds the database free in each rest."""


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


@dataclass(frozen=True, slots=True)
class Register:
    """The messages of one store, as one operator works on them."""

    store: MessageStore
    by: str
    """Who, for the audit table."""

    journal: Path | None = None
    """Of erasures; without one, a restored backup brings erased messages back."""

    rest: Callable[[float], None] = time.sleep
    """Waits so many seconds between two of many transactions."""

    def entries(self, states: Collection[str] = (), references: Collection[str] = ()) -> list[MessageEntry]:
        """Oldest first; of these states and references, where any are named. Leaves no audit line."""
        with self.store.transaction(write=False) as connection:
            rows = connection.execute(_query(states, references)).mappings().all()
        return [_entry(row) for row in rows]

    def show(self, reference: str, now: datetime) -> Record | Outcome:
        """One message with its body."""
        with self.store.transaction(write=True) as connection:
            row = connection.execute(_query((), [reference])).mappings().one_or_none()
            if row is None:
                return Outcome.UNKNOWN
            if row["body"] is None:
                return Outcome.ALREADY_ERASED
            self._note(connection, Act.SHOW, [reference], now)
        return _record(row)

    def export(self, references: Sequence[str], now: datetime) -> Iterator[Record]:
        """The messages named, or all, oldest first; erased ones are left out. The audit lines come first."""
        named = and_(sent_messages.c.body.is_not(None), _named(references))
        with self.store.transaction(write=True) as connection:
            rows = connection.execute(
                select(sent_messages.c.id, sent_messages.c.reference)
                .where(named)
                .order_by(sent_messages.c.id)
            ).all()
            self._note(connection, Act.EXPORT, [row.reference for row in rows], now)
        for start in range(0, len(rows), _AT_ONCE):
            part = [row.reference for row in rows[start : start + _AT_ONCE]]
            with self.store.transaction(write=False) as connection:
                found = connection.execute(_query((), part)).mappings().all()
            yield from (_record(row) for row in found if row["body"] is not None)

    def retry(self, reference: str, now: datetime) -> Outcome:
        """Have a dead letter sent again, from the first attempt on."""
        with self.store.transaction(write=True) as connection:
            row = self._locked(connection, reference, now)
            if row is None:
                return Outcome.UNKNOWN
            if row["erased"] is not None:
                return Outcome.ALREADY_ERASED
            if row["state"] != OutboxState.DEAD:
                return Outcome.NOT_DEAD
            connection.execute(
                update(outbox)
                .where(outbox.c.message == row["id"])
                .values(
                    state=OutboxState.WAITING,
                    attempts=0,
                    not_before=_seconds(now),
                    trouble=None,
                    waiting_since=_seconds(now),
                    alarmed=None,
                )
            )
            self._note(connection, Act.RETRY, [reference], now)
        return Outcome.DONE

    def erase(self, reference: str, why: str, now: datetime) -> Outcome:
        """Forget a message's content, and whatever could prove it; what is left tells that there was one.

        Raises OSError where the journal cannot be written: then nothing was erased. Raises StoreError where
        it was erased and SQLite's log could not be emptied; the same call tries that again.
        """
        outcome = self._erase(reference, why, now)
        if outcome in {Outcome.DONE, Outcome.ALREADY_ERASED}:
            empty_log(self.store.engine)
        return outcome

    def purge(self, retention: timedelta, now: datetime) -> Purged:
        """Erase what was received longer ago than this and somebody has seen; forget old keys and counts.

        Seen is what the mail server of the office took, and what `show` or `export` has given out. It works
        in many transactions, so that visitors can send meanwhile. Raises OSError where the journal cannot be
        written: then the rest was not erased. Raises StoreError as `erase` does.
        """
        seconds = _seconds(now)
        old = and_(sent_messages.c.received < _seconds(now - retention), sent_messages.c.erased.is_(None))
        while self.store.sweep(now):
            self.rest(_REST)
        query = select(sent_messages.c.reference).join(outbox).where(old).order_by(sent_messages.c.id)
        seen = query.where(_was_seen(), not_(func.coalesce(is_leased(now), false())))
        found = {each: Erasure(each, seconds, "retention") for each in self._references(seen)}
        erased = self._erase_many(Act.PURGE, found, seen, now)
        self.store.mark("purge", now)
        # What nobody has seen is not locked: a worker would pass it over
        return Purged(tuple(erased), tuple(self._references(query.where(not_(_was_seen())))))

    def erase_again(self, now: datetime) -> list[str]:
        """Erase what the journal says was erased and a restored backup has brought back; their references.

        Raises OSError where the journal cannot be read, and StoreError as `erase` does.
        """
        if self.journal is None:
            return []
        present = (
            select(sent_messages.c.reference)
            .where(sent_messages.c.erased.is_(None))
            .order_by(sent_messages.c.id)
        )
        written = {each.reference: each for each in read_journal(self.journal)}
        back = {each: written[each] for each in self._references(present) if each in written}
        return self._erase_many(Act.ERASE, back, present, now, is_new=False) if back else []

    def _references(self, query: Select[str]) -> Sequence[str]:
        with self.store.transaction(write=False) as connection:
            return connection.execute(query).scalars().all()

    def _erase(self, reference: str, why: str, now: datetime) -> Outcome:
        with self.store.transaction(write=True) as connection:
            row = self._locked(connection, reference, now)
            if row is None:
                return Outcome.UNKNOWN
            if row["erased"] is not None:
                return Outcome.ALREADY_ERASED
            if row["is_leased"]:
                return Outcome.BEING_SENT
            self._forget(connection, Act.ERASE, [Erasure(reference, _seconds(now), _why(why))], now)
        return Outcome.DONE

    def _erase_many(
        self,
        act: Act,
        erasures: Mapping[str, Erasure],
        query: Select[str],
        now: datetime,
        *,
        is_new: bool = True,
    ) -> list[str]:
        """Erase those of them that ``query`` still gives, some in each transaction; their references."""
        erased: list[str] = []
        given = list(erasures)
        try:
            for start in range(0, len(given), _AT_ONCE):
                if start:
                    self.rest(_REST)
                some = query.where(sent_messages.c.reference.in_(given[start : start + _AT_ONCE]))
                with self.store.transaction(write=True) as connection:
                    locked = connection.execute(some.with_for_update()).scalars().all()
                    self._forget(connection, act, [erasures[each] for each in locked], now, is_new=is_new)
                erased += locked
        finally:
            # Also where the journal cannot be written any more: what was erased before is erased
            empty_log(self.store.engine)
        return erased

    def _locked(self, connection: Connection, reference: str, now: datetime) -> RowMapping | None:
        """The message, which no worker can lease until the transaction ends."""
        query = (
            select(
                sent_messages.c.id, sent_messages.c.erased, outbox.c.state, is_leased(now).label("is_leased")
            )
            .join(outbox)
            .where(sent_messages.c.reference == reference)
            .with_for_update()
        )
        return connection.execute(query).mappings().one_or_none()

    def _forget(
        self,
        connection: Connection,
        act: Act,
        erasures: Sequence[Erasure],
        now: datetime,
        *,
        is_new: bool = True,
    ) -> None:
        if not erasures:
            return
        connection.execute(
            update(sent_messages)
            .where(sent_messages.c.reference == bindparam("of"))
            .values(body=None, erased=bindparam("at"), erased_why=bindparam("why")),
            [{"of": each.reference, "at": each.at, "why": each.why} for each in erasures],
        )
        # The key stays, so that a browser that sends once more does not bring the message back
        connection.execute(
            update(idempotency).where(idempotency.c.reference == bindparam("of")).values(content=""),
            [{"of": each.reference} for each in erasures],
        )
        why = {each.reference: each.why if is_new else "again, after a restore" for each in erasures}
        self._note(connection, act, list(why), now, why)
        # Before the commit: written down and not erased does no harm, the other way round would
        if self.journal is not None and is_new:
            write_down(self.journal, erasures)

    def _note(
        self,
        connection: Connection,
        act: Act,
        references: Sequence[str],
        now: datetime,
        details: Mapping[str, str] | None = None,
    ) -> None:
        lines = [
            {
                "at": _seconds(now),
                "act": act,
                "reference": reference,
                "by": self.by[:64],
                "detail": (details or {}).get(reference, ""),
            }
            for reference in references
        ]
        if lines:
            connection.execute(insert(audit), lines)


def _was_seen() -> ColumnElement[bool]:
    """Of a message joined with its outbox entry: a person has had it before them."""
    opened = select(audit.c.reference).where(
        audit.c.act.in_((Act.SHOW, Act.EXPORT)), audit.c.reference == sent_messages.c.reference
    )
    return or_(outbox.c.state == OutboxState.DELIVERED, opened.exists())


def _query(states: Collection[str], references: Collection[str]) -> Select[tuple[object, ...]]:
    return (
        select(sent_messages, outbox)
        .join(outbox, outbox.c.message == sent_messages.c.id)
        .where(_in(states), _named(references))
        .order_by(sent_messages.c.received, sent_messages.c.id)
    )


def _in(states: Collection[str]) -> ColumnElement[bool]:
    living = and_(sent_messages.c.erased.is_(None), outbox.c.state.in_(states))
    if not states:
        return sent_messages.c.id.is_not(None)
    return or_(living, sent_messages.c.erased.is_not(None)) if ERASED in states else living


def _named(references: Collection[str]) -> ColumnElement[bool]:
    return sent_messages.c.reference.in_(references) if references else sent_messages.c.id.is_not(None)


def _record(row: RowMapping) -> Record:
    return Record(_entry(row), row["is_sealed"], row["body"])


def _entry(row: RowMapping) -> MessageEntry:
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
        delivered=_moment(row["delivered"]),
        erased=_moment(row["erased"]),
        erased_why=row["erased_why"],
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _why(text: str) -> str:
    """One line that fits the column."""
    return " ".join(text.split())[:_WHY]
