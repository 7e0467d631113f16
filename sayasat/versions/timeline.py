"""The authentic edition's revisions, entered one by one as versions. Pure.

Each revision is first *ruled on* (`sayasat.versions.rules` and `file_rules`, which change nothing), then
*entered*. A revision at fault is entered under the date before it and changes nothing else (rule 12). It is
not that version's text either, and the next one is compared with the last that acted.

The files of one commit are entered together: first those in ``versions/``, then the one in ``policies/``.
What is at fault may be right after another file of the edition has changed, in this commit or in a later one.
So it is ruled on again then, as if that commit had recorded it: a merge and a rebase give the same versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.policy_files.facts import Sources
from sayasat.version_days import NumberedDay, commit_day, recorded
from sayasat.version_days import numbered as numbered_day
from sayasat.versions.answer_history import AnswerHistory
from sayasat.versions.applied_rulings import AppliedRulings
from sayasat.versions.dated_files import with_dated_files
from sayasat.versions.edition_timeline import Timeline, numbered
from sayasat.versions.lineage import Event, Lineage, Removal, Revision
from sayasat.versions.log_events import LogMark
from sayasat.versions.model import ChangeClass, PlacedRevision
from sayasat.versions.published_facts import NOTHING_PUBLISHED, PublishedFacts
from sayasat.versions.rulings import AtFaultError, Ruling, facts_of


def fold(
    lineage: Lineage,
    sources: Sources,
    *,
    is_foreign: bool = False,
    published: PublishedFacts = NOTHING_PUBLISHED,
) -> Timeline:
    """The versions of an authentic edition. ``sources`` has the facts of each text by `Revision.text_key`.

    The edition must have had a file in ``policies/``; what was in ``versions/`` before that counts from then.
    Every revision of the edition is in exactly one version, unless a publication passed it over. What
    ``published`` has is not ruled on again (rule 11). Raises nothing: faults are in
    `PlacedRevision.faults`. The texts of a foreign repository were not written by these rules: a revision at
    fault is not set aside, but recorded under its commit's day, and one without ``effective`` is at no fault.
    """
    if is_foreign and any(each.filed for each in lineage.events):
        files = replace(lineage, events=lineage.main_events)
        main = fold(files, sources, is_foreign=True, published=published) if files.events else None
        return with_dated_files(lineage, sources, main)
    state, answers = _EditionState(sources, published, is_foreign=is_foreign), AnswerHistory()
    early: list[Event] = []
    for _, commit in groupby(lineage.events, key=attrgetter("place")):
        events = [*early, *commit]
        if state.current is None and all(event.filed is not None for event in events):
            early = events
            continue
        state.enter_commit(events)
        answers.enter(events[-1], state, max(map(published.day, events)))
        early = []
    state.name_successors()
    drafts = sorted(state.drafts.values(), key=lambda draft: draft.date)
    versions = numbered(draft.finished() for draft in drafts)
    lineage = replace(lineage, events=tuple(state.events))
    ends, deleted = tuple(sorted(state.repeals)), tuple(state.deleted.values())
    return Timeline(lineage, versions, ends, answers.finished(versions), deleted)


class _EditionState(AppliedRulings):
    """The versions while the revisions are entered, oldest first."""

    def __init__(self, sources: Sources, published: PublishedFacts, *, is_foreign: bool) -> None:
        super().__init__(is_foreign=is_foreign)
        self._published = published
        self.has_log = published.has_begun
        self.events: list[Event] = []
        """Those of the edition, and what later commits made of revisions that had been set aside."""
        self._sources = sources
        self._aside: dict[date | None, Revision] = {}
        """The newest revision of each file, where it was set aside."""

    def enter_commit(self, events: Sequence[Event]) -> None:
        """Enter the files that one commit changed."""
        last = events[-1]
        written = {each.filed: each.recorded_as(last) for each in events if isinstance(each, Revision)}
        for event in events:
            if isinstance(event, Removal) and event.filed not in written:
                self._remove(event, written.get(None))
        if self.current is None:
            # Versions are made by the file in policies/: nothing can be before that
            first = written.pop(None)
            self._enter(first, *self._ruled(first))
        again = {file: each.recorded_as(last) for file, each in self._aside.items() if file not in written}
        left = self._enter_acting({**again, **written})
        for file, revision in written.items():
            if file in left:
                self._enter(revision, *self._ruled(revision))

    def _enter_acting(self, revisions: Mapping[date | None, Revision]) -> set[date | None]:
        """Enter all that can act, in turn, and return the files of those that cannot."""
        left, acted = set(revisions), True
        order = sorted(revisions, key=lambda file: (file is None, file or date.min))
        while acted and left:
            acted = False
            for file in [each for each in order if each in left]:
                ruling, faults = self._ruled(revisions[file])
                if ruling is not None and ruling.acts:
                    self._enter(revisions[file], ruling, faults)
                    left.remove(file)
                    acted = True
        return left

    def _remove(self, removal: Removal, main: Revision | None) -> None:
        """Rule 4: without its file an announced version is withdrawn, unless ``policies/`` holds it now."""
        self.events.append(removal)
        self._aside.pop(removal.filed, None)
        if removal.filed is None:
            self.file_is_gone = True
            return
        draft, day = self.drafts.get(removal.filed), removal.recorded.date()
        if draft is None or not draft.has_file:
            return
        draft.has_file = False
        stated = self._sources[main.text_key].front_matter.effective if main else None
        if removal.filed == (stated or self.current) or draft.withdrawn_on is not None:
            return
        if self._published.withdraws(removal, by_rules=draft.date > day):
            draft.withdrawn_on, draft.lost_file = day, True
            self.keep_standing({draft.date})
        else:
            draft.has_file = True
            self.deleted[draft.date] = removal

    def _ruled(self, revision: Revision) -> tuple[Ruling | None, tuple[Fault, ...]]:
        """What a revision does, and what is wrong in its file; None with the fault that sets it aside."""
        source, day = self._sources[revision.text_key], commit_day(revision.recorded)
        faults = tuple(fault.at(revision.path) for fault in source.faults)
        logged = self._published.ruling(revision, self)
        self.file = revision.filed
        try:
            # A foreign or first revision acts whatever is wrong with it: its fault stays reported
            if logged is not None and not self.is_foreign and self.current is not None:
                return logged, faults
            if self.file is None:
                ruling = self._numbered(self.rule(day, source))
            else:
                ruling = self.rule_on_file(self.file, day, source)
            return logged or self._explained(ruling), faults
        except AtFaultError as error:
            # The only rule that a foreign text can break: nobody can ask its publisher for another date
            fault = replace(error.fault, code="adopt-goes-back") if self.is_foreign else error.fault
            return logged, (*faults, fault.at(revision.path))

    def _enter(self, revision: Revision, ruling: Ruling | None, faults: tuple[Fault, ...]) -> None:
        """Write a revision down, with what `_ruled` has just returned.

        One at fault is set aside, unless it is of a foreign repository.
        """
        source, day = self._sources[revision.text_key], commit_day(revision.recorded)
        if ruling is None:
            aside = self._fallen_back if self.file is None else self._file_fallen_back
            ruling = self._numbered(aside(day, source))
        self._aside.pop(revision.filed, None)
        if not ruling.acts:
            self._aside[revision.filed] = revision
        elif self._published.is_passed_over(revision):
            self.unpublished.append(day)
            return
        if ruling.takes_back is not None:
            self.take_back(ruling.takes_back, ruling.date)
        text = self._published.text(revision)
        is_dated = source.stated is not None and source.stated.meaning == "dated"
        past = LogMark.PAST in text.marks if text else not is_dated and self._is_past(ruling, day)
        placed = PlacedRevision(
            revision,
            source,
            ruling.date,
            ruling.change,
            editorial=self._new_reason(source, day),
            withdraws=ruling.withdraws,
            repeals=ruling.repeals,
            faults=faults,
            acts=ruling.acts,
            past=ruling.acts and past,
            brings=facts_of(source, ruling.date, *self.copied_from),
            number=text.number if text else None,
            logged=text.day if text else None,
            marks=tuple(sorted(text.marks)) if text else (),
        )
        self.events.append(revision)
        self.apply(placed, ruling)

    def _numbered(self, ruling: Ruling) -> Ruling:
        """In an adopted archive a day may have several versions: its days have numbers."""
        if not self.is_foreign or isinstance(ruling.date, NumberedDay):
            return ruling
        return replace(ruling, date=numbered_day(ruling.date) if ruling.stated else recorded(ruling.date))

    def _is_past(self, ruling: Ruling, day: date) -> bool:
        """Rule 10: whether it changes what held, or what was published to hold, on a day before its own."""
        opens = ruling.date not in self.drafts or self._is_withdrawn(ruling.date)
        stated = [ruling.redates or ruling.date] if ruling.redates or (ruling.stated and opens) else []
        return any(each < day for each in (*stated, *([ruling.repeals] if ruling.repeals else [])))

    def _explained(self, ruling: Ruling) -> Ruling:
        """Rule 7: a text in force never changes without a word; the texts of a foreign repository do.

        The words may be those of a version whose date is stated in the next commit. Raises AtFaultError.
        """
        if ruling.acts and ruling.change is ChangeClass.UNEXPLAINED:
            raise AtFaultError("words-unexplained", effective=ruling.date)
        return ruling
