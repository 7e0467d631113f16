"""Applies the version rules to drafts as if they were published. Pure; the rules are those of the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from sayasat.edit.working_copy import FileDraft, WorkingCopy, sources
from sayasat.errors import Fault
from sayasat.policy_files.facts import Source, read_source
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.model import PlacedRevision
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow

_OTHER_WORDS = "the words that are still to be written"  # a digest that no text has


@dataclass(frozen=True, slots=True)
class DryRun:
    """The outcome of publishing drafts."""

    original: PlacedRevision | None
    """The new revision of the authentic edition; None if its file does not change."""

    faults: tuple[Fault, ...]
    """New faults, which would stop the build."""

    old_faults: tuple[Fault, ...]
    """Faults that the files had before the change."""


def dry_run(working_copy: WorkingCopy, drafts: Iterable[FileDraft], *, other_words: bool = False) -> DryRun:
    """Apply the rules to the drafts as one new commit, made on the day of the working copy.

    ``other_words``: treat the words of the original as changed even if they are not. An editor states the
    date of a new version first and writes its text afterwards.
    """
    by_language = {draft.file.language: draft for draft in drafts if draft.data != draft.file.published}
    commit = _DraftCommit(working_copy, by_language)
    original = commit.original(other_words=other_words)
    found = [commit.translation(draft, original) for draft in commit.translations] if original else []
    changed = [original] if original and working_copy.original.language in by_language else []
    faults: list[Fault] = []
    old: list[Fault] = []
    # Faults of the original come back in its translations: report them once
    for timeline in changed if changed and changed[0].newest.faults else (*changed, *found):
        draft = by_language[timeline.lineage.language]
        known = {(fault.code, fault.facts) for fault in read_source(draft.base).faults}
        for fault in timeline.newest.faults:
            if fault.code == "words-unexplained":
                # The words are still being written, or each command says what it misses; check says the rest.
                continue
            (old if (fault.code, fault.facts) in known else faults).append(fault)
    return DryRun(changed[0].newest if changed else None, tuple(faults), tuple(old))


@dataclass(frozen=True, slots=True)
class _DraftCommit:
    """The drafts as one commit after the newest published one."""

    working_copy: WorkingCopy
    drafts: Mapping[str, FileDraft]

    @property
    def translations(self) -> list[FileDraft]:
        first = self.working_copy.original.language
        return [draft for language, draft in self.drafts.items() if language != first]

    def original(self, *, other_words: bool) -> Timeline | None:
        file = self.working_copy.original
        draft = self.drafts.get(file.language)
        if draft is None:
            return file.timeline
        source = read_source(draft.data)
        known = sources(file.timeline).values() if file.timeline else ()
        if other_words and source.content_digest in {each.content_digest for each in known}:
            source = replace(source, content_digest=_OTHER_WORDS)
        return fold(*self._with(draft, source))

    def translation(self, draft: FileDraft, original: Timeline) -> Timeline:
        return follow(*self._with(draft, read_source(draft.data)), original)

    def _with(self, draft: FileDraft, source: Source) -> tuple[Lineage, dict[str, Source]]:
        """The lineage with the draft as its newest revision, and the facts of its texts by blob."""
        file = draft.file
        revision = Revision("", self._recorded(), "", "", file.path, source.sha256, self._place())
        if file.timeline is None:
            return Lineage(self.working_copy.slug, file.language, file.path, (), (revision,)), {
                revision.blob: source
            }
        lineage = file.timeline.lineage
        known = {**sources(file.timeline), revision.blob: source}
        return replace(lineage, events=(*lineage.events, revision)), known

    def _recorded(self) -> datetime:
        """Noon of the working copy's day, or the time of the newest published commit if that is later."""
        noon = datetime.combine(self.working_copy.today, time(12), self.working_copy.zone)
        return max((noon, *(event.recorded for event in self._events())))

    def _place(self) -> int:
        return 1 + max((event.place for event in self._events()), default=0)

    def _events(self) -> list[Revision | Removal]:
        timelines = (file.timeline for file in self.working_copy.files)
        return [event for each in timelines if each for event in each.lineage.events]
