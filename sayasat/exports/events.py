"""What happened to policies, for feeds and calendars: permanent ids, and the days that texts name. Pure.

Ids are tag URIs (RFC 4151). They contain the slug, the language and the date under which a version was first
published, and no commit. They stay the same when the policy is renamed, a version gets another date, or the
Git history is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from sayasat.settings import Settings
from sayasat.versions.changelog import Entry
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Removal
from sayasat.versions.model import Basis, Version
from sayasat.versions.policy import held
from sayasat.website.catalogue import Catalogue, Edition


def feed_id(settings: Settings, *names: str) -> str:
    """A permanent id, such as ``tag:infocom.kg,2026:policy:privacy:ky``."""
    return ":".join(("tag", settings.tag, *names))


def version_id(timeline: Timeline, version: Version, settings: Settings) -> str:
    """The id of a version, which is that of its first revision too."""
    day = (*version.formerly_dated, version.date)[0].isoformat()
    slug = version.revisions[0].revision.slug
    return feed_id(settings, "policy", slug, timeline.lineage.language, day)


def entry_id(entry: Entry, settings: Settings) -> str:
    """The id of an entry: a later revision's ends with its number, a removal's with how many there were."""
    timeline = entry.timeline
    if entry.version is None or entry.placed is None:
        before = [event for event in timeline.lineage.events if event.place <= entry.place]
        slug = next(each.slug for each in reversed(before) if not isinstance(each, Removal))
        count = sum(isinstance(event, Removal) for event in before)
        return feed_id(settings, "policy", slug, timeline.lineage.language, "removal", str(count))
    version = version_id(timeline, entry.version, settings)
    return version if entry.placed is entry.version.revisions[0] else f"{version}:{entry.placed.number}"


class DayEvent(Struct, frozen=True):
    """A version takes effect on a day, or the policy ends on it."""

    edition: Edition
    version: Version
    day: date
    ends: bool = False

    def id(self, settings: Settings) -> str:
        """The permanent id."""
        version = version_id(self.edition.timeline, self.version, settings)
        return f"{version}:repealed:{self.day}" if self.ends else f"{version}:in-force"

    @property
    def title(self) -> str:
        """The title of the text, in the edition's language."""
        return self.edition.title_of(self.version.text)

    @property
    def was_announced(self) -> bool:
        """Whether it was published before its day, and still stood on the day itself."""
        answers = self.edition.policy.authentic.answers
        days = (self.day - timedelta(days=1), self.day)
        expected = None if self.ends else self.version.date
        is_translated = self.version.revisions[0].published_on < self.day
        return is_translated and all(held(answers, self.day, each) == expected for each in days)


def edition_events(edition: Edition) -> Iterator[DayEvent]:
    """The events of an edition, latest day first; those of withdrawn versions, which never come, included.

    A day that nobody stated is none on which a text takes effect.
    """
    authentic = edition.policy.authentic
    for standing in reversed(edition.standings):
        version = standing.version
        end = standing.until
        if end is not None and end in authentic.repeals and held(authentic.answers, end) is None:
            yield DayEvent(edition, version, end, ends=True)
        if version.basis is Basis.STATED:
            yield DayEvent(edition, version, version.date)


def site_events(catalogue: Catalogue, language: str) -> list[DayEvent]:
    """The events of all policies for readers of one language, latest day first.

    Those of a version that the language has no text of have the original's title.
    """
    found: list[DayEvent] = []
    for policy in catalogue.archive.policies:
        own, original = catalogue.edition(policy, language), catalogue.original(policy)
        found.extend(edition_events(own) if own else ())
        if own is not original:
            others = edition_events(original)
            found.extend(
                each for each in others if not own or own.timeline.version(each.version.date) is None
            )
    return sorted(found, key=lambda event: event.day, reverse=True)
