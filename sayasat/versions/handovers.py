"""Translations that a version takes over from another one of the same reading (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from sayasat.versions.model import PlacedRevision, Timeline, Version


@dataclass(frozen=True, slots=True)
class Takeover:
    """A version took the place of one of the same reading."""

    place: int
    """On the main line."""

    old: date
    new: date


def takeovers(original: Timeline) -> list[Takeover]:
    """All of an authentic edition, oldest first."""
    found = [
        takeover for version, placed in original.placed for takeover in _by(placed, version.date, original)
    ]
    known = {each.old for each in found}
    moved = (_moved(version, original) for version in original.versions if version.date not in known)
    return sorted([*found, *(each for each in moved if each)], key=attrgetter("place"))


def _moved(version: Version, original: Timeline) -> Takeover | None:
    """That of a version whose text was moved to the file of another date; None if it was not."""
    new = original.version(version.replaced_by) if version.replaced_by else None
    if new is None or new.text.source.content_digest != version.text.source.content_digest:
        return None
    return Takeover(new.revisions[0].revision.place, version.date, new.date)


def _by(placed: PlacedRevision, new: date, original: Timeline) -> Iterator[Takeover]:
    for old in placed.withdraws if placed.acts else ():
        replaced = original.version(old)
        earlier = replaced.revisions if replaced else ()
        texts = [each for each in earlier if each.acts and each.revision.place < placed.revision.place]
        if texts and texts[-1].source.content_digest == placed.source.content_digest:
            yield Takeover(placed.revision.place, old, new)


@dataclass(slots=True)
class PlacedTranslations:
    """The revisions of a translation by the version that they belong to, while the commits go by.

    A version that is replaced by one of the same reading hands on its translation, where that has none.
    """

    takeovers: list[Takeover]
    """Those that are still to come, the next one first."""

    by_date: dict[date, list[PlacedRevision]] = field(default_factory=dict)
    heirs: dict[date, date] = field(default_factory=dict)
    """The version that has the translation of another one now."""

    is_gone: bool = False
    """Whether there is no file now: what was deleted is not handed on."""

    def hand_on(self, place: int | None = None) -> None:
        """Hand on the translations of versions that were replaced before a place; None: of all."""
        while self.takeovers and (place is None or self.takeovers[0].place < place):
            each = self.takeovers.pop(0)
            if each.old in self.by_date and each.new not in self.by_date and not self.is_gone:
                self.by_date[each.new] = self.by_date.pop(each.old)
                heirs = {day: each.new if heir == each.old else heir for day, heir in self.heirs.items()}
                self.heirs = {**heirs, each.old: each.new}
                self.heirs.pop(each.new, None)

    def of(self, day: date) -> Sequence[PlacedRevision]:
        """The revisions of a version, or of the one that has its translation now."""
        return self.by_date.get(self.heirs.get(day, day), ())

    def add(self, day: date, revisions: Iterable[PlacedRevision]) -> None:
        """Add revisions to those of a version, or of the one that has its translation now."""
        self.by_date.setdefault(self.heirs.get(day, day), []).extend(revisions)

    def formerly(self, day: date) -> tuple[date, ...]:
        """The versions that a version has the translation of."""
        return tuple(old for old, heir in self.heirs.items() if heir == day)
