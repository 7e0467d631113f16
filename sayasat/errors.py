"""The exceptions of Sayasat, and the faults that they carry.

A *fault* is data: faults of an input are collected, and shown in the language of the user. An *error* is
raised if the program cannot go on, or would publish something false or incomplete.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from msgspec import Struct

_LISTED = 20
"""The greatest number of known names that a fault suggests."""


class Fault(Struct, frozen=True):
    """One thing wrong with one input."""

    code: str
    """The code of the messages ``fault.<code>.what`` and ``fault.<code>.fix`` in `sayasat.i18n.messages`."""

    where: str
    """``path:line``, a commit, or the name of a setting; empty if only the caller knows it, see `at`."""

    facts: tuple[tuple[str, str], ...] = ()
    """(name, value) pairs for the placeholders of the two messages."""

    def at(self, location: str) -> Fault:
        """The same fault, with ``location``, such as a path, before its `where`."""
        where = f"{location}:{self.where}" if self.where else location
        return Fault(self.code, where, self.facts)


def unlisted(code: str, name: str, known: Sequence[str]) -> Fault:
    """The fault of an unknown name. It suggests the most similar known name, or some of them."""
    some = [*known[:_LISTED], *(["…"] if len(known) > _LISTED else [])]
    near = difflib.get_close_matches(name, known, n=1) or some
    return Fault(code, name, (("known", ", ".join(near)),))


class SayasatError(Exception):
    """The base class of errors that Sayasat raises. `faults` are all faults, not only the first."""

    exit_code = 1
    """Of the command: 1 for errors in texts, 2 for wrong arguments, 3 if the command could not run."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.where}: {fault.code}" for fault in self.faults))

    def __reduce__(self) -> tuple[type[SayasatError], tuple[tuple[Fault, ...]]]:
        """Pickle the error with its faults: worker processes pass errors on."""
        return type(self), (self.faults,)


class SettingsError(SayasatError):
    """The settings in mkdocs.yml are missing, unknown or malformed."""

    exit_code = 3


class RepositoryError(SayasatError):
    """The history cannot be read completely: no repository or commit, a shallow clone, a damaged object."""

    exit_code = 3


class LogRaceError(RepositoryError):
    """Somebody else added to the publication log at the same time: the caller fetches it and begins anew."""


class HistoryError(SayasatError):
    """The newest revision of an edition has faults. Those of older revisions are shown, not raised."""


class WorkError(SayasatError):
    """Worker processes or a cluster cannot be started or were lost."""

    exit_code = 3


class ToolError(SayasatError):
    """A program or a service that the command needs is missing or fails."""

    exit_code = 3


class UnknownError(SayasatError):
    """A requested policy, language or date does not exist."""

    exit_code = 2


class EditError(SayasatError):
    """A requested edit is not possible by the rules, with these texts, or in this file system."""
