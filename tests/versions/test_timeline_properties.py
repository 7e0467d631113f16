"""What holds of the version rules on any history, sensible or not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.model import ChangeClass
from sayasat.versions.policy import Policy
from sayasat.versions.status import Status, standings
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow

ZONE = ZoneInfo("Asia/Bishkek")
FIRST = date(2024, 1, 1)
HORIZON = 40
"""Days. Few dates, so that they meet: a date given twice, on the day of a commit, on that of a repeal."""

DAYS = st.integers(0, HORIZON).map(lambda days: FIRST + timedelta(days))


class Step(Struct, frozen=True):
    """One commit: ``source`` is absent for a removal."""

    later: int
    """Days after the commit before."""

    source: Source | None


@st.composite
def sources(draw: st.DrawFn) -> Source:
    words = draw(st.sampled_from("ABC"))
    none: st.SearchStrategy[tuple[()]] = st.just(())
    front_matter = FrontMatter(
        title="Privacy",
        effective=draw(st.none() | DAYS),
        editorial=draw(st.none() | st.sampled_from(["a typo", "a letter"])),
        replaces=draw(st.none() | none | DAYS),
        repealed=draw(st.none() | st.none() | DAYS),
    )
    key = draw(
        st.none() | st.none() | st.none() | st.sampled_from(["effective", "replaces", "repealed", "x"])
    )
    faults = (Fault("front-matter-value", "2", (("key", key), ("value", "?"))),) if key else ()
    formatting = draw(st.integers(0, 1))
    sha256 = hashlib.sha256(repr((words, front_matter, faults, formatting)).encode()).hexdigest()
    return Source(sha256, words, words, front_matter, faults)


STEPS = st.builds(Step, st.integers(0, 8), sources())
REMOVALS = st.builds(Step, st.integers(0, 8), st.none())
HISTORIES = st.builds(
    lambda first, rest: [first, *rest], STEPS, st.lists(STEPS | STEPS | STEPS | STEPS | REMOVALS, max_size=9)
)


def folded(history: Sequence[Step], *, minutes: Sequence[int] = ()) -> Timeline:
    """The versions of a history; ``minutes`` are the commits' times of day, else the morning."""
    by_blob = {step.source.sha256: step.source for step in history if step.source}
    return fold(edition(history, "ky", minutes), by_blob)


