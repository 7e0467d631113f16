"""What publications add to the log, and that it stays true for every later build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.publish.gates import names, past_answers
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import new_lines
from sayasat.versions.model import PlacedRevision
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_facts import PublishedFacts, without_unpublished
from sayasat.versions.timeline import fold
from tests.support.histories import Document, Proposal, described
from tests.support.main_line import daily, main_lines
from tests.support.random_histories import HistoryOptions, histories
from tests.support.simulated_publisher import archive_of, lines_of, refusals
from tests.versions.test_timeline_properties import HISTORIES, Step, edition

SETTINGS = Settings(("ky", "ru"), ZoneInfo("Asia/Bishkek"), "example.org,2026", {}, "https://example.org/")


def read(history: Sequence[Step], log: PublicationLog) -> Timeline:
    """The edition as a build with this log sees it."""
    by_blob = {step.source.sha256: step.source for step in history if step.source}
    lineage = edition(history, "ky")
    timeline = fold(lineage, by_blob, published=PublishedFacts(log, lineage))
    return without_unpublished(timeline, log)


def published(history: Sequence[Step], log: PublicationLog) -> PublicationLog:
    """The log after publishing a history on the day of its last commit."""
    timeline = read(history, log)
    archive = Archive("", (Policy("privacy", timeline),), {}, log=log)
    day = timeline.lineage.events[-1].recorded.date()
    return log.extended(new_lines(archive, SETTINGS, log, day, f"{len(history):040x}"))


def facts(timeline: Timeline) -> list[object]:
    """What a log records of an edition.

    A published revision is at no fault any more. What a revision brings, such as a reason, is new against the
    last that was published before it.
    """
    return [
        *timeline.repeals,
        *(
            (
                version.date,
                version.basis,
                version.withdrawn_on,
                version.replaced_by,
                version.formerly_dated,
                version.behind,
            )
            for version in timeline.versions
        ),
        *(
            replace(placed, logged=None, marks=(), faults=(), editorial=None, brings=frozenset())
            for placed in timeline.recorded
            if placed.acts
        ),
    ]


def is_sound(history: Sequence[Step]) -> bool:
    timeline = read(history, PublicationLog())
    return not timeline.newest.faults


@given(HISTORIES)
def test_the_first_publication_changes_nothing_and_the_second_adds_nothing(history: list[Step]) -> None:
    log = published(history, PublicationLog())
    assert facts(read(history, log)) == facts(read(history, PublicationLog()))
    assert published(history, log) == log


@given(HISTORIES, st.sets(st.integers(1, 10)))
def test_what_was_published_stays(history: list[Step], ends: set[int]) -> None:
    """Whatever is committed later, each line says of its revision what every later build says."""
    log = PublicationLog()
    for end in sorted({min(end, len(history)) for end in ends} | {len(history)}):
        before = read(history[:end], log)
        log = published(history[:end], log)
        assert facts(read(history[:end], log)) == facts(before)
        assert published(history[:end], log) == log
        expected = {
            (line.commit, line.kind.partition(",")[0], line.number)
            for line in log.lines
            if line.event is LogEvent.TEXT
        }
        assert expected == {
            (placed.revision.commit, placed.change, placed.number)
            for placed in before.recorded
            if placed.acts
        }


STEADY = HistoryOptions(clocks=(), swaps_parents=True)
"""Without wrong clocks: a commit of the future is dated back when it is published, and not before."""


def every_fact(archive: Archive) -> list[object]:
    """What the log records of each edition.

    A withdrawal by a version that came and went between two publications is that of the next one published,
    on the day of that one.
    """
    return [
        (
            policy.slug,
            timeline.lineage.language,
            timeline.lineage.former_slugs,
            *map(_without_withdrawals, facts(timeline)),
        )
        for policy in archive.policies
        for timeline in (policy.authentic, *policy.translations)
    ]


@given(histories(STEADY))
def test_a_build_that_reads_the_log_has_what_was_published(proposals: list[Proposal]) -> None:
    """With files in ``versions/``, documented texts, renames, removals and merges that swap their parents."""
    log = PublicationLog()
    for line in main_lines(proposals):
        archive = archive_of(line, log)
        if line.proposal.lag is None or refusals(line, archive):
            continue
        lines = lines_of(line, log)
        if [*names(log, archive), *past_answers(log, lines, archive, "ky", line.today)]:
            continue
        log = log.extended(lines)
        again = archive_of(line, log)
        assert every_fact(again) == every_fact(archive), described(proposals)
        assert lines_of(line, log) == (), described(proposals)
        assert not list(past_answers(log, (), again, "ky", line.today)), described(proposals)


def _without_withdrawals(fact: object) -> object:
    """A revision with its day and without what it withdrew.

    A version without the day of its withdrawal, and without dates that it never was published under.
    """
    if isinstance(fact, tuple):
        day, basis, withdrawn_on, replaced_by, _, behind = fact
        return (day, basis, withdrawn_on is not None, replaced_by, behind)
    if isinstance(fact, PlacedRevision):
        day = datetime.combine(fact.committed_on, time.min)
        return replace(fact, withdraws=(), revision=replace(fact.revision, recorded=day))
    return fact


def test_the_decision_behind_a_past_date_may_come_before_its_publication() -> None:
    """What the file says of an older version is no decision; that which a later commit brings is one."""
    first = Document(
        (("title", "Эреже"), ("effective", date(2026, 1, 5)), ("authority", "Order 1")), "# Эреже\n\nБир жыл."
    )
    past = first.edited("# Эреже\n\nЭки жыл.", effective=date(2026, 1, 8))
    path = "docs/ky/policies/privacy.md"
    before, unfounded, founded = daily({path: first}, {path: past}, {path: past.edited(authority="Order 2")})
    log = PublicationLog().extended(lines_of(before, PublicationLog()))
    stops = [
        list(past_answers(log, lines_of(line, log), archive_of(line, log), "ky", line.today))
        for line in (unfounded, founded)
    ]
    assert [len(each) for each in stops] == [1, 0]


def test_a_text_that_was_found_names_its_source_and_passes_the_gate() -> None:
    first = Document((("title", "Эреже"), ("effective", date(2026, 1, 5))), "# Эреже\n\nБир жыл.")
    found = first.edited("# Эреже\n\nЭки жыл.", effective=date(2020, 3, 1), source="Archive, box 7")
    files = {"docs/ky/policies/privacy.md": first}
    before, after = daily(files, {**files, "docs/ky/versions/privacy/2020-03-01.md": found})
    log = PublicationLog().extended(lines_of(before, PublicationLog()))
    lines = lines_of(after, log)
    assert [(each.kind, each.more) for each in lines if each.date] == [("documented,past", "Archive, box 7")]
    assert list(past_answers(log, lines, archive_of(after, log), "ky", after.today)) == []
