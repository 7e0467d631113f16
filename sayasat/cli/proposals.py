"""The commands on what is not published yet, ``check`` and ``review``: arguments in, an outcome out."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sayasat.builder.open import read_publication
from sayasat.builder.publication import Publication
from sayasat.check.check_yml import Standards
from sayasat.check.formats import FORMATS
from sayasat.check.history_rules import placed_fault
from sayasat.check.review import ProposedChange, review
from sayasat.check.runner import Examination, examine, only_touched, standards_of, touched
from sayasat.errors import SettingsError
from sayasat.i18n.messages import Messages
from sayasat.policy_files.layout import DOCS
from sayasat.repository.proposed_commit import Proposal, Uncommitted, propose
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


def add_review(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    review = commands.add_parser(
        "review",
        help="tell what a change does, as a report in Markdown",
        description="Tells what a change does to each policy and language: the kind of change, the version "
        "and its day, the redline, what translations lack, what the check finds.",
    )
    review.add_argument("base", metavar="BASE", help="the published texts, as origin/main")
    review.add_argument(
        "head", metavar="HEAD", nargs="?", help="the change (default: the files on disk, committed or not)"
    )
    review.add_argument(
        "--details", metavar="URL", default="", help="where the whole is, if the report must be cut"
    )


@dataclass(frozen=True, slots=True)
class ProposalTarget:
    """A site that changes are proposed to."""

    root: Path
    """The folder of mkdocs.yml."""

    settings: Settings
    names: Mapping[str, str]
    """The site's name in each language."""

    moment: datetime
    """When a change would be published, in the publisher's zone."""

    def check(self, options: argparse.Namespace) -> Examination:
        """Examine what is proposed. Raises RepositoryError."""
        head = Uncommitted.STAGED if options.staged else Uncommitted.FILES
        with propose(self.root, options.base, head, self.moment) as proposal, self._open(proposal) as opened:
            found = _examined(opened, proposal, self.moment)
            is_one_change = options.base or options.staged
            return _narrowed(found, opened, proposal) if is_one_change else found

    def review(self, options: argparse.Namespace, t: Messages) -> str:
        """The report on what is proposed. Raises RepositoryError."""
        head = options.head or Uncommitted.FILES
        with propose(self.root, options.base, head, self.moment) as proposal, self._open(proposal) as opened:
            commit = "" if proposal.is_empty else proposal.repository.head
            found = _examined(opened, proposal, self.moment)
            change = ProposedChange(
                opened.catalogue, commit, _narrowed(found, opened, proposal), _pages(proposal)
            )
            return review(change, t, details=options.details)

    def _open(self, proposal: Proposal) -> closing[Publication]:
        repository, day = proposal.repository, self.moment.date()
        return closing(read_publication(repository, self.settings, day, self.names))


def _examined(publication: Publication, proposal: Proposal, now: datetime) -> Examination:
    """All that is found. Where ``check.yml`` is at fault, that is told too, and nothing is silenced."""
    try:
        return examine(publication, standards_of(proposal.repository), now)
    except SettingsError as error:
        found = examine(publication, Standards(), now)
        return replace(found, findings=(*map(placed_fault, error.faults), *found.findings))


def _narrowed(found: Examination, publication: Publication, proposal: Proposal) -> Examination:
    """All errors, and the warnings on policies that change; everything, where nothing is proposed."""
    if proposal.is_empty:
        return found
    return only_touched(found, touched(publication.archive, proposal.repository.head))


def _pages(proposal: Proposal) -> tuple[str, ...]:
    """The files below docs/ that a change touches, and that are no policies."""
    if proposal.is_empty:
        return ()
    newest = proposal.repository.log(DOCS)[-1:]
    paths = (change.path for commit in newest for change in commit.changes)
    is_proposed = any(commit.sha == proposal.repository.head for commit in newest)
    return tuple(path for path in paths if is_proposed and path.split("/")[2:3] != ["policies"])
