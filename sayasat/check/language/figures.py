"""Finds what must be the same in every language: dates, amounts, references and numbers. Pure.

Each stretch of text is read once, by the most specific pattern: dates, then references, amounts, numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sayasat.check.language.amounts import AMOUNTS, NUMBERS
from sayasat.check.language.dates import DATES
from sayasat.check.language.figure import Figure, ReadMatch
from sayasat.check.language.prose import MASK
from sayasat.check.language.references import REFERENCES

LANGUAGES = ("ky", "ru", "en")
"""The languages whose dates, currencies and references are recognised."""


def figures(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of a passage, in order; empty for a language that is not in `LANGUAGES`."""
    if language not in LANGUAGES or not any(map(str.isdecimal, text)):
        return ()
    reader = _FigureReader(text)
    for pattern, read in (*DATES[language], *REFERENCES[language], *AMOUNTS, *NUMBERS):
        reader.read(pattern, read)
    return tuple(sorted(reader.found, key=lambda figure: figure.start))


@dataclass(slots=True)
class _FigureReader:
    """Collects figures; text that has been read is masked, so that no later pattern reads it again."""

    unread: str
    found: list[Figure] = field(default_factory=list)

    def read(self, pattern: re.Pattern[str], read: ReadMatch) -> None:
        """Collect the figures of every match, and mask the matches that have any."""

        def masked(match: re.Match[str]) -> str:
            figures = list(read(match))
            self.found.extend(figures)
            return MASK * len(match[0]) if figures else match[0]

        self.unread = pattern.sub(masked, self.unread)
