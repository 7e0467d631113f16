"""Which text held on a day, as published by another: the same as a site of that other day said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Lineage
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.policy import Policy, answer, held
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.status import in_force, standings
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow
from tests.support import published as opened
from tests.support.repo import PolicyRepo, policy_text
from tests.versions.test_log_lines import published, read
from tests.versions.test_timeline_properties import FIRST, HISTORIES, Step, days, edition, folded


def publication_days(timeline: Timeline) -> list[date]:
    """The days of all commits, and the day before the first."""
    found = {event.recorded.date() for event in timeline.lineage.events}
    return sorted({FIRST - timedelta(1), *found})


def until(lineage: Lineage, day: date) -> Lineage | None:
    """An edition as its commits had made it at the end of a day."""
    events = tuple(event for event in lineage.events if event.recorded.date() <= day)
    return replace(lineage, events=events) if events else None


@given(HISTORIES)
def test_an_answer_as_published_is_what_a_site_of_that_day_said(history: list[Step]) -> None:
    timeline = folded(history)
    by_blob = {step.source.sha256: step.source for step in history if step.source}
    for known in publication_days(timeline):
        lineage = until(timeline.lineage, known)
        then = fold(lineage, by_blob) if lineage else None
        for day in days(timeline):
            standing = in_force(standings(then, day)) if then else None
            said = standing and timeline.dated(standing.version.date)
            found = held(timeline.answers, day, known)
            assert found == (said.date if said else None), (known, day)


@given(HISTORIES)
def test_an_answer_of_now_is_the_version_in_force(history: list[Step]) -> None:
    timeline = folded(history)
    for day in days(timeline):
        standing = in_force(standings(timeline, day))
        assert held(timeline.answers, day) == (standing.version.date if standing else None)


@given(HISTORIES, HISTORIES)
def test_a_translation_gives_the_answer_of_a_site_of_that_day(
    original: list[Step], translation: list[Step]
) -> None:
    kyrgyz = folded(original)
    by_blob = {step.source.sha256: step.source for step in translation if step.source}
    policy = Policy("privacy", kyrgyz, (follow(edition(translation, "ru"), by_blob, kyrgyz),))
    for day in days(kyrgyz):
        assert shown(answer(policy, day, language="ru")) == in_force_in(policy, day)


def shown(found: tuple[Version, PlacedRevision] | None) -> tuple[date, str] | None:
    return (found[0].date, found[1].revision.commit) if found else None


def in_force_in(policy: Policy, day: date) -> tuple[date, str] | None:
    standing = in_force(policy.standings("ru", day))
    return (standing.version.date, standing.version.text.revision.commit) if standing else None


@given(HISTORIES, st.sets(st.integers(1, 10)))
def test_with_a_log_an_answer_is_what_the_publication_of_that_day_said(
    history: list[Step], ends: set[int]
) -> None:
    """Several days after its commits. What the first publication tells of before the log is reckoned."""
    log = PublicationLog()
    said: dict[date, dict[date, date | None]] = {}
    for end in sorted({min(end, len(history)) for end in ends} | {len(history)}):
        part = history[:end]
        site = read(part, log)
        day = site.lineage.events[-1].recorded.date()
        said[day] = {each: held(site.answers, each) for each in days(site)}
        log = published(part, log)
    whole = read(history, log)
    for day, answers in said.items():
        for each, version in answers.items():
            now = version and whole.dated(version)
            assert held(whole.answers, each, day) == (now.date if now else None), (day, each)


def test_versions_that_one_commit_opens_have_answers_of_their_own(tmp_path: Path) -> None:
    """Two texts that were found, an announced version, and the version after it."""
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "Third.", effective="2026-01-01", date="2026-01-01T12:00:00+06:00")
    sources = {"2018-01-01": "The archive", "2020-01-01": "The archive", "2026-06-01": None}
    texts = {
        f"docs/ky/versions/privacy/{day}.md": policy_text(day, title="Privacy", effective=day, source=source)
        for day, source in sources.items()
    }
    last = {"docs/ky/policies/privacy.md": policy_text("Last.", title="Privacy", effective="2026-09-01")}
    repo.commit(files={**texts, **last}, date="2026-02-01T12:00:00+06:00")
    days = ["2018-01-01", "2020-01-01", "2026-01-01", "2026-06-01", "2026-09-01"]
    with opened.published(repo, "2026-11-24") as catalogue:
        answers = opened.edition(catalogue).policy.authentic.answers
    for known, expected in (("2026-02-01", days), ("2026-01-31", [None, None, *days[2:3] * 3])):
        asked = (held(answers, date.fromisoformat(day), date.fromisoformat(known)) for day in days)
        assert [each and each.isoformat() for each in asked] == expected
