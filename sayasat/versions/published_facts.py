"""What the publication log records of a revision is a fact for every later build (rule 11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec.structs import replace

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Event, Lineage, Removal, Revision, from_first_revision
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Basis, Day, PlacedRevision, Version
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.rulings import RuleState, Ruling


class PublishedFacts:
    """What a log records of the revisions of one edition."""

    def __init__(self, log: PublicationLog, lineage: Lineage | None = None) -> None:
        """``lineage`` is the edition; None if there is no log."""
        self._log = log
        names = (
            {(name, lineage.language) for name in (lineage.slug, *lineage.former_slugs)} if lineage else ()
        )
        lines = (each for each in log.of_event(LogEvent.BEHIND) if (each.policy, each.language) in names)
        self._behind = {line.date: line for line in lines}
        """The last line that says that a translation is behind, by the version's date."""
        texts = [each.place for each in lineage.revisions if self.text(each)] if lineage else []
        self._newest = max(texts, default=-1)

    @property
    def has_begun(self) -> bool:
        """Whether a log knows what was published."""
        return self._log.published is not None

    def text(self, revision: Revision) -> LogLine | None:
        """The line of a revision; None if it was not published."""
        return _first(self._lines(revision), LogEvent.TEXT)

    def day(self, event: Event) -> date:
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
        returned = any(line.event is LogEvent.RETURNED and line.date == text.date for line in lines)
        events = (LogEvent.REPEAL_OFF, LogEvent.DATED, LogEvent.REPEALED)
        off, dated, repealed = (_first(lines, event) for event in events)
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

    def translates(self, version: Day, looked_at: Revision) -> tuple[str, str] | None:
        """The commit and path of the original's text that a translation was made from, if it was behind.

        ``looked_at`` is the revision after which the translation was up to date. None if the log has no line
        after that one that says that the translation is behind.
        """
        behind, text = self._behind.get(version), self.text(looked_at)
        if behind is None or text is None or self._log.publication(behind) < self._log.publication(text):
            return None
        return behind.commit, behind.path

    def are_apart(self, first: PlacedRevision, second: PlacedRevision) -> bool:
        """Whether a site may have shown what one revision did before another one followed."""
        lines = [self.text(each.revision) for each in (first, second)]
        numbers = {self._log.publication(line) if line else None for line in lines}
        return len(numbers) > 1 or first.published_on < second.published_on

    def translated(self, placed: PlacedRevision, original: Timeline) -> PlacedRevision:
        """A translation's revision, as it was published under a version of its original."""
        text = self.text(placed.revision)
        if text is None or text.change is None:
            return placed
        named = original.ever_dated(text.date) if text.date else ()
        if not named:
            return placed
        # A recorded date that was given up may be that of a later version now. A version that was opened
        # later, or by this commit without being named, has taken the translation over:
        # `sayasat.versions.handovers` does it again.
        place, own = placed.revision.place, placed.version_date
        opened = [each for each in named if _opened(each) < place + (each.date == own)]
        takes_over = not opened and not placed.faults
        day = placed.version_date if takes_over else max(opened or named[:1], key=_opened).date
        facts = replace(placed, version_date=day, change=text.change, number=text.number)
        faults = tuple(each.at(placed.revision.path) for each in placed.source.faults)
        return replace(facts, acts=True, faults=faults, logged=text.day, marks=tuple(sorted(text.marks)))

    def _lines(self, event: Event) -> tuple[LogLine, ...]:
        return self._log.facts.get((event.commit, event.path), ())


NOTHING_PUBLISHED: Final = PublishedFacts(PublicationLog())


def _opened(version: Version) -> int:
    return version.revisions[0].revision.place


def _first(lines: Iterable[LogLine], event: LogEvent) -> LogLine | None:
    return next((line for line in lines if line.event is event), None)


def without_unpublished(
    timeline: Timeline, log: PublicationLog, gone: Mapping[date, date | None] | None = None
) -> Timeline:
    """The edition without the versions that came and went between two publications: they have no page.

    Those are withdrawn, or recorded and overtaken by another recorded one. The version of the newest revision
    stays, and so do all before the first publication. ``gone`` are the dates of those that the original of a
    translation came and went with, each with the version that took its place.
    """
    gone = gone or {}
    if log.published is None or not timeline.versions:
        return timeline
    facts = PublishedFacts(log)
    live = [each for each in timeline.versions if each.withdrawn_on is None]
    recorded = [each.basis is Basis.RECORDED for each in live]
    overtaken = {each.date for each, *pair in zip(live, recorded, recorded[1:], strict=False) if all(pair)}
    newest = [each for each in timeline.recorded if each.acts][-1]

    def has_page(version: Version) -> bool:
        if not (version.withdrawn_on or version.date in overtaken):
            return True
        return any(placed is newest or facts.text(placed.revision) for placed in version.revisions)

    left_out: dict[date | None, date | None] = {
        each.date: each.replaced_by for each in timeline.versions if each.date in gone or not has_page(each)
    }
    shown = [each for each in timeline.versions if each.date not in left_out]
    versions = tuple(_without(each, left_out, gone) for each in shown)
    kept = {placed.revision for each in versions for placed in each.revisions}
    events = (each for each in timeline.lineage.events if isinstance(each, Removal) or each in kept)
    lineage = replace(timeline.lineage, events=from_first_revision(events))
    answers = tuple(each for each in timeline.answers if each.version not in left_out)
    return replace(timeline, lineage=lineage, versions=versions, answers=answers)


def _without(
    version: Version, left_out: Mapping[date | None, date | None], gone: Mapping[date, date | None]
) -> Version:
    """The version, without what it says of those that have no page."""
    replaced_by = version.replaced_by
    successors: dict[date | None, date | None] = {**dict(gone.items()), **left_out}
    while replaced_by in successors:
        replaced_by = successors[replaced_by]
    revisions = tuple(
        replace(each, withdraws=tuple(day for day in each.withdraws if day not in left_out))
        for each in version.revisions
    )
    former = tuple(day for day in version.formerly_dated if day not in gone)
    return replace(version, replaced_by=replaced_by, revisions=revisions, formerly_dated=former)
