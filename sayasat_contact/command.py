"""The arguments of the command ``contact``, and the language that it speaks."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from sayasat_contact.printed import harmless
from sayasat_contact.wording import Texts

LANGUAGES = ("en", "ru", "ky")
"""That the command speaks; the first where the environment names none of them."""


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86_400:  # noqa: PLR2004 (a day; also no NaN)
        raise ValueError
    return seconds


_TYPES = {"number": int, "seconds": _seconds, "path": Path}


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
        for argument, options in rows.get("arguments", {}).items():
            _add(command, argument, options)
        if "one_of" in rows:
            group = command.add_mutually_exclusive_group(required=True)
            for argument, options in rows["one_of"].items():
                _add(group, argument, options)
    return whole


def _add(to: argparse._ActionsContainer, argument: str, options: dict[str, Any]) -> None:
    to.add_argument(
        argument, **{**options, **({"type": _TYPES[options["type"]]} if "type" in options else {})}
    )


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
