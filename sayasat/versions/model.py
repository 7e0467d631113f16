"""Versions, the dated states of a policy, and the revisions they are made of. Pure.

Longer than 300 lines because revisions, versions and time lines are one frozen value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from operator import attrgetter

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source
from sayasat.versions.lineage import Lineage, Removal, Revision

Day = date
"""A calendar day in the publisher's zone: versions are dated by days, never by moments."""


class Basis(StrEnum):
    """Where a version's date comes from (rule 2)."""

    STATED = "stated"
    RECORDED = "recorded"


class ChangeClass(StrEnum):
    """What kind of change a revision is (rule 7)."""

    NEW = "new"
    READOPTED = "readopted"
    DATED = "dated"
    REDRAFT = "redraft"
    EDITORIAL = "editorial"
    DOCUMENTED = "documented"
    """Enters a text from before the repository, or one that was found later (rule 4)."""

    LAYOUT = "layout"
    """The same reading in another arrangement: bold, a list, the level of a heading, a link's target."""

    TECHNICAL = "technical"
    UNEXPLAINED = "unexplained"
    REVERT = "revert"
    REPEAL = "repeal"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class PlacedRevision:
    """A revision in its place: the version it belongs to, and what it did there."""

    revision: Revision
    source: Source
    version_date: Day
    """The version's date when this was recorded; a version that is dated later has another."""

    change: ChangeClass
    editorial: str | None = None
    """The reason, only in the revision that brought it."""

    withdraws: tuple[Day, ...] = ()
    """Announced versions that this revision withdrew, earliest first."""

    repeals: Day | None = None
    """The first day without force, where this revision states a repeal."""

    faults: tuple[Fault, ...] = ()
    """What is wrong with it; ``where`` is ``path:line`` or ``path``."""

    acts: bool = True
    """False where a fault set it aside (rule 12): it is listed under the date before it, and does nothing."""

    past: bool = False
    """Whether it states a version's date, or a repeal, of a day before its commit's (rule 10)."""

    brings: frozenset[str] = frozenset()
    """Which facts it gives another value: what is only left in the file is an earlier version's."""

    number: int | None = None
    """Its number among the acting revisions of its version, from 1 (`sayasat.versions.numbers`).

    None if it was set aside: it was never published, so it has no page.
    """

    logged: Day | None = None
    """The day of its publication, as the publication log tells; None if the log does not tell of it."""

    marks: tuple[str, ...] = ()
    """What the log marks it with: see `sayasat.versions.publication_log.LogMark`."""

    @property
    def adopted(self) -> Day | None:
        """The day of the decision, where this revision brings it."""
        return self.source.front_matter.adopted_for(self.version_date) if "adopted" in self.brings else None

    @property
    def authority(self) -> str | None:
        """Whose decision it rests on, where this revision brings it."""
        return self._text("authority")

    @property
    def summary(self) -> str | None:
        """What changes, in a sentence, where this revision brings it."""
        return self._text("summary")

    def _text(self, key: str) -> str | None:
        return self.source.front_matter.text_for(key, self.version_date) if key in self.brings else None

    @property
    def reason(self) -> str | None:
        """The reason for a change of a text in force."""
        return self.editorial if self.change in {ChangeClass.EDITORIAL, ChangeClass.LAYOUT} else None

    @property
    def published_on(self) -> Day:
        """The day of its publication; before the log, or if the log does not tell it, that of its commit."""
        return self.logged if self.logged and "before" not in self.marks else self.committed_on

    @property
    def is_late(self) -> bool:
        """Whether it was published after the day from which it says what holds (rule 10)."""
        return self.past or "late" in self.marks

    @property
    def kind(self) -> str:
        """The change class, or ``set-aside``."""
        return self.change.value if self.acts else "set-aside"

    @property
    def committed_on(self) -> Day:
        """The calendar day of the commit in the publisher's zone."""
        return self.revision.recorded.date()


