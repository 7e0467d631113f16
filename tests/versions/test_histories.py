"""Random histories in Kyrgyz and Russian: every prefix is read, and the oracle looks at what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings

from sayasat.check.finding import Severity
from sayasat.check.history_rules import ProposedHistory
from sayasat.publish.gates import names, past_answers
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import PublicationLog
from tests.support.acts import DATED, begin_dated, leave_unexplained
from tests.support.histories import LANGUAGES, WAYS, ZONE, Proposal, State, body_of, states, story
from tests.support.oracle import Page, Published, held, lost_pages, pages, silent_changes, state_breaches
from tests.support.random_histories import ANY_CLOCK, Kinds, histories

PUBLISHER = {"ky": "Уюм", "ru": "Организация"}
OFFICE = Settings(LANGUAGES, ZONE, "example.org,2026", PUBLISHER, "https://example.org/")

WITH_LOG = Kinds(clocks=ANY_CLOCK, swaps=True)
SOAK = 20_000
PARTS = 4
"""Of the soak, so that processes share it."""


def archive_of(state: State, log: PublicationLog | None = None) -> Archive:
    """The archive of a state, as read from a repository."""
    return read_archive(cast("Repository", state), OFFICE, state.sources, log)


def refusals(state: State, archive: Archive) -> list[str]:
    """What stops the publication of a state: a fault of a newest revision, or a wrong clock.

    That a policy is removed is refused too, until its editors insist: here they always do.
    """
    checked = ProposedHistory(archive, state.today, LANGUAGES).findings(None)
    errors = [each.fault.code for each in checked if each.severity is Severity.ERROR]
    found = [*(each.code for each in archive.faults), *(each for each in errors if each != "policy-removed")]
    return [*found, *(["clock"] if state.has_wrong_clock else [])]


def law_breaches(state: State, publication: Published) -> list[str]:
    """The days on which another text holds than the acts of the editors say."""
    law = state.proposal.law
    policies = [each for each in publication.archive.policies if each.authentic.removed is None]
    if law is None or len(policies) != 1:
        return []
    bodies = {day: held(policies[0].authentic, day) for day in publication.days}
    texts = {
        day: None if isinstance(version, str) else body_of(state, version.text.revision.blob)
        for day, version in bodies.items()
    }
    return [f"{day}: {text!r}, not {law.on(day)!r}" for day, text in texts.items() if text != law.on(day)]


class Publisher:
    """Publishes what can be published of a history, and keeps what the oracle finds."""

    def __init__(self, *, has_log: bool) -> None:
        self.count = Counter[str]()
        self._has_log = has_log
        self._log = PublicationLog()
        self._last: Published | None = None
        self._promised: set[Page] = set()
        self._is_certain = True
        """Whether the acts so far did what the editors expected."""

    def breaches(self, state: State) -> list[str]:
        """What is wrong with the next state."""
        archive = archive_of(state, self._log)
        publication = Published(archive, state.today)
        self.count["states"] += 1
        found = [f"state: {each}" for each in state_breaches(publication)]
        if refusals(state, archive):
            self.count["refused"] += 1
            self._is_certain = self._is_certain and state.proposal.act == leave_unexplained.__name__
            return found
        if self._is_certain:
            found += [f"law: {each}" for each in law_breaches(state, publication)]
        return [*found, *self._published(state, publication)] if state.proposal.lag is not None else found

    def _published(self, state: State, publication: Published) -> list[str]:
        archive = publication.archive
        if self._has_log:
            lines = new_lines(archive, OFFICE, self._log, state.today, state.head)
            stops = [*names(self._log, archive), *past_answers(self._log, lines, archive, "ky", state.today)]
            if stops:
                self.count[f"stopped by {stops[0].fault.code}"] += 1
                is_expected = state.proposal.act in {"backdate", "repeal"} or not self._is_certain
                self._is_certain = False
                return [] if is_expected else [f"gate: {each.fault}" for each in stops]
            self._log = self._log.extended(lines)
        self.count["publications"] += 1
        found = [f"past: {each}" for each in silent_changes(self._last, publication)] if self._last else []
        found += [f"url: {each}" for each in lost_pages(self._promised, archive)]
        self._promised |= set(pages(archive))
        self._last = publication
        return found


@given(histories())
def test_every_prefix_of_a_history_keeps_what_was_published(proposals: list[Proposal]) -> None:
    """One text a day, past answers, URLs and the acts of the editors; and no crash."""
    publisher = Publisher(has_log=False)
    for state in states(proposals):
        assert publisher.breaches(state) == []


@given(histories(WITH_LOG))
def test_with_a_log_neither_clocks_nor_swapped_merges_change_what_was_published(
    proposals: list[Proposal],
) -> None:
    """The same with any wrong clocks, and with merges that swap their parents."""
    publisher = Publisher(has_log=True)
    for state in states(proposals):
        assert publisher.breaches(state) == []


def told(archive: Archive) -> list[object]:
    """The versions that the originals make, as a reader is told of them.

    Not the text of a withdrawn one: words that come before their date redraft the version that is replaced.
    """
    return [
        (
            policy.slug,
            version.date,
            version.withdrawn_on,
            None if version.withdrawn_on else version.text.source.content_digest,
            policy.authentic.repeals,
        )
        for policy in archive.policies
        for version in policy.authentic.versions
    ]


@given(histories(Kinds(DATED, begin_dated, clocks=())))
def test_every_merge_method_gives_the_same_versions(proposals: list[Proposal]) -> None:
    """As long as nothing stops a publication, all say the same of a history with dates."""
    found = [[(state, archive_of(state)) for state in states(proposals, way)] for way in WAYS]
    for same in zip(*found, strict=True):
        if any(refusals(state, archive) for state, archive in same):
            return
        assert [told(archive) for _, archive in same] == [told(same[0][1])] * len(WAYS)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("has_log", [False, True], ids=["without a log", "with a log"])
def test_soak(part: int, has_log: bool, record_property: Callable[[str, object], None]) -> None:
    """The same on very many histories; it counts what it finds, and shows one of each kind."""
    count, shortest = Counter[str](), dict[str, tuple[Sequence[Proposal], str]]()

    def note(kind: str, proposals: Sequence[Proposal], told: str) -> None:
        count[kind] += 1
        if kind not in shortest or len(proposals) < len(shortest[kind][0]):
            shortest[kind] = proposals, told

    @settings(max_examples=SOAK // PARTS, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(histories(WITH_LOG if has_log else Kinds()))
    def run(proposals: list[Proposal]) -> None:
        publisher = Publisher(has_log=has_log)
        for place, state in enumerate(states(proposals)):
            try:
                found = publisher.breaches(state)
            except Exception as error:  # noqa: BLE001 (a crash is what is looked for)
                found = [f"crash: {error!r}"]
            for each in found:
                note(each.partition(":")[0], proposals[: place + 1], f"part {part}: {each}")
        count.update(publisher.count, histories=1)

    run()
    kinds = ("crash", "url", "past", "law", "state", "gate")
    name = f"random histories {'with' if has_log else 'without'} a log"
    record_property(name, {**dict.fromkeys(kinds, 0), **count})
    assert not shortest, "\n".join(f"{found}\n{story(history)}" for history, found in shortest.values())
