"""Translations that a version takes over from another one of the same reading (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from operator import attrgetter

from sayasat.versions.model import ChangeClass, PlacedRevision, Timeline, Version


@dataclass(frozen=True, slots=True)
class Takeover:
    """A version took the place of one of the same reading, or that one was opened again beside it."""

    place: int
    """On the main line."""

    old: date
    new: date | None
    """None if the old version was opened again: it has its translations back."""

    was_published: bool = True
    """Whether a site may have shown the translations under the new date: else no URL has to be kept."""


def takeovers(original: Timeline) -> list[Takeover]:
    """All of an authentic edition, oldest first."""
    replaced: dict[date, PlacedRevision] = {}
    found: list[Takeover] = []
    for version, placed in original.placed:
        now = list(_by(placed, version.date, original))
        before = replaced.pop(version.date, None) if placed.acts else None
        if before is not None and not now:
            was_published = before.published_on < placed.published_on
            now = [Takeover(placed.revision.place, version.date, None, was_published)]
        replaced |= {each.old: placed for each in now if each.new}
        found += now
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

    named: dict[date, list[PlacedRevision]] = field(default_factory=dict)
    """By the version that they were made for."""

    heirs: dict[date, date] = field(default_factory=dict)
    """The version that has the translation of another one now."""

    returned: dict[date, date] = field(default_factory=dict)
    """The version that had the translation of another one until that was opened again, and that one."""

    is_gone: bool = False
    """Whether there is no file now: what was deleted is not handed on."""

    def hand_on(self, place: int | None = None) -> None:
        """Hand on the translations of versions that were replaced before a place; None: of all."""
        while self.takeovers and (place is None or self.takeovers[0].place < place):
            each = self.takeovers.pop(0)
            if each.new is None:
                heir = self.heirs.pop(each.old, None)
                if heir is not None and each.was_published:
                    self.returned[heir] = each.old
            elif self.of(each.old) and not self.of(each.new) and not self.is_gone:
                heirs = {day: each.new if heir == each.old else heir for day, heir in self.heirs.items()}
                self.heirs = {**heirs, each.old: each.new}
                self.heirs.pop(each.new, None)

    def of(self, day: date) -> list[PlacedRevision]:
        """The revisions of a version, or of the one that has its translation now, in the order added."""
        heir = self.heirs.get(day, day)
        days = (heir, *(each for each, other in self.heirs.items() if other == heir))
        revisions = chain.from_iterable(self.named.get(each, ()) for each in days)
        return sorted(revisions, key=attrgetter("revision.place"))

    def add(self, day: date, revisions: Iterable[PlacedRevision]) -> None:
        """Add revisions that were made for a version."""
        self.named.setdefault(day, []).extend(revisions)

    def by_date(self) -> Mapping[date, list[PlacedRevision]]:
        """The revisions by the version that has them now, earliest first."""
        days = {self.heirs.get(day, day) for day in self.named}
        return {day: _opened(self.of(day)) for day in sorted(days)}

    def formerly(self, day: date) -> tuple[date, ...]:
        """The versions under whose dates the translation of a version was published before."""
        handed = (old for old, heir in self.heirs.items() if heir == day)
        back = (new for new, old in self.returned.items() if self.heirs.get(old, old) == day)
        return (*handed, *back)


def _opened(revisions: Sequence[PlacedRevision]) -> list[PlacedRevision]:
    """The same; the first is new where the text that it changed went back to another version."""
    first = next((each for each in revisions if each.acts), None)
    if first is None or first.change is not ChangeClass.TRANSLATION or first.logged:
        return [*revisions]
    return [replace(each, change=ChangeClass.NEW) if each is first else each for each in revisions]
