"""What the version rules would make of files that are not published yet. Pure: the ledger itself is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from sayasat.edit.working_copy import Desk, Draft, sources
from sayasat.errors import Fault
from sayasat.policy_files.facts import Source, read_source
from sayasat.versions.lineage import Edition, Removal, Revision
from sayasat.versions.model import Placed, Timeline
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow

_OTHER_WORDS = "the words that are still to be written"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of publishing drafts."""

    original: Placed | None
    """What the original's file would do; absent where it stays as it is published."""

    faults: tuple[Fault, ...]
    """What would stop a build, and was not wrong with the files before."""

    old_faults: tuple[Fault, ...]
    """What was."""


def judge(desk: Desk, drafts: Iterable[Draft], *, other_words: bool = False) -> Outlook:
    """Fold drafts as one commit, the newest, made on the desk's day.

    With ``other_words``, as if the original's words were changed in it, where they are not yet: so does an
    editor who states the date first and writes the text then.
    """
    by_language = {draft.sheet.language: draft for draft in drafts if draft.data != draft.sheet.published}
    bench = _Bench(desk, by_language)
    original = bench.original(other_words=other_words)
    found = [bench.translation(draft, original) for draft in bench.translations] if original else []
    own = [original] if original and desk.original.language in by_language else []
    faults: list[Fault] = []
    old: list[Fault] = []
    # What is wrong with the original is wrong with what follows it: it is said once.
    for timeline in own if own and own[0].newest.faults else (*own, *found):
        draft = by_language[timeline.edition.language]
        known = {(fault.code, fault.facts) for fault in read_source(draft.base).faults}
        for fault in timeline.newest.faults:
            (old if (fault.code, fault.facts) in known else faults).append(fault)
    return Outlook(own[0].newest if own else None, tuple(faults), tuple(old))


@dataclass(frozen=True, slots=True)
class _Bench:
    desk: Desk
    drafts: Mapping[str, Draft]

    @property
    def translations(self) -> list[Draft]:
        first = self.desk.original.language
        return [draft for language, draft in self.drafts.items() if language != first]

    def original(self, *, other_words: bool) -> Timeline | None:
        sheet = self.desk.original
        draft = self.drafts.get(sheet.language)
        if draft is None:
            return sheet.timeline
        source = read_source(draft.data)
        known = sources(sheet.timeline).values() if sheet.timeline else ()
        if other_words and source.words in {each.words for each in known}:
            source = replace(source, words=_OTHER_WORDS)
        return fold(*self._with(draft, source))

    def translation(self, draft: Draft, original: Timeline) -> Timeline:
        return follow(*self._with(draft, read_source(draft.data)), original)

    def _with(self, draft: Draft, source: Source) -> tuple[Edition, dict[str, Source]]:
        """An edition with the draft as its newest revision, and what is known of its texts."""
        sheet = draft.sheet
        revision = Revision("", self._recorded(), "", "", sheet.path, source.sha256, self._place())
        if sheet.timeline is None:
            return Edition(self.desk.slug, sheet.language, sheet.path, (), (revision,)), {
                revision.blob: source
            }
        edition = sheet.timeline.edition
        known = {**sources(sheet.timeline), revision.blob: source}
        return replace(edition, events=(*edition.events, revision)), known

    def _recorded(self) -> datetime:
        """Noon of the day, but never before what is published."""
        noon = datetime.combine(self.desk.day, time(12), self.desk.zone)
        return max((noon, *(event.recorded for event in self._events())))

    def _place(self) -> int:
        return 1 + max((event.place for event in self._events()), default=0)

    def _events(self) -> list[Revision | Removal]:
        timelines = (sheet.timeline for sheet in self.desk.sheets)
        return [event for each in timelines if each for event in each.edition.events]
