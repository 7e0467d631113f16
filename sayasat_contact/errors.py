"""The one error family of the contact handler, and the faults that its inputs can have.

Both are for operators, in English: what a visitor reads comes from the contract's texts. No text here ever
holds a secret, a name, an address or a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactFault:
    """One thing wrong with one input."""

    where: str
    """The variable, the place in a file, or the reference of a message."""

    what: str
    """What is wrong, a sentence."""

    fix: str
    """How to fix it, a sentence."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.fix}"


class ContactError(Exception):
    """Any error that is raised on purpose. `faults` holds all that was found, never only the first."""

    def __init__(self, faults: Iterable[ContactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@contextmanager
def collecting(faults: list[ContactFault]) -> Iterator[None]:
    """Add the faults of a ContactError within to these, and go on after it."""
    try:
        yield
    except ContactError as error:
        faults += error.faults


class HandlerSettingsError(ContactError):
    """The environment is incomplete or malformed: nothing starts."""


class ContractError(ContactError):
    """The contract cannot be read, is not whole, or is not what its digest says."""


class SealingError(ContactError):
    """A recipient or an identity cannot be read, or a sealed message cannot be opened with those given."""


class StoreError(ContactError):
    """The database is of another version than this program."""


class MailError(ContactError):
    """Mail cannot be written safely here: the self-test failed, or a message cannot be put into a mail."""


class JournalError(OSError):
    """The journal of erasures cannot be written or read."""


class DatabaseError(Exception):
    """The database failed. It holds nothing of what the driver said: that may be what was being written."""

    def __init__(self, kind: str, code: str) -> None:
        """``kind``: the name of the driver's error; ``code``: the database's own, or empty."""
        super().__init__(f"{kind} ({code})" if code else kind)
        self.kind = kind
        self.code = code

    @property
    def is_conflict(self) -> bool:
        """Whether another transaction has written the same key at the same time (PostgreSQL)."""
        return self.code == "23505"

    @property
    def is_of_a_value(self) -> bool:
        """Whether it lies in what was written: other values may be written well."""
        return self.code[:2] in {"22", "23"} or self.kind in {"IntegrityError", "DataError"}


def described(error: BaseException) -> str:
    """What an error is and where it arose, for the log, without what it says: that may be a visitor's words.

    Of a database's error, its kind and code: ``OperationalError (SQLITE_BUSY) at …``.
    """
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f" at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    return f"{error if isinstance(error, DatabaseError) else type(error).__name__}{where}"