@dataclass(frozen=True, slots=True)
class Version:
    """A dated state of a policy in one language."""

    date: Day
    basis: Basis
    revisions: tuple[PlacedRevision, ...]
    """Oldest first, never empty; the last that acts is the version's text."""

    withdrawn_on: Day | None = None
    replaced_by: Day | None = None
    """The version that took its place where it was withdrawn for another; absent for a revert or repeal."""

    formerly_dated: tuple[Day, ...] = ()
    """Recorded dates it was published under before it was given a stated one: they keep a pointer."""

    behind: bool = False
    """A translation whose original has had words changed since."""

    translates: PlacedRevision | None = None
    """The original's revision that this translation was made from; absent in the authentic edition."""

    @property
    def text(self) -> PlacedRevision:
        """The revision that is this version's text.

        One that was set aside is not: it stopped the build when it was the newest, so no site ever showed it,
        and its words may be those of the next version.
        """
        return next((placed for placed in reversed(self.revisions) if placed.acts), self.revisions[-1])

    @property
    def is_documented(self) -> bool:
        """Whether its text is from before the repository, or was found later."""
        return any(each.acts and each.change is ChangeClass.DOCUMENTED for each in self.revisions)

    @property
    def documented_source(self) -> str | None:
        """Where such a text comes from; None for any other."""
        return self.text.source.front_matter.source if self.is_documented else None

    @property
    def known_until(self) -> Day | None:
        """The first day of which it is not known which text applied; None if the next version followed it."""
        return self.text.source.front_matter.until if self.is_documented else None

    @property
    def first_published(self) -> datetime:
        """When its first revision was recorded."""
        return self.revisions[0].revision.recorded

    @property
    def published(self) -> datetime:
        """When its present text was recorded."""
        return self.text.revision.recorded

    @property
    def adopted(self) -> Day | None:
        """The day of the decision."""
        placed = self._bringing("adopted")
        return placed.adopted if placed else None

    @property
    def authority(self) -> str | None:
        """Whose decision it rests on."""
        placed = self._bringing("authority")
        return placed.authority if placed else None

    @property
    def summary(self) -> str | None:
        """What changes in it, in a sentence."""
        placed = self._bringing("summary")
        return placed.summary if placed else None

    def _bringing(self, fact: str) -> PlacedRevision | None:
        return next((each for each in reversed(self.revisions) if each.acts and fact in each.brings), None)

    @property
    def corrections(self) -> tuple[PlacedRevision, ...]:
        """Its editorial revisions, oldest first, none that was set aside."""
        return tuple(each for each in self.revisions if each.acts and each.change is ChangeClass.EDITORIAL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of the days from `start` on: another answer with a later `start` goes before it."""

    start: Day
    version: Day | None
    """The version that held, by its present date; None if no text held, or it was not known which."""

    published: Day
    """The day of the publication log from which this was said; before the log, that of the commit."""

    withdrawn: Day | None = None
    """The first day on which it was no longer said; None if it still is."""

    def is_said_on(self, day: Day | None) -> bool:
        """Whether it was said at the end of a day; if ``day`` is None, whether it is said now."""
        if day is None:
            return self.withdrawn is None
        return self.published <= day and (self.withdrawn is None or day < self.withdrawn)


@dataclass(frozen=True)
class Timeline:
    """One edition with its versions.

    Every page of every version asks it something: what it is asked by is put in order once, when first asked.
    """

    lineage: Lineage
    versions: tuple[Version, ...]
    """Earliest date first, the withdrawn ones among them."""

    repeals: tuple[date, ...] = ()
    """First days without force, earliest first; an end that was called off is not among them."""

    answers: tuple[Answer, ...] = ()
    """All that was ever said of which version holds when, earliest start first; empty in a translation."""

    deleted: tuple[Removal, ...] = ()
    """Deletions of files in ``versions/`` whose versions had taken effect: a fault until the file is back."""

    @cached_property
    def placed(self) -> tuple[tuple[Version, PlacedRevision], ...]:
        """Every revision and its version, in the order of the main line; of a commit, ``policies/`` last."""
        placed = [(version, placed) for version in self.versions for placed in version.revisions]
        return tuple(
            sorted(placed, key=lambda each: (each[1].revision.place, each[1].revision.filed is None))
        )

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
        missing = (
            Fault("version-file-deleted", each.path, (("file", str(each.filed)),)) for each in self.deleted
        )
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
            before = [
                one for one in each.revisions if one.acts and one.revision.place < placed.revision.place
            ]
            if before:
                return each, before[-1]
        return None

    def version(self, day: date) -> Version | None:
        """The version with exactly this date."""
        return self._by_date.get(day)

    def dated(self, day: date) -> Version | None:
        """The version with exactly this date, or once published under it; a present date goes first."""
        return self._by_date.get(day) or self._by_former_date.get(day)

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
    def _by_former_date(self) -> Mapping[date, Version]:
        return {old: version for version in self.versions for old in version.formerly_dated}

    @cached_property
    def _live(self) -> tuple[Version, ...]:
        """Those that were not withdrawn, earliest first."""
        return tuple(version for version in self.versions if version.withdrawn_on is None)
