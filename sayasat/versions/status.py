"""What holds on a day: the status of each version. Pure; "today" is an argument."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from enum import StrEnum

from msgspec import Struct

from sayasat.versions.edition_timeline import Gap, Timeline, gaps
from sayasat.versions.model import Basis, Version


class Status(StrEnum):
    """What a version is on a given day (rule 5)."""

    UPCOMING = "upcoming"
    IN_FORCE = "in-force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REPEALED = "repealed"
    REMOVED = "removed"


class Standing(Struct, frozen=True):
    """A version on a given day."""

    version: Version
    status: Status
    since: date | None
    """The day it takes or took effect. Absent where it never did, or where nobody stated the day (rule 2)."""

    until: date | None
    """The first day it no longer holds. Absent while no end is known, or where nobody stated the day."""


def standings(timeline: Timeline, today: date) -> tuple[Standing, ...]:
    """Every version of an authentic edition with its status on ``today``, earliest date first (rule 5)."""
    live = [version for version in timeline.versions if version.withdrawn_on is None]
    following = dict(zip((version.date for version in live), live[1:], strict=False))
    gone = gaps(timeline)

    def standing(version: Version) -> Standing:
        if version.withdrawn_on is not None:
            return Standing(version, Status.WITHDRAWN, None, None)
        later = following.get(version.date)
        repeal = _repeal_between(version, later, timeline.repeals)
        ends = (repeal, version.known_until)
        ended = min((day for day in ends if day and (not later or day < later.date)), default=None)
        end = ended or (later.date if later else None)
        if today >= version.date and end is not None and end <= today:
            status = Status.SUPERSEDED if repeal is None else Status.REPEALED
        elif is_removed(gone, version, today):
            status = Status.REMOVED
        else:
            status = Status.UPCOMING if today < version.date else Status.IN_FORCE
        since = version.date if version.basis is Basis.STATED else None
        return Standing(version, status, since, _end(version, later, ended, gone))

    return tuple(map(standing, timeline.versions))


def in_force(standings: tuple[Standing, ...]) -> Standing | None:
    """The one that holds; absent before the first day, after a repeal, and for a removed policy."""
    return next((each for each in standings if each.status is Status.IN_FORCE), None)


def shown(standings: tuple[Standing, ...]) -> Standing | None:
    """The one a policy's main page shows: in force, else the last that held, else the first to come.

    Absent only where there is no version, or every one was withdrawn.
    """
    now = in_force(standings)
    if now:
        return now
    ended = [each for each in standings if each.status in {Status.REPEALED, Status.REMOVED}]
    if ended:
        return ended[-1]
    return next((each for each in standings if each.status is Status.UPCOMING), None)


def is_removed(gone: tuple[Gap, ...], version: Version, today: date) -> bool:
    """A file that is gone held until the day it went: what was in force before that day still applied."""
    return any(gap.covers(version, today) for gap in gone)


def _end(
    version: Version, following: Version | None, repeal: date | None, gone: tuple[Gap, ...]
) -> date | None:
    """The first day it no longer holds: that of the next, or on which its file went until the next came."""
    if following is None:
        return repeal
    ended = ((each.start, each.end) for each in gone if each.end is not None)
    left = [start for start, end in ended if version.date <= start < following.date <= end]
    stated = following.date if following.basis is Basis.STATED else None
    return repeal or (left[0] if left else stated)


def _repeal_between(version: Version, following: Version | None, repeals: tuple[date, ...]) -> date | None:
    later = bisect_right(repeals, version.date)
    repeal = repeals[later] if later < len(repeals) else None
    return repeal if repeal and (following is None or repeal < following.date) else None
