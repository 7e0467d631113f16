"""The arguments and languages of the command ``sayasat-contact``, and what its commands share."""

from __future__ import annotations

import argparse
import os
import pwd
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from sayasat_contact.printed import harmless
from sayasat_contact.register import Outcome, Register
from sayasat_contact.sealing import read_identities
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.store import MessageStore
from sayasat_contact.wording import Texts

LANGUAGES = ("en", "ru", "ky")
"""That the command speaks; the first where the environment names none of them."""


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86_400:  # noqa: PLR2004 (a day; also no NaN)
        raise ValueError
    return seconds


_TYPES = {"number": int, "seconds": _seconds, "path": Path}


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

    def report(self, reference: str, outcome: Outcome) -> int:
        """Print the outcome of an act on one message; gives the exit code."""
        if outcome is Outcome.DONE:
            print(f"{reference}: {self.texts(f'done.{self.options.command}')}")
            return 0
        return say(f"{reference[:40]}: {self.texts(f'outcome.{outcome}')}")

    def warn_of_no_journal(self, is_erased: object) -> None:
        """Erased without a journal, a message comes back with a backup."""
        if is_erased and self.settings.erasure_journal is None:
            say(self.texts("journal.none"))


def say(line: str) -> int:
    """On standard error, without what a terminal acts on; gives the exit code of a fault."""
    print(harmless(line), file=sys.stderr, flush=True)
    return 1


def _account() -> str:
    """Who runs the command, as the operating system has it; behind sudo, whom it was run for."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # in a container an account may have a number only
        name = str(os.getuid())
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} ({behind[:40]})" if behind.isprintable() and behind else name


class _Parser(argparse.ArgumentParser):
    """Tells of wrong arguments without what a terminal acts on."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and exit with 2."""
        super().error(harmless(message))


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; `command` says which of the commands was given."""
    whole = _Parser(prog="sayasat-contact", description="The messages that came by the contact form.")
    whole.add_argument("--language", choices=LANGUAGES, help="of what is printed (default: by LANG)")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, rows in _toml("commands").items():
        command = commands.add_parser(name, help=rows["help"])
        one_of = command.add_mutually_exclusive_group(required=True) if "one_of" in rows else command
        for group, arguments in ((command, "arguments"), (one_of, "one_of")):
            for argument, options in rows.get(arguments, {}).items():
                kind = {"type": _TYPES[options["type"]]} if "type" in options else {}
                group.add_argument(argument, **{**options, **kind})
    return whole


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("sayasat_contact") / "texts" / f"{name}.toml").read_text(encoding="utf-8"))


def message_language(given: str | None, environ: Mapping[str, str]) -> str:
    """The language to print in: the one given, else that of the environment's locale."""
    named = (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name))
    code = given or next(named, "").partition("_")[0].partition(".")[0]
    return code if code in LANGUAGES else LANGUAGES[0]


@cache
def texts_of(language: str) -> Texts:
    """The command's texts, with dots in their keys."""
    texts = {f"{table}.{key}": text for table, rows in _toml(language).items() for key, text in rows.items()}
    return Texts(language, texts)
