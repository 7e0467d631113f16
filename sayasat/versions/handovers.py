"""Translations that a version takes over from another one of the same reading (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sayasat.versions.model import PlacedRevision, Timeline


@dataclass(frozen=True, slots=True)
class Takeover:
    """A version took the place of one of the same reading."""

    place: int
    """On the main line."""

    old: date
    new: date


def takeovers(original: Timeline, dates: Container[date] | None = None) -> list[Takeover]:
    """All of an authentic edition, oldest first.

    ``dates`` are those of the versions that have a page; None: all. What another one took over goes to the
    one that took its place, if there is one.
    """
    found: list[Takeover] = []
    for version, placed in reversed(original.placed):
        for each in _by(placed, version.date, original):
            if dates is None or each.new in dates:
                found.append(each)
            else:
                next_ones = (one for one in reversed(found) if one.old == each.new and one.place > each.place)
                found += [replace(one, old=each.old) for one in next_ones][:1]
    return sorted(found, key=lambda each: each.place)


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
