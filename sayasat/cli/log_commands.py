"""The commands ``sayasat log begin``, ``show`` and ``restore``: their arguments, and what they do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import asdict

from sayasat.cli.argument_files import read_input
from sayasat.cli.site import Site
from sayasat.errors import EditError, Fault, RepositoryError, UnknownError, unlisted
from sayasat.i18n.messages import Messages, messages
from sayasat.repository.log_branch import BRANCH, LogBranch
from sayasat.settings import Settings
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import is_named, settings_line
from sayasat.versions.publication_log import LogLine, PublicationLog, parse_log, rendered


def run_log(options: argparse.Namespace) -> int:
    """Run one of the commands on the log, and print its result. Returns 0. Raises SayasatError."""
    site, t = Site.read(options), messages(options.message_language)
    match options.own_command:
        case "begin":
            print(_begin(site.root, site.settings, site.today, t))
        case "restore":
            print(_restore(site.root, site.settings, options.file, t))
        case _:
            print(show(site.root, options.policy, options.format, t))
    return 0


def _begin(root: Path, settings: Settings, today: date, t: Messages) -> str:
    """Begin the log, unless there is one. Returns the setting that names it, with the next steps.

    Raises RepositoryError if the remote cannot be reached or the log that the settings name cannot be found,
    and EditError if the log is another site's.
    """
    branch = LogBranch(root)
    data = branch.fetch()
    if not data and settings.log and settings.log.origin == settings.tag:
        raise RepositoryError([Fault("log-lost", BRANCH)])
    if not data:
        lines = (settings_line(settings, today),)
        branch.append(rendered(lines), data, "Begin the publication log")
        data = rendered(lines)
    log = PublicationLog(parse_log(data))
    if f"tag={settings.tag}" not in log.lines[0].more.split():
        raise EditError([Fault("log-foreign", BRANCH, (("tag", settings.tag),))])
    setting = f'extra:\n  sayasat:\n    log:\n      origin: {settings.tag}\n      first: "{log.first}"'
    return t("publication-log.begun", setting=setting)


def _restore(root: Path, settings: Settings, file: Path, t: Messages) -> str:
    """Share the log that the site serves, or a longer copy of it, again. Returns what the log has now.

    Raises UnknownError if the file cannot be read, EditError for another log than the settings name,
    HistoryError for a damaged one, and RepositoryError if the copies do not agree or the remote cannot be
    reached.
    """
    data = read_input(file)
    if not is_named(PublicationLog(parse_log(data)), settings):
        raise EditError([Fault("log-other", str(file))])
    branch = LogBranch(root)
    branch.restore(data)
    log = PublicationLog(parse_log(branch.fetch() or b""))
    last = log.published
    facts = {"lines": len(log.lines), "number": last.number if last else 0, "day": log.lines[-1].day}
    return t("publication-log.restored", **facts)


def show(root: Path, policy: str | None, form: str, t: Messages) -> str:
    """The log, or the lines of one policy, in the format ``text`` or ``json``.

    Raises RepositoryError if no log was begun or fetched, and UnknownError for an unknown policy.
    """
    data = LogBranch(root).read()
    if not data:
        raise EditError([Fault("log-none", BRANCH)])
    lines = parse_log(data)
    if policy is not None:
        lines = _of_policy(policy, lines)
    if form == "json":
        return json.dumps([asdict(line) for line in lines], default=str, ensure_ascii=False, indent=2)
    return "\n".join(shown(line, t) for line in lines)


def _of_policy(slug: str, lines: Sequence[LogLine]) -> tuple[LogLine, ...]:
    names = {slug}
    renames = [line for line in lines if line.event is LogEvent.RENAMED]
    for line in (*reversed(renames), *renames):
        if names & {line.policy, line.more}:
            names |= {line.policy, line.more}
    known = {line.policy for line in lines} - {""}
    if not names & known:
        raise UnknownError([unlisted("unknown-policy", slug, sorted(known))])
    return tuple(line for line in lines if line.policy in names)


def shown(line: LogLine, t: Messages) -> str:
    """A line of the log for people."""
    facts = (line.policy, line.language, line.date, line.basis, line.kind, line.number, line.commit[:12])
    shown = "  ".join(str(each) for each in (*facts, line.more) if each)
    return f"{line.day}  {t(f'publication-log.event.{line.event}')}  {shown}"
