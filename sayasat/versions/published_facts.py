"""What the publication log records of a revision is a fact for every later build (rule 11). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import accumulate, dropwhile
from typing import Final
from zoneinfo import ZoneInfo

from sayasat.repository.plumbing import Commit
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Basis, Day, PlacedRevision, Timeline, Version
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.rulings import RuleState, Ruling


class PublishedFacts:
    """What a log records of the revisions of one edition."""

    def __init__(self, log: PublicationLog, lineage: Lineage | None = None) -> None:
        """``lineage`` is the edition; None if there is no log."""
        self._log = log
        self._language = lineage.language if lineage else ""
        self._names = (lineage.slug, *lineage.former_slugs) if lineage else ()
        published = (each.place for each in lineage.revisions if self.text(each)) if lineage else ()
        self._newest = max(published, default=-1)

    def text(self, revision: Revision) -> LogLine | None:
        """The line of a revision; None if it was not published."""
        return _first(self._lines(revision), LogEvent.TEXT)

    def day(self, event: Revision | Removal) -> date:
        """The day of its publication; before the log, or if it is not in the log, that of its commit."""
        lines, recorded = self._lines(event), event.recorded.date()
        return lines[0].day if lines and recorded >= self._log.lines[0].day else recorded

    def is_passed_over(self, revision: Revision) -> bool:
        """Whether a publication left it out, because its version was withdrawn or overtaken by then.

        Such a revision never does anything later.
        """
        return revision.place < self._newest and self.text(revision) is None

    def withdraws(self, removal: Removal, *, by_rules: bool) -> bool:
        """Whether the deletion of a version's file withdrew it; ``by_rules`` is what the rules say.

        A deletion between two publications did nothing if the file was back by the second one.
        """
        if any(line.event is LogEvent.WITHDRAWN for line in self._lines(removal)):
            return True
        return by_rules and removal.place >= self._newest

    def ruling(self, revision: Revision, state: RuleState) -> Ruling | None:
        """What a published revision did; None if it was not published."""
        lines = self._lines(revision)
        text = _first(lines, LogEvent.TEXT)
        if text is None or text.date is None or text.change is None:
            return None
        draft = state.drafts.get(text.date)
        withdrawn = [line for line in lines if line.event is LogEvent.WITHDRAWN and line.date in state.drafts]
        returned = any(line.event is LogEvent.RETURNED and line.date for line in lines)
        off, dated, repealed = (
            _first(lines, event) for event in (LogEvent.REPEAL_OFF, LogEvent.DATED, LogEvent.REPEALED)
        )
        is_restated = revision.filed is None and draft is not None and text.date != state.stated
        is_new_date = draft is None or (is_restated and draft.withdrawn_on is None)
        return Ruling(
            text.date,
            text.change,
            stated=text.basis is Basis.STATED and (returned or is_new_date),
            replaces=tuple(line.date for line in withdrawn if line.date and line.more),
            drops=tuple(line.date for line in withdrawn if line.date and not line.more),
            redates=next((each for each in state.drafts if dated and str(each) == dated.more), None),
            repeals=repealed.date if repealed else None,
            calls_off=off.date if off and off.date in state.repeals else None,
            reopens=returned,
        )

    def is_behind(self, version: Day, looked_at: Revision, original: Timeline) -> bool:
        """Whether a translation was published as behind, and its original's text of then has no page.

        Such a text came and went between two publications. ``looked_at`` is the revision after which the
        translation was up to date.
        """
        text = self.text(looked_at)
        acting = {(each.revision.commit, each.revision.path) for each in original.recorded if each.acts}
        names = {(name, self._language, version) for name in self._names}
        behind = self._log.of_event(LogEvent.BEHIND)
        lines = [each for each in behind if (each.policy, each.language, each.date) in names]
        present = self._log.present
        is_gone = bool(lines) and (lines[-1].commit, lines[-1].path) not in acting
        return is_gone and text is not None and present.index(text) < present.index(lines[-1])

    def translated(self, placed: PlacedRevision, original: Timeline) -> PlacedRevision:
        """A translation's revision, as it was published under a version of its original."""
        text = self.text(placed.revision)
        if text is None or text.change is None:
            return placed
        named = [each for each in original.versions if text.date in (each.date, *each.formerly_dated)]
        if not named:
            return placed
        # A recorded date that was given up may be that of a later version now
        named.sort(key=_opened)
        version = next((each for each in reversed(named) if _opened(each) <= placed.revision.place), named[0])
        facts = replace(placed, version_date=version.date, change=text.change, number=text.number)
        faults = tuple(each.at(placed.revision.path) for each in placed.source.faults)
        return replace(facts, acts=True, faults=faults, logged=text.day, marks=tuple(sorted(text.marks)))

    def _lines(self, event: Revision | Removal) -> tuple[LogLine, ...]:
        return self._log.facts.get((event.commit, event.path), ())


