"""The days on which texts take effect or end, for feeds and calendars. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sayasat.exports.event_ids import version_id
from sayasat.settings import Settings
from sayasat.versions.model import Basis, Version
from sayasat.versions.policy import held
from sayasat.website.catalogue import Catalogue, Edition


@dataclass(frozen=True, slots=True)
class DayEvent:
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
