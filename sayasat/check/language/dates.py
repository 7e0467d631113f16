"""Patterns for dates in Kyrgyz, Russian and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sayasat.check.language.figure import Figure, FigureKind, Patterns, compiled
from sayasat.check.language.word_lists import word_list

_DATA = word_list("dates")
_DAY = r"(?<!\d)(?P<day>\d{1,2})"
_QUOTE = r"[«»\"“”„]?"
_YEAR = r"(?P<year>\d{4})(?!\d)"


def _month(written: str) -> str:
    """``m1`` to ``m12``; empty if no month is named so."""
    word = written.lower()
    for names in _DATA["begin"]:
        number = next((index for index, name in enumerate(names.split(), 1) if word.startswith(name)), 0)
        if number:
            return f"m{number}"
    return ""


def _dated(match: re.Match[str]) -> Iterator[Figure]:
    """A date with its month in words; its year or its day may be missing."""
    named = match.groupdict()
    day, year = named.get("day") or "", named.get("year") or ""
    if day and int(day) not in range(1, 32):
        return
    key = (year, _month(match["month"]), str(int(day)) if day else "")
    yield Figure(FigureKind.DATE, key, match.start(), match[0])


def _in_digits(match: re.Match[str]) -> Iterator[Figure]:
    """A date in digits: ``2026-12-01`` or ``01.12.2026``."""
    day, month = int(match["day"]), int(match["number"])
    if day in range(1, 32) and month in range(1, 13):
        key = (match["year"], f"m{month}", str(day))
        yield Figure(FigureKind.DATE, key, match.start(), match[0])


def _in_words(language: str) -> Iterator[re.Pattern[str]]:
    parts = {"{day}": _DAY, "{year}": _YEAR, "{quote}": _QUOTE, "{month}": _DATA["month"][language]}
    for form in _DATA["words"][language]:
        yield compiled(re.sub("|".join(parts), lambda part: parts[part[0]], form))


DATES: Mapping[str, Patterns] = {
    language: (
        *((compiled(form), _in_digits) for form in _DATA["digits"]),
        *((pattern, _dated) for pattern in _in_words(language)),
    )
    for language in _DATA["words"]
}
"""By language."""
