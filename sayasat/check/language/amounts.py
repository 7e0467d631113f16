"""Patterns for amounts of money, times of day and other numbers, the same for all languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayasat.check.language.figure import Figure, FigureKind, Patterns, compiled
from sayasat.check.language.numerals import FACTOR, NUMBER, amount, digits

_CURRENCIES = (
    (
        "USD",
        r"\$|US\$|USD\b|(?:АКШ(?:нын)?\s{1,3})?доллар[а-яөүң]{0,8}(?:\s{1,3}США)?|(?:US\s{1,3})?dollars?\b(?:\s{1,3}US\b)?",
    ),
    ("EUR", r"€|EUR\b|евро(?![а-яёөүң]{4})[а-яөүң]{0,3}|euros?\b"),
    ("RUB", r"₽|RUB\b|рубл[а-яёөүң]{1,6}|руб\b\.?|rou?bles?\b"),
    ("KZT", r"₸|KZT\b|теңге[а-яөүң]{0,5}|тенге\b|tenges?\b"),
    ("tyiyn", r"тыйын[а-яөүң]{0,6}|tyiyns?\b"),
    ("KGS", r"KGS\b|сом(?:ов|ом|ам|ами|ах|[ауе]|го|дон|до|ду|дун|дук|дор[а-яөүң]{0,6})?(?![^\W_])|soms?\b"),
)
_CURRENCY = "|".join(rf"(?P<c{index}>{form})" for index, (_, form) in enumerate(_CURRENCIES))
# The amount repeated in words, in brackets: "100 (жүз) сом"
_IN_WORDS = r"(?:\s{0,2}\([^()\d]{1,100}\))?"


def _amount(match: re.Match[str]) -> Iterator[Figure]:
    named = match.groupdict()
    code = next(code for index, (code, _) in enumerate(_CURRENCIES) if named.get(f"c{index}"))
    key = (amount(match["number"], match["factor"]), code)
    yield Figure(FigureKind.AMOUNT, key, match.start(), match[0])


AMOUNTS: Patterns = (
    (
        compiled(rf"(?P<number>{NUMBER})(?P<factor>{FACTOR}){_IN_WORDS}[\s-]{{0,2}}(?:{_CURRENCY})"),
        _amount,
    ),
    (
        compiled(
            r"(?<![^\W_])(?:(?P<c0>(?:US)?\$|USD\b)|(?P<c1>€|EUR\b)|(?P<c2>₽|RUB\b)|(?P<c3>₸|KZT\b)|(?P<c5>KGS\b))"
            rf"\s{{0,2}}(?P<number>(?<!\w)\d[\d.,]{{0,30}}(?<![.,])|{NUMBER})(?P<factor>{FACTOR})"
        ),
        _amount,
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
