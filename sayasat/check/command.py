"""The command ``sayasat check``: what it can be asked, and what it answers with."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from sayasat.check.examination import Examination, examine, only_touched, standards_of, touched
from sayasat.check.report import FORMATS
from sayasat.proposal import Proposal, Uncommitted, propose
from sayasat.publication import read_publication
from sayasat.settings import Settings


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    check = commands.add_parser(
        "check",
        help="find what is wrong with the texts before they are published",
        description="Checks the texts as they would be published: the files on disk, committed or not. "
        "Exit code 0: no errors (there may be warnings); 1: errors; 2: wrong arguments.",
    )
    check.add_argument(
        "--base",
        metavar="REV",
        help="the published texts, as origin/main: check the change from there (default: the newest commit)",
    )
    check.add_argument("--staged", action="store_true", help="check what the next commit would hold")
    check.add_argument(
        "--format",
        choices=FORMATS,
        default=FORMATS[0],
        help="sentences, annotations for GitHub, or data (default: text)",
    )


def check(
    root: Path, settings: Settings, names: Mapping[str, str], moment: datetime, options: argparse.Namespace
) -> Examination:
    """Examine what is proposed at ``moment`` (aware). Raises SettingsError and RepositoryError."""
    head = Uncommitted.STAGED if options.staged else Uncommitted.FILES
    with propose(root, options.base, head, moment) as proposal:
        return examine_proposal(proposal, settings, moment.astimezone(settings.zone).date(), names)


def examine_proposal(
    proposal: Proposal, settings: Settings, today: date, names: Mapping[str, str]
) -> Examination:
    """Everything, where nothing is proposed; else all errors, and the warnings on policies that change."""
    repository = proposal.repository
    standards = standards_of(repository)
    with closing(read_publication(repository, settings, today, names)) as publication:
        found = examine(publication, standards)
        if proposal.is_empty:
            return found
        return only_touched(found, touched(publication.archive, repository.head))
