"""What a revision does, which facts it changes, and the versions while they grow. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source
from sayasat.policy_files.front_matter import BY_DATE, FrontMatter
from sayasat.versions.model import Basis, ChangeClass, Day, PlacedRevision, Version


class VersionDraft(Struct):
    """A version while it grows."""

    date: Day
    basis: Basis
    placed: list[PlacedRevision] = field(default_factory=list)
    withdrawn_on: Day | None = None
    replaced_by: Day | None = None
    formerly_dated: list[Day] = field(default_factory=list)
    is_dated: bool = False
    """See `sayasat.versions.model.Version`."""

    has_file: bool = False
    """Whether there is a file of it in ``versions/``."""

    lost_file: bool = False
    """Whether it was withdrawn by the deletion of that file."""

    @property
    def source(self) -> Source:
        """Its text; a revision that was set aside is none, and is never the first."""
        return next(placed for placed in reversed(self.placed) if placed.acts).source

    @property
    def content_digest(self) -> str:
        """That of its text."""
        return self.source.content_digest

    def finished(self) -> Version:
        """The version as it is in the end."""
        return Version(
            self.date,
            self.basis,
            tuple(self.placed),
            self.withdrawn_on,
            self.replaced_by,
            tuple(self.formerly_dated),
            is_dated=self.is_dated,
        )


class Ruling(Struct, frozen=True):
    """What a revision does, before it does it."""

    date: Day
    change: ChangeClass
    stated: bool = False
    """It brings a date of its own: ``effective`` acts."""

    replaces: tuple[Day, ...] = ()
    """Announced versions that the one it opens takes the place of."""

    drops: tuple[Day, ...] = ()
    """Announced versions that it withdraws for none: a revert or a repeal."""

    redates: Day | None = None
    """The recorded date that the version had until now."""

    repeals: Day | None = None
    calls_off: Day | None = None
    """The repeal that no longer stands."""

    reopens: bool = False
    """The version that a repeal had withdrawn is announced again, for the repeal no longer stands."""

    acts: bool = True
    takes_back: PlacedRevision | None = None
    """The revision that brought its words before its date, as if they redrafted the announced version."""

    @property
    def withdraws(self) -> tuple[Day, ...]:
        """All announced versions that it withdraws, by date."""
        return tuple(sorted({*self.replaces, *self.drops}))


class AtFaultError(Exception):
    """Carries a rule's fault out of the ruling; `sayasat.versions.timeline` catches it."""

    def __init__(self, code: str, **facts: object) -> None:
        self.fault = Fault(code, "", tuple((name, str(value)) for name, value in facts.items()))
        super().__init__(code)


