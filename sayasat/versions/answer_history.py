"""Every answer to "Which version holds on this day?", as the revisions come. Pure.

A policy of n revisions gives about n answers: one revision changes the answers for few days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest

from sayasat.versions.edition_timeline import Answer, Gap
from sayasat.versions.lineage import Event
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.rulings import RuleState

_Opening = tuple[int, date]
"""The place of the first revision of a version, and its file: one commit may open several versions."""

_Start = tuple[date, _Opening]
"""A day, and the version that holds from then on."""

_NO_TEXT = (-1, date.min)
"""In place of a version, also where it is not known which one held."""


class AnswerHistory:
    """The answers after each event, and those that were given before."""

    def __init__(self) -> None:
        self._day = date.min
        self._given: list[_Start] = []
        self._since: dict[_Start, date] = {}
        self._withdrawn: list[tuple[_Start, date, date]] = []
        self._standing: list[date] = []
        self._ends: set[tuple[date, date]] = set()
        self._gaps: list[Gap] = []

    def enter(self, event: Event, state: RuleState, published: date) -> None:
        """Note the answers after an event, which was published on a day.

        ``state`` is what the events so far have led to. What was never published alone comes with the events
        before it.
        """
        gone, self._day = event.recorded.date(), max(self._day, published)
        first = self._first_change(state)
        if state.file_is_gone and (not self._gaps or self._gaps[-1].end):
            self._gaps.append(Gap(gone, None, None))
        elif not state.file_is_gone and self._gaps and not self._gaps[-1].end:
            self._gaps[-1] = Gap(self._gaps[-1].start, gone, event.place)
        if self._gaps:
            first = date.min
        if first is None:
            return
        kept = bisect_left(self._given, (first,))
        before, now = self._given[kept:], _starts(state, first, self._gaps)
        for start in sorted(set(before) - set(now)):
            self._withdrawn.append((start, self._since.pop(start), self._day))
        self._since.update(dict.fromkeys(set(now) - set(before), self._day))
        self._given[kept:] = now

    def finished(self, versions: Iterable[Version]) -> tuple[Answer, ...]:
        """All answers by their start. One that was withdrawn on the day on which it was given is left out."""
        dates = {_opening(version.revisions): version.date for version in versions}
        ended = (each for each in self._withdrawn if each[1] < each[2])
        every = [Answer(day, dates.get(opening), since, until) for (day, opening), since, until in ended]
        every += [Answer(day, dates.get(opening), since) for (day, opening), since in self._since.items()]
        return tuple(sorted(every, key=lambda each: (each.start, each.published)))

    def _first_change(self, state: RuleState) -> date | None:
        """The first day that has another answer than before, gaps aside; None if there is none."""
        kept = _shared(self._standing, state.standing)
        changed = [*self._standing[kept:][:1], *state.standing[kept:][:1]]
        ends = {*state.untils.items(), *((day, day) for day in state.repeals)}
        changed.extend(end for _, end in ends ^ self._ends)
        self._standing, self._ends = [*state.standing], ends
        return min(changed, default=None)


def _opening(revisions: Sequence[PlacedRevision]) -> _Opening:
    first = revisions[0].revision
    return first.place, first.filed or date.min


def _shared(old: Sequence[date], new: Sequence[date]) -> int:
    """How many of the first dates are equal, or fewer: lists that are long differ near their ends."""
    kept, step = min(len(old), len(new)), 1
    while old[:kept] != new[:kept]:
        kept, step = max(kept - step, 0), step * 2
    return kept


def _starts(state: RuleState, first: date, gaps: Iterable[Gap]) -> list[_Start]:
    """The answers for the days from ``first`` on."""
    ends = {day: _NO_TEXT for day in (*state.repeals, *_unknown(state)) if day >= first}
    standing = state.standing[bisect_left(state.standing, first) :]
    starts = sorted((ends | {day: _opening(state.drafts[day].placed) for day in standing}).items())
    for gap in gaps:
        starts = _without(starts, gap)
    return starts


def _unknown(state: RuleState) -> Iterator[date]:
    """The first days of which it is not known which text held."""
    for version, until in state.untils.items():
        following = bisect_right(state.standing, version)
        is_followed = any(each <= until for each in state.standing[following : following + 1])
        if not is_followed and state.drafts[version].withdrawn_on is None:
            yield until


def _without(starts: list[_Start], gap: Gap) -> list[_Start]:
    """The same without the texts of before a gap on the days of the gap."""
    found: dict[date, _Opening] = {}
    for (start, opening), (end, _) in zip_longest(starts, starts[1:], fillvalue=(date.max, _NO_TEXT)):
        is_within = gap.start < end and (gap.end is None or start < gap.end)
        if not is_within or opening == _NO_TEXT or (gap.back is not None and opening[0] >= gap.back):
            found[start] = opening
            continue
        if start < gap.start:
            found[start] = opening
        found[max(start, gap.start)] = _NO_TEXT
        if gap.end and gap.end < end:
            found[gap.end] = opening
    return sorted(found.items())
