"""Patterns for amounts of money, times of day and other numbers, the same for all languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from sayasat.check.language.figure import Figure, FigureKind, Patterns, any_of, compiled, matched
from sayasat.check.language.numerals import FACTOR, NUMBER, amount, digits
from sayasat.check.language.word_lists import word_list

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
