"""Checks and reviews what a test has written into a repository, as the commands do."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime, time

from sayasat.check.finding import Finding, Severity
from sayasat.check.runner import CheckResult
from sayasat.cli.parser import parser
from sayasat.cli.proposals import ProposalTarget
from sayasat.i18n.messages import messages
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

TODAY = "2026-11-24"


def site(repo: PolicyRepo, today: str = TODAY) -> ProposalTarget:
    moment = datetime.combine(day.fromisoformat(today), time(12, tzinfo=SETTINGS.zone))
    return ProposalTarget(repo.path, SETTINGS, dict.fromkeys(SETTINGS.languages, "Sample"), moment)


def check(repo: PolicyRepo, *arguments: str, today: str = TODAY) -> CheckResult:
    return site(repo, today).check(parser().parse_args(["check", *arguments]))


def review(repo: PolicyRepo, *arguments: str, language: str = "en", today: str = TODAY) -> str:
    return site(repo, today).review(parser().parse_args(["review", *arguments]), messages(language))


def rule_places(
    found: CheckResult, *, without: tuple[str, ...] = ("translation-missing",)
) -> list[tuple[str, str]]:
    """Rule and place of each finding; errors are marked by a sign of exclamation."""
    return [(_name(each), _place(each)) for each in found.findings if each.rule not in without]


def _name(finding: Finding) -> str:
    return f"{finding.rule}!" if finding.severity is Severity.ERROR else finding.rule


def _place(finding: Finding) -> str:
    short = finding.path.removeprefix("docs/").replace("/policies/", "/")
    return f"{short}:{finding.line}" if finding.line else short
