"""The one error family of Sayasat, and the faults that an input can have.

A *fault* is data: it is collected, worded in the reader's language and shown. An *error* is raised, and
only where going on would publish something false or partial.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one input."""

    code: str
    """Names the texts ``fault.<code>.what`` and ``fault.<code>.mend`` of `sayasat.i18n.messages`."""

    where: str
    """``path:line``, a commit, or the name of a setting; empty where the caller knows the place better."""

    facts: tuple[tuple[str, str], ...] = ()
    """What the two texts are filled with: (name, value), in the order given."""

    def at(self, place: str) -> Fault:
        """The same fault, placed: ``place`` goes before what ``where`` already says."""
        where = f"{place}:{self.where}" if self.where else place
        return Fault(self.code, where, self.facts)


def unlisted(code: str, name: str, known: Sequence[str]) -> Fault:
    """The fault of a name that is none of those known, with the likeliest of them, else with all."""
    near = difflib.get_close_matches(name, known, n=1) or known
    return Fault(code, name, (("known", ", ".join(near)),))


class SayasatError(Exception):
    """Any error that Sayasat raises on purpose. `faults` holds all that was found, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.where}: {fault.code}" for fault in self.faults))

    def __reduce__(self) -> tuple[type[SayasatError], tuple[tuple[Fault, ...]]]:
        """With its faults: errors of other processes are passed on."""
        return type(self), (self.faults,)


class SettingsError(SayasatError):
    """The settings in mkdocs.yml are missing, unknown or malformed."""


class RepositoryError(SayasatError):
    """The history cannot be read whole: no repository, no commit, a shallow clone, an unreadable object."""


class HistoryError(SayasatError):
    """The newest revision of an edition is at fault (older ones are reported, not raised)."""


class WorkError(SayasatError):
    """Those who were to do part of the work are not there, or are lost: processes, a cluster."""


class UnknownError(SayasatError):
    """A policy, language or date was asked for that does not exist."""


class EditError(SayasatError):
    """An edit was asked for that the rules, the texts or the file system do not allow."""
