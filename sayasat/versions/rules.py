"""What a revision of the file in ``policies/`` does to the versions there are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from sayasat.policy_files.facts import Source
from sayasat.version_days import NumberedDay, recorded
from sayasat.versions.model import Basis, ChangeClass
from sayasat.versions.rulings import SAME_READING, AtFaultError, RuleState, Ruling, VersionDraft

ACTING_KEYS = frozenset({"effective", "editorial", "replaces", "repealed"})
"""The keys that these rules go by: where one cannot be read, nobody can say what the revision meant to do."""


class Rules(RuleState):
    """What a revision of the file in ``policies/`` does; nothing here changes the state."""

    def rule(self, day: date, source: Source) -> Ruling:
        """What a revision does. Raises AtFaultError, which holds the fault."""
        is_unclear = source.is_conflicting or source.unreadable & ACTING_KEYS
        if self.current is not None and is_unclear and not self.is_foreign:
            return self._under_the_date_before(day, source)
        ruling = self._rule_on_date(day, source)
        return self._rule_on_repeal(ruling, day, source)

    def _rule_on_date(self, day: date, source: Source) -> Ruling:
        effective = source.front_matter.effective
        if self.current is None:
            is_unread = "effective" in source.unreadable and not self.is_foreign
            stated = None if is_unread else effective
            return Ruling(stated or day, ChangeClass.NEW, stated=stated is not None)
        if effective is None:
            return self._without_effective(day, source)
        draft = self.drafts.get(effective)
        if draft is not None and draft.has_file and draft.content_digest != source.content_digest:
            raise AtFaultError("version-has-file", effective=effective)
        if effective == self.stated:
            self._refuse_replacing_without_date(source)
            return self._within(self.current, day, source)
        return self._with_new_effective(effective, day, source)

    def _fallen_back(self, day: date, source: Source) -> Ruling:
        return self._as_recorded(day, source) if self.is_foreign else self._under_the_date_before(day, source)

    def _under_the_date_before(self, day: date, source: Source) -> Ruling:
        """Rule 10. The first revision has no date before it: it is the text, whatever is wrong with it."""
        if self.current is None:
            return Ruling(day, ChangeClass.NEW)
        return replace(self._within(self.current, day, source), acts=False)

    def _without_effective(self, day: date, source: Source) -> Ruling:
        """Rule 2 and 3."""
        assert self.current is not None
        if self.is_foreign:
            return self._as_recorded(day, source)
        if self.stated is not None:
            raise AtFaultError("effective-missing", before=self.stated)
        if not self._changes_words(source) or self._new_reason(source, day):
            return self._within(self.current, day, source)
        return self._within(day, day, source)

    def _as_recorded(self, day: date, source: Source) -> Ruling:
        """A text of a foreign repository without a date that can act: new words hold from the commit's day.

        What was announced before them is withdrawn, or an older text would take the place of a newer one.
        """
        if self.current is None:
            return self._under_the_date_before(day, source)
        if not self._changes_words(source):
            return self._within(self.current, day, source)
        # The texts may change twice on one day
        numbered = (each for each in self.drafts if isinstance(each, NumberedDay))
        taken = (each.number for each in numbered if each.plain == recorded(day).plain)
        version = recorded(day, max(taken, default=0) + 1)
        return Ruling(version, ChangeClass.NEW, drops=tuple(self._standing_after(day)))

    def _with_new_effective(self, effective: date, day: date, source: Source) -> Ruling:
        is_re_enacted = self.repeal is not None and self.repeal <= min(day, effective)
        if self.stated is None and not self._changes_words(source) and not is_re_enacted:
            return self._date_stated_later(effective)
        draft = self.drafts.get(effective)
        # The text of a deleted file in versions/ may be in policies/ now
        comes_back = draft and draft.lost_file and draft.content_digest == source.content_digest
        if draft is None or (draft.withdrawn_on is not None and not comes_back):
            return self._open(effective, day, source)
        if effective == self.current or self._new_reason(source, day):
            return self._stating(draft, day, source)
        return self._return(draft, day, source)

    def _stating(self, draft: VersionDraft, day: date, source: Source) -> Ruling:
        """``effective`` names a version that there is."""
        within = replace(self._within(draft.date, day, source), stated=True)
        if draft.basis is Basis.RECORDED and within.change in SAME_READING:
            return replace(within, change=ChangeClass.DATED)
        return within

    def _date_stated_later(self, effective: date) -> Ruling:
        """Rule 3: the first ``effective`` given to unchanged words dates that version."""
        assert self.current is not None
        earlier = [draft.date for draft in self.drafts.values() if draft.date != self.current]
        if earlier and effective <= max(earlier):
            raise AtFaultError("effective-goes-back", effective=effective, latest=max(earlier))
        redates = self.current if effective != self.current else None
        return Ruling(effective, ChangeClass.DATED, stated=True, redates=redates)

    def _return(self, draft: VersionDraft, day: date, source: Source) -> Ruling:
        """Rule 4: an existing date without a new ``editorial`` is a revert."""
        later = self._in_policies(self._standing_after(draft.date))
        if draft.date > day and draft.content_digest != source.content_digest:
            return self._redrafted_beside(draft, later, day, source)
        taken = [each for each in self._standing_after(draft.date) if each <= day]
        if taken:
            raise AtFaultError("revert-behind-force", effective=draft.date, latest=max(taken))
        stating = self._stating(draft, day, source)
        if later and stating.change in {*SAME_READING, ChangeClass.DATED}:
            stating = replace(stating, change=ChangeClass.REVERT)
        return replace(stating, drops=tuple(later))

    def _redrafted_beside(
        self, draft: VersionDraft, later: Sequence[date], day: date, source: Source
    ) -> Ruling:
        """Rule 6: where a later version is announced too, the redraft of an announced one says what of that.

        ``replaces: none`` that is left in the file still says that both stand.
        """
        named = source.front_matter.replaces
        if later and named is None:
            dates = ", ".join(each.isoformat() for each in later)
            raise AtFaultError("replaces-missing", announced=dates)
        is_named = isinstance(named, date) and self._is_new("replaces", source)
        replaces = (self._replaceable(named, day),) if isinstance(named, date) and is_named else ()
        return replace(self._stating(draft, day, source), replaces=replaces)

    def _open(self, effective: date, day: date, source: Source) -> Ruling:
        """Rules 4 and 6: a date that has no version, or a withdrawn one."""
        ends = self._ends(day)
        if ends and effective < max(ends):
            raise AtFaultError("effective-goes-back", effective=effective, latest=max(ends))
        # A foreign text does not say what it replaces: an older one never takes the place of a newer
        overtaken = tuple(self._standing_after(max(day, effective)))
        replaces = overtaken if self.is_foreign else self._replaced(day, source)
        takes_back = self._early_redraft(day, source)
        changes_words = self._changes_words(source) and not self._changes_date_alone(source)
        is_new = takes_back is not None or changes_words
        change = ChangeClass.NEW if is_new else ChangeClass.READOPTED
        return Ruling(effective, change, stated=True, replaces=replaces, takes_back=takes_back)

    def _ends(self, day: date) -> list[date]:
        """Days before which nothing can change any more on a day: of the text in force, and of repeals."""
        return [*self._last_standing(day), *(repeal for repeal in self.repeals if repeal <= day)]

    def _replaced(self, day: date, source: Source) -> tuple[date, ...]:
        """Rule 6: which announced version the new date takes the place of."""
        named = source.front_matter.replaces
        fresh = self._is_new("replaces", source) or self._early_redraft(day, source) is not None
        announced = [self.drafts[each] for each in self._in_policies(self._standing_after(day))]
        same = [draft.date for draft in announced if draft.content_digest == source.content_digest]
        if same and not fresh:
            return (max([each for each in same if each == self.current] or same),)
        if isinstance(named, date) and (announced or fresh):
            return (self._replaceable(named, day),)
        if announced and named is None:
            dates = ", ".join(draft.date.isoformat() for draft in announced)
            raise AtFaultError("replaces-missing", announced=dates)
        return ()

    def _refuse_replacing_without_date(self, source: Source) -> None:
        """Doing nothing would leave the announced version standing against the editor's plain words."""
        named = source.front_matter.replaces
        if isinstance(named, date) and self._is_new("replaces", source):
            raise AtFaultError("replaces-without-date", replaces=named)

    def _replaceable(self, named: date, day: date) -> date:
        draft = self.drafts.get(named)
        is_gone = draft is None or draft.withdrawn_on is not None
        # Its file may be deleted in the same commit, or in one before
        if is_gone and not (draft is not None and draft.lost_file and named > day):
            raise AtFaultError("replaces-unknown", replaces=named)
        if named <= day:
            raise AtFaultError("replaces-in-force", replaces=named)
        return named

    def _rule_on_repeal(self, ruling: Ruling, day: date, source: Source) -> Ruling:
        """Rule 9."""
        stated = source.front_matter.repealed
        if stated == self.repeal:
            return self._under_a_standing_repeal(ruling)
        ended = self.repeal is not None and self.repeal <= day
        if stated is None:
            return self._without_repeal(ruling, ended=ended)
        if ended:
            raise AtFaultError("repeal-moved", repealed=stated, before=self.repeal)
        return self._with_new_repeal(ruling, stated, day)

    def _under_a_standing_repeal(self, ruling: Ruling) -> Ruling:
        opens = ruling.date not in self.drafts or (ruling.stated and self._is_withdrawn(ruling.date))
        if self.repeal is not None and opens and ruling.date >= self.repeal:
            raise AtFaultError("repealed-lingers", repealed=self.repeal, effective=ruling.date)
        return ruling

    def _without_repeal(self, ruling: Ruling, *, ended: bool) -> Ruling:
        assert self.repeal is not None
        if not ended:
            change = ChangeClass.REPEAL if ruling.change in SAME_READING else ruling.change
            reopens = self._is_withdrawn(ruling.date)
            return replace(ruling, change=change, calls_off=self.repeal, reopens=reopens)
        if not (ruling.stated and ruling.date >= self.repeal):
            raise AtFaultError("repeal-removed", repealed=self.repeal)
        return ruling

    def _with_new_repeal(self, ruling: Ruling, stated: date, day: date) -> Ruling:
        if ruling.stated and ruling.date >= stated:
            raise AtFaultError("repealed-lingers", repealed=stated, effective=ruling.date)
        taken = [each for each in (ruling.date, *self._last_standing(day)) if each <= day]
        latest = max(taken) if taken else min([ruling.date, *self.standing[:1]])
        if stated <= latest:
            raise AtFaultError("repeal-too-early", repealed=stated, latest=latest)
        drops = tuple(each for each in self._standing_after(day) if each >= stated)
        change = ChangeClass.REPEAL if ruling.change in SAME_READING else ruling.change
        return replace(
            ruling,
            change=change,
            drops=(*ruling.drops, *drops),
            repeals=stated,
            calls_off=self.repeal,
            reopens=self._is_withdrawn(ruling.date) and ruling.date < stated,
        )
