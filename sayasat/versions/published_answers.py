"""Which version of a policy held on a day: by the publication log, and by an archive. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct, field

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Day
from sayasat.versions.publication_log import LogLine


class Answers(Struct, frozen=True):
    """From each day on, the date of the version that held; None where none did, or if it is not known which.

    Earliest day first.
    """

    changes: tuple[tuple[Day, Day | None], ...] = ()

    def on(self, day: Day) -> Day | None:
        """The date of the version that held on a day."""
        found = bisect_right(self.changes, day, key=lambda change: change[0])
        return self.changes[found - 1][1] if found else None


class ChangedDays(Struct, frozen=True):
    """Days in a row for which one answer became another."""

    first: Day
    last: Day
    before: Day | None
    now: Day | None


def changed_days(before: Answers, now: Answers, until: Day) -> Iterator[ChangedDays]:
    """The days up to ``until`` for which the answers differ."""
    days = sorted({day for answers in (before, now) for day, _ in answers.changes if day <= until})
    ends = [*(day - timedelta(days=1) for day in days[1:]), until]
    for first, last in zip(days, ends, strict=False):
        if before.on(first) != now.on(first):
            yield ChangedDays(first, last, before.on(first), now.on(first))


def answers_of(timeline: Timeline) -> Answers:
    """The answers of an authentic edition, as an archive has it."""
    return Answers(tuple((each.start, each.version) for each in timeline.answers if each.withdrawn is None))


def logged_answers(lines: Sequence[LogLine], language: str) -> Answers:
    """The answers that the log's lines of one policy give, those of all its names in their order."""
    fold = _Fold()
    for place, line in enumerate(lines):
        if line.language in {"", language}:
            fold.enter(line, place)
    return fold.answers


def names_of(lines: Iterable[LogLine]) -> dict[str, str]:
    """For each name that the log has of a policy, the first name that it had."""
    first: dict[str, str] = {}
    for line in lines:
        if line.event is LogEvent.RENAMED:
            first.setdefault(line.policy, first.get(line.more, line.more))
        if line.policy:
            first.setdefault(line.policy, line.policy)
    return first


_END: Final = 1 << 62


class _Fold(Struct):
    versions: dict[Day, int] = field(default_factory=dict)
    """The date of each version that was not withdrawn, and when it was opened."""

    withdrawn: set[Day] = field(default_factory=set)
    repeals: set[Day] = field(default_factory=set)
    untils: dict[Day, Day] = field(default_factory=dict)
    """The first day of which it is not known which text applied, by the version's date."""

    gaps: list[tuple[Day, Day | None, int]] = field(default_factory=list)
    """First day without a file, first day with one again, and when it came back."""

    def enter(self, line: LogLine, place: int) -> None:  # noqa: C901 (a list of events)
        """Enter a line."""
        match line.event, line.date:
            case LogEvent.TEXT, Day() as date if date not in self.withdrawn:
                self.versions.setdefault(date, place)
            case LogEvent.WITHDRAWN, Day() as date:
                self.versions.pop(date, None)
                self.withdrawn.add(date)
            case LogEvent.DATED, Day() as date:
                self.versions[date] = self.versions.pop(Day.fromisoformat(line.more), place)
            case LogEvent.REPEALED, Day() as date:
                self.repeals.add(date)
            case LogEvent.REPEAL_OFF, Day() as date:
                self.repeals.discard(date)
            case LogEvent.UNTIL, Day() as date:
                self.untils.pop(date, None)
                if line.more:
                    self.untils[date] = Day.fromisoformat(line.more)
            case LogEvent.REMOVED, Day() as date:
                self.gaps.append((date, None, _END))
            case LogEvent.RETURNED, Day() as date:
                self.versions.setdefault(date, place)
                self.withdrawn.discard(date)
            case LogEvent.RETURNED, None if self.gaps:
                self.gaps[-1] = (self.gaps[-1][0], Day.fromisoformat(line.more), place)

    @property
    def answers(self) -> Answers:
        dates, repeals = sorted(self.versions), sorted(self.repeals)
        ends = (day for start, end, _ in self.gaps for day in (start, end) if day)
        days = {*dates, *repeals, *self.untils.values(), *ends}
        return Answers(tuple((day, self._held(day, dates, repeals)) for day in sorted(days)))

    def _held(self, day: Day, dates: Sequence[Day], repeals: Sequence[Day]) -> Day | None:
        found = bisect_right(dates, day)
        if not found:
            return None
        date = dates[found - 1]
        is_repealed = bisect_right(repeals, day) > bisect_right(repeals, date)
        returns = (back for start, end, back in self.gaps if start <= day and (end is None or day < end))
        is_gone = any(self.versions[date] < back for back in returns)
        is_unknown = self.untils.get(date, Day.max) <= day
        return None if is_repealed or is_gone or is_unknown else date
