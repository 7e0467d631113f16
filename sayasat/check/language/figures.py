"""Finds what must be the same in every language: dates, amounts, references and numbers. Pure.

Each stretch of text is read once, by the most specific pattern: dates, then references, amounts, numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial

from msgspec import Struct

from sayasat.check.language.numerals import FACTOR, NUMBER, amount, digits
from sayasat.check.language.prose import MASK
from sayasat.check.language.word_lists import word_list


class FigureKind(StrEnum):
    """The kind of a figure."""

    DATE = "date"
    AMOUNT = "amount"
    REFERENCE = "reference"
    NUMBER = "number"
    LINK = "link"


class Figure(Struct, frozen=True):
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


_DATA = word_list("dates")
_DAY = r"(?<!\d)(?P<day>\d{1,2})"
_QUOTE = r"[«»\"“”„]?"
_YEAR = r"(?P<year>\d{4})(?!\d)"


def _month(written: str) -> str:
    """``m1`` to ``m12``; empty if no month is named so."""
    begins = ((name, index) for names in _DATA["begin"] for index, name in enumerate(names.split(), 1))
    return next((f"m{index}" for name, index in begins if written.lower().startswith(name)), "")


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


_TERMS: Mapping[str, Mapping[str, str]] = word_list("references")
_REF = r"\d+(?:\.\d+){0,5}"
_JOINER = r"(?:-?\s{0,2}[,;–—-]\s{0,2}|-?\s{1,2}(?:и|жана|and|or|или|же|to|до|по)\s{1,2})"
_LIST = rf"(?<![^\W_]){_REF}(?:{_JOINER}{_REF}){{0,9}}"
_EACH = re.compile(_REF)


def _referring(forms: Mapping[str, str], match: re.Match[str]) -> Iterator[Figure]:
    """A reference for each number of a list; the words of a single reference include its term."""
    senses = frozenset(matched(match, forms).split("_") if forms else {"sign"})
    numbers = list(_EACH.finditer(match["list"]))
    base = match.start("list")
    for number in numbers:
        plain = ".".join(each.lstrip("0") or "0" for each in number[0].split("."))
        words = match[0] if len(numbers) == 1 else number[0]
        yield Figure(FigureKind.REFERENCE, (plain,), base + number.start(), words.strip(), senses)


_SIGN = re.compile(rf"(?:№№?|\bNos?\b\.?|\bN)\s{{0,2}}(?P<list>{_REF})"), partial(_referring, {})


def _references(language: str) -> Patterns:
    terms = any_of(_TERMS[language])
    before = rf"(?<![^\W_])(?:{terms})\s{{0,3}}(?:№\s?)?(?P<list>{_LIST})"
    read = partial(_referring, _TERMS[language])
    if language != "ky":
        return ((compiled(before), read), _SIGN)
    after = rf"(?P<list>{_LIST})\s?[-–]?\s?(?:{terms})[а-яөүң]{{0,15}}"
    stemmed = rf"(?<![^\W_])(?:{terms})[а-яөүң]{{0,9}}\s{{1,3}}(?:№\s?)?(?P<list>{_LIST})(?!-?[а-яөүң])"
    return ((compiled(after), read), (compiled(stemmed), read), _SIGN)


REFERENCES: Mapping[str, Patterns] = {language: _references(language) for language in _TERMS}
"""By language."""


_CURRENCIES = word_list("currencies")
# The amount repeated in words, in brackets: "100 (жүз) сом"
_IN_WORDS = r"(?:\s{0,2}\([^()\d]{1,100}\))?"


def _amount(where: str, match: re.Match[str]) -> Iterator[Figure]:
    code = matched(match, _CURRENCIES[where])
    key = (amount(match["number"], match["factor"]), code)
    yield Figure(FigureKind.AMOUNT, key, match.start(), match[0])


AMOUNTS: Patterns = (
    (
        compiled(
            rf"(?P<number>{NUMBER})(?P<factor>{FACTOR}){_IN_WORDS}[\s-]{{0,2}}(?:{any_of(_CURRENCIES['after'])})"
        ),
        partial(_amount, "after"),
    ),
    (
        compiled(
            rf"(?<![^\W_])(?:{any_of(_CURRENCIES['before'])})"
            rf"\s{{0,2}}(?P<number>(?<!\w)\d[\d.,]{{0,30}}(?<![.,])|{NUMBER})(?P<factor>{FACTOR})"
        ),
        partial(_amount, "before"),
    ),
)


def _half_day(match: re.Match[str]) -> Iterator[Figure]:
    """The time "6 p.m." or "6:30 pm" on the 24-hour clock."""
    hour, minutes = int(match["hour"]), match["minutes"] or "00"
    hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    yield Figure(FigureKind.NUMBER, (digits(f"{hour}:{minutes}"),), match.start(), match[0])


def _number(match: re.Match[str]) -> Iterator[Figure]:
    key = (amount(match["number"], match["factor"]),)
    yield Figure(FigureKind.NUMBER, key, match.start(), match[0])


NUMBERS: Patterns = (
    (
        compiled(r"(?<![^\W_])(?P<hour>1?\d)(?:[:.](?P<minutes>\d\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"),
        _half_day,
    ),
    (compiled(rf"(?P<number>{NUMBER})(?P<factor>{FACTOR})"), _number),
)


LANGUAGES = ("ky", "ru", "en")
"""The languages whose dates, currencies and references are recognised."""


def figures(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of a passage, in order; empty for a language that is not in `LANGUAGES`."""
    if language not in LANGUAGES or not any(map(str.isdecimal, text)):
        return ()
    found: list[Figure] = []
    for pattern, read in (*DATES[language], *REFERENCES[language], *AMOUNTS, *NUMBERS):
        text = pattern.sub(partial(_masked, read, found), text)
    return tuple(sorted(found, key=lambda figure: figure.start))


def _masked(read: ReadMatch, found: list[Figure], match: re.Match[str]) -> str:
    """Collect the figures of a match, and mask it if it has any: no later pattern reads it again."""
    figures = list(read(match))
    found.extend(figures)
    return MASK * len(match[0]) if figures else match[0]