def edition(history: Sequence[Step], language: str, minutes: Sequence[int] = ()) -> Lineage:
    events: list[Revision | Removal] = []
    day = FIRST
    path = f"docs/{language}/policies/privacy.md"
    for place, step in enumerate(history):
        day += timedelta(step.later)
        minute = minutes[place] if minutes else place
        recorded = datetime.combine(day, time(minute // 60, minute % 60), ZONE)
        commit = f"{place:040x}"
        if step.source is None:
            events.append(Removal(commit, recorded, "Editor", "Edit", path, place))
        else:
            events.append(Revision(commit, recorded, "Editor", "Edit", path, step.source.sha256, place))
    return Lineage("privacy", language, path, (), tuple(events))


def days(timeline: Timeline) -> list[date]:
    """Every day on which anything could change, and the days beside."""
    last = timeline.lineage.events[-1].recorded.date()
    return [FIRST + timedelta(offset) for offset in range(-2, max(HORIZON, (last - FIRST).days) + 3)]


@given(HISTORIES)
def test_every_revision_is_in_exactly_one_version(history: list[Step]) -> None:
    """Folding never raises, and never loses or doubles a revision; within a version they are in order."""
    timeline = folded(history)
    placed = [each.revision for version in timeline.versions for each in version.revisions]
    assert sorted(placed, key=lambda revision: revision.place) == list(timeline.lineage.revisions)
    for version in timeline.versions:
        places = [each.revision.place for each in version.revisions]
        assert places == sorted(places)
        assert version.text.acts
    assert len({version.date for version in timeline.versions}) == len(timeline.versions)


def oracle(timeline: Timeline, day: date) -> date | None:
    """The date in force, out of the published dates alone."""
    begun = [each.date for each in timeline.versions if each.withdrawn_on is None and each.date <= day]
    if not begun:
        return None
    ended = any(max(begun) < repeal <= day for repeal in timeline.repeals)
    ended = ended or is_in_a_gap(timeline, max(begun), day)
    return None if ended else max(begun)


def is_in_a_gap(timeline: Timeline, version: date, day: date) -> bool:
    """Whether the file was gone on a day, and the version is one of before it went."""
    acting = {placed.revision for placed in timeline.recorded if placed.acts}
    found = timeline.version(version)
    assert found is not None
    begun = found.revisions[0].revision.place
    gone: date | None = None
    for event in timeline.lineage.events:
        if isinstance(event, Removal):
            gone = gone or event.recorded.date()
        elif gone and event in acting:
            if gone <= day < event.recorded.date() and begun < event.place:
                return True
            gone = None
    return gone is not None and gone <= day


@given(HISTORIES)
def test_one_version_at_most_is_in_force_on_a_day(history: list[Step]) -> None:
    """It is the latest that was not withdrawn, whose date is not after the day, and that no repeal ended."""
    timeline = folded(history)
    for day in days(timeline):
        holding = [each.version.date for each in standings(timeline, day) if each.status is Status.IN_FORCE]
        expected = oracle(timeline, day)
        assert holding == ([] if expected is None else [expected])


@given(HISTORIES)
def test_from_and_until_say_when_a_version_was_in_force(history: list[Step]) -> None:
    """On a day between the two, and on no other, a version with both holds."""
    timeline = folded(history)
    for day in days(timeline):
        for each in standings(timeline, day):
            if each.since is None or each.until is None or each.status is Status.REMOVED:
                continue
            assert (each.status is Status.IN_FORCE) == (each.since <= day < each.until)


def visible(timeline: Timeline) -> list[object]:
    """All that a technical revision must leave as it was, but for a version's history."""
    texts = [
        (replace(version, revisions=()), version.text.source.content_digest) for version in timeline.versions
    ]
    return [texts, timeline.repeals, [standings_of(timeline, day) for day in days(timeline)]]


def standings_of(timeline: Timeline, day: date) -> list[object]:
    return [(each.version.date, each.status, each.since, each.until) for each in standings(timeline, day)]


@given(HISTORIES)
def test_a_technical_revision_changes_no_date_status_or_word(history: list[Step]) -> None:
    """With the revision or without it, what is shown is the same. So it is with one that was set aside."""
    for length in range(2, len(history) + 1):
        if history[length - 1].source is None or history[length - 2].source is None:
            continue
        after, before = folded(history[:length]), folded(history[: length - 1])
        newest = after.newest
        if newest.change is ChangeClass.TECHNICAL or not newest.acts:
            assert visible(after)[:2] == visible(before)[:2]
            assert [standings_of(after, day) for day in days(after)] == [
                standings_of(before, day) for day in days(after)
            ]


@given(HISTORIES)
def test_a_word_that_changes_in_force_is_never_technical(history: list[Step]) -> None:
    """The text of a version changes only under a class that says so."""
    quiet = {ChangeClass.TECHNICAL, ChangeClass.DATED, ChangeClass.REVERT, ChangeClass.REPEAL}
    for version in folded(history).versions:
        acting = [each for each in version.revisions if each.acts]
        for before, after in pairwise(acting):
            if before.source.content_digest != after.source.content_digest:
                assert after.change not in quiet


@given(HISTORIES, st.data())
def test_the_time_of_day_changes_no_version(history: list[Step], data: st.DataObject) -> None:
    """Commits shifted within their days, in the same order, fold to the same versions."""
    minutes = sorted(data.draw(st.lists(st.integers(0, 1439), min_size=len(history), max_size=len(history))))
    assert shape(folded(history, minutes=minutes)) == shape(folded(history))


def shape(timeline: Timeline) -> list[object]:
    return [
        (
            replace(version, revisions=()),
            [
                (each.revision.commit, each.change, each.editorial, each.withdraws, each.acts, each.faults)
                for each in version.revisions
            ],
        )
        for version in timeline.versions
    ]


@given(HISTORIES)
def test_the_address_of_a_version_that_took_effect_lasts(history: list[Step]) -> None:
    """Whatever is committed later, each date that was published leads to a version."""
    whole = folded(history)
    for length in range(1, len(history) + 1):
        for version in folded(history[:length]).versions:
            assert whole.dated(version.date) is not None
            for former in version.formerly_dated:
                assert whole.dated(former) is not None


@given(HISTORIES)
def test_what_held_on_a_past_day_is_not_withdrawn_later(history: list[Step]) -> None:
    """A version that was in force when a commit came is neither withdrawn nor replaced by it."""
    for length in range(1, len(history)):
        if history[length].source is None:
            continue
        before, after = folded(history[:length]), folded(history[: length + 1])
        day = after.newest.committed_on
        for version in before.versions:
            if version.withdrawn_on is None and version.date <= day:
                then = after.dated(version.date)
                assert then is not None
                assert then.withdrawn_on is None


@given(HISTORIES, HISTORIES)
def test_translations_change_no_version_and_are_lost_in_none(
    original: list[Step], translation: list[Step]
) -> None:
    """A translation, however wrong, stands under dates of its original, each revision under one."""
    kyrgyz = folded(original)
    russian = edition(translation, "ru")
    by_blob = {step.source.sha256: step.source for step in translation if step.source}
    timeline = follow(russian, by_blob, kyrgyz)
    placed = [each.revision for version in timeline.versions for each in version.revisions]
    assert sorted(placed, key=lambda revision: revision.place) == list(russian.revisions)
    assert {version.date for version in timeline.versions} <= {version.date for version in kyrgyz.versions}
    policy = Policy("privacy", kyrgyz, (timeline,))
    for day in days(kyrgyz):
        statuses = {each.version.date: each.status for each in policy.standings("ky", day)}
        for each in policy.standings("ru", day):
            assert each.status in {statuses[each.version.date], Status.REMOVED}
