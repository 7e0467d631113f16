"""A figure: a date, an amount of money, a reference, a number or a link that a text states. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class FigureKind(StrEnum):
    """The kind of a figure."""

    DATE = "date"
    AMOUNT = "amount"
    REFERENCE = "reference"
    NUMBER = "number"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Figure:
    """One date, amount, reference, number or link."""

    kind: FigureKind
    key: tuple[str, ...]
    """Its value in a form that is the same in all languages; without the term of a reference ("article")."""

    start: int
    """Its offset in the text."""

    words: str
    """The figure as written."""

    senses: frozenset[str] = frozenset()
    """For a reference, what it may refer to: "paragraph 3" may be a part, a clause or a paragraph."""

    line: int = 0
    """Its line in the body, from 1; 0 where only the passage is known."""

    @property
    def parts(self) -> frozenset[str]:
        """The numbers in it, and the month of a date."""
        return frozenset(self.key[:1] if self.kind is FigureKind.AMOUNT else filter(None, self.key))


ReadMatch = Callable[[re.Match[str]], Iterator[Figure]]
"""Yields the figures of a match; none if the match turns out to be something else."""

Patterns = tuple[tuple[re.Pattern[str], ReadMatch], ...]
"""Patterns with the functions that read their matches, in the order in which they are tried."""


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled to ignore case."""
    return re.compile(pattern, re.IGNORECASE)


def any_of(forms: Mapping[str, str]) -> str:
    """A pattern of alternatives, each a group of its name."""
    return "|".join(f"(?P<{name}>{form})" for name, form in forms.items())


def matched(match: re.Match[str], forms: Mapping[str, str]) -> str:
    """The name of the alternative that matched."""
    named = match.groupdict()
    return next(name for name in forms if named[name])
