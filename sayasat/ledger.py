"""The authentic edition's revisions folded into versions, by the ten rules. Pure.

Each revision is first *ruled on* (a `_Ruling`, computed without touching anything), then *entered*. A
revision at fault is entered under the date before it and changes nothing else (rule 10): history cannot be
mended. It is not that version's text either, and the next one is compared with the last that acted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sayasat.errors import Fault
from sayasat.history import Edition, Removal, Revision
from sayasat.source import Source
from sayasat.versions import Basis, ChangeClass, Day, Placed, Timeline, Version

_ACTING_KEYS = frozenset({"effective", "editorial", "replaces", "repealed"})
"""The keys that these rules go by: where one cannot be read, nobody can say what the revision meant to do."""


def fold(edition: Edition, sources: Mapping[str, Source], *, is_foreign: bool = False) -> Timeline:
    """The versions of an authentic edition. ``sources`` holds the facts of every blob the edition names.

    Every revision of the edition is in exactly one version. Raises nothing: faults are in `Placed.faults`.
    The texts of a foreign repository were not written by these rules: a revision at fault is not set aside,
    but recorded under its commit's day, and one without ``effective`` is at no fault.
    """
    ledger = _Ledger(is_foreign=is_foreign)
    for event in edition.events:
        if isinstance(event, Removal):
            ledger.file_is_gone = True
            continue
        ledger.enter(event, sources[event.blob])
    drafts = sorted(ledger.drafts.values(), key=lambda draft: draft.date)
    return Timeline(edition, tuple(draft.finished() for draft in drafts), tuple(sorted(ledger.repeals)))


@dataclass(slots=True)
class _Draft:
    """A version while it grows."""

    date: Day
    basis: Basis
    placed: list[Placed] = field(default_factory=list)
    withdrawn_on: Day | None = None
    replaced_by: Day | None = None
    formerly_dated: list[Day] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Those of its text; a revision that was set aside is none, and is never the first."""
        return next(placed for placed in reversed(self.placed) if placed.acts).source.words

    def finished(self) -> Version:
        return Version(
            date=self.date,
            basis=self.basis,
            revisions=tuple(self.placed),
            withdrawn_on=self.withdrawn_on,
            replaced_by=self.replaced_by,
            formerly_dated=tuple(self.formerly_dated),
        )


@dataclass(frozen=True, slots=True)
class _Ruling:
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
        return tuple(sorted({*self.replaces, *self.drops}))


class _AtFaultError(Exception):
    """Carries a rule's fault out of the ruling; never leaves this module."""

    def __init__(self, code: str, **facts: object) -> None:
        self.fault = Fault(code, "", tuple((name, str(value)) for name, value in facts.items()))
        super().__init__(code)


