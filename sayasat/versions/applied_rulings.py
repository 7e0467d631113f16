"""Applies a ruling: changes the versions of one edition while they grow."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.versions.file_rules import FileRules
from sayasat.versions.lineage import Removal
from sayasat.versions.model import Basis, PlacedRevision
from sayasat.versions.rulings import Ruling, VersionDraft


class AppliedRulings(FileRules):
    """The versions while the revisions are entered, oldest first."""

    def __init__(self, *, is_foreign: bool) -> None:
        super().__init__(is_foreign=is_foreign)
        self.deleted: dict[date, Removal] = {}
        """Deletions of files in ``versions/`` whose versions had taken effect, by the version's date."""

        self.unpublished: list[date] = []
        """The days of the revisions that publications passed over."""

    def apply(self, placed: PlacedRevision, ruling: Ruling) -> None:
        """Enter a revision in its version, with all that it does to other versions."""
        if ruling.acts:
            self._use_reason(placed)
        self._write_withdrawals(placed, ruling)
        if ruling.redates is not None:
            self._redate(ruling.redates, ruling.date)
        draft = self.drafts.setdefault(ruling.date, VersionDraft(ruling.date, Basis.RECORDED))
        if ruling.stated or ruling.reopens:
            draft.withdrawn_on = draft.replaced_by = None
            draft.lost_file = False
        if ruling.stated:
            stated = placed.source.stated
            draft.is_dated = stated is not None and stated.meaning == "dated"
            draft.basis = Basis.RECORDED if draft.is_dated else Basis.STATED
        draft.placed.append(placed)
        self.keep_standing({*ruling.withdraws, ruling.redates or ruling.date, ruling.date})
        if not ruling.acts:
            return
        self.known_reasons.add((placed.source.content_digest, placed.source.front_matter.editorial))
        if self.file is not None:
            draft.has_file = True
            self.deleted.pop(ruling.date, None)
            self.untils.pop(ruling.date, None)
            if until := placed.source.front_matter.until:
                self.untils[ruling.date] = until
            return
        self._write_repeal(placed, ruling)
        self.stated = ruling.date if ruling.stated else self.stated
        self.current = ruling.date
        self.main.append(placed)
        self.file_is_gone = False

    def take_back(self, early: PlacedRevision, version: date) -> None:
        """Set the newest revision in ``policies/`` aside, for its words are those of another version."""
        assert self.main.pop() is early
        draft = self.drafts[early.version_date]
        fault = Fault("words-before-date", early.revision.path, (("effective", version.isoformat()),))
        aside = replace(early, acts=False, faults=(*early.faults, fault))
        draft.placed = [aside if each is early else each for each in draft.placed]

    def _use_reason(self, placed: PlacedRevision) -> None:
        """Note a reason, unless it waits for its words: they may come in a later commit (rule 1)."""
        source, reason = placed.source, placed.source.front_matter.editorial
        is_waiting = reason and not self._changes_words(source) and placed.logged is None
        if not is_waiting:
            self.used_reasons[self.file] = reason
            self.waiting_since.pop(self.file, None)
        elif self.before is None or self.before.front_matter.editorial != reason:
            self.waiting_since[self.file] = placed.committed_on

    def _write_withdrawals(self, placed: PlacedRevision, ruling: Ruling) -> None:
        for withdrawn in ruling.withdraws:
            draft = self.drafts[withdrawn]
            # If it had taken effect by then, it was withdrawn by a revision that was passed over
            day = placed.committed_on
            earlier = max((each for each in self.unpublished if each < withdrawn <= day), default=day)
            draft.withdrawn_on = draft.withdrawn_on or earlier
            draft.replaced_by = ruling.date if withdrawn in ruling.replaces else None

    def keep_standing(self, touched: Iterable[date]) -> None:
        """Bring the list of versions that were not withdrawn up to date with the drafts of these dates."""
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

    def _write_repeal(self, placed: PlacedRevision, ruling: Ruling) -> None:
        if ruling.calls_off is not None:
            self.repeals.remove(ruling.calls_off)
            self.repeal = None
            self._announce_again(placed.committed_on, ruling.repeals)
        if ruling.repeals is not None:
            self.repeals.append(ruling.repeals)
            self.repeal = ruling.repeals
        if ruling.stated and placed.source.front_matter.repealed is None:
            self.repeal = None

    def _announce_again(self, day: date, repeal: date | None) -> None:
        """Announce again what a repeal that no longer stands had withdrawn, if its file is still there."""
        for draft in self.drafts.values():
            is_repealed = draft.withdrawn_on is not None and draft.replaced_by is None
            is_back = draft.date > day and (repeal is None or draft.date < repeal)
            if draft.has_file and is_repealed and is_back:
                draft.withdrawn_on = None
                self.keep_standing({draft.date})

    def name_successors(self) -> None:
        """Say of each version that was moved to another file where its reading is now (rule 6).

        It was withdrawn on the day on which the same reading was announced for another date.
        """
        for draft in self.drafts.values():
            if draft.withdrawn_on is not None and draft.replaced_by is None:
                moved = (each.date for each in self.drafts.values() if _takes_over(each, draft))
                draft.replaced_by = next(moved, None)


def _takes_over(new: VersionDraft, old: VersionDraft) -> bool:
    first = next(each for each in new.placed if each.acts)
    is_same = new is not old and first.source.content_digest == old.content_digest
    return is_same and old.withdrawn_on == first.committed_on < min(new.date, old.date)
