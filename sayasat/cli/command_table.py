"""The commands of ``sayasat``: the help text of each, and the functions that read its arguments and run it.

The functions are named, not imported: a command loads only the modules that it needs. A test loads them all.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any


class LanguageOption(Enum):
    """What ``--language`` of a command names."""

    EDITION = "the edition's language"
    MESSAGES = "the language of the messages"
    OWN = "the command adds the option itself"


@dataclass(frozen=True, slots=True)
class Command:
    """One command; its functions are written ``MODULE:FUNCTION``, below ``sayasat``."""

    help: str | None
    """One line; None for a command that the help does not list."""

    add_function: str
    run_function: str
    language: LanguageOption = LanguageOption.MESSAGES

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of the command to its parser."""
        _loaded(self.add_function)(parser)

    def run(self, options: argparse.Namespace) -> int:
        """Run the command. Returns the exit code. Raises SayasatError."""
        code: int = _loaded(self.run_function)(options)
        return code


def _loaded(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(f"sayasat.{module}"), function)
    return loaded


def _edit(name: str, text: str | None) -> Command:
    return Command(text, f"edit.arguments:add_{name}", "cli.edits:run_edit")


COMMANDS: Mapping[str, Command] = {
    "versions": Command(
        "list the versions of one policy or of all policies",
        "cli.versions_command:add_versions",
        "cli.versions_command:run_versions",
        LanguageOption.EDITION,
    ),
    "show": Command(
        "print the text that was in force on a day",
        "cli.text_arguments:add_show",
        "cli.text_commands:run_show",
        LanguageOption.EDITION,
    ),
    "diff": Command(
        "show what changed between two texts of a policy",
        "cli.text_arguments:add_diff",
        "cli.text_commands:run_diff",
        LanguageOption.EDITION,
    ),
    "headers": Command(
        "print the HTTP headers to serve the site with, for nginx",
        "cli.headers_command:add_headers",
        "cli.headers_command:run_headers",
    ),
    "check": Command(
        "check the policy texts and list the problems", "cli.proposals:add_check", "cli.proposals:run_check"
    ),
    "review": Command(
        "write a report on a change, in Markdown", "cli.proposals:add_review", "cli.proposals:run_review"
    ),
    "build": Command(
        "build the site of this repository; make site runs it",
        "mkdocs_plugin.build_command:add_build",
        "mkdocs_plugin.build_command:run_build",
    ),
    "publish": Command(
        "check, log and publish the newest commit",
        "mkdocs_plugin.publish_command:add_publish",
        "mkdocs_plugin.publish_command:run_publish",
    ),
    "rollback": Command(
        "put back the site that the last publication of the same commit has replaced",
        "mkdocs_plugin.publish_command:add_target",
        "mkdocs_plugin.publish_command:run_rollback",
    ),
    "new-version": _edit("new_version", "begin a new version: set its date"),
    "new-policy": _edit("new_policy", "begin a new policy: a file in every language"),
    "postpone": _edit("postpone", "move an upcoming version to another day"),
    "repeal": _edit("repeal", "state the first day on which a policy no longer applies"),
    "withdraw": _edit("withdraw", "drop an announced version"),
    "correct": _edit("correct", "correct an error in a version, and say what it was"),
    "add-past-version": _edit("past_version", "enter a text from before the repository, or found later"),
    # It only says what took its place
    "resume": _edit("resume", None),
    "log": Command(
        "begin or read the publication log",
        "cli.log_commands:add_log",
        "cli.log_commands:run_log",
        LanguageOption.OWN,
    ),
    "adopt": Command(
        "build a site from any Git repository of Markdown texts",
        "adopt.commands:add_adopt",
        "adopt.commands:run_adopt",
        LanguageOption.OWN,
    ),
    "init": Command(
        "begin the repository of a new site",
        "adopt.init_command:add_init",
        "adopt.init_command:run_init",
        LanguageOption.OWN,
    ),
}
