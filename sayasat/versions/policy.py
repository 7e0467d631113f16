"""A policy: its original and its translations, and which text held on a day (rule 10). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from sayasat.versions.edition_timeline import Answer, Gap, Timeline, gaps, unknown
from sayasat.versions.lineage import without_repeats
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.status import Standing, Status, is_removed, standings


class Policy(Struct, frozen=True):
    """A policy: its authentic edition, and the translations that follow it."""

    slug: str
    authentic: Timeline
    translations: tuple[Timeline, ...] = ()
    """In the order of the settings' languages; a language without a file is absent."""

    is_adopted: bool = False
    """Whether it is of a repository that was not made for Sayasat: then a recorded day is no publication."""

    @property
    def timelines(self) -> tuple[Timeline, ...]:
        """The authentic edition and the translations."""
        return (self.authentic, *self.translations)

    def timeline(self, language: str) -> Timeline | None:
        """The edition in this language, absent where there never was one."""
        return next((each for each in self.timelines if each.lineage.language == language), None)

    def former_slugs(self, place: int = 0) -> tuple[str, ...]:
        """The slugs it had before, without those that it lost before a place on the main line.

        A policy has one slug in all languages: what was published in one of them was published under it.
        """
        revisions = (each for timeline in self.timelines for each in timeline.lineage.revisions)
        return without_repeats((each.slug for each in revisions if each.place >= place), self.slug)

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


def held(answers: Iterable[Answer], day: date, as_published: date | None = None) -> date | None:
    """The date of the version that held on ``day``, as published by the end of ``as_published``, or now."""
    last = _last(answers, day, as_published)
    return last.version if last else None


def unknown_days(policy: Policy, day: date, as_published: date | None = None) -> Gap | None:
    """The days around ``day`` of which it is not known which text held; None if the answer is known."""
    last = _last(policy.authentic.answers, day, as_published)
    if last is None or last.version:
        return None
    return next((gap for gap in unknown(policy.authentic) if gap.start == last.start), None)


def answer(
    policy: Policy, day: date, as_published: date | None = None, language: str = ""
) -> tuple[Version, PlacedRevision] | None:
    """The version that held on ``day``, with its text, as published by the end of ``as_published``, or now.

    ``language`` is by default the authentic one. None if no text held, or this language had none of it then.
    """
    timeline = policy.timeline(language) if language else policy.authentic
    found = held(policy.authentic.answers, day, as_published)
    version = timeline.version(found) if timeline and found else None
    if timeline is None or version is None:
        return None
    until = as_published or date.max
    texts = [each for each in version.revisions if each.acts and each.published_on <= until]
    is_gone = any(gap.covers(version, day) for gap in gaps(timeline, as_published))
    return (version, texts[-1]) if texts and not is_gone else None


def shown_until(policy: Policy, placed: PlacedRevision) -> Version | None:
    """What was published until a late revision for the first day that the revision changes.

    None if no text held by what was published.
    """
    day_before = placed.published_on - timedelta(days=1)
    found = answer(policy, placed.repeals or placed.version_date, day_before)
    return found[0] if found else None


def _last(answers: Iterable[Answer], day: date, as_published: date | None) -> Answer | None:
    given = (each for each in answers if each.start <= day and each.is_given_on(as_published))
    return max(given, key=lambda each: each.start, default=None)
