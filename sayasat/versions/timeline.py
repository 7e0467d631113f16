"""The authentic edition's revisions, entered one by one as versions. Pure.

Each revision is first *ruled on* (`sayasat.versions.rules`, which changes nothing), then *entered*. A
revision at fault is entered under the date before it and changes nothing else (rule 12): history cannot be
corrected. It is not that version's text either, and the next one is compared with the last that acted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date

from sayasat.policy_files.facts import Source
from sayasat.versions.answer_ledger import AnswerLedger
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Timeline, brought
from sayasat.versions.numbers import numbered
from sayasat.versions.publication_log import LogMark
from sayasat.versions.published_facts import NOTHING_PUBLISHED, PublishedFacts
from sayasat.versions.rules import Rules
from sayasat.versions.rulings import AtFaultError, Ruling, VersionDraft


def fold(
    lineage: Lineage,
    sources: Mapping[str, Source],
    *,
    is_foreign: bool = False,
    published: PublishedFacts = NOTHING_PUBLISHED,
) -> Timeline:
    """The versions of an authentic edition. ``sources`` holds the facts of every blob the edition names.

    Every revision of the edition is in exactly one version, unless a publication passed it over. What
    ``published`` tells is not ruled on again (rule 11). Raises nothing: faults are in
    `PlacedRevision.faults`. The texts of a foreign repository were not written by these rules: a revision at
    fault is not set aside, but recorded under its commit's day, and one without ``effective`` is at no fault.
    """
    ledger, answers = _Ledger(is_foreign=is_foreign), AnswerLedger()
    for event in lineage.events:
        if isinstance(event, Removal):
            ledger.file_is_gone = True
        else:
            ledger.enter(event, sources[event.blob], published)
        answers.enter(event, ledger, published.day(event))
    drafts = sorted(ledger.drafts.values(), key=lambda draft: draft.date)
    versions = numbered(draft.finished() for draft in drafts)
    return Timeline(lineage, versions, tuple(sorted(ledger.repeals)), answers.finished(versions))


class _Ledger(Rules):
    """The versions while the revisions are entered, oldest first."""

    def enter(self, revision: Revision, source: Source, published: PublishedFacts) -> None:
        """Rule on a revision and write it down."""
        text = published.text(revision)
        told = published.ruling(revision, self)
        faults = tuple(fault.at(revision.path) for fault in source.faults)
        try:
            # A foreign or first revision acts whatever is wrong with it: its fault is told ever after
            acts_at_fault = self.is_foreign or self.current is None
            ruling = (None if acts_at_fault else told) or self._explained(
                self.rule(revision.recorded.date(), source)
            )
        except AtFaultError as error:
            faults = (*faults, error.fault.at(revision.path))
            ruling = self._fallen_back(revision.recorded.date(), source)
        ruling = told or ruling
        if ruling.acts and published.is_passed_over(revision):
            return
        past = LogMark.PAST in text.marks if text else self._is_past(ruling, revision.recorded.date())
        placed = PlacedRevision(
            revision,
            source,
            ruling.date,
            ruling.change,
            editorial=self._new_reason(source),
            withdraws=ruling.withdraws,
            repeals=ruling.repeals,
            faults=faults,
            acts=ruling.acts,
            past=ruling.acts and past,
            brings=brought(source, self.before),
            number=text.number if text else None,
            logged=text.day if text else None,
            marks=tuple(sorted(text.marks)) if text else (),
        )
        self._write(placed, ruling)

    def _is_past(self, ruling: Ruling, day: date) -> bool:
        """Rule 10: whether it changes what held, or what was said to hold, on a day before its own."""
        opens = ruling.date not in self.drafts or self._is_withdrawn(ruling.date)
        stated = [ruling.redates or ruling.date] if ruling.redates or (ruling.stated and opens) else []
        return any(each < day for each in (*stated, *([ruling.repeals] if ruling.repeals else [])))

    def _explained(self, ruling: Ruling) -> Ruling:
        """Rule 7: a text in force never changes without a word; the texts of a foreign repository do.

        The words may be those of a version whose date is stated in the next commit. Raises AtFaultError.
        """
        if ruling.acts and ruling.change is ChangeClass.UNEXPLAINED and not self.is_foreign:
            raise AtFaultError("words-unexplained", effective=ruling.date)
        return ruling

    def _write(self, placed: PlacedRevision, ruling: Ruling) -> None:
        self._write_withdrawals(placed, ruling)
        if ruling.redates is not None:
            self._redate(ruling.redates, ruling.date)
        draft = self.drafts.setdefault(ruling.date, VersionDraft(ruling.date, Basis.RECORDED))
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
        self.known_reasons.add((placed.source.content_digest, placed.source.front_matter.editorial))
        self.file_is_gone = False

    def _write_withdrawals(self, placed: PlacedRevision, ruling: Ruling) -> None:
        for withdrawn in ruling.withdraws:
            draft = self.drafts[withdrawn]
            draft.withdrawn_on = placed.committed_on
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

    def _write_repeal(self, placed: PlacedRevision, ruling: Ruling) -> None:
        if ruling.calls_off is not None:
            self.repeals.remove(ruling.calls_off)
            self.repeal = None
        if ruling.repeals is not None:
            self.repeals.append(ruling.repeals)
            self.repeal = ruling.repeals
        if ruling.stated and placed.source.front_matter.repealed is None:
            self.repeal = None
