"""Permanent ids of what happened to policies, for feeds and calendars: tag URIs (RFC 4151). Pure.

They contain the slug, the language and the date under which a version was first published, and no commit.
They stay the same when the policy is renamed, a version gets another date, or the Git history is rewritten.
"""

from __future__ import annotations

from sayasat.exports.atom import feed_id
from sayasat.settings import Settings
from sayasat.versions.changelog import Entry
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Removal
from sayasat.versions.model import Version


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
