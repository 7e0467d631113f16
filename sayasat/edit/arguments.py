"""The arguments of the edit commands. All are optional: in a terminal the command asks for missing ones."""

from __future__ import annotations

import argparse

_DAY = "YYYY-MM-DD"

_IN_LANGUAGE = "[LANGUAGE=]TEXT"


def _add_policy(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", nargs="?", metavar="POLICY", help="the policy's name, as in its URL")


def add_new_version(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``new-version``."""
    command.epilog = "example: sayasat new-version privacy --effective 2027-03-01"
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


def add_new_policy(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``new-policy``."""
    command.epilog = "example: sayasat new-policy visits --title en=Visits ru=Визиты --effective 2027-03-01"
    command.add_argument("slug", nargs="?", metavar="SLUG", help="its name in URLs: a-z, 0-9 and hyphens")
    command.add_argument(
        "--title", nargs="+", action="extend", metavar="LANGUAGE=TEXT", help="its title in every language"
    )
    command.add_argument("--effective", metavar=_DAY, help="the first day on which it applies")


def add_postpone(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``postpone``."""
    command.epilog = "example: sayasat postpone privacy 2027-03-01 2027-04-01"
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the day on which it was to take effect")
    command.add_argument(
        "new_date", nargs="?", metavar="NEWDATE", help="the day on which it is to take effect"
    )


def add_repeal(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``repeal``."""
    command.epilog = "example: sayasat repeal privacy --on 2027-03-01"
    _add_policy(command)
    command.add_argument("--on", metavar=_DAY, help="the first day on which it no longer applies")
    command.add_argument("--cancel", action="store_true", help="cancel the repeal")
    _add_authority(command, "the order that repeals it; required if that day has passed")


def add_withdraw(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``withdraw``."""
    command.epilog = "example: sayasat withdraw privacy 2027-03-01"
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the day for which the version is announced")


def add_correct(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``correct``."""
    command.epilog = "example: sayasat correct privacy 2026-12-01 --reason en='a wrong address'"
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


def add_past_version(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``add-past-version``."""
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the first day on which it applied")
    command.add_argument(
        "file", nargs="*", metavar="[LANGUAGE=]FILE", help="its text in Markdown (default: of the original)"
    )
    command.add_argument("--source", action="append", metavar=_IN_LANGUAGE, help="where the text comes from")
    command.add_argument(
        "--until", metavar=_DAY, help="the first day of which nobody knows which text applied"
    )


def add_resume(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``resume``, which only says what took its place."""
    command.add_argument("ignored", nargs="*", help=argparse.SUPPRESS)


def _add_authority(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument("--authority", action="append", metavar=_IN_LANGUAGE, help=text)
