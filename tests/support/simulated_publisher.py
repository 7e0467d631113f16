"""Publishes the states of a history one after the other, in memory, and has the oracle look at each."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

from sayasat.check.finding import Severity
from sayasat.check.history_rules import ProposedHistory
from sayasat.publish.gates import names, past_answers
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.log_lines import new_lines, settings_line
from sayasat.versions.publication_log import LogLine, PublicationLog
from tests.support.editor_state import FIRST
from tests.support.faulty_edits import leave_unexplained, set_any_keys
from tests.support.histories import LANGUAGES, ZONE
from tests.support.main_line import MainLine
from tests.support.oracle import Page, Published, held, lost_pages, pages, silent_changes, state_breaches
from tests.support.policy_edits import backdate, repeal
from tests.support.random_histories import FAULTY

PUBLISHER = {"ky": "Уюм", "ru": "Организация"}
SETTINGS = Settings(LANGUAGES, ZONE, "example.org,2026", PUBLISHER, "https://example.org/")
BREACHES = ("crash", "state", "expected", "past", "url", "gate")
"""What can be wrong: see `SimulatedPublisher.breaches`."""

BEGUN = settings_line(SETTINGS, FIRST.date())
"""The line that begins a log, before the first publication."""

REACHES_BACK = {backdate.__name__, repeal.__name__, set_any_keys.__name__}
"""Edits of past days, which the gate stops if they name no decision. `check` sees the newest commit only."""

_FAULTY = {edit.__name__ for edit in FAULTY}


def archive_of(line: MainLine, log: PublicationLog | None = None) -> Archive:
    """The archive of a main line, as read from a repository."""
    return read_archive(cast("Repository", line), SETTINGS, line.sources, log, line.today)


def lines_of(line: MainLine, log: PublicationLog) -> tuple[LogLine, ...]:
    """What the publication of a main line adds to the log."""
    return new_lines(archive_of(line, log), SETTINGS, log, line.today, line.head)


def refusals(line: MainLine, archive: Archive) -> list[str]:
    """What stops the publication of a main line: a fault of a newest revision, or a wrong clock.

    So does what `check --base` finds in the merge that it makes of the proposal (decision 0025). That a
    policy is removed is refused too, until its editors insist: here they always do.
    """
    proposed = line.proposed
    states = [(line, archive), *([(proposed, archive_of(proposed, archive.log))] if proposed else [])]
    found = [code for state, seen in states for code in _faults(state, seen)]
    return [*found, *(["clock"] if line.has_wrong_clock else [])]


def _faults(line: MainLine, archive: Archive) -> list[str]:
    checked = ProposedHistory(archive, line.today, LANGUAGES).findings(None)
    errors = [each.fault.code for each in checked if each.severity is Severity.ERROR]
    return [*(each.code for each in archive.faults), *(each for each in errors if each != "policy-removed")]


def unexpected_answers(line: MainLine, publication: Published, *, has_log: bool) -> list[str]:
    """The days on which another text holds than the edits say."""
    expected = line.proposal.expected
    policies = [each for each in publication.archive.policies if each.authentic.removed is None]
    if expected is None or len(policies) != 1:
        return []
    versions = {day: held(policies[0].authentic, day) for day in publication.days}
    texts = {
        day: None if isinstance(version, str) else line.body_of(version.text.revision.blob)
        for day, version in versions.items()
    }
    pairs = ((day, text, expected.on(day, has_log=has_log)) for day, text in texts.items())
    return [f"{day}: {text!r}, not {other!r}" for day, text, other in pairs if text != other]


class SimulatedPublisher:
    """Publishes what can be published of a history, and keeps what later publications are held to."""

    def __init__(self, *, has_log: bool) -> None:
        self.count = Counter[str]()
        """States, and what became of them; what was in them, where they were not refused."""
        self._has_log = has_log
        self._log = PublicationLog((BEGUN,) if has_log else ())
        self._last: Published | None = None
        self._promised: set[Page] = set()
        self._newest: tuple[date, set[Page]] = date.min, set()
        """The newest publication: the day of its commits, and its pages."""
        self._is_predicted = True
        """Whether the edits so far did what the editors wanted."""

    def breaches(self, line: MainLine) -> list[str]:
        """What is wrong with the next state, each with one of `BREACHES` before it."""
        archive = archive_of(line, self._log)
        publication = Published(archive, line.today)
        self.count["states"] += 1
        found = [f"state: {each}" for each in state_breaches(publication)]
        is_refused = bool(refusals(line, archive))
        if not self._has_log and self._newest[0] == self._day_of(line):
            self._newest = self._newest[0], set()
        self.count.update(line.proposal.kinds & _FAULTY if is_refused else line.proposal.kinds)
        if is_refused:
            self.count["refused"] += 1
            self._is_predicted &= line.proposal.edit == leave_unexplained.__name__
            return found
        if self._is_predicted:
            found += [
                f"expected: {each}" for each in unexpected_answers(line, publication, has_log=self._has_log)
            ]
        return [*found, *self._published(line, publication)] if line.proposal.lag is not None else found

    def _published(self, line: MainLine, publication: Published) -> list[str]:
        archive = publication.archive
        if self._has_log:
            lines = new_lines(archive, SETTINGS, self._log, line.today, line.head)
            stops = [
                *names(self._log.extended(lines), archive),
                *past_answers(self._log, lines, archive, "ky", line.today),
            ]
            if stops:
                self.count[f"stopped by {stops[0].fault.code}"] += 1
                may_stop = line.proposal.edit in REACHES_BACK or not self._is_predicted
                self._is_predicted = False
                return [] if may_stop else [f"gate: {each.fault}" for each in stops]
            self._log = self._log.extended(lines)
        self.count["publications"] += 1
        found = [f"past: {each}" for each in silent_changes(self._last, publication)] if self._last else []
        self._promise(line)
        found += [f"url: {each}" for each in lost_pages(self._promised, archive)]
        self._newest = self._day_of(line), set(pages(archive))
        self._last = publication
        return found

    def _promise(self, line: MainLine) -> None:
        """Hold this publication to the pages of those before it.

        Without a log nobody knows which commits of one day were published apart: they count as one proposal,
        and a publication is promised if nothing was committed on its day after it.
        """
        day, published = self._newest
        if self._has_log or day < self._day_of(line):
            self._promised |= published

    @staticmethod
    def _day_of(line: MainLine) -> date:
        return line.proposal.now.astimezone(ZONE).date()
