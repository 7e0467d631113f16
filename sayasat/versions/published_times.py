"""The times of commits, as the days of their publications bound them (rule 1). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TypeAlias
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from sayasat.repository.plumbing import Commit
from sayasat.versions.clocks import bounded_times
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog

_Span: TypeAlias = tuple[date, date | None]


def bounded(
    commits: Sequence[Commit], log: PublicationLog, zone: ZoneInfo, today: date | None = None
) -> tuple[Commit, ...]:
    """The commits of the main line with times that never decrease, as their publications bound them (rule 1).

    A commit was not made before the publication before its own, nor after its own; ``today`` is the day of
    the one that is being made, None where none is. A clock that says so is disbelieved; the others of one
    publication's commits are compared with each other only: what is committed later changes no day that was
    published. Where none of them is believed, the commits are of the day of their publication: an earlier
    one would let them change past days as if they had been made in time.
    """
    if not log.lines:
        return tuple(commits)
    spans = _spans([commit.sha for commit in commits], log, today)
    times: list[datetime] = []
    for (first, last), same in groupby(zip(commits, spans, strict=True), key=itemgetter(1)):
        clocks = [(commit.time, commit.time.astimezone(zone).date()) for commit, _ in same]
        believed = [clock if first <= day <= (last or date.max) else None for clock, day in clocks]
        # The end of the day, so that commits of one publication and the next keep their order
        times += bounded_times(believed, datetime.combine(last or first, time.max, zone))
    increasing = accumulate(times, max)
    return tuple(replace(commit, time=moment) for commit, moment in zip(commits, increasing, strict=True))


def _spans(commits: Sequence[str], log: PublicationLog, today: date | None) -> list[_Span]:
    """The days on which each commit was made: that of the publication before its own, and that of its own.

    It belongs to the first publication that has it or a later one; None if it has none yet.
    """
    published = log.of_event(LogEvent.PUBLISHED)
    days = [date.min, *(line.day for line in published)]
    own = max(days[-1], today) if today else None
    spans: list[_Span] = list(zip(days, [*days[1:], own], strict=True))
    numbers: dict[str, int] = {}
    for line in log.present:
        numbers.setdefault(line.commit, log.publication(line) - 1)
    newest_first = (numbers.get(each, len(published)) for each in reversed(commits))
    return [spans[each] for each in accumulate(newest_first, min)][::-1]
