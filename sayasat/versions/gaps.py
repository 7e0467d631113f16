"""The days on which an edition had no file: they stay in its history when the file comes back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Removal
from sayasat.versions.model import Day, Version


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which no version of before held, for the file was deleted (rule 9)."""

    start: Day
    end: Day | None
    """The first day with a file again; absent while there is none."""

    back: int | None
    """The place on the main line of the revision that ended it."""

    def has(self, day: Day) -> bool:
        """Whether a day is one of these."""
        return self.start <= day and (self.end is None or day < self.end)

    def covers(self, version: Version, today: Day) -> bool:
        """Whether a version does not hold on a day, because of this gap: one that came after it does."""
        return self.has(today) and (self.back is None or version.revisions[0].revision.place < self.back)


def gaps(timeline: Timeline, as_published: Day | None = None) -> tuple[Gap, ...]:
    """When the file was gone, oldest first, as known at the end of ``as_published``; if None, as known now.

    A gap ends on the day of the revision that brings the file back; one that is set aside does not.
    """
    if not timeline.lineage.main_events and timeline.lineage.removed:
        return (Gap(timeline.lineage.removed.recorded.date(), None, None),)
    placed = {each.revision: each for each in timeline.recorded}
    found: list[Gap] = []
    start: Day | None = None
    for event in timeline.lineage.main_events:
        if as_published and event.recorded.date() > as_published:
            break
        if isinstance(event, Removal):
            start = start or event.recorded.date()
        elif start and placed[event].acts:
            found.append(Gap(start, event.recorded.date(), event.place))
            start = None
    return (*found, *([Gap(start, None, None)] if start else []))


def unknown(timeline: Timeline) -> tuple[Gap, ...]:
    """The days of which it is not known which text applied (rule 4), oldest first."""
    live = [version for version in timeline.versions if version.withdrawn_on is None]
    ends = [(version.known_until, later.date) for version, later in pairwise(live)]
    return tuple(Gap(start, end, None) for start, end in ends if start is not None and start < end)
