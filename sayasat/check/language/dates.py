"""Patterns for dates in Kyrgyz, Russian and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sayasat.check.language.figure import Figure, FigureKind, Patterns, compiled
from sayasat.check.language.word_lists import word_list

_DATA = word_list("months")
_KY_MONTHS, _RU_MONTHS, _EN_MONTHS = (_DATA["pattern"][language] for language in ("ky", "ru", "en"))
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


_NUMERIC: Patterns = (
    (compiled(r"(?<![\d.-])(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?![\d-]\d)"), _in_digits),
    (
        compiled(r"(?<![\d./])(?P<day>\d{1,2})([./])(?P<number>\d{1,2})\2(?P<year>\d{4})(?![./]?\d)"),
        _in_digits,
    ),
)
DATES: Mapping[str, Patterns] = {
    "ky": (
        *_NUMERIC,
        (
            compiled(
                rf"(?<!\d)(?P<year>\d{{4}})[\s-]{{0,2}}ж(?:ылдын|ылы|\.)\s{{1,3}}{_QUOTE}(?P<day>\d{{1,2}})"
                rf"{_QUOTE}[\s-]{{0,2}}{_KY_MONTHS}"
            ),
            _dated,
        ),
        (
            compiled(
                rf"{_DAY}[\s-]{{1,2}}{_KY_MONTHS}(?:,?\s{{1,3}}{_YEAR}(?:[\s-]{{0,2}}ж(?:ыл[а-яөүң]{{0,8}}|\.))?)?"
            ),
            _dated,
        ),
        (compiled(rf"(?<!\d)(?P<year>\d{{4}})[\s-]{{0,2}}ж(?:ылдын|ылы|\.)\s{{1,3}}{_KY_MONTHS}"), _dated),
    ),
    "ru": (
        *_NUMERIC,
        (
            compiled(
                rf"{_QUOTE}{_DAY}(?:-?го)?{_QUOTE}\s{{1,3}}{_RU_MONTHS}"
                rf"(?:\s{{1,3}}{_YEAR}(?:\s{{0,2}}(?:г(?:од[ауе]?)?\b\.?))?)?"
            ),
            _dated,
        ),
        (compiled(rf"(?<![^\W_]){_RU_MONTHS}\s{{1,3}}{_YEAR}(?:\s{{0,2}}(?:г(?:од[ауе]?)?\b\.?))?"), _dated),
    ),
    "en": (
        *_NUMERIC,
        (
            compiled(
                rf"{_DAY}(?:st|nd|rd|th)?(?:\s{{1,3}}day)?(?:\s{{1,3}}of)?\s{{1,3}}{_EN_MONTHS}(?:,?\s{{1,3}}{_YEAR})?"
            ),
            _dated,
        ),
        (
            compiled(
                rf"\b{_EN_MONTHS}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s{{1,3}}{_YEAR})?"
            ),
            _dated,
        ),
        (compiled(rf"\b{_EN_MONTHS},?\s{{1,3}}{_YEAR}"), _dated),
    ),
}
"""By language."""
