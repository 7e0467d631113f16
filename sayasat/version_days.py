"""The days of versions in archives of texts that do not state them: several on one day, or none. Pure.

A version is named by its day, which is part of its URL. Where the texts of a repository changed twice on one
recorded day, the second version is named ``2023-12-27.2``. A commit of 1970-01-02 or before stands for
"before 1970": such versions have an order, and no day.
"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from typing import Any, Self

_BEFORE_1970 = date(1970, 1, 2)
"""The last day that stands for no day: Git's times begin on 1 January 1970, in any time zone."""

_WRITTEN = re.compile(r"(undated|\d{4}-\d\d-\d\d)(?:\.([2-9]|[1-9]\d+))?")


class NumberedDay(date):
    """The day of a version that may be one of several.

    Such days have a total order. A plain date is a calendar day, the whole of it: no version of the day is
    before or after it, and only the first version of a day is equal to it.
    """

    number: int

    def __new__(cls, year: int, month: int, day: int, number: int = 1) -> Self:  # noqa: D102
        made = super().__new__(cls, year, month, day)
        made.number = number
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.year, self.month, self.day, self.number)

    @property
    def plain(self) -> date:
        """The calendar day."""
        return date(self.year, self.month, self.day)

    def isoformat(self) -> str:
        """The name of the version: ``2023-12-27``, ``2023-12-27.2``."""
        name = self.plain.isoformat()
        return name if self.number == 1 else f"{name}.{self.number}"

    __str__ = isoformat

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NumberedDay):
            return self._place == other._place
        return self._place == (other, 1)

    def __ne__(self, other: object) -> bool:  # that of dates knows no numbers
        return not self == other

    def __hash__(self) -> int:
        return hash(self.plain) if self._place[1] == 1 else hash(self._place)

    def __lt__(self, other: date) -> bool:
        return self._place < other._place if isinstance(other, NumberedDay) else self.plain < other

    def __le__(self, other: date) -> bool:
        return self._place <= other._place if isinstance(other, NumberedDay) else self.plain <= other

    def __gt__(self, other: date) -> bool:
        return self._place > other._place if isinstance(other, NumberedDay) else self.plain > other

    def __ge__(self, other: date) -> bool:
        return self._place >= other._place if isinstance(other, NumberedDay) else self.plain >= other

    @property
    def _place(self) -> tuple[date, int]:
        return self.plain, self.number


class UndatedDay(NumberedDay):
    """The place in order of a version that was recorded before 1970: it has no day, and is equal to none."""

    def isoformat(self) -> str:
        """The name of the version: ``undated``, ``undated.2``."""
        return "undated" if self.number == 1 else f"undated.{self.number}"

    __str__ = isoformat

    @property
    def _place(self) -> tuple[date, int]:
        return self.plain, self.number - sys.maxsize


def is_before_1970(day: date) -> bool:
    """Whether the day of a commit stands for any day before 1970."""
    return day <= _BEFORE_1970


def commit_day(time: datetime) -> date:
    """The day by which a commit is ruled on: all that stand for "before 1970" are of one day."""
    return max(time.date(), _BEFORE_1970)


def numbered(day: date, number: int = 1) -> NumberedDay:
    """A day with a number."""
    return NumberedDay(day.year, day.month, day.day, number)


def recorded(day: date, number: int = 1) -> NumberedDay:
    """The day of a version that is dated by its commit."""
    if is_before_1970(day):
        return UndatedDay(_BEFORE_1970.year, _BEFORE_1970.month, _BEFORE_1970.day, number)
    return numbered(day, number)


def read_version_day(name: str) -> date:
    """The day that a version's name is made of. Raises ValueError for a text that is none."""
    found = _WRITTEN.fullmatch(name)
    if found is None:
        raise ValueError(name)
    if found[1] == "undated":
        return recorded(_BEFORE_1970, int(found[2] or 1))
    day = date.fromisoformat(found[1])
    return numbered(day, int(found[2])) if found[2] else day


def calendar_day(day: object) -> date:
    """The calendar day of a version; a hook for msgspec, too. Raises TypeError for what is no day."""
    if not isinstance(day, date):
        raise TypeError(type(day).__name__)
    return day.plain if isinstance(day, NumberedDay) else day


def as_name(value: object) -> str:
    """The name that a numbered day is encoded as; a hook for msgspec. Raises TypeError for other values."""
    if isinstance(value, NumberedDay):
        return value.isoformat()
    raise TypeError(type(value).__name__)
