"""What a revision does, and the versions while they grow. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source
from sayasat.versions.model import Basis, ChangeClass, Day, PlacedRevision, Version


@dataclass(slots=True)
class VersionDraft:
    """A version while it grows."""

    date: Day
    basis: Basis
    placed: list[PlacedRevision] = field(default_factory=list)
    withdrawn_on: Day | None = None
    replaced_by: Day | None = None
    formerly_dated: list[Day] = field(default_factory=list)

    @property
    def content_digest(self) -> str:
        """Those of its text; a revision that was set aside is none, and is never the first."""
        return next(placed for placed in reversed(self.placed) if placed.acts).source.content_digest

    def finished(self) -> Version:
        """The version as it is in the end."""
        return Version(
            date=self.date,
            basis=self.basis,
            revisions=tuple(self.placed),
            withdrawn_on=self.withdrawn_on,
            replaced_by=self.replaced_by,
            formerly_dated=tuple(self.formerly_dated),
        )


@dataclass(frozen=True, slots=True)
class Ruling:
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
        self.drafts: dict[date, VersionDraft] = {}
        self.standing: list[date] = []
        """The dates of the versions that were not withdrawn, earliest first."""
        self.current: date | None = None
        self.stated: date | None = None
        """The last ``effective`` that acted. A faulty one never acts, so it stays at fault until mended."""
        self.repeal: date | None = None
        """The ``repealed`` that stands: announced or in effect."""
        self.repeals: list[date] = []
        self.before: Source | None = None
        """The last revision that acted: what a key must differ from to act."""
        self.known_reasons: set[tuple[str, str | None]] = set()
        """Words, with the reason that stood in the file beside them."""
        self.file_is_gone = False

    def _is_withdrawn(self, version: date) -> bool:
        return version in self.drafts and self.drafts[version].withdrawn_on is not None

    def _within(self, version: date, day: date, source: Source) -> Ruling:
        """Rule 7: the class of a revision that opens nothing."""
        draft = self.drafts.get(version)
        return Ruling(version, ChangeClass.NEW if draft is None else self._class_within(draft, day, source))

    def _class_within(self, draft: VersionDraft, day: date, source: Source) -> ChangeClass:
        if draft.content_digest == source.content_digest:
            return ChangeClass.READOPTED if self.file_is_gone else ChangeClass.TECHNICAL
        if self._new_reason(source):
            return ChangeClass.EDITORIAL
        if draft.withdrawn_on or draft.date > day or (draft.basis is Basis.RECORDED and draft.date == day):
            return ChangeClass.REDRAFT
        return ChangeClass.UNEXPLAINED

    def _standing_after(self, day: date) -> list[date]:
        """The dates after a day that have a version that was not withdrawn, earliest first."""
        return self.standing[bisect_right(self.standing, day) :]

    def _last_standing(self, day: date) -> list[date]:
        """The latest such date until a day, that day included; empty where there is none."""
        after = bisect_right(self.standing, day)
        return self.standing[max(after - 1, 0) : after]

    def _changes_words(self, source: Source) -> bool:
        return self.before is None or self.before.content_digest != source.content_digest

    def _new_reason(self, source: Source) -> str | None:
        """A key acts only where its value is new: front matter lingers in the file.

        A reason that comes back with the very words it stood beside is not new: the file was restored.
        """
        reason = source.front_matter.editorial
        if self.before is None or reason == self.before.front_matter.editorial:
            return None
        return None if (source.content_digest, reason) in self.known_reasons else reason

    def _is_new(self, key: str, source: Source) -> bool:
        value = getattr(source.front_matter, key)
        return value is not None and (self.before is None or value != getattr(self.before.front_matter, key))
