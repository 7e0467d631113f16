"""The lines that a publication adds to the log: what is shown now and was not told yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from importlib import metadata
from typing import Final

from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.gaps import Gap, gaps
from sayasat.versions.lineage import Removal, Revision
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Timeline, Version
from sayasat.versions.publication_log import LogEvent, LogLine, LogMark, PublicationLog

GENERATOR: Final = metadata.version("sayasat")


def logged_settings(settings: Settings) -> dict[str, str]:
    """The settings that decide addresses and dates."""
    return {
        "tag": settings.tag,
        "zone": settings.zone.key,
        "languages": ",".join(settings.languages),
        "site_url": settings.site_url,
    }


def settings_line(settings: Settings, day: date) -> LogLine:
    """The line of `logged_settings`; it is the first of every log."""
    more = " ".join(f"{name}={value}" for name, value in logged_settings(settings).items())
    return LogLine(day, LogEvent.SETTINGS, generator=GENERATOR, more=more)


def is_named(log: PublicationLog, settings: Settings) -> bool:
    """Whether it is the log that the settings name. A fork that has changed its tag has another."""
    named = settings.log
    return named is not None and (named.origin, named.first) == (settings.tag, log.first)


def new_lines(
    archive: Archive, settings: Settings, log: PublicationLog, day: date, head: str
) -> tuple[LogLine, ...]:
    """What publishing an archive on a day adds to the log; nothing if the log tells all of it already.

    ``archive`` was read with ``log``; ``head`` is the commit that is published. The first publication tells
    the history before it.
    """
    published = log.published
    told = settings_line(settings, day)
    known = [line.more for line in log.lines if line.event is LogEvent.SETTINGS]
    lines = [told] if known[-1:] != [told.more] else []
    before = None if published else (log.lines[0].day if log.lines else day)
    for policy in archive.policies:
        for timeline in (policy.authentic, *policy.translations):
            edition = _Edition(timeline, day, before)
            edition.hear(log.present)
            edition.tell()
            lines += edition.lines
    if published and published.commit == head and not lines:
        return ()
    number = (published.number or 0) + 1 if published else 1
    first = LogLine(day, LogEvent.PUBLISHED, number=number, commit=head, generator=GENERATOR)
    return (first, *lines)


class _Edition:
    """One edition, with what the log tells of it so far."""

    def __init__(self, timeline: Timeline, day: date, before: date | None) -> None:
        """``before`` is the day on which the log begins, in the first publication."""
        self.lines: list[LogLine] = []
        self._timeline, self._day, self._before = timeline, day, before
        self._acting = [(version, each) for version, each in timeline.placed if each.acts]
        self._told: dict[tuple[object, ...], LogLine] = {}
        self._name = timeline.lineage.slug

    def hear(self, lines: Iterable[LogLine]) -> None:
        """Take in the lines that the log has."""
        lineage = self._timeline.lineage
        for line in lines:
            if line.language == lineage.language and line.policy in (lineage.slug, *lineage.former_slugs):
                self._name = line.policy
                self._hear(line)

    def _hear(self, line: LogLine) -> None:
        match line.event:
            case LogEvent.REPEAL_OFF:
                self._told.pop((LogEvent.REPEALED, line.date), None)
            case LogEvent.RETURNED:
                self._told.pop((LogEvent.WITHDRAWN, line.date), None)
                self._told[_key(line)] = line
            case LogEvent.WITHDRAWN:
                self._told.pop((LogEvent.RETURNED, line.date, ""), None)
                self._told[_key(line)] = line
            case _:
                self._told[_key(line)] = line

    def tell(self) -> None:
        """Put what the log does not tell yet into `lines`."""
        lineage, newest = self._timeline.lineage, self._acting[-1][1].revision
        if self._name != lineage.slug:
            self._add(LogEvent.RENAMED, newest, more=self._name)
        absent = {gap.back: gap for gap in gaps(self._timeline)}
        for place, (version, placed) in enumerate(self._acting):
            self._tell_gap(absent.get(placed.revision.place), placed.revision)
            if (LogEvent.TEXT, placed.revision.commit, placed.revision.path) not in self._told:
                self._tell_text(version, placed)
                self._tell_deeds(placed, [each for _, each in self._acting[place + 1 :]])
        for version in self._timeline.versions:
            self._tell_version(version, newest)
        for repeal in self._timeline.repeals:
            self._add(LogEvent.REPEALED, newest, repeal)
        self._tell_gap(absent.get(None), newest)

    def _tell_gap(self, gap: Gap | None, back: Revision) -> None:
        """The days without a file: before what ``back``, the revision that ended them, tells."""
        if gap is None:
            return
        for each in self._timeline.lineage.events:
            if isinstance(each, Removal) and each.recorded.date() == gap.start:
                self._add(LogEvent.REMOVED, each, gap.start)
        if gap.end:
            self._add(LogEvent.RETURNED, back, more=gap.end.isoformat())

    def _tell_text(self, version: Version, placed: PlacedRevision) -> None:
        on = placed.committed_on
        marks = {
            LogMark.PAST: placed.past,
            LogMark.BEFORE: self._before is not None and on < self._before,
            LogMark.LATE: self._before is None and on <= placed.version_date < self._day,
        }
        head = placed.source.front_matter
        is_found = placed.change is ChangeClass.DOCUMENTED
        reason = head.source if is_found else head.authority if placed.past else None
        text = replace(
            self._line(LogEvent.TEXT, placed.revision, placed.version_date, reason or ""),
            basis=version.basis if version.date == placed.version_date else Basis.RECORDED,
            kind=",".join([placed.change, *(mark for mark, holds in marks.items() if holds)]),
            number=placed.number,
            sha256=placed.source.sha256,
        )
        self.lines.append(text)
        self._hear(text)

    def _tell_deeds(self, placed: PlacedRevision, later: Sequence[PlacedRevision]) -> None:
        """What a revision did to versions and repeals; what a later one does again was undone between."""
        day, repealed = placed.version_date, placed.source.front_matter.repealed
        again = {each.repeals for each in later}.union(*(each.withdraws for each in later))
        version = self._timeline.version(day)
        stands = day in again or (version is not None and version.withdrawn_on is None)
        was_withdrawn = (LogEvent.WITHDRAWN, day) in self._told or self._lost_its_file(placed)
        if stands and was_withdrawn:
            self._add(LogEvent.RETURNED, placed.revision, day)
        for each in self._timeline.versions:
            if each.date in placed.withdraws:
                self._add(LogEvent.WITHDRAWN, placed.revision, each.date, str(each.replaced_by or ""))
        standing = {repealed, *self._timeline.repeals} - again
        for repeal in self._dates(LogEvent.REPEALED) - standing:
            self._add(LogEvent.REPEAL_OFF, placed.revision, repeal)
        if placed.repeals:
            self._add(LogEvent.REPEALED, placed.revision, placed.repeals)

    def _lost_its_file(self, placed: PlacedRevision) -> bool:
        """Whether the file in ``versions/`` was deleted before, perhaps since the last publication."""
        file, place = placed.revision.filed, placed.revision.place
        events = self._timeline.lineage.events if file else ()
        return any(isinstance(each, Removal) and each.filed == file and each.place < place for each in events)

    def _tell_version(self, version: Version, newest: Revision) -> None:
        if version.withdrawn_on:
            self._add(LogEvent.WITHDRAWN, newest, version.date, str(version.replaced_by or ""))
        if version.behind and version.translates:
            self._add(LogEvent.BEHIND, version.translates.revision, version.date)
        for old in self._dates(LogEvent.TEXT).intersection(version.formerly_dated):
            dating = (each for each in version.revisions if each.change is ChangeClass.DATED)
            self._add(LogEvent.DATED, next(dating, version.text).revision, version.date, str(old))

    def _dates(self, event: LogEvent) -> set[date | None]:
        return {line.date for line in self._told.values() if line.event is event}

    def _line(
        self, event: LogEvent, at: Revision | Removal, day: date | None = None, more: str = ""
    ) -> LogLine:
        lineage = self._timeline.lineage
        line = LogLine(self._day, event, lineage.slug, lineage.language, day, commit=at.commit, path=at.path)
        return replace(line, generator=GENERATOR, more=more)

    def _add(self, event: LogEvent, at: Revision | Removal, day: date | None = None, more: str = "") -> None:
        line = self._line(event, at, day, more)
        if _key(line) not in self._told:
            self.lines.append(line)
            self._hear(line)


_KEYS: Final = {
    LogEvent.TEXT: ("commit", "path"),
    LogEvent.BEHIND: ("date", "commit", "path"),
    LogEvent.DATED: ("more",),
    LogEvent.RENAMED: ("commit", "more"),
    LogEvent.RETURNED: ("date", "more"),
}
"""What tells one line from another of the same event; of other events, the date does."""


def _key(line: LogLine) -> tuple[object, ...]:
    return (line.event, *(getattr(line, name) for name in _KEYS.get(line.event, ("date",))))
