"""The contracts that forms were made from: the one in the site's file, and for a day those before it.

A visitor who opened the form before a publication agrees to the text that the form named. So each contract
that a handler loads is kept in the database, where it outlives the process and every instance finds it: the
site's build is made from Git alone and does not know what was published before, and the disk of a container
or a function ends with it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from sayasat_contact.contract import read_contract
from sayasat_contact.contract_file import ContractFile, Loaded
from sayasat_contact.contract_parts import Contract
from sayasat_contact.database import Connection
from sayasat_contact.errors import ContractError, DatabaseError, described
from sayasat_contact.log import OperationEvent
from sayasat_contact.store import MessageStore

GRACE = timedelta(hours=24)
"""How long a form made from an earlier contract is accepted: as long as the token in it (`stamp`)."""

_log = logging.getLogger(__name__)


class Contracts:
    """The contracts of one site. Threads may share it."""

    def __init__(self, file: ContractFile, store: MessageStore) -> None:
        self._file = file
        self._store = store
        self._kept = ""

    def loaded(self) -> Loaded:
        """What the site's file holds now, and the contract in force."""
        return self._file.loaded()

    def keep(self, loaded: Loaded, now: datetime) -> None:
        """Write down what was loaded, unless it is there, with what was replaced before it was written down.

        Raises DatabaseError; then it is to be tried again.
        """
        newest, before = loaded.contract.digest, loaded.previous
        if self._kept == newest:
            return
        with self._store.transaction(write=True) as connection:
            connection.database.be_alone(connection)
            found = _spans(connection)
            if before is not None and before.contract.digest not in {span.digest for span in found}:
                _put(connection, before, found, now)
                found = _spans(connection)
            if not found or found[0].digest != newest:
                _put(connection, loaded, found, now)
        self._kept = newest

    def earlier(self, now: datetime) -> tuple[str, ...]:
        """The digests of the contracts before, whose forms are accepted. Raises DatabaseError."""
        with self._store.transaction(write=False) as connection:
            return tuple(span.digest for span in _spans(connection) if span.is_accepted(now))

    def named(self, digest: str, language: str, loaded: Loaded, now: datetime) -> Contract | None:
        """The contract that a form in a language was made from; None where it is not accepted (any more).

        The pages of an earlier one are in the site's frame as it is now, whose styles and scripts are there.
        """
        current = loaded.contract
        if digest == current.digest:
            return current
        try:
            self.keep(loaded, now)
            if digest not in self.earlier(now):
                return None
            contract = self._read(digest)
        except (DatabaseError, ContractError) as error:
            _log.error(
                OperationEvent(
                    "contract-unreadable", f"an earlier contract could not be read: {described(error)}"
                )
            )
            return None
        if language not in contract.pages:
            return None
        pages = {
            each: msgspec.structs.replace(
                page, shell=current.pages[each].shell if each in current.pages else page.shell
            )
            for each, page in contract.pages.items()
        }
        return replace(contract, pages=pages)

    def _read(self, digest: str) -> Contract:
        with self._store.transaction(write=False) as connection:
            content = connection.value("SELECT content FROM contracts WHERE digest = :digest", digest=digest)
        return read_contract(content or b"")


@dataclass(frozen=True, slots=True)
class _Span:
    """When a contract was the one in force, in seconds since 1970 UTC."""

    digest: str
    since: int
    until: int | None
    """None where no other has taken its place."""

    def is_accepted(self, now: datetime) -> bool:
        """Whether its forms are, now that another took its place or another instance has loaded it."""
        return self.until is None or now.timestamp() <= self.until + GRACE.total_seconds()


def _spans(connection: Connection) -> list[_Span]:
    """The newest first."""
    rows = connection.rows("SELECT digest, since FROM contracts ORDER BY since DESC")
    ends = [None, *(row["since"] for row in rows)]
    return [_Span(row["digest"], row["since"], end) for row, end in zip(rows, ends, strict=False)]


def _put(connection: Connection, loaded: Loaded, found: Sequence[_Span], now: datetime) -> None:
    """Make it the newest, and forget those whose day is over."""
    # Also where two are loaded in one second, or a clock was set back: the order is kept
    since = max([int(now.timestamp()), *(span.since + 1 for span in found[:1])])
    digest = loaded.contract.digest
    over = [span.digest for span in found if not span.is_accepted(now)]
    connection.change("DELETE FROM contracts WHERE digest IN (:digests)", digests=[*over, digest])
    connection.change(
        "INSERT INTO contracts (digest, content, since) VALUES (:digest, :content, :since)",
        digest=digest,
        content=loaded.content,
        since=since,
    )
