"""A policy: its original and its translations. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.gaps import gaps
from sayasat.versions.lineage import without_repeats
from sayasat.versions.model import Version
from sayasat.versions.status import Standing, Status, is_removed, standings


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: its authentic edition, and the translations that follow it."""

    slug: str
    authentic: Timeline
    translations: tuple[Timeline, ...] = ()
    """In the order of the settings' languages; a language without a file is absent."""

    is_adopted: bool = False
    """Whether it is of a repository that was not made for Sayasat: then a recorded day is no publication."""

    def timeline(self, language: str) -> Timeline | None:
        """The edition in this language, absent where there never was one."""
        editions = (self.authentic, *self.translations)
        return next((each for each in editions if each.lineage.language == language), None)

    def former_slugs(self, place: int = 0) -> tuple[str, ...]:
        """The slugs it had before, without those that it lost before a place on the main line.

        A policy has one slug in all languages: what was published in one of them was published under it.
        """
        revisions = (
            revision
            for timeline in (self.authentic, *self.translations)
            for revision in timeline.lineage.revisions
            if revision.place >= place
        )
        return without_repeats((revision.slug for revision in revisions), self.slug)

    def standings(self, language: str, today: date) -> tuple[Standing, ...]:
        """One language's versions on a day, earliest first; a translation stands as its original does."""
        originals = standings(self.authentic, today)
        timeline = self.timeline(language)
        if timeline is self.authentic:
            return originals
        if timeline is None:
            return ()
        by_date = {standing.version.date: standing for standing in originals}
        gone = gaps(timeline)
        return tuple(
            _as_translated(by_date[each.date], each, removed=is_removed(gone, each, today))
            for each in timeline.versions
        )


def _as_translated(original: Standing, version: Version, *, removed: bool) -> Standing:
    gone = removed and original.status in {Status.IN_FORCE, Status.UPCOMING}
    status = Status.REMOVED if gone else original.status
    return Standing(version, status, original.since, original.until)
