"""The command line of ``sayasat``: the arguments and help texts of its commands are data, ``commands.toml``.

A command names its functions, which are not imported before it runs: it loads only the modules that it needs.
A test loads them all.
"""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from textwrap import fill
from typing import Any, Literal, NoReturn

from msgspec import Struct, field

from sayasat.i18n.messages import LANGUAGES, environment_language


def _digest(value: str) -> str:
    """A SHA-256 as people write it, with colons or spaces, in lower case. Raises ArgumentTypeError."""
    plain = value.replace(":", "").replace(" ", "").lower()
    if not re.fullmatch("[0-9a-f]{64}", plain):
        raise argparse.ArgumentTypeError(f"{value} is no SHA-256, which has 64 hexadecimal digits")
    return plain


_WORDS: Mapping[str, Any] = {"path": Path, "int": int, "digest": _digest}
"""What a word of the table stands for."""


class Command(Struct, frozen=True):
    """One command; its functions are written ``MODULE:FUNCTION``, below ``sayasat``."""

    run: str = ""
    help: str = ""
    """One line."""

    language: Literal["messages", "edition", "own"] = "messages"
    """What ``--language`` names; ``own``: the command adds the option itself."""

    description: str | None = None
    epilog: str | None = None
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The options of `argparse.ArgumentParser.add_argument`, by the argument's names, parted by blanks."""

    either: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Arguments of which at most one is allowed, or with `either_required` exactly one."""

    either_required: bool = False
    commands: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Commands of its own, by name."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of the command, and its texts, to its parser."""
        parser.description, parser.epilog = self.description, self.epilog
        _add_all(parser.add_argument, self.arguments)
        if self.either:
            group = parser.add_mutually_exclusive_group(required=self.either_required)
            _add_all(group.add_argument, self.either)
        if self.commands:
            own = parser.add_subparsers(
                dest="own_command", required=True, metavar="COMMAND", parser_class=argparse.ArgumentParser
            )
            for name, table in self.commands.items():
                command = Command(**table)
                command.add_arguments(own.add_parser(name, help=command.help))
        self._add_language(parser)

    def _add_language(self, parser: argparse.ArgumentParser) -> None:
        if self.language == "edition":
            text = "the edition's language (default: the authentic one)"
            parser.add_argument("--language", metavar="CODE", help=text)
        elif self.language == "messages":
            parser.add_argument(
                "--language",
                dest="message_language",
                choices=LANGUAGES,
                default=environment_language(os.environ),
                help="the language of the messages (default: that of the locale, or English)",
            )


def _add_all(add: Callable[..., object], arguments: Mapping[str, Mapping[str, Any]]) -> None:
    for name, options in arguments.items():
        written = {key: _WORDS.get(str(value), value) for key, value in options.items()}
        add(*name.split(), **written)


_TABLE = tomllib.loads((files("sayasat.cli") / "commands.toml").read_text(encoding="utf-8"))

EPILOG: str = _TABLE.pop("epilog")
"""The examples and exit codes after the list of the commands."""

COMMANDS: Mapping[str, Command] = {name: Command(**table) for name, table in _TABLE.items()}
"""By name, in the order of the help."""


_CONFIGURATION = "mkdocs.yml"


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Wraps a description to the terminal, and keeps the lines of the examples."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return super()._fill_text(text, width, indent)
        return fill(text, width, initial_indent=indent, subsequent_indent=indent)


class _Version(argparse.Action):
    """``--version``: the version is looked up only if it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"sayasat {version('sayasat')}")
        parser.exit()


class _CommandParser(argparse.ArgumentParser):
    """The parser of one command. It adds the command's arguments when it parses for the first time."""

    command: Command | None = None

    # The types are those of argparse, whose stubs overload this method
    def parse_known_args(self, args: Sequence[str] | None = None, namespace: None = None) -> object:  # type: ignore[override]
        command, self.command = self.command, None
        if command is not None:
            command.add_arguments(self)
        return super().parse_known_args(args, namespace)


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; the attribute `command` of its result is the command's name."""
    root = argparse.ArgumentParser(
        prog="sayasat",
        description="Publishes policy texts from Git: versions by date, and the changes between them.",
        epilog=EPILOG,
        formatter_class=_Formatter,
    )
    root.add_argument("--version", action=_Version, nargs=0, help="print the version of Sayasat")
    root.add_argument(
        "-q", "--quiet", action="store_true", help="print errors and what was asked for, but no progress"
    )
    root.add_argument(
        "-f",
        "--config-file",
        type=Path,
        metavar=_CONFIGURATION,
        help="the site's mkdocs.yml (default: in this folder or the nearest folder above)",
    )
    commands = root.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_CommandParser
    )
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.help, formatter_class=_Formatter).command = command
    return root
