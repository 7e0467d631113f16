"""Random histories in Kyrgyz and Russian: every prefix is read, and the oracle looks at what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings

from sayasat.check.finding import Severity
from sayasat.check.history_rules import ProposedHistory
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from tests.support.acts import DATED, begin_dated, leave_unexplained
from tests.support.histories import LANGUAGES, WAYS, ZONE, Proposal, State, body_of, states, story
from tests.support.oracle import Page, Published, held, lost_pages, pages, silent_changes, state_breaches
from tests.support.random_histories import Kinds, histories

PUBLISHER = {"ky": "Уюм", "ru": "Организация"}
OFFICE = Settings(LANGUAGES, ZONE, "example.org,2026", PUBLISHER, "https://example.org/")

SOAK = 20_000
PARTS = 4
"""Of the soak, so that processes share it."""


def archive_of(state: State) -> Archive:
    """The archive of a state, as read from a repository."""
    return read_archive(cast("Repository", state), OFFICE, state.sources)


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

    def __init__(self) -> None:
        self.count = Counter[str]()
        self._last: Published | None = None
        self._promised: set[Page] = set()
        self._is_certain = True
        """Whether the acts so far did what the editors expected."""

    def breaches(self, state: State) -> list[str]:
        """What is wrong with the next state."""
        archive = archive_of(state)
        publication = Published(archive, state.today)
        self.count["states"] += 1
        found = [f"state: {each}" for each in state_breaches(publication)]
        if refusals(state, archive):
            self.count["refused"] += 1
            self._is_certain = self._is_certain and state.proposal.act == leave_unexplained.__name__
            return found
        if self._is_certain:
            found += [f"law: {each}" for each in law_breaches(state, publication)]
        return [*found, *self._publish(publication)] if state.proposal.lag is not None else found

    def _publish(self, publication: Published) -> list[str]:
        self.count["publications"] += 1
        found = [f"past: {each}" for each in silent_changes(self._last, publication)] if self._last else []
        found += [f"url: {each}" for each in lost_pages(self._promised, publication.archive)]
        self._promised |= set(pages(publication.archive))
        self._last = publication
        return found


@given(histories())
def test_every_prefix_of_a_history_keeps_what_was_published(proposals: list[Proposal]) -> None:
    """One text a day, past answers, URLs and the acts of the editors; and no crash."""
    publisher = Publisher()
    for state in states(proposals):
        assert publisher.breaches(state) == []


def told(archive: Archive) -> list[object]:
    """The versions that the originals make, as a reader is told of them.

    Not the text of a withdrawn one: words that come before their date redraft the version that the date replaces.
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


@given(histories(Kinds(DATED, begin_dated, clocks=False)))
def test_every_merge_method_gives_the_same_versions(proposals: list[Proposal]) -> None:
    """As long as nothing stops a publication, all say the same of a history with dates."""
    found = [[(state, archive_of(state)) for state in states(proposals, way)] for way in WAYS]
    for same in zip(*found, strict=True):
        if any(refusals(state, archive) for state, archive in same):
            return
        assert [told(archive) for _, archive in same] == [told(same[0][1])] * len(WAYS)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_soak(part: int, record_property: Callable[[str, object], None]) -> None:
    """The same on very many histories; it counts what it finds, and shows one of each kind."""
    count, shortest = Counter[str](), dict[str, tuple[Sequence[Proposal], str]]()

    def note(kind: str, proposals: Sequence[Proposal], told: str) -> None:
        count[kind] += 1
        if kind not in shortest or len(proposals) < len(shortest[kind][0]):
            shortest[kind] = proposals, told

    @settings(max_examples=SOAK // PARTS, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(histories())
    def run(proposals: list[Proposal]) -> None:
        publisher = Publisher()
        for place, state in enumerate(states(proposals)):
            try:
                found = publisher.breaches(state)
            except Exception as error:  # noqa: BLE001 (a crash is what is looked for)
                found = [f"crash: {error!r}"]
            for each in found:
                note(each.partition(":")[0], proposals[: place + 1], each)
        count.update(publisher.count, histories=1)

    run()
    kinds = ("crash", "url", "past", "law", "state")
    record_property("random histories", {**dict.fromkeys(kinds, 0), **count, "part": part})
    assert not shortest, "\n".join(f"{found}\n{story(history)}" for history, found in shortest.values())