NOTHING_PUBLISHED: Final = PublishedFacts(PublicationLog())


def _opened(version: Version) -> int:
    return version.revisions[0].revision.place


def _first(lines: Iterable[LogLine], event: LogEvent) -> LogLine | None:
    return next((line for line in lines if line.event is event), None)


def bounded(commits: Sequence[Commit], log: PublicationLog, zone: ZoneInfo) -> tuple[Commit, ...]:
    """The commits of the main line, none on a day that its publication rules out (rule 1).

    A commit was not made before the publication before its own, nor after its own.
    """
    days: dict[str, tuple[date, date]] = {}
    before = own = date.min
    for line in log.present:
        if line.event is LogEvent.PUBLISHED:
            before, own = own, line.day
        elif line.commit:
            days.setdefault(line.commit, (before, own))
    newest = max((place for place, each in enumerate(commits) if each.sha in days), default=-1)
    spans = [
        days.get(each.sha, (own if place > newest else date.min, date.max))
        for place, each in enumerate(commits)
    ]
    floors = accumulate((each[0] for each in spans), max)
    ceilings = list(accumulate((each[1] for each in reversed(spans)), min))[::-1]
    return tuple(
        replace(commit, time=_within(commit.time, floor, ceiling, zone))
        for commit, floor, ceiling in zip(commits, floors, ceilings, strict=True)
    )


def _within(moment: datetime, floor: date, ceiling: date, zone: ZoneInfo) -> datetime:
    day = moment.astimezone(zone).date()
    nearest = min(max(day, floor), ceiling)
    # The end of the day, so that commits of one publication and the next keep their order
    return moment if nearest == day else datetime.combine(nearest, time.max, zone)


def without_unpublished(timeline: Timeline, log: PublicationLog, gone: Collection[date] = ()) -> Timeline:
    """The edition without the versions that came and went between two publications: they have no page.

    Those are withdrawn, or recorded and overtaken by another recorded one. The version of the newest revision
    stays, and so do all before the first publication. ``gone`` are the dates of those that the original of a
    translation came and went with.
    """
    if log.published is None:
        return timeline
    facts = PublishedFacts(log)
    live = [each for each in timeline.versions if each.withdrawn_on is None]
    recorded = [each.basis is Basis.RECORDED for each in live]
    overtaken = {each.date for each, *pair in zip(live, recorded, recorded[1:], strict=False) if all(pair)}
    newest = [each for each in timeline.recorded if each.acts][-1]
    left_out: dict[date | None, Version] = {
        each.date: each
        for each in timeline.versions
        if each.date in gone
        or (
            (each.withdrawn_on or each.date in overtaken)
            and not any(placed is newest or facts.text(placed.revision) for placed in each.revisions)
        )
    }
    versions = tuple(
        _without(each, left_out, gone) for each in timeline.versions if each.date not in left_out
    )
    kept = {placed.revision for each in versions for placed in each.revisions}
    events = (each for each in timeline.lineage.events if isinstance(each, Removal) or each in kept)
    lineage = replace(
        timeline.lineage, events=tuple(dropwhile(lambda each: isinstance(each, Removal), events))
    )
    answers = tuple(each for each in timeline.answers if each.version not in left_out)
    return replace(timeline, lineage=lineage, versions=versions, answers=answers)


def _without(version: Version, left_out: Mapping[date | None, Version], gone: Collection[date]) -> Version:
    """The version, without what it says of those that have no page."""
    replaced_by = version.replaced_by
    while replaced_by in left_out:
        replaced_by = left_out[replaced_by].replaced_by
    revisions = tuple(
        replace(each, withdraws=tuple(day for day in each.withdraws if day not in left_out))
        for each in version.revisions
    )
    former = tuple(day for day in version.formerly_dated if day not in gone)
    return replace(version, replaced_by=replaced_by, revisions=revisions, formerly_dated=former)
