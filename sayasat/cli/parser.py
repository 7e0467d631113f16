"""The parser of the command line. The help texts are in English."""

import argparse
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from textwrap import fill
from typing import NoReturn

from sayasat.cli.command_table import COMMANDS, EPILOG, Command

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