class _Ledger:
    """The state that history has led to so far."""

    def __init__(self, *, is_foreign: bool) -> None:
        self.is_foreign = is_foreign
        self.drafts: dict[date, _Draft] = {}
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
        self.told: set[tuple[str, str | None]] = set()
        """Words, with the reason that stood in the file beside them."""
        self.file_is_gone = False

    def enter(self, revision: Revision, source: Source) -> None:
        """Rule on a revision and write it down."""
        faults = tuple(fault.at(revision.path) for fault in source.faults)
        try:
            ruling = self._rule(revision.recorded.date(), source)
        except _AtFaultError as error:
            faults = (*faults, error.fault.at(revision.path))
            ruling = self._fallen_back(revision.recorded.date(), source)
        placed = Placed(
            revision,
            source,
            ruling.date,
            ruling.change,
            editorial=self._new_reason(source),
            withdraws=ruling.withdraws,
            repeals=ruling.repeals,
            faults=faults,
            acts=ruling.acts,
        )
        self._write(placed, ruling)

    # -- ruling: nothing below changes the ledger until `_write` ------------------------------------------

    def _rule(self, day: date, source: Source) -> _Ruling:
        is_unclear = source.is_conflicting or source.unreadable & _ACTING_KEYS
        if self.current is not None and is_unclear and not self.is_foreign:
            return self._under_the_date_before(day, source)
        ruling = self._rule_on_date(day, source)
        return self._rule_on_repeal(ruling, day, source)

    def _rule_on_date(self, day: date, source: Source) -> _Ruling:
        effective = source.front_matter.effective
        if self.current is None:
            return self._first(day, source)
        if effective is None:
            return self._without_effective(day, source)
        if effective == self.stated:
            self._refuse_replacing_without_date(source)
            return self._within(self.current, day, source)
        return self._with_new_effective(effective, day, source)

    def _first(self, day: date, source: Source) -> _Ruling:
        effective = source.front_matter.effective
        if effective is None or "effective" in source.unreadable:
            return _Ruling(day, ChangeClass.NEW)
        return _Ruling(effective, ChangeClass.NEW, stated=True)

    def _fallen_back(self, day: date, source: Source) -> _Ruling:
        return self._as_recorded(day, source) if self.is_foreign else self._under_the_date_before(day, source)

    def _under_the_date_before(self, day: date, source: Source) -> _Ruling:
        """Rule 10. The first revision has no date before it: it is the text, whatever is wrong with it."""
        if self.current is None:
            return _Ruling(day, ChangeClass.NEW)
        return replace(self._within(self.current, day, source), acts=False)

    def _without_effective(self, day: date, source: Source) -> _Ruling:
        """Rule 2 and 3."""
        assert self.current is not None
        if self.is_foreign:
            return self._as_recorded(day, source)
        if self.stated is not None:
            raise _AtFaultError("effective-missing", before=self.stated)
        if not self._changes_words(source) or self._new_reason(source):
            return self._within(self.current, day, source)
        if day in self.drafts:
            return self._within(day, day, source)
        return _Ruling(day, ChangeClass.NEW)

    def _as_recorded(self, day: date, source: Source) -> _Ruling:
        """A text of a foreign repository without a date that can act: new words hold from the commit's day.

        What was announced before them is withdrawn, or an older text would take the place of a newer one.
        """
        if self.current is None:
            return self._under_the_date_before(day, source)
        if not self._changes_words(source):
            return self._within(self.current, day, source)
        ruling = self._within(day, day, source) if day in self.drafts else _Ruling(day, ChangeClass.NEW)
        return replace(ruling, drops=tuple(self._standing_after(day)), reopens=self._is_withdrawn(day))

    def _with_new_effective(self, effective: date, day: date, source: Source) -> _Ruling:
        is_re_enacted = self.repeal is not None and self.repeal <= min(day, effective)
        if self.stated is None and not self._changes_words(source) and not is_re_enacted:
            return self._date_stated_later(effective)
        draft = self.drafts.get(effective)
        if draft is None or draft.withdrawn_on is not None:
            return self._open(effective, day, source)
        if effective == self.current or self._new_reason(source):
            return self._stating(draft, day, source)
        return self._return(draft, day, source)

    def _stating(self, draft: _Draft, day: date, source: Source) -> _Ruling:
        """``effective`` names a version that there is."""
        within = replace(self._within(draft.date, day, source), stated=True)
        if draft.basis is Basis.RECORDED and within.change is ChangeClass.TECHNICAL:
            return replace(within, change=ChangeClass.DATED)
        return within

    def _date_stated_later(self, effective: date) -> _Ruling:
        """Rule 3: the first ``effective`` given to unchanged words dates that version."""
        assert self.current is not None
        earlier = [draft.date for draft in self.drafts.values() if draft.date != self.current]
        if earlier and effective <= max(earlier):
            raise _AtFaultError("effective-goes-back", effective=effective, latest=max(earlier))
        redates = self.current if effective != self.current else None
        return _Ruling(effective, ChangeClass.DATED, stated=True, redates=redates)

    def _return(self, draft: _Draft, day: date, source: Source) -> _Ruling:
        """Rule 4: an existing date without a new ``editorial`` is a revert."""
        later = self._standing_after(draft.date)
        taken = [each for each in later if each <= day]
        if taken:
            raise _AtFaultError("revert-behind-force", effective=draft.date, latest=max(taken))
        stating = self._stating(draft, day, source)
        if later and stating.change in {ChangeClass.TECHNICAL, ChangeClass.DATED}:
            stating = replace(stating, change=ChangeClass.REVERT)
        return replace(stating, drops=tuple(later))

    def _open(self, effective: date, day: date, source: Source) -> _Ruling:
        """Rules 4 and 6: a date that has no version, or a withdrawn one."""
        self._refuse_going_back(effective, day)
        replaces = self._overtaken(effective, day) if self.is_foreign else self._replaced(day, source)
        change = ChangeClass.NEW if self._changes_words(source) else ChangeClass.READOPTED
        return _Ruling(effective, change, stated=True, replaces=replaces)

    def _refuse_going_back(self, effective: date, day: date) -> None:
        ends = [*self._last_standing(day), *(repeal for repeal in self.repeals if repeal <= day)]
        if ends and effective < max(ends):
            raise _AtFaultError("effective-goes-back", effective=effective, latest=max(ends))

    def _replaced(self, day: date, source: Source) -> tuple[date, ...]:
        """Rule 6: which announced version the new date takes the place of."""
        named = source.front_matter.replaces
        fresh = self._is_new("replaces", source)
        announced = [self.drafts[each] for each in self._standing_after(day)]
        same = [draft.date for draft in announced if draft.words == source.words]
        if same and not fresh:
            return (max([each for each in same if each == self.current] or same),)
        if isinstance(named, date) and (announced or fresh):
            return (self._replaceable(named, day),)
        if announced and named is None:
            dates = ", ".join(draft.date.isoformat() for draft in announced)
            raise _AtFaultError("replaces-missing", announced=dates)
        return ()

    def _overtaken(self, effective: date, day: date) -> tuple[date, ...]:
        """A foreign text does not say what it replaces: an older one never takes the place of a newer."""
        return tuple(self._standing_after(max(day, effective)))

    def _refuse_replacing_without_date(self, source: Source) -> None:
        """Doing nothing would leave the announced version standing against the editor's plain words."""
        named = source.front_matter.replaces
        if isinstance(named, date) and self._is_new("replaces", source):
            raise _AtFaultError("replaces-without-date", replaces=named)

    def _replaceable(self, named: date, day: date) -> date:
        draft = self.drafts.get(named)
        if draft is None or draft.withdrawn_on is not None:
            raise _AtFaultError("replaces-unknown", replaces=named)
        if named <= day:
            raise _AtFaultError("replaces-in-force", replaces=named)
        return named

    def _rule_on_repeal(self, ruling: _Ruling, day: date, source: Source) -> _Ruling:
        """Rule 9."""
        stated = source.front_matter.repealed
        if stated == self.repeal:
            return self._under_a_standing_repeal(ruling)
        ended = self.repeal is not None and self.repeal <= day
        if stated is None:
            return self._without_repeal(ruling, ended=ended)
        if ended:
            raise _AtFaultError("repeal-moved", repealed=stated, before=self.repeal)
        return self._with_new_repeal(ruling, stated, day)

    def _under_a_standing_repeal(self, ruling: _Ruling) -> _Ruling:
        opens = ruling.date not in self.drafts or (ruling.stated and self._is_withdrawn(ruling.date))
        if self.repeal is not None and opens and ruling.date >= self.repeal:
            raise _AtFaultError("repealed-lingers", repealed=self.repeal, effective=ruling.date)
        return ruling

    def _without_repeal(self, ruling: _Ruling, *, ended: bool) -> _Ruling:
        assert self.repeal is not None
        if not ended:
            change = ChangeClass.REPEAL if ruling.change is ChangeClass.TECHNICAL else ruling.change
            return replace(
                ruling, change=change, calls_off=self.repeal, reopens=self._is_withdrawn(ruling.date)
            )
        if not (ruling.stated and ruling.date >= self.repeal):
            raise _AtFaultError("repeal-removed", repealed=self.repeal)
        return ruling

    def _with_new_repeal(self, ruling: _Ruling, stated: date, day: date) -> _Ruling:
        if ruling.stated and ruling.date >= stated:
            raise _AtFaultError("repealed-lingers", repealed=stated, effective=ruling.date)
        taken = [each for each in (ruling.date, *self._last_standing(day)) if each <= day]
        latest = max(taken) if taken else min([ruling.date, *self.standing[:1]])
        if stated <= latest:
            raise _AtFaultError("repeal-too-early", repealed=stated, latest=latest)
        drops = tuple(each for each in self._standing_after(day) if each >= stated)
        change = ChangeClass.REPEAL if ruling.change is ChangeClass.TECHNICAL else ruling.change
        return replace(
            ruling,
            change=change,
            drops=(*ruling.drops, *drops),
            repeals=stated,
            calls_off=self.repeal,
            reopens=self._is_withdrawn(ruling.date) and ruling.date < stated,
        )

    def _is_withdrawn(self, version: date) -> bool:
        return version in self.drafts and self.drafts[version].withdrawn_on is not None

    def _within(self, version: date, day: date, source: Source) -> _Ruling:
        """Rule 7: the class of a revision that opens nothing."""
        draft = self.drafts.get(version)
        return _Ruling(version, ChangeClass.NEW if draft is None else self._class_within(draft, day, source))

    def _class_within(self, draft: _Draft, day: date, source: Source) -> ChangeClass:
        if draft.words == source.words:
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
        return self.before is None or self.before.words != source.words

    def _new_reason(self, source: Source) -> str | None:
        """A key acts only where its value is new: front matter lingers in the file.

        A reason that comes back with the very words it stood beside is not new: the file was restored.
        """
        reason = source.front_matter.editorial
        if self.before is None or reason == self.before.front_matter.editorial:
            return None
        return None if (source.words, reason) in self.told else reason

    def _is_new(self, key: str, source: Source) -> bool:
        value = getattr(source.front_matter, key)
        return value is not None and (self.before is None or value != getattr(self.before.front_matter, key))

    # -- writing ------------------------------------------------------------------------------------------

    def _write(self, placed: Placed, ruling: _Ruling) -> None:
        self._write_withdrawals(placed, ruling)
        if ruling.redates is not None:
            self._redate(ruling.redates, ruling.date)
        draft = self.drafts.setdefault(ruling.date, _Draft(ruling.date, Basis.RECORDED))
        if ruling.stated or ruling.reopens:
            draft.withdrawn_on = draft.replaced_by = None
        if ruling.stated:
            draft.basis = Basis.STATED
            self.stated = ruling.date
        draft.placed.append(placed)
        self._keep_standing({*ruling.withdraws, ruling.redates or ruling.date, ruling.date})
        if not ruling.acts:
            return
        self._write_repeal(placed, ruling)
        self.current = ruling.date
        self.before = placed.source
        self.told.add((placed.source.words, placed.source.front_matter.editorial))
        self.file_is_gone = False

    def _write_withdrawals(self, placed: Placed, ruling: _Ruling) -> None:
        for withdrawn in ruling.withdraws:
            draft = self.drafts[withdrawn]
            draft.withdrawn_on = placed.day
            draft.replaced_by = ruling.date if withdrawn in ruling.replaces else None

    def _keep_standing(self, touched: Iterable[date]) -> None:
        for each in touched:
            place = bisect_left(self.standing, each)
            if self.standing[place : place + 1] == [each]:
                del self.standing[place]
            if each in self.drafts and self.drafts[each].withdrawn_on is None:
                self.standing.insert(place, each)

    def _redate(self, old: date, new: date) -> None:
        draft = self.drafts.pop(old)
        draft.date = new
        draft.formerly_dated.append(old)
        self.drafts[new] = draft

    def _write_repeal(self, placed: Placed, ruling: _Ruling) -> None:
        if ruling.calls_off is not None:
            self.repeals.remove(ruling.calls_off)
            self.repeal = None
        if ruling.repeals is not None:
            self.repeals.append(ruling.repeals)
            self.repeal = ruling.repeals
        if ruling.stated and placed.source.front_matter.repealed is None:
            self.repeal = None
