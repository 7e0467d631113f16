"""The lines that a publication adds to the log: what is published now and was not before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import metadata
from typing import Final, TypeAlias

from msgspec.structs import replace

from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.edition_timeline import Gap, Timeline, gaps
from sayasat.versions.lineage import Event, Removal, Revision
from sayasat.versions.log_events import LogEvent, LogMark
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Version
from sayasat.versions.publication_log import LogLine, PublicationLog

GENERATOR: Final = metadata.version("sayasat")


def logged_settings(settings: Settings) -> dict[str, str]:
    """The settings that decide URLs and dates."""
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
    """What publishing an archive on a day adds to the log; nothing if the log has all of it already.

    ``archive`` was read with ``log``; ``head`` is the commit that is published. The first publication adds
    the history before it.
    """
    published = log.published
    line = settings_line(settings, day)
    known = [each.more for each in log.lines if each.event is LogEvent.SETTINGS]
    lines = [line] if known[-1:] != [line.more] else []
    before = None if published else (log.lines[0].day if log.lines else day)
    for timeline in (each for policy in archive.policies for each in policy.timelines):
        lines += _EditionLines(timeline, log, day, before).collected()
    if published and published.commit == head and not lines:
        return ()
    number = (published.number or 0) + 1 if published else 1
    first = LogLine(day, LogEvent.PUBLISHED, number=number, commit=head, generator=GENERATOR)
    return (first, *lines)


class _EditionLines:
    """Collects the lines that one edition adds to the log."""

    def __init__(self, timeline: Timeline, log: PublicationLog, day: date, before: date | None) -> None:
        """``before`` is the day on which the log begins, in the first publication."""
        self._timeline, self._day, self._before = timeline, day, before
        self._acting = [(version, each) for version, each in timeline.placed if each.acts]
        self._new: list[LogLine] = []
        self._standing: dict[_Key, LogLine] = {}
        """The lines of the log and the new ones, but those that a later line has undone."""

        lineage = timeline.lineage
        self._logged_name = lineage.slug
        """The name under which the edition was published last."""

        for line in log.present:
            if line.language == lineage.language and line.policy in (lineage.slug, *lineage.former_slugs):
                self._logged_name = line.policy
                self._enter(line)

    def collected(self) -> list[LogLine]:
        """The lines of everything that the log does not have yet, in the order in which it happened."""
        lineage, newest = self._timeline.lineage, self._acting[-1][1].revision
        if self._logged_name != lineage.slug:
            self._add(LogEvent.RENAMED, newest, more=self._logged_name)
        ended = {gap.back: gap for gap in gaps(self._timeline)}
        for place, (version, placed) in enumerate(self._acting):
            self._add_gap(ended.get(placed.revision.place), placed.revision)
            if (LogEvent.TEXT, placed.revision.commit, placed.revision.path) not in self._standing:
                self._add_text(version, placed)
                self._add_effects(placed, [each for _, each in self._acting[place + 1 :]])
        for version in self._timeline.versions:
            self._add_version(version, newest)
        for repeal in self._timeline.repeals:
            self._add(LogEvent.REPEALED, newest, repeal)
        self._add_gap(ended.get(None), newest)
        return self._new

    def _add_gap(self, gap: Gap | None, back: Revision) -> None:
        """The days without a file, which the revision ``back`` has ended: before the lines of that one."""
        if gap is None:
            return
        for each in self._timeline.lineage.main_events:
            if isinstance(each, Removal) and each.recorded.date() == gap.start:
                self._add(LogEvent.REMOVED, each, gap.start)
        if gap.end:
            self._add(LogEvent.RETURNED, back, more=gap.end.isoformat())

    def _add_text(self, version: Version, placed: PlacedRevision) -> None:
        on = placed.committed_on
        marks = {
            LogMark.PAST: placed.past,
            LogMark.BEFORE: self._before is not None and on < self._before,
            LogMark.LATE: self._before is None and on <= placed.version_date < self._day,
        }
        text = replace(
            self._line(LogEvent.TEXT, placed.revision, placed.version_date),
            more=version.founded_on(placed) if placed.past else "",
            basis=version.basis if version.date == placed.version_date else Basis.RECORDED,
            kind=",".join([placed.change, *(mark for mark, holds in marks.items() if holds)]),
            number=placed.number,
            sha256=placed.source.sha256,
        )
        self._append(text)

    def _add_effects(self, placed: PlacedRevision, later: Sequence[PlacedRevision]) -> None:
        """What a revision did to versions and repeals, but what a later one undid."""
        day, repealed = placed.version_date, placed.source.front_matter.repealed
        again = {each.repeals for each in later}.union(*(each.withdraws for each in later))
        version = self._timeline.version(day)
        stands = day in again or (version is not None and version.withdrawn_on is None)
        if stands and (LogEvent.WITHDRAWN, day) in self._standing:
            self._add(LogEvent.RETURNED, placed.revision, day)
        for each in self._timeline.versions:
            if each.date in placed.withdraws:
                self._add(LogEvent.WITHDRAWN, placed.revision, each.date, str(each.replaced_by or ""))
        standing = {repealed, *self._timeline.repeals} - again
        for repeal in self._dates(LogEvent.REPEALED) - standing:
            self._add(LogEvent.REPEAL_OFF, placed.revision, repeal)
        if placed.repeals:
            self._add(LogEvent.REPEALED, placed.revision, placed.repeals)

    def _add_version(self, version: Version, newest: Revision) -> None:
        if version.withdrawn_on:
            at = self._deletion(version) or newest
            self._add(LogEvent.WITHDRAWN, at, version.date, str(version.replaced_by or ""))
        elif (LogEvent.WITHDRAWN, version.date) in self._standing:
            self._add(LogEvent.RETURNED, newest, version.date)
        if version.behind and version.translates:
            self._add(LogEvent.BEHIND, version.translates.revision, version.date)
        for old in self._dates(LogEvent.TEXT).intersection(version.formerly_dated):
            dating = (each for each in version.revisions if each.change is ChangeClass.DATED)
            self._add(LogEvent.DATED, next(dating, version.text).revision, version.date, str(old))
        self._add_until(version)

    def _add_until(self, version: Version) -> None:
        until = str(version.known_until or "")
        line = self._line(LogEvent.UNTIL, version.text.revision, version.date, until)
        logged = self._standing.get(_key(line))
        if until != (logged.more if logged else ""):
            self._append(line)

    def _deletion(self, version: Version) -> Removal | None:
        """The deletion of the version's own file, if that withdrew it."""
        removals = (each for each in self._timeline.lineage.events if isinstance(each, Removal))
        own = (each for each in removals if each.filed == version.date)
        return next((each for each in own if each.recorded.date() == version.withdrawn_on), None)

    def _dates(self, event: LogEvent) -> set[date | None]:
        return {line.date for line in self._standing.values() if line.event is event}

    def _line(self, event: LogEvent, at: Event, day: date | None = None, more: str = "") -> LogLine:
        lineage = self._timeline.lineage
        line = LogLine(self._day, event, lineage.slug, lineage.language, day, commit=at.commit, path=at.path)
        return replace(line, generator=GENERATOR, more=more)

    def _add(self, event: LogEvent, at: Event, day: date | None = None, more: str = "") -> None:
        """Append a line, unless there is one that says the same."""
        line = self._line(event, at, day, more)
        if _key(line) not in self._standing:
            self._append(line)

    def _append(self, line: LogLine) -> None:
        self._new.append(line)
        self._enter(line)

    def _enter(self, line: LogLine) -> None:
        if undone := _UNDOES.get(line.event):
            self._standing.pop((undone, line.date), None)
        self._standing[_key(line)] = line


_UNDOES: Final = {
    LogEvent.TEXT: LogEvent.BEHIND,
    LogEvent.WITHDRAWN: LogEvent.RETURNED,
    LogEvent.RETURNED: LogEvent.WITHDRAWN,
    LogEvent.REPEALED: LogEvent.REPEAL_OFF,
    LogEvent.REPEAL_OFF: LogEvent.REPEALED,
}
"""Which event of the same date another one takes back."""

_KEYS: Final = {
    LogEvent.TEXT: ("commit", "path"),
    LogEvent.DATED: ("more",),
    LogEvent.RENAMED: ("commit", "more"),
    LogEvent.REMOVED: ("commit", "path"),
}
"""The columns by which lines of one event differ; of other events, the date."""

_Key: TypeAlias = tuple[object, ...]


def _key(line: LogLine) -> _Key:
    if line.event is LogEvent.RETURNED and line.date is None:
        return (line.event, line.commit, line.more)
    return (line.event, *(getattr(line, name) for name in _KEYS.get(line.event, ("date",))))