class RuleState:
    """What the revisions so far have led to; nothing here changes it."""

    def __init__(self, *, is_foreign: bool) -> None:
        self.is_foreign = is_foreign
        self.has_log = False
        """Whether a log knows what was published; without one, commits of different days were, apart."""
        self.drafts: dict[date, VersionDraft] = {}
        self.standing: list[date] = []
        """The dates of the versions that were not withdrawn, earliest first."""
        self.current: date | None = None
        self.stated: date | None = None
        """The last ``effective`` that acted. A faulty one never acts, so its fault stays."""
        self.repeal: date | None = None
        """The ``repealed`` that stands: announced or in effect."""
        self.repeals: list[date] = []
        self.main: list[PlacedRevision] = []
        """The revisions of the file in ``policies/`` that acted, oldest first."""
        self.file: date | None = None
        """The file that is ruled on: its date in ``versions/``, or None for the one in ``policies/``."""
        self.known_reasons: set[tuple[str, str | None]] = set()
        """Words, with the reason that stood in the file beside them."""
        self.used_reasons: dict[date | None, str | None] = {}
        """The ``editorial`` of each file that has explained other words, or was published."""
        self.waiting_since: dict[date | None, date] = {}
        """The day on which the ``editorial`` of a file was recorded, if it waits for its words."""
        self.file_is_gone = False
        self.untils: dict[date, date] = {}
        """The first day of which it is not known which text applied, by the date of the version before it."""

    @property
    def latest(self) -> Source | None:
        """The last revision of the file in ``policies/`` that acted."""
        return self.main[-1].source if self.main else None

    @property
    def before(self) -> Source | None:
        """The last revision that acted: what a key must differ from to act."""
        if self.file is None:
            return self.latest
        return self.drafts[self.file].source if self.file in self.drafts else None

    @property
    def copied_from(self) -> tuple[Source | None, ...]:
        """The texts that a file may be a copy of: what it has in common with them is nothing new."""
        if self.file is None or self.before is not None:
            return (self.before,)
        return (self.latest, *(self.drafts[each].source for each in self.standing))

    def _is_withdrawn(self, version: date) -> bool:
        return version in self.drafts and self.drafts[version].withdrawn_on is not None

    def _within(self, version: date, day: date, source: Source) -> Ruling:
        """Rule 7: the class of a revision that opens nothing."""
        draft = self.drafts.get(version)
        return Ruling(version, ChangeClass.NEW if draft is None else self._class_within(draft, day, source))

    def _class_within(self, draft: VersionDraft, day: date, source: Source) -> ChangeClass:
        if draft.content_digest == source.content_digest:
            came_back = self.file_is_gone and self.file is None
            return ChangeClass.READOPTED if came_back else same_reading(draft.source, source)
        if self._new_reason(source, day):
            return ChangeClass.EDITORIAL
        is_of_today = draft.basis is Basis.RECORDED and draft.date == day and not draft.is_dated
        if draft.withdrawn_on or (draft.date > day and not draft.is_dated) or is_of_today:
            return ChangeClass.REDRAFT
        return ChangeClass.SILENT if self.is_foreign else ChangeClass.UNEXPLAINED

    def _standing_after(self, day: date) -> list[date]:
        """The dates after a day that have a version that was not withdrawn, earliest first."""
        return self.standing[bisect_right(self.standing, day) :]

    def _last_standing(self, day: date) -> list[date]:
        """The latest such date until a day, that day included; empty where there is none."""
        after = bisect_right(self.standing, day)
        return self.standing[max(after - 1, 0) : after]

    def _in_policies(self, versions: Iterable[date]) -> list[date]:
        """Those without a file of their own."""
        return [each for each in versions if not self.drafts[each].has_file]

    def _early_redraft(self, day: date, source: Source) -> PlacedRevision | None:
        """The revision that brought the words of a new version before its date; None if none did.

        In an earlier commit they redrafted the announced version, which is to stand beside the new one. What
        was published as a redraft is one.
        """
        draft = self.drafts[self.current] if self.current else None
        if draft is None or draft.date <= day or draft.withdrawn_on:
            return None
        before, last = self.main[-2:] if len(self.main) > 1 else (None, None)
        if last is None or before is None or last.change is not ChangeClass.REDRAFT:
            return None
        if last.logged or (not self.has_log and last.committed_on < day):
            return None
        is_beside = draft.has_file and draft.content_digest != source.content_digest
        is_replacing = source.front_matter.replaces == () != before.source.front_matter.replaces
        is_same = last.source.content_digest == source.content_digest
        return last if is_same and (is_beside or is_replacing) else None

    def _changes_words(self, source: Source) -> bool:
        return self.before is None or self.before.content_digest != source.content_digest

    def _changes_date_alone(self, source: Source) -> bool:
        """Whether a foreign text differs in nothing but the line with the date that it bears."""
        undated = source.undated_digest
        return bool(undated) and self.before is not None and self.before.undated_digest == undated

    def _new_reason(self, source: Source, day: date) -> str | None:
        """A key acts only where its value is new: front matter lingers in the file.

        A reason that came before its words, in an earlier commit, is still new when they come; without a log,
        if that was on the same ``day``, for what was recorded before it counts as published. One that comes
        back with the very words it stood beside is not new: the file was restored.
        """
        reason = source.front_matter.editorial
        if self.before is None:
            return None
        before = self.before.front_matter.editorial
        is_published = not self.has_log and self.waiting_since.get(self.file, day) < day
        if reason == (before if is_published else self.used_reasons.get(self.file, before)):
            return None
        return None if (source.content_digest, reason) in self.known_reasons else reason

    def _is_new(self, key: str, source: Source) -> bool:
        value = getattr(source.front_matter, key)
        return value is not None and (self.before is None or value != getattr(self.before.front_matter, key))


def facts_of(source: Source, version: date, *before: Source | None) -> frozenset[str]:
    """Which of `BY_DATE` a file brings for a version: other values, or what a map has for that version."""
    mapped = frozenset(key for key, day, _ in source.front_matter.by_date if day == version)
    return mapped | brought(source, BY_DATE, *before)


def brought(source: Source, keys: Iterable[str], *before: Source | None) -> frozenset[str]:
    """Which of the keys have another value than in each of the files that it may be a copy of."""
    new, olds = source.front_matter, [each.front_matter if each else FrontMatter() for each in before]
    return frozenset(key for key in keys if all(getattr(new, key) != getattr(old, key) for old in olds))


SAME_READING = frozenset({ChangeClass.TECHNICAL, ChangeClass.LAYOUT})
"""The classes of a revision that says the same as the one before."""


def same_reading(old: Source, new: Source) -> ChangeClass:
    """The class of a revision with the same reading."""
    return ChangeClass.TECHNICAL if old.layout_digest == new.layout_digest else ChangeClass.LAYOUT
