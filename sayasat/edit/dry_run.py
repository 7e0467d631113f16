"""Applies the version rules to drafts as if they were published. Pure; the rules are those of the build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time

from msgspec import Struct
from msgspec.structs import replace

from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy
from sayasat.errors import Fault
from sayasat.policy_files.facts import Source, read_source
from sayasat.policy_files.layout import Published
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Event, Lineage, Removal, Revision
from sayasat.versions.model import PlacedRevision
from sayasat.versions.published_facts import PublishedFacts
from sayasat.versions.shown_images import image_path
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow

_OTHER_WORDS = "the words that are still to be written"  # a digest that no text has

_UNFINISHED = "words-unexplained"
"""The words are still being written, or a command says itself what it misses; check says the rest."""


class DryRun(Struct, frozen=True):
    """The outcome of publishing drafts."""

    placed: tuple[PlacedRevision, ...]
    """The new revisions of the authentic edition; none if its files do not change."""

    withdraws: tuple[date, ...]
    """The versions that stood before and stand no longer, earliest first."""

    faults: tuple[Fault, ...]
    """New faults, which would stop the build."""

    old_faults: tuple[Fault, ...]
    """Faults that the files had before the change."""

    def of(self, day: date) -> PlacedRevision | None:
        """The new revision of a version in the authentic edition; None if there is none."""
        return next((each for each in self.placed if each.version_date == day), None)


def dry_run(working_copy: WorkingCopy, drafts: Iterable[FileDraft]) -> DryRun:
    """Apply the rules to the drafts as one new commit, made on the day of the working copy.

    The words of an original that `is_to_be_written` count as changed even if they are not: an editor states
    the date of a new version first and writes its text afterwards.
    """
    changed = [draft for draft in drafts if draft.data != draft.file.published]
    before = working_copy.original.timeline
    timelines = (file.timeline for file in working_copy.files)
    events = [event for each in timelines if each for event in each.lineage.events]
    # Noon of the working copy's day, or the time of the newest published commit if that is later
    noon = datetime.combine(working_copy.today, time(12), working_copy.zone)
    recorded = max((noon, *(event.recorded for event in events)))
    place = 1 + max((event.place for event in events), default=0)
    commit = _DraftCommit(working_copy, changed, recorded, place)
    original = commit.edition(working_copy.original)
    if original is None:
        return DryRun((), (), (), ())
    placed = commit.new(original)
    faults = [*commit.faults(original)]
    # Faults of the original come back in its translations: report them once
    if not any(each.faults for each in placed):
        for main in working_copy.files[1:]:
            translation = commit.edition(main, original)
            if translation is not None:
                faults += commit.faults(translation)
    stood = {each.date for each in before.versions if each.withdrawn_on is None} if before else set()
    stand = {each.date for each in original.versions if each.withdrawn_on is None}
    return DryRun(
        placed,
        tuple(sorted(stood - stand)),
        tuple(fault for fault, is_old in faults if not is_old),
        tuple(fault for fault, is_old in faults if is_old),
    )


class _DraftCommit(Struct, frozen=True):
    """The drafts as one commit after the newest published one."""

    working_copy: WorkingCopy
    drafts: Sequence[FileDraft]
    recorded: datetime
    place: int
    """Its place on the main line."""

    def edition(self, main: PolicyFile, original: Timeline | None = None) -> Timeline | None:
        """An edition after the commit; None if it has no text, or is a translation that does not change.

        ``original``: the authentic edition if this is a translation.
        """
        drafts = [draft for draft in self.drafts if draft.file.language == main.language]
        if not drafts:
            return None if original else main.timeline
        found = [self._event(draft) for draft in drafts]
        events = tuple(event for event, _ in found)
        known = {event.text_key: source for event, source in found if isinstance(event, Revision) and source}
        if main.timeline is None:
            lineage = Lineage(self.working_copy.slug, main.language, main.path, (), events)
        else:
            old = main.timeline.lineage
            lineage, known = replace(old, events=(*old.events, *events)), _sources(main.timeline) | known
        facts = PublishedFacts(self.working_copy.log, lineage)
        return follow(lineage, known, original, facts) if original else fold(lineage, known, published=facts)

    def new(self, timeline: Timeline) -> tuple[PlacedRevision, ...]:
        """The revisions of the commit."""
        return tuple(each for each in timeline.recorded if each.revision.place == self.place)

    def faults(self, timeline: Timeline) -> Iterator[tuple[Fault, bool]]:
        """The faults of the commit in an edition, each with whether the text had it before."""
        bases = {draft.file.path: draft.base for draft in self.drafts}
        for placed in self.new(timeline):
            known = read_source(bases.get(placed.revision.path, b"")).faults
            old = {(fault.code, fault.facts) for fault in known}
            yield from (
                (fault, (fault.code, fault.facts) in old)
                for fault in placed.faults
                if fault.code != _UNFINISHED
            )

    def _source(self, draft: FileDraft, source: Source) -> Source:
        original = self.working_copy.original
        is_open = draft.is_to_be_written and draft.file.language == original.language
        known = _sources(original.timeline).values() if original.timeline and is_open else ()
        if source.content_digest in {each.content_digest for each in known}:
            return replace(source, content_digest=_OTHER_WORDS, sha256=_OTHER_WORDS)
        return source

    def _event(self, draft: FileDraft) -> tuple[Event, Source | None]:
        """What the draft's file becomes, and the facts of its text."""
        file, common = draft.file, ("", self.recorded, "", "", draft.file.path)
        if draft.data is None:
            return Removal(*common, self.place, file.filed), None
        source = read_source(draft.data)
        revision = Revision(*common, source.sha256, self.place, self.working_copy.slug, file.filed)
        images = tuple(self._images(revision, source))
        return replace(revision, images=images), self._source(draft, source.showing(dict(images)))

    def _images(self, revision: Revision, source: Source) -> Iterator[tuple[str, str]]:
        for url in dict.fromkeys(source.images):
            path = image_path(Published(()), revision.text_path, url)
            blob = self.working_copy.find_image(path) if path else None
            if blob is not None:
                yield url, blob


def _sources(timeline: Timeline) -> dict[str, Source]:
    """The facts of every text of an edition, by blob id."""
    return {placed.revision.text_key: placed.source for placed in timeline.recorded}
