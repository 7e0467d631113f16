"""Translations that a version takes over from another one of the same reading (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter

from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.published_facts import PublishedFacts


class Takeover(Struct, frozen=True):
    """A version took the place of one of the same reading, or that one was opened again beside it."""

    place: int
    """On the main line."""

    old: date
    new: date | None
    """None if the old version was opened again: it has its translations back."""

    was_published: bool = True
    """Whether a site may have shown the translations under the new date: else no URL has to be kept."""


def takeovers(
    original: Timeline, published: PublishedFacts, dates: Container[date] | None = None
) -> list[Takeover]:
    """All of an authentic edition, oldest first.

    ``dates`` are those of the versions that have a page; None: all. What another one took over goes to the
    one that took its place, if there is one.
    """
    found: list[Takeover] = []
    for version, placed in reversed(original.placed):
        for each in _by(placed, version.date, original):
            if _has_page(each.new, dates):
                found.append(each)
            else:
                next_ones = (one for one in reversed(found) if one.old == each.new and one.place > each.place)
                found += [replace(one, old=each.old) for one in next_ones][:1]
    named = {day for placed in original.recorded for day in placed.withdraws}
    moved = (_moved(version, original) for version in original.versions if version.date not in named)
    found += [each for each in moved if each and _has_page(each.new, dates)]
    return sorted([*found, *_reopened(original, found, published)], key=attrgetter("place"))


def _has_page(version: date | None, dates: Container[date] | None) -> bool:
    return dates is None or version in dates


def _moved(version: Version, original: Timeline) -> Takeover | None:
    """That of a version whose text was moved to the file of another date; None if it was not."""
    new = original.version(version.replaced_by) if version.replaced_by else None
    if new is None or new.text.source.content_digest != version.text.source.content_digest:
        return None
    return Takeover(new.revisions[0].revision.place, version.date, new.date)


def _reopened(original: Timeline, found: Sequence[Takeover], published: PublishedFacts) -> Iterator[Takeover]:
    """Where versions that were replaced were opened again, by their own file, and the new ones stand."""
    for each in found:
        version, by = original.version(each.old), original.recorded_by(each.place)
        again = next((one for one in _acting(version) if one.revision.place > each.place), None)
        if by is None or again is None:
            continue
        if not any(one.new == each.old and one.place == again.revision.place for one in found):
            yield Takeover(again.revision.place, each.old, None, published.are_apart(by[1], again))


def _acting(version: Version | None) -> Iterator[PlacedRevision]:
    return (each for each in version.revisions if each.acts) if version else iter(())


def _by(placed: PlacedRevision, new: date, original: Timeline) -> Iterator[Takeover]:
    for old in placed.withdraws if placed.acts else ():
        earlier = _acting(original.version(old))
        texts = [each for each in earlier if each.revision.place < placed.revision.place]
        if texts and texts[-1].source.content_digest == placed.source.content_digest:
            yield Takeover(placed.revision.place, old, new)


class PlacedTranslations(Struct):
    """The revisions of a translation by the version that they belong to, while the commits go by.

    A version that is replaced by one of the same reading passes its translation to the new one, if
    that has none.
    """

    takeovers: list[Takeover]
    """Those that are still to come, the next one first."""

    named: dict[date, list[PlacedRevision]] = field(default_factory=dict)
    """By the version that they were made for."""

    successors: dict[date, date] = field(default_factory=dict)
    """The version that has the translation of another one now."""

    published: dict[date, list[date]] = field(default_factory=dict)
    """By the version that they were made for: the others that had them, whose URLs have to be kept."""

    is_gone: bool = False
    """Whether there is no file now: what was deleted is not handed on."""

    def hand_on(self, place: int | None = None) -> None:
        """Hand on the translations of versions that were replaced before a place; None: of all."""
        while self.takeovers and (place is None or self.takeovers[0].place < place):
            each = self.takeovers.pop(0)
            if each.new is None:
                successor = self.successors.pop(each.old, None)
                if successor and successor in self.published.get(each.old, ()) and not each.was_published:
                    self.published[each.old].remove(successor)
            elif self.of(each.old) and not self.of(each.new) and not self.is_gone:
                for day in [day for day in self.named if self._holder(day) == each.old]:
                    self.published.setdefault(day, []).append(each.new)
                successors = {
                    day: each.new if successor == each.old else successor
                    for day, successor in self.successors.items()
                }
                self.successors = {**successors, each.old: each.new}
                self.successors.pop(each.new, None)

    def _holder(self, day: date) -> date:
        return self.successors.get(day, day)

    def of(self, day: date) -> list[PlacedRevision]:
        """The revisions of a version, or of the one that has its translation now, in the order added."""
        successor = self._holder(day)
        days = (successor, *(each for each, other in self.successors.items() if other == successor))
        revisions = chain.from_iterable(self.named.get(each, ()) for each in days)
        return sorted(revisions, key=attrgetter("revision.place"))

    def add(self, day: date, revisions: Iterable[PlacedRevision]) -> None:
        """Add revisions that were made for a version."""
        self.named.setdefault(day, []).extend(revisions)

    def by_date(self) -> Iterator[tuple[date, list[PlacedRevision], tuple[date, ...]]]:
        """The date, revisions and former dates of each version that has a translation now, earliest first.

        The former dates are those of the versions under which its translation was published before.
        """
        made_for: dict[date, list[date]] = {}
        for day in self.named:
            made_for.setdefault(self._holder(day), []).append(day)
        for day, days in sorted(made_for.items()):
            dates = dict.fromkeys(date for each in days for date in (each, *self.published.get(each, ())))
            yield day, _opened(self.of(day)), tuple(each for each in dates if each != day)


def _opened(revisions: Sequence[PlacedRevision]) -> list[PlacedRevision]:
    """The same; the first is new where the text that it changed went back to another version."""
    first = next((each for each in revisions if each.acts), None)
    goes_back = {ChangeClass.TRANSLATION, ChangeClass.SILENT}
    if first is None or first.change not in goes_back or first.logged:
        return [*revisions]
    return [replace(each, change=ChangeClass.NEW) if each is first else each for each in revisions]
