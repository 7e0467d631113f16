"""The settings, the store and the output that the commands of the operator share."""

from __future__ import annotations

import argparse
import os
import pwd
import sys
from dataclasses import dataclass

from sayasat_contact.printed import harmless
from sayasat_contact.register import Outcome, Register
from sayasat_contact.sealing import read_identities
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.store import MessageStore
from sayasat_contact.wording import Texts


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with."""

    options: argparse.Namespace
    texts: Texts
    settings: HandlerSettings
    store: MessageStore

    @property
    def register(self) -> Register:
        """The messages, as whoever runs the command works on them."""
        return Register(self.store, _account(), self.settings.erasure_journal)

    @property
    def identities(self) -> tuple[str, ...]:
        """Of age; raises SealingError."""
        return read_identities(self.settings.identity) if self.settings.identity else ()

    def refused(self, key: str, **facts: object) -> int:
        """Say why nothing was done."""
        say(self.texts(key, **facts))
        return 1

    def report(self, reference: str, outcome: Outcome) -> int:
        """Print the outcome of an act on one message."""
        if outcome is Outcome.DONE:
            print(f"{reference}: {self.texts(f'done.{self.options.command}')}")
            return 0
        shown = "".join(character if character.isprintable() else "?" for character in reference[:40])
        say(f"{shown}: {self.texts(f'outcome.{outcome}')}")
        return 1

    def warn_of_no_journal(self, is_erased: object) -> None:
        """Erased without a journal, a message comes back with a backup."""
        if is_erased and self.settings.erasure_journal is None:
            say(self.texts("journal.none"))


def say(line: str) -> None:
    """On standard error, without what a terminal acts on."""
    print(harmless(line), file=sys.stderr, flush=True)


def _account() -> str:
    """Who runs the command, as the operating system has it; behind sudo, whom it was run for."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # in a container an account may have a number only
        name = str(os.getuid())
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} ({behind[:40]})" if behind.isprintable() and behind else name
