"""Reads a date as people write it: in digits, or with a month's name in any language. Pure.

A date is read only where it can mean one day: ``06/05/2021`` is in May or in June, unless the order is known.
Years are those of the Gregorian calendar: 2564 (Buddhist) and 1400 (Persian) are no years here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from babel import Locale, UnknownLocaleError

from sayasat.i18n.messages import messages

Order = Literal["", "dmy", "mdy"]
"""Which number is the day in ``06/05/2021``; empty if that is not known."""

FIRST_YEAR, LAST_YEAR = 1583, 2199

_LIKE_A_DATE = re.compile(r"(?=.{0,40}\d{4})(?=\D{0,40}\d)")
_END = r"(?![\w]|[-/.]\d)"
_YMD = re.compile(r"(\d{4})(\s?[-/.]\s?)(\d{1,2})\2(\d{1,2})(?=T\d|[\s)\],;]|\.(?!\d)|[^\x00-\x7f]|$)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\w)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?(?!\d)")
_NUMERIC = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}){_END}")

_LINK = r"(?:(?:of|the|de|del|den|der|di|da|do|năm)\s+|d[’']|ב)?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|ère|re|o|a|°|[\"”»]|\.|-?(?:го|е|а|і))?(?:\s+day)?"
_YEAR_END = r"(?:-?(?:ж|г|р|жыл\w*)\b\.?|\.|\s+(?:жыл\w*|года?|року|roku)\b)?"
_YEAR_FIRST = r"\.?\s*-?\s*(?:(?:ж|г|жыл\w*|года?|gada|yil|m)\b\.?)?"
_LEAD = re.compile(r"(?:on|the|den|dem|le|el|ngày)\s+")

_LANGUAGES = (
    "ar ar-SY az be bg bn ca cs da de el es et eu fa fi fr gl he hi hr hu hy id is it ka kk ky lt lv mk mn "
    "ms nb nl pl pt ro ru sk sl sq sr sv ta tg th tk tr uk ur uz vi"
)


class WrittenDate(NamedTuple):
    """A date that a text begins with."""

    day: date
    rest: str
    """What follows it in the text; digits and letters may be composed or folded."""


def written_date(text: str, language: str = "", order: Order = "") -> WrittenDate | None:
    """The date that a text begins with; None if it begins with none, or with one that may be another day.

    ``language`` is a BCP 47 tag. A month's name is looked up in it, then in English, then in those of
    `_LANGUAGES`; there it must mean the same month in all that have it.
    """
    text = _with_ascii_digits(unicodedata.normalize("NFKC", text)).lstrip(" \t:;,.–—-(\"'“”«»")
    for pattern in (_YMD, _CJK, _COMPACT):
        if found := pattern.match(text):
            return _written(text, found, _day(found[1], found[pattern.groups - 1], found[pattern.groups]))
    if found := _NUMERIC.match(text):
        order = "dmy" if found[2] == "." else order
        return _written(text, found, _numeric(int(found[1]), int(found[3]), found[4], order))
    return _named(text.casefold(), language) if _LIKE_A_DATE.match(text) else None


def _written(text: str, found: re.Match[str], day: date | None) -> WrittenDate | None:
    return WrittenDate(day, text[found.end() :]) if day else None


def _numeric(first: int, second: int, year: str, order: Order) -> date | None:
    readings = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
    if order:
        return readings[order]
    possible = {each for each in readings.values() if each}
    return possible.pop() if len(possible) == 1 else None


def _named(text: str, language: str) -> WrittenDate | None:
    for lead in (_weekdays(language), _weekdays("en"), _LEAD.pattern):
        found_lead = re.match(lead, text)
        text = text[found_lead.end() :] if found_lead else text
    for languages in ([language], ["en"], _LANGUAGES.split()):
        found = list(_with_months(text, *_months(*languages)))
        if found:
            return found[0] if len({each.day for each in found}) == 1 else None
    return None


def _with_months(text: str, by_name: Mapping[str, int], name: str) -> Iterator[WrittenDate]:
    """The readings of a text, for each order in which day, month and year are written."""
    of = rf"\s*[-.,]?\s*{_LINK}"
    forms = (
        rf"(?P<d>{_DAY}){of}(?P<m>{name})\.?,?{of}(?P<y>\d{{4}}){_YEAR_END}",
        rf"(?P<m>{name})\.?\s+(?P<d>{_DAY})\s*,?\s*(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}}){_YEAR_FIRST}\s*(?P<d>{_DAY})\s*[-.]?\s*{_LINK}(?P<m>{name})",
        rf"(?P<y>\d{{4}}){_YEAR_FIRST}\s*(?P<m>{name})\.?\s*(?P<d>{_DAY})",
    )
    for found in (re.match(rf"{form}(?!\w)", text) for form in forms) if name else ():
        number = re.match(r"\d+", found["d"]) if found else None
        if found and number and (day := _day(found["y"], by_name[found["m"]], number[0])):
            yield WrittenDate(day, text[found.end() :])


def _day(year: str, month: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(each, each)) for each in text)


@cache
def _months(*languages: str) -> tuple[Mapping[str, int], str]:
    """The names that mean the same month in all languages that have them, and an expression for them."""
    found: dict[str, set[int]] = defaultdict(set)
    for language in languages:
        for name, month in _names(language):
            found[name].add(month)
    known = {name: month for name, (month, *others) in found.items() if not others}
    longest_first = sorted(known, key=len, reverse=True)
    return known, "|".join(map(re.escape, longest_first))


@cache
def _weekdays(language: str) -> str:
    """An expression for the name of a weekday before a date."""
    locale = _locale(language)
    widths = locale.days["format"] if locale else {}
    written = (name for width in ("wide", "abbreviated") for name in widths.get(width, {}).values())
    names = sorted({name.casefold().rstrip(".") for name in written}, key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, names))})\b[.,]?\s+" if names else "(?!)"


def _names(language: str) -> Iterable[tuple[str, int]]:
    """The names of months as they stand alone and in dates, whole and short."""
    locale = _locale(language)
    if locale is None:
        return
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for month, name in locale.months[context][width].items():
                folded = unicodedata.normalize("NFKC", name).casefold().rstrip(".")
                if not folded.isdigit():
                    yield folded, month
    cases = (key for key in messages(language).texts if key.startswith("date.months"))
    for key in cases if messages(language).written_in == locale.language else ():
        for month, name in enumerate(messages(language).texts[key].split(), 1):
            yield name.casefold(), month


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
