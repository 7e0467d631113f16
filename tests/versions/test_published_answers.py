"""Which version held on a day: the archive's answer, the log's answer, and the days between the two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Basis
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.published_answers import (
    Answers,
    ChangedDays,
    answers_of,
    changed_days,
    logged_answers,
    names_of,
)
from tests.versions.test_log_lines import is_sound, published, read
from tests.versions.test_timeline_properties import HISTORIES, Step, days, folded, oracle

PUBLISHED = date(2026, 6, 1)


def day(month: int) -> date:
    return date(2026, month, 1)


def line(event: LogEvent, month: int | None = None, *, policy: str = "privacy", more: str = "") -> LogLine:
    date = day(month) if month else None
    return LogLine(PUBLISHED, event, policy, "ky", date, Basis.STATED, more=more)


BACK = line(LogEvent.RETURNED, more="2026-05-01")


def text(month: int) -> LogLine:
    return line(LogEvent.TEXT, month)


@given(HISTORIES)
def test_the_archives_answer_is_the_version_in_force_on_each_day(history: list[Step]) -> None:
    timeline = folded(history)
    answers = answers_of(timeline)
    assert [answers.on(each) for each in days(timeline)] == [
        oracle(timeline, each) for each in days(timeline)
    ]


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        ([text(1), text(3)], [1, 1, 3, 3, 3, 3]),
        ([text(1), text(1), text(3), line(LogEvent.WITHDRAWN, 3)], [1, 1, 1, 1, 1, 1]),
        ([text(1), line(LogEvent.REPEALED, 4)], [1, 1, 1, 0, 0, 0]),
        ([text(1), line(LogEvent.REPEALED, 4), text(5)], [1, 1, 1, 0, 5, 5]),
        ([text(1), line(LogEvent.REPEALED, 4), line(LogEvent.REPEAL_OFF, 4)], [1, 1, 1, 1, 1, 1]),
        ([text(2), line(LogEvent.DATED, 1, more="2026-02-01")], [1, 1, 1, 1, 1, 1]),
        ([text(1), text(4), line(LogEvent.UNTIL, 1, more="2026-03-01")], [1, 1, 0, 4, 4, 4]),
        ([text(1), line(LogEvent.UNTIL, 1, more="2026-03-01"), line(LogEvent.UNTIL, 1)], [1, 1, 1, 1, 1, 1]),
        ([text(1), line(LogEvent.REMOVED, 3)], [1, 1, 0, 0, 0, 0]),
        ([text(1), line(LogEvent.REMOVED, 3), BACK], [1, 1, 0, 0, 1, 1]),
        ([text(1), line(LogEvent.REMOVED, 3), BACK, text(4)], [1, 1, 0, 4, 4, 4]),
        ([text(1), text(3), line(LogEvent.WITHDRAWN, 3), line(LogEvent.RETURNED, 3)], [1, 1, 3, 3, 3, 3]),
    ],
)
def test_the_logs_answer_follows_from_its_lines(lines: list[LogLine], held: list[int]) -> None:
    answers = logged_answers(lines, "ky")
    found = [answers.on(day(month)) for month in range(1, 7)]
    assert [each.month if each else 0 for each in found] == held
    assert logged_answers(lines, "ru") == Answers()


def test_the_days_whose_answer_changed_are_found_up_to_the_last_one_asked_about() -> None:
    before = Answers(((day(1), day(1)), (day(3), day(3))))
    now = Answers(((day(1), day(1)), (day(2), day(2)), (day(5), None)))
    assert list(changed_days(before, now, date(2026, 5, 9))) == [
        ChangedDays(day(2), date(2026, 2, 28), day(1), day(2)),
        ChangedDays(day(3), date(2026, 4, 30), day(3), day(2)),
        ChangedDays(day(5), date(2026, 5, 9), day(3), None),
    ]
    assert list(changed_days(before, now, date(2026, 1, 31))) == []
    assert list(changed_days(now, now, date(2026, 12, 31))) == []


def test_each_name_of_a_renamed_policy_leads_to_its_first_also_after_a_rename_back() -> None:
    lines = [
        text(1),
        line(LogEvent.RENAMED, policy="data", more="privacy"),
        line(LogEvent.RENAMED, policy="privacy", more="data"),
        line(LogEvent.TEXT, 2, policy="cookies"),
    ]
    assert names_of(lines) == {"privacy": "privacy", "data": "privacy", "cookies": "cookies"}


@given(HISTORIES, st.data())
def test_after_each_publication_the_log_answers_as_the_archive_does(
    history: list[Step], data: st.DataObject
) -> None:
    """Whatever was published when; the days are those up to the publication."""
    log = PublicationLog()
    for length in range(1, len(history) + 1):
        if not is_sound(history[:length]) or not data.draw(st.booleans()):
            continue
        log = published(history[:length], log)
        timeline = read(history[:length], log)
        answers = logged_answers(log.lines, "ky")
        known = [each for each in days(timeline) if each <= log.lines[-1].day]
        assert [answers.on(each) for each in known] == [answers_of(timeline).on(each) for each in known]
