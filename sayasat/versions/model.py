"""Versions, the dated states of a policy, and the revisions they are made of. Pure."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source
from sayasat.version_days import UndatedDay
from sayasat.versions.lineage import Revision

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
    """The same reading in another arrangement: bold, a list, a level or id of a heading, a link's title."""

    TECHNICAL = "technical"
    UNEXPLAINED = "unexplained"
    SILENT = "silent"
    """In an adopted archive: other words under the date that the text bore before."""

    REVERT = "revert"
    REPEAL = "repeal"
    TRANSLATION = "translation"


class PlacedRevision(Struct, frozen=True):
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
    """Its number among the acting revisions of its version, from 1 (`sayasat.versions.edition_timeline`).

    None if it was set aside: it was never published, so it has no page.
    """

    logged: Day | None = None
    """The day of its publication, as the publication log has it; None if the log does not have it."""

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
        """The day of its publication; before the log, or if the log does not have it, that of its commit."""
        return self.logged if self.logged and "before" not in self.marks else self.committed_on

    @property
    def is_late(self) -> bool:
        """Whether it was published after the first day for which it gives the answer (rule 10)."""
        return self.past or "late" in self.marks

    @property
    def kind(self) -> str:
        """The change class; ``again`` for a redraft on the day that dates the version; or ``set-aside``."""
        is_of_day = self.version_date == self.committed_on and self.revision.filed is None
        is_again = self.change is ChangeClass.REDRAFT and is_of_day
        return ("again" if is_again else self.change.value) if self.acts else "set-aside"

    @property
    def committed_on(self) -> Day:
        """The calendar day of the commit in the publisher's zone."""
        return self.revision.recorded.date()


class Version(Struct, frozen=True):
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

    is_dated: bool = False
    """Whether an adopted text bears the date, and does not say that it takes effect on it."""

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
    def date_kind(self) -> str:
        """What the date is: ``stated``, ``dated``, ``recorded``; ``unrecorded`` for one from before 1970."""
        if self.basis is Basis.RECORDED and isinstance(self.date, UndatedDay):
            return "unrecorded"
        return "dated" if self.is_dated else self.basis.value

    @property
    def words(self) -> PlacedRevision:
        """The revision that made the version's reading: those after it changed none of it."""
        made, digest = self.text, self.text.source.content_digest
        for each in reversed(self.revisions):
            if each.acts and each.source.content_digest != digest:
                break
            made = each if each.acts else made
        return made

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
        return self._bringing("adopted").adopted

    @property
    def authority(self) -> str | None:
        """Whose decision it rests on."""
        return self._bringing("authority").authority

    @property
    def summary(self) -> str | None:
        """What changes in it, in a sentence."""
        return self._bringing("summary").summary

    def founded_on(self, placed: PlacedRevision) -> str:
        """What a revision of it that reaches back rests on (rule 10); empty if it names nothing.

        That is the source of a documented text, else the decision that the revision or a later one brings. A
        later one that reaches back itself names its own.
        """
        if self.documented_source:
            return self.documented_source
        later = (each for each in self.revisions if each.revision.place >= placed.revision.place)
        naming = (each for each in later if each is placed or (each.acts and not each.past))
        return next((each.authority for each in naming if each.authority), "")

    def _bringing(self, fact: str) -> PlacedRevision:
        """The last acting revision that brings a fact; if none does, the text, which does not bring it."""
        bringing = (each for each in reversed(self.revisions) if each.acts and fact in each.brings)
        return next(bringing, self.text)

    @property
    def silent_changes(self) -> tuple[PlacedRevision, ...]:
        """Its revisions that changed words and not the date that the text bears, oldest first."""
        return tuple(each for each in self.revisions if each.acts and each.change is ChangeClass.SILENT)

    @property
    def corrections(self) -> tuple[PlacedRevision, ...]:
        """Its editorial revisions, oldest first, none that was set aside."""
        return tuple(each for each in self.revisions if each.acts and each.change is ChangeClass.EDITORIAL)
