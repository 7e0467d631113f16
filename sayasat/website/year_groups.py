"""Lists grouped by year. A page folds a long list that spans several years. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Generic, TypeVar

from msgspec import Struct

SHORT = 20
"""The greatest number of entries that are shown without folding."""

Item = TypeVar("Item")


class Year(Struct, Generic[Item], frozen=True):
    """The entries of one year."""

    year: int
    entries: tuple[Item, ...]


class Years(Struct, Generic[Item], frozen=True):
    """A list with its entries grouped by year."""

    entries: tuple[Item, ...]
    years: tuple[Year[Item], ...]
    """In the order of the list."""

    @property
    def is_folded(self) -> bool:
        """Whether the list is long and spans more than one year."""
        return len(self.entries) > SHORT and len(self.years) > 1


def by_year(items: Iterable[Item], day: Callable[[Item], date]) -> Years[Item]:
    """Group ``items``, which are sorted by ``day``, ascending or descending; the order is kept."""
    entries = tuple(items)
    grouped = groupby(entries, key=lambda item: day(item).year)
    return Years(entries, tuple(Year(year, tuple(group)) for year, group in grouped))
