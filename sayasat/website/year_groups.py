"""Lists by year: one that is long and spans years is folded, so that a reader finds the year first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Generic, TypeVar

SHORT = 20
"""A list of so many entries at most is read as it is."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Year(Generic[Item]):
    """What a list holds of one year."""

    year: int
    entries: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Years(Generic[Item]):
    """A list, whole and by year."""

    entries: tuple[Item, ...]
    years: tuple[Year[Item], ...]
    """In the order of the list."""

    @property
    def is_folded(self) -> bool:
        """Whether the list is long, and has years to fold by."""
        return len(self.entries) > SHORT and len(self.years) > 1


def by_year(items: Iterable[Item], day: Callable[[Item], date]) -> Years[Item]:
    """A list that is in the order of its days, whichever way; an empty one has no years."""
    entries = tuple(items)
    grouped = groupby(entries, key=lambda item: day(item).year)
    return Years(entries, tuple(Year(year, tuple(group)) for year, group in grouped))
