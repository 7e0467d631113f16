"""One edition with its versions, repeals and answers, and the days on which it had no file. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.model import Day, PlacedRevision, Version


class Answer(Struct, frozen=True):
    """Which version held from `start` on, as published. An answer with a later `start` goes before it."""

    start: Day
    version: Day | None
    """The version that held, by its present date; None if no text held, or it was not known which."""

    published: Day
    """The day of the publication log from which it was given; before the log, that of the commit."""

    withdrawn: Day | None = None
    """The first day on which it was no longer given; None if it still is."""

    version_id: str | None = None
    """The name of the version, in data, where `version` is a plain calendar day."""

    def is_given_on(self, day: Day | None) -> bool:
        """Whether it was given at the end of a day; if ``day`` is None, whether it is given now."""
        if day is None:
            return self.withdrawn is None
        return self.published <= day and (self.withdrawn is None or day < self.withdrawn)


class Timeline(Struct, frozen=True, dict=True):
    """One edition with its versions.

    Each page of a version looks up versions and revisions here, so the indexes are cached.
    """

    lineage: Lineage
    versions: tuple[Version, ...]
    """Earliest date first, the withdrawn ones among them."""

    repeals: tuple[date, ...] = ()
    """First days without force, earliest first; an end that was called off is not among them."""

    answers: tuple[Answer, ...] = ()
    """All answers ever given to which version holds when, earliest start first; empty in a translation."""

    deleted: tuple[Removal, ...] = ()
    """Deletions of files in ``versions/`` whose versions had taken effect: a fault until the file is back."""

    @cached_property
    def placed(self) -> tuple[tuple[Version, PlacedRevision], ...]:
        """Every revision and its version, in the order of the main line; of a commit, ``policies/`` last."""
        placed = [(version, placed) for version in self.versions for placed in version.revisions]
        return tuple(sorted(placed, key=_recorded_order))

    @property
    def removed(self) -> Removal | None:
        """Set where the file is gone from the newest commit."""
        return self.lineage.removed

    @property
    def recorded(self) -> tuple[PlacedRevision, ...]:
        """Every revision, in the order recorded."""
        return tuple(placed for _, placed in self.placed)

    @property
    def newest(self) -> PlacedRevision:
        """The last recorded revision of the file in ``policies/``, whatever its version's date.

        Of a translation that has only files in ``versions/``, the last recorded revision.
        """
        return (self._main or self.placed)[-1][1]

    @cached_property
    def heads(self) -> tuple[PlacedRevision, ...]:
        """The newest revision of each file that there is: in ``policies/``, then in ``versions/`` by date."""
        last = {event.filed: event for event in self.lineage.events}
        there = {(file, event.place) for file, event in last.items() if isinstance(event, Revision)}
        found = [each for each in self.recorded if (each.revision.filed, each.revision.place) in there]
        return tuple(sorted(found, key=lambda each: each.revision.filed or date.min))

    @property
    def newest_version(self) -> Version | None:
        """The version that the last recorded revision belongs to; absent where that has another date now."""
        return self.version(self.newest.version_date)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong in the newest revisions, and what is missing: it stops a build (rule 12).

        What is wrong in a revision that was published stops nothing any more (rule 11).
        """
        deleted = ((each.path, (("file", str(each.filed)),)) for each in self.deleted)
        missing = (Fault("version-file-deleted", *each) for each in deleted)
        unpublished = (head for head in self.heads if head.logged is None)
        return (*(fault for head in unpublished for fault in head.faults), *missing)

    def recorded_by(self, place: int) -> tuple[Version, PlacedRevision] | None:
        """The latest revision in ``policies/`` up to a place on the main line, and its version."""
        known = bisect_right(self._main, place, key=lambda each: each[1].revision.place)
        return self._main[known - 1] if known else None

    def previous(self, version: Version, placed: PlacedRevision) -> tuple[Version, PlacedRevision] | None:
        """The text that an acting revision changed, and its version; None if there was none.

        That is the revision before it in its version, or else the last that an earlier version had then.
        """
        later = bisect_right(self.versions, version.date, key=attrgetter("date"))
        for each in reversed(self.versions[:later]):
            acting = (one for one in reversed(each.revisions) if one.acts)
            for one in acting:
                if one.revision.place < placed.revision.place:
                    return each, one
        return None

    def version(self, day: date) -> Version | None:
        """The version with exactly this date."""
        return self._by_date.get(day)

    def dated(self, day: date) -> Version | None:
        """The version with exactly this date, or once published under it; a present date goes first."""
        return self._by_date.get(day) or next(reversed(self.ever_dated(day)), None)

    def ever_dated(self, day: date) -> Sequence[Version]:
        """The versions with this date, or once published under it, by their present dates."""
        return self._by_any_date.get(day, ())

    def before(self, version: Version) -> Version | None:
        """The latest version of an earlier date that was not withdrawn; absent for the first."""
        earlier = bisect_left(self._live, version.date, key=attrgetter("date"))
        return self._live[earlier - 1] if earlier else None

    @cached_property
    def _main(self) -> tuple[tuple[Version, PlacedRevision], ...]:
        return tuple(each for each in self.placed if each[1].revision.filed is None)

    @cached_property
    def _by_date(self) -> Mapping[date, Version]:
        return {version.date: version for version in self.versions}

    @cached_property
    def _by_any_date(self) -> Mapping[date, Sequence[Version]]:
        found: dict[date, list[Version]] = {}
        for version in self.versions:
            for day in dict.fromkeys((version.date, *version.formerly_dated)):
                found.setdefault(day, []).append(version)
        return found

    @cached_property
    def _live(self) -> tuple[Version, ...]:
        """Those that were not withdrawn, earliest first."""
        return tuple(version for version in self.versions if version.withdrawn_on is None)


def _recorded_order(each: tuple[Version, PlacedRevision]) -> tuple[int, bool]:
    return each[1].revision.place, each[1].revision.filed is None


def numbered(versions: Iterable[Version]) -> tuple[Version, ...]:
    """The versions of an edition. The acting revisions of each are numbered from 1, unless the log did it.

    A date at which several versions are or were found has each number once, so no URL gets another text: a
    revision goes on after all numbers that the dates of its version had before it.
    """
    every = tuple(versions)
    acting = [(version, each) for version in every for each in version.revisions if each.acts]
    used: dict[date, int] = defaultdict(int)
    numbers: dict[int, int] = {}
    for version, placed in sorted(acting, key=_recorded_order):
        dates = (version.date, *version.formerly_dated)
        number = placed.number or max(used[day] for day in dates) + 1
        used |= {day: max(used[day], number) for day in dates}
        numbers[id(placed)] = number
    found = []
    for version in every:
        revisions = (replace(each, number=numbers.get(id(each))) for each in version.revisions)
        found.append(replace(version, revisions=tuple(revisions)))
    return tuple(found)


class Gap(Struct, frozen=True):
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
