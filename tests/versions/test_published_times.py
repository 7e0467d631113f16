"""Times of commits, as the days of their publications bound them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sayasat.repository.plumbing import Commit
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.published_times import bounded

ZONE = ZoneInfo("Asia/Bishkek")
LOG = PublicationLog(
    (
        LogLine(date(2026, 1, 1), LogEvent.SETTINGS),
        LogLine(date(2026, 1, 10), LogEvent.PUBLISHED, number=1, commit="b"),
        LogLine(date(2026, 2, 10), LogEvent.PUBLISHED, number=2, commit="d"),
    )
)
"""It has a and b, then c and d."""


def days(clocks: Mapping[str, str], log: PublicationLog, today: str = "2026-03-10") -> dict[str, str]:
    """The day of each commit, by the day that its clock said."""
    commits = [
        Commit(sha, datetime.fromisoformat(day).replace(hour=6, tzinfo=UTC), "", "", ())
        for sha, day in clocks.items()
    ]
    times = bounded(commits, log, ZONE, date.fromisoformat(today))
    return {each.sha: str(each.time.astimezone(ZONE).date()) for each in times}


@pytest.mark.parametrize("wrong", ["2001-01-01", "2036-01-01", "2026-01-09", "2026-02-11"])
@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        pytest.param({"c": "wrong", "d": "2026-02-05"}, "2026-02-05", id="counts as the next one"),
        pytest.param({"d": "wrong"}, "2026-02-10", id="alone, counts as of its publication"),
        pytest.param({"e": "2026-01-20", "c": "wrong", "d": "2026-02-05"}, "2026-01-20", id="as the last"),
    ],
)
def test_a_clock_outside_its_publication_is_disbelieved(
    wrong: str, clocks: dict[str, str], expected: str
) -> None:
    replaced = {sha: wrong if day == "wrong" else day for sha, day in clocks.items()}
    found = days({"a": "2026-01-02", "b": "2026-01-03", **replaced}, LOG)
    assert [found[sha] for sha, day in clocks.items() if day == "wrong"] == [expected]
    assert [found[sha] for sha, day in clocks.items() if day != "wrong"] == [
        day for day in clocks.values() if day != "wrong"
    ]


def test_a_commit_that_no_line_names_has_the_same_day_before_and_after_its_publication() -> None:
    clocks = {"a": "2026-01-02", "b": "2026-01-03", "c": "2001-01-01", "d": "2026-02-05"}
    before = PublicationLog(LOG.lines[:2])
    assert days(clocks, before, "2026-02-10") == days(clocks, LOG)


def test_a_later_commit_moves_no_day_that_was_published() -> None:
    clocks = {"a": "2026-01-02", "b": "2026-01-03", "c": "2026-02-09", "d": "2026-02-08"}
    later = {**clocks, "e": "2026-01-01", "f": "2026-02-08"}
    found = days(later, LOG)
    assert {sha: found[sha] for sha in clocks} == days(clocks, LOG)
