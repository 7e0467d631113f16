"""The contracts that forms were made from: the one in the site's file, and for a day those before it.

The site's build replaces the file while handlers run: no restart is needed. A visitor who opened the form
before a publication agrees to the text that the form named. So each contract that a handler loads is kept in
the database, where it outlives the process and every instance finds it: the site's build is made from Git
alone and does not know what was published before, and the disk of a container or a function ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from msgspec.structs import replace as changed

from sayasat_contact.contract import contract_bytes, read_contract
from sayasat_contact.contract_parts import Contract
from sayasat_contact.database import Connection, seconds_of
from sayasat_contact.errors import ContractError, DatabaseError
from sayasat_contact.log import OperationEvent, alarm, report
from sayasat_contact.store import MessageStore

GRACE = timedelta(hours=24)
"""How long a form made from an earlier contract is accepted: as long as the token in it (`stamp`)."""

_Mark = tuple[int, int, int, int, int]

# The newest is accepted, and another for a day after the next took its place or another instance loaded it
_SPANS = "SELECT digest, since, lead(since) OVER (ORDER BY since) AS until FROM contracts"
_ACCEPTED = f"""
SELECT digest FROM ({_SPANS}) AS spans WHERE until IS NULL OR until >= :oldest ORDER BY since DESC"""
_FORGET = f"""
DELETE FROM contracts WHERE digest = :digest
    OR digest IN (SELECT digest FROM ({_SPANS}) AS spans WHERE until < :oldest)"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A contract that was read from the file, and what the file holds now."""

    contract: Contract
    content: bytes
    """Of the file that the contract was read from."""

    mark: _Mark | None
    """What distinguishes states of the file: device, inode, size, times. None for no file."""

    served: str | None
    """The digest in the file; None where the file cannot be used, and ``contract`` is the last that could."""

    previous: Loaded | None = None
    """What the file held before, with another digest; None where this process has read no other."""


class ContractFile:
    """One file. Threads may share it; each process follows the file by itself."""

    def __init__(self, path: Path) -> None:
        """Read it. Raises ContractError."""
        self._path = path
        self._lock = Lock()
        self._loaded = self._load()

    def loaded(self) -> Loaded:
        """The newest contract that the file held whole.

        A file that is missing, cut or damaged is reported in the log, once for each state of it.
        """
        if self._mark() != self._loaded.mark:
            with self._lock:
                # Another thread may have read it while this one waited
                if (mark := self._mark()) != self._loaded.mark:
                    self._loaded = self._reload(self._loaded, mark)
        return self._loaded

    def _reload(self, before: Loaded, mark: _Mark | None) -> Loaded:
        try:
            loaded = self._load()
        except ContractError as error:
            faults = "; ".join(map(str, error.faults[:3]))
            report(alarm("contract-file", f"the contract file cannot be used, the last one stays: {faults}"))
            return replace(before, mark=mark, served=None)
        is_other = before.contract.digest != loaded.contract.digest
        return replace(loaded, previous=replace(before, previous=None) if is_other else before.previous)

    def _load(self) -> Loaded:
        # The mark first: should the file be replaced between the two, the next look finds another mark
        mark, content = self._mark(), contract_bytes(self._path)
        contract = read_contract(content)
        return Loaded(contract, content, mark, contract.digest)

    def _mark(self) -> _Mark | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        # Copied over with a time of its own (`rsync --inplace --times`), only the time of the change tells
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


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
            kept = connection.column("SELECT digest FROM contracts ORDER BY since DESC")
            missing = [before] if before and before.contract.digest not in kept else []
            if missing or kept[:1] != [newest]:
                missing.append(loaded)
            for each in missing:
                _put(connection, each, now)
        self._kept = newest

    def earlier(self, now: datetime) -> tuple[str, ...]:
        """The digests of the contracts before, whose forms are accepted. Raises DatabaseError."""
        with self._store.transaction(write=False) as connection:
            return tuple(connection.column(_ACCEPTED, oldest=seconds_of(now - GRACE)))

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
            with self._store.transaction(write=False) as connection:
                query = "SELECT content FROM contracts WHERE digest = :digest"
                contract = read_contract(connection.value(query, digest=digest) or b"")
        except (DatabaseError, ContractError) as error:
            report(OperationEvent("contract-unreadable", "an earlier contract could not be read"), error)
            return None
        if language not in contract.pages:
            return None
        shells = {each: page.shell for each, page in current.pages.items()}
        pages = {
            each: changed(page, shell=shells.get(each, page.shell)) for each, page in contract.pages.items()
        }
        return changed(contract, pages=pages)


def _put(connection: Connection, loaded: Loaded, now: datetime) -> None:
    """Make it the newest, and forget those whose day is over."""
    # Also where two are loaded in one second, or a clock was set back: the order is kept
    newest = connection.value("SELECT max(since) FROM contracts")
    since = seconds_of(now) if newest is None else max(seconds_of(now), newest + 1)
    digest = loaded.contract.digest
    connection.change(_FORGET, digest=digest, oldest=seconds_of(now - GRACE))
    connection.change(
        "INSERT INTO contracts (digest, content, since) VALUES (:digest, :content, :since)",
        digest=digest,
        content=loaded.content,
        since=since,
    )
