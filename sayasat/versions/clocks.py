"""The times of the main line's commits where clocks were wrong. Pure.

A commit has the time of the computer that made it. Such a clock may be years ahead or behind, and no later
commit can correct it. As few clocks as possible are disbelieved so that times never decrease: the believed
ones are a longest subsequence whose times do not decrease.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo


def bounded_times(
    times: Sequence[datetime | None], otherwise: datetime | None = None
) -> tuple[datetime, ...]:
    """The times, made so that none is before the one before it; None is never believed.

    A commit whose clock is disbelieved has the time of the one before it; the first ones have that of the
    first believed one, and if there is none, ``otherwise``.
    """
    known = [(place, time) for place, time in enumerate(times) if time is not None]
    believed = {known[place] for place in _believed([time for _, time in known])}
    now = min((time for _, time in believed), default=otherwise)
    bounded: list[datetime] = []
    for place, time in enumerate(times):
        now = time if (place, time) in believed else now
        assert now is not None
        bounded.append(now)
    return tuple(bounded)


def in_zone(times: Iterable[datetime], zone: tzinfo | None) -> Iterator[datetime]:
    """Times that never decrease, in a time zone; in their own UTC offsets if ``zone`` is None.

    Where an own offset would give a day before that of the time before it, the offset of that one is kept.
    """
    last: datetime | None = None
    for time in times:
        last = time.astimezone(last.tzinfo) if zone is None and last and time.date() < last.date() else time
        yield last if zone is None else time.astimezone(zone)


def _believed(times: Sequence[datetime]) -> list[int]:
    """The places of those that are believed, the last first.

    Of several longest subsequences, one that ends early is taken: a clock that runs ahead is disbelieved as
    soon as one later commit is made, and one that lags is refused by the check before it is published. Before
    that end each commit follows the latest time that it can: what was believed before stays so.
    """
    # For each length, the commits that can end a subsequence of it, in the order of the line. Their times
    # decrease: a commit that is not earlier than all of them is of another length.
    ends: list[list[int]] = []
    before: list[int | None] = []
    for place, time in enumerate(times):
        length = bisect_right(ends, time, key=lambda places: times[places[-1]])
        before.append(_latest_until(time, ends[length - 1], times) if length else None)
        if length == len(ends):
            ends.append([])
        ends[length].append(place)
    # Where only one commit can be believed, that is the first: nothing bears another out
    believed = (ends[-1][-1] if len(ends) > 1 else ends[0][0]) if ends else None
    found: list[int] = []
    while believed is not None:
        found.append(believed)
        believed = before[believed]
    return found


def _latest_until(time: datetime, places: Sequence[int], times: Sequence[datetime]) -> int:
    """The commit with the latest time that is not after ``time``; the times at ``places`` decrease."""
    return places[bisect_left(places, True, key=lambda place: times[place] <= time)]
