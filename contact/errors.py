"""The one error family of the contact handler, and the faults that its inputs can have.

Both are for operators, in English: what a visitor reads comes from the contract's texts. No text here ever
holds a secret, a name, an address or a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactFault:
    """One thing wrong with one input."""

    where: str
    """The variable, the place in a file, or the reference of a message."""

    what: str
    """What is wrong, a sentence."""

    mend: str
    """How to mend it, a sentence."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}"


class ContactError(Exception):
    """Any error that is raised on purpose. `faults` holds all that was found, never only the first."""

    def __init__(self, faults: Iterable[ContactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


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


def described(error: BaseException) -> str:
    """What an error is and where it arose, for the log, without what it says: that may be a visitor's words.

    Of a database's error, the driver's error and its code too: ``OperationalError (SQLITE_BUSY) at …``.
    """
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f" at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(error).__name__}{f' ({code})' if code else ''}{where}"
