"""What an operator does with stored messages. Each act leaves a line in the audit table: who, when and which.

Everything here raises DatabaseError where the database fails, and then nothing was done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sayasat_contact.database import Connection, Row, seconds_of
from sayasat_contact.erasures import Erasure, read_journal, write_down
from sayasat_contact.outbox import ERASED, IS_LEASED, MESSAGES, OutboxState, StoredMessage, stored_message
from sayasat_contact.store import MessageStore

_WHY = 64
_AT_ONCE = 200
"""Messages that one transaction erases or reads at most."""

_REST = 0.15
"""Seconds between two transactions of many. SQLite's writers do not queue: one that waits for the lock looks
again every 0.1 seconds (`sqliteDefaultBusyCallback`), so it finds the database free in each rest."""


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
class Purged:
    """What a purge did: the references of what it erased, and of what is as old but nobody has seen."""

    erased: tuple[str, ...]
    kept: tuple[str, ...]


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

    def entries(self, states: Collection[str] = (), references: Collection[str] = ()) -> list[StoredMessage]:
        """Oldest first; of these states and references, where any are named. Leaves no audit line."""
        with self.store.transaction(write=False) as connection:
            return _found(connection, states, references)

    def show(self, reference: str, now: datetime) -> StoredMessage | Outcome:
        """One message, to be read."""
        with self.store.transaction(write=True) as connection:
            for message in _found(connection, (), [reference]):
                if message.state == ERASED:
                    return Outcome.ALREADY_ERASED
                self._note(connection, "show", [reference], now)
                return message
        return Outcome.UNKNOWN

    def export(self, references: Sequence[str], now: datetime) -> Iterator[StoredMessage]:
        """The messages named, or all, oldest first; erased ones are left out. The audit lines come first."""
        named = "AND reference IN (:references)" if references else ""
        given = {"references": references} if references else {}
        with self.store.transaction(write=True) as connection:
            found = connection.column(f"{_PRESENT} {named} ORDER BY id", **given)
            self._note(connection, "export", found, now)
        for start in range(0, len(found), _AT_ONCE):
            messages = self.entries((), found[start : start + _AT_ONCE])
            yield from (each for each in messages if each.state != ERASED)

    def retry(self, reference: str, now: datetime) -> Outcome:
        """Have a dead letter sent again, from the first attempt on."""
        with self.store.transaction(write=True) as connection:
            row = _locked(connection, reference, now)
            if row is None:
                return Outcome.UNKNOWN
            if row["erased"] is not None:
                return Outcome.ALREADY_ERASED
            if row["state"] != OutboxState.DEAD:
                return Outcome.NOT_DEAD
            connection.change(_RETRY, now=seconds_of(now), message=row["id"])
            self._note(connection, "retry", [reference], now)
        return Outcome.DONE

    def erase(self, reference: str, why: str, now: datetime) -> Outcome:
        """Forget a message's content, and whatever could prove it; what is left tells that there was one.

        Raises JournalError where the journal cannot be written: then nothing was erased. Raises StoreError
        where it was erased and SQLite's log could not be emptied; the same call tries that again.
        """
        with self.store.transaction(write=True) as connection:
            row = _locked(connection, reference, now)
            if row is None:
                return Outcome.UNKNOWN
            if row["erased"] is None:
                if row["is_leased"]:
                    return Outcome.BEING_SENT
                erasure = Erasure(reference, seconds_of(now), " ".join(why.split())[:_WHY])
                self._forget(connection, "erase", [erasure], now)
        self.store.database.empty_log()
        return Outcome.DONE if row["erased"] is None else Outcome.ALREADY_ERASED

    def purge(self, retention: timedelta, now: datetime) -> Purged:
        """Erase what was received longer ago than this and somebody has seen; forget old keys and counts.

        Seen is what the mail server of the office took, and what `show` or `export` has given out. It works
        in many transactions, so that visitors can send meanwhile. Raises JournalError where the journal
        cannot be written: then the rest was not erased. Raises StoreError as `erase` does.
        """
        seconds, old = seconds_of(now), seconds_of(now - retention)
        while self.store.sweep(now):
            self.rest(_REST)
        given = {"now": seconds, "old": old}
        found = {each: Erasure(each, seconds, "retention") for each in self._references(_SEEN, **given)}
        erased = self._erase_many("purge", found, f"{_SEEN} AND reference IN (:some)", now, given)
        self.store.mark("purge", now)
        # What nobody has seen is not locked: a worker would pass it over
        return Purged(tuple(erased), tuple(self._references(_UNSEEN, old=old)))

    def erase_again(self, now: datetime) -> list[str]:
        """Erase what the journal says was erased and a restored backup has brought back; their references.

        Raises JournalError where the journal cannot be read, and StoreError as `erase` does.
        """
        if self.journal is None:
            return []
        written = {each.reference: each for each in read_journal(self.journal)}
        back = {each: written[each] for each in self._references(_PRESENT) if each in written}
        query = f"{_PRESENT} AND reference IN (:some)"
        return self._erase_many("erase", back, query, now, {}, "again, after a restore") if back else []

    def _references(self, query: str, **given: object) -> list[str]:
        with self.store.transaction(write=False) as connection:
            return connection.column(f"{query} ORDER BY id", **given)

    def _erase_many(
        self,
        act: str,
        erasures: Mapping[str, Erasure],
        query: str,
        now: datetime,
        given: Mapping[str, object],
        again: str = "",
    ) -> list[str]:
        """Erase those of them that ``query`` still gives, some in each transaction; their references."""
        erased: list[str] = []
        names = list(erasures)
        try:
            for start in range(0, len(names), _AT_ONCE):
                if start:
                    self.rest(_REST)
                with self.store.transaction(write=True) as connection:
                    locking = f"{query} ORDER BY id {connection.database.for_update}"
                    some = names[start : start + _AT_ONCE]
                    locked = connection.column(locking, some=some, **given)
                    self._forget(connection, act, [erasures[each] for each in locked], now, again)
                erased += locked
        finally:
            # Also where the journal cannot be written any more: what was erased before is erased
            self.store.database.empty_log()
        return erased

    def _forget(
        self, connection: Connection, act: str, erasures: Sequence[Erasure], now: datetime, again: str = ""
    ) -> None:
        """``again``: why they are erased once more; then they are in the journal already."""
        if not erasures:
            return
        connection.change_each(_ERASE, [asdict(each) for each in erasures])
        # The key stays, so that a browser that sends once more does not bring the message back
        references = [each.reference for each in erasures]
        connection.change("UPDATE idempotency SET content = '' WHERE reference IN (:of)", of=references)
        self._note(connection, act, references, now, again or erasures[0].why)
        # Before the commit: written down and not erased does no harm, the other way round would
        if self.journal is not None and not again:
            write_down(self.journal, erasures)

    def _note(
        self, connection: Connection, act: str, references: Sequence[str], now: datetime, detail: str = ""
    ) -> None:
        line = {"at": seconds_of(now), "act": act, "who": self.by[:64], "detail": detail}
        connection.change_each(_AUDIT, [{**line, "of": each} for each in references])


_LOCK = f"""
SELECT id, erased, state, {IS_LEASED} AS is_leased
FROM messages JOIN outbox ON message = id WHERE reference = :reference """
_RETRY = """
UPDATE outbox SET state = 'waiting', attempts = 0, not_before = :now, trouble = NULL, waiting_since = :now,
    alarmed = NULL WHERE message = :message"""
_ERASE = "UPDATE messages SET body = NULL, erased = :at, erased_why = :why WHERE reference = :reference"
_AUDIT = """
INSERT INTO audit (at, act, reference, "by", detail) VALUES (:at, :act, :of, :who, :detail)"""
_PRESENT = "SELECT reference FROM messages WHERE erased IS NULL"
# A person has had it before them
_WAS_SEEN = """(state = 'delivered' OR EXISTS (
    SELECT 1 FROM audit WHERE audit.reference = messages.reference AND act IN ('show', 'export')))"""
_OLD = "SELECT reference FROM messages JOIN outbox ON message = id WHERE received < :old AND erased IS NULL"
_SEEN = f"{_OLD} AND {_WAS_SEEN} AND NOT coalesce({IS_LEASED}, false)"
_UNSEEN = f"{_OLD} AND NOT {_WAS_SEEN}"


def _found(
    connection: Connection, states: Collection[str], references: Collection[str]
) -> list[StoredMessage]:
    wanted, given = ["1 = 1"], dict[str, object]()
    if states:
        erased = "OR erased IS NOT NULL" if ERASED in states else ""
        wanted.append(f"((erased IS NULL AND outbox.state IN (:states)) {erased})")
        given["states"] = list(states)
    if references:
        wanted.append("reference IN (:references)")
        given["references"] = list(references)
    query = f"{MESSAGES} WHERE {' AND '.join(wanted)} ORDER BY received, id"
    return [stored_message(row) for row in connection.rows(query, **given)]


def _locked(connection: Connection, reference: str, now: datetime) -> Row | None:
    """The message, which no worker can lease until the transaction ends."""
    lock = connection.database.for_update
    return connection.row(_LOCK + lock, reference=reference, now=seconds_of(now))
