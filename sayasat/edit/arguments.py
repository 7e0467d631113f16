"""The arguments of the edit commands."""

from __future__ import annotations

import argparse

_DAY = "YYYY-MM-DD"

_IN_LANGUAGE = "[LANGUAGE=]TEXT"


def add_edits(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the edit commands. Every argument is optional: in a terminal the command asks for missing ones."""
    _add_new_version(commands.add_parser("new-version", help="begin a new version: set its date"))
    _add_new_policy(commands.add_parser("new-policy", help="begin a new policy: a file in every language"))
    _add_postpone(commands.add_parser("postpone", help="move an upcoming version to another day"))
    _add_repeal(commands.add_parser("repeal", help="state the first day on which a policy no longer applies"))
    _add_withdraw(commands.add_parser("withdraw", help="drop an announced version"))
    _add_correct(commands.add_parser("correct", help="correct an error in a version, and say what it was"))
    _add_past_version(
        commands.add_parser(
            "add-past-version", help="enter a text from before the repository, or found later"
        )
    )
    # Without a help text it is not listed: it only says what took its place
    commands.add_parser("resume").add_argument("ignored", nargs="*", help=argparse.SUPPRESS)


def _add_policy(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", nargs="?", metavar="POLICY", help="the policy's name, as in its URL")


def _add_new_version(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("--effective", metavar=_DAY, help="the first day on which it applies")
    command.add_argument(
        "--summary",
        action="append",
        metavar="LANGUAGE=TEXT",
        help="a summary of the changes, in one language; repeat the option for each language",
    )
    command.add_argument("--replaces", metavar=_DAY, help="the announced version that it replaces")
    command.add_argument(
        "--beside", action="store_true", help="keep what is announced: all take effect, each on its day"
    )
    command.add_argument("--adopted", metavar=_DAY, help="the day on which it was adopted")
    _add_authority(command, "the order that adopted it; required if that day has passed")
    command.add_argument("--reenact", action="store_true", help="apply a repealed policy again")


def _add_new_policy(command: argparse.ArgumentParser) -> None:
    command.add_argument("slug", nargs="?", metavar="SLUG", help="its name in URLs: a-z, 0-9 and hyphens")
    command.add_argument(
        "--title", nargs="+", action="extend", metavar="LANGUAGE=TEXT", help="its title in every language"
    )
    command.add_argument("--effective", metavar=_DAY, help="the first day on which it applies")


def _add_postpone(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the day on which it was to take effect")
    command.add_argument(
        "new_date", nargs="?", metavar="NEWDATE", help="the day on which it is to take effect"
    )


def _add_repeal(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("--on", metavar=_DAY, help="the first day on which it no longer applies")
    command.add_argument("--cancel", action="store_true", help="cancel the repeal")
    _add_authority(command, "the order that repeals it; required if that day has passed")


def _add_withdraw(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the day for which the version is announced")


def _add_correct(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument(
        "date", nargs="?", metavar="DATE", help="the date of the version (default: the one in force)"
    )
    command.add_argument(
        "--reason", action="append", metavar=_IN_LANGUAGE, help="what is corrected; readers see this text"
    )
    command.add_argument(
        "--concerns",
        metavar="original|translations|LANGUAGE",
        help="which texts it corrects: the original, the original and its translations, or one language",
    )


def _add_past_version(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the first day on which it applied")
    command.add_argument(
        "file", nargs="*", metavar="[LANGUAGE=]FILE", help="its text in Markdown (default: of the original)"
    )
    command.add_argument("--source", action="append", metavar=_IN_LANGUAGE, help="where the text comes from")
    command.add_argument(
        "--until", metavar=_DAY, help="the first day of which nobody knows which text applied"
    )


def _add_authority(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument("--authority", action="append", metavar=_IN_LANGUAGE, help=text)
