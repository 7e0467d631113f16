"""What must hold of every publication, whatever the history: an oracle that reads dates, not code.

Each function gives a sentence for each breach. The rules are those of
decisions/0023-version-rules-second-edition.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

from sayasat.versions.archive import Archive
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Removal
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.policy import Policy
from sayasat.versions.status import Status

DAY = timedelta(1)


class Published(Struct, frozen=True, dict=True):
    """A publication: what the archive says on its day."""

    archive: Archive
    day: date

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day on which an answer could change, and the days beside it."""
        days = {self.day}
        for policy in self.archive.policies:
            days |= {each.recorded.date() for each in policy.authentic.lineage.events}
            days |= {*policy.authentic.repeals, *(version.date for version in policy.authentic.versions)}
        return tuple(sorted({day + beside for day in days for beside in (-DAY, 0 * DAY, DAY)}))


def held(original: Timeline, day: date) -> Version | str:
    """The version that holds on a day (rules 5 and 9), or why there is none."""
    begun = [each for each in original.versions if each.withdrawn_on is None and each.date <= day]
    if not begun:
        return "before the first"
    latest = max(begun, key=lambda version: version.date)
    if any(latest.date < end <= day for end in original.repeals):
        return "repealed"
    following = any(latest.date < each.date for each in original.versions if each.withdrawn_on is None)
    if latest.known_until is not None and following and latest.known_until <= day:
        return "not known"
    return "no file" if _is_in_a_gap(original, latest, day) else latest


def _is_in_a_gap(original: Timeline, version: Version, day: date) -> bool:
    """Whether the file was gone on a day, and the version is from before that."""
    gone: date | None = None
    acting = {each.revision for each in original.recorded if each.acts}
    for event in [each for each in original.lineage.events if each.filed is None]:
        if isinstance(event, Removal):
            gone = gone or event.recorded.date()
        elif gone is not None and event in acting:
            is_older = version.revisions[0].revision.place < event.place
            if gone <= day < event.recorded.date() and is_older:
                return True
            gone = None
    return gone is not None and gone <= day


def state_breaches(publication: Published) -> Iterator[str]:
    """One text a day unless a gap says why; each revision in one version; nothing that held is withdrawn."""
    for policy in publication.archive.policies:
        original = policy.authentic
        for day in publication.days:
            shown = [each for each in policy.standings("ky", day) if each.status is Status.IN_FORCE]
            expected = held(original, day)
            if [each.version for each in shown] != ([expected] if isinstance(expected, Version) else []):
                dates = [str(each.version.date) for each in shown]
                yield f"{policy.slug}, {day}: {dates}, not {_name(expected)}"
        for timeline in (original, *policy.translations):
            placed = [each.revision for version in timeline.versions for each in version.revisions]
            # The files of one commit have the same place
            if Counter(placed) != Counter(timeline.lineage.revisions):
                yield f"{policy.slug}, {timeline.lineage.language}: a revision is lost or doubled"
        for version in original.versions:
            if version.withdrawn_on is not None and version.date <= version.withdrawn_on:
                yield f"{policy.slug}: {version.date} was withdrawn on {version.withdrawn_on}, after its day"


def silent_changes(before: Published, after: Published) -> Iterator[str]:
    """Rule 10: the answers about past days that changed without a revision that explains it."""
    for policy in before.archive.policies:
        now = after.archive.policy(policy.slug)
        if now is None:
            continue
        days = sorted({*before.days, *after.days})
        for day in [each for each in days if each < after.day]:
            old, new = held(policy.authentic, day), held(now.authentic, day)
            if not _is_same(old, new) and not _is_explained(policy, now, day):
                yield f"{policy.slug}, {day}: {_name(old)} by {before.day}, {_name(new)} by {after.day}"


def _is_same(old: Version | str, new: Version | str) -> bool:
    """Whether it is the same version; one that was dated since is."""
    if isinstance(old, str) or isinstance(new, str):
        return old is new
    return old.date in {new.date, *new.formerly_dated}


def _is_explained(before: Policy, now: Policy, day: date) -> bool:
    known = {each.commit for each in before.authentic.lineage.events}
    placed = {each.revision: each for each in now.authentic.recorded}
    for event in now.authentic.lineage.events:
        if event.commit in known:
            continue
        if event.recorded.date() <= day:
            return True  # Late: it was committed in time, and published after
        if not isinstance(event, Removal) and _is_marked(placed[event], day):
            return True
    return False


def _is_marked(placed: PlacedRevision, day: date) -> bool:
    """Whether a revision says that it reaches behind its day, and as far as this day."""
    if placed.acts and placed.change in {ChangeClass.DATED, ChangeClass.DOCUMENTED}:
        return True
    stated = [placed.version_date, *([placed.repeals] if placed.repeals else [])]
    return placed.past and min(stated) <= day


class Page(Struct, frozen=True):
    """A page that was published: a revision of a version, by its number, in one language."""

    slug: str
    language: str
    day: date
    number: int | None
    blob: str
    """What it shows, for ever."""

    policy: str
    """The first commit of the policy: a page never serves another one."""


def pages(archive: Archive) -> Iterator[Page]:
    """What a publication promises for ever."""
    for policy in archive.policies:
        first = policy.authentic.lineage.events[0].commit
        for timeline in (policy.authentic, *policy.translations):
            for version in timeline.versions:
                for each in (one for one in version.revisions if one.acts):
                    names = (policy.slug, timeline.lineage.language, version.date)
                    yield Page(*names, each.number, each.revision.blob, first)


def lost_pages(promised: Iterable[Page], archive: Archive) -> Iterator[str]:
    """The pages that no version answers any more, or with other bytes, or that are of another policy now."""
    for page in promised:
        policy = archive.policy(page.slug)
        timeline = policy.timeline(page.language) if policy else None
        versions = timeline.versions if timeline else ()
        there = [each for each in versions if page.day in {each.date, *each.formerly_dated}]
        commits = {each.commit for each in policy.authentic.lineage.events} if policy else set()
        revisions = [each for version in there for each in version.revisions if each.number == page.number]
        if page.policy not in commits:
            yield f"{page.language}/{page.slug}/{page.day} is of another policy, or of none"
        elif {each.revision.blob for each in revisions} != {page.blob}:
            texts = ", ".join(each.revision.blob[:7] for each in revisions) or "lost"
            yield f"{page.language}/{page.slug}/{page.day}/revisions/{page.number} is {texts}"


def _name(held: Version | str) -> str:
    return held if isinstance(held, str) else str(held.date)
