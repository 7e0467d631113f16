"""Reads numbers in digits and in words into one form that can be compared. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from sayasat.check.language.word_lists import word_list

_DATA = word_list("numbers")
_BLANKS = " \u00a0\u202f\u2009"
# A comma separates thousands only before three digits; "3,4,5" is three numbers, "1,5" is one.
NUMBER = (
    rf"(?<![^\W_])(?:\d{{1,3}}(?:[{_BLANKS}'’]\d{{3}}){{1,9}}(?!\d)(?:[.,]\d{{1,9}})?"
    r"|\d{1,3}(?:,\d{3}){1,9}(?![\d,])(?:\.\d{1,9})?"
    r"|\d+(?:[.:]\d+){1,9}"
    r"|(?<!\d,)\d+,\d+(?![\d,])"
    r"|\d+)"
)
"""A regular expression for a number in digits."""

_TIME = re.compile(r"(\d{1,2}):(\d\d)")
_LONGEST = 30
FACTOR = (
    r"(?:[\s-]{0,2}(?:(?:миң|тысяч|миллион|миллиард)[а-яёөүң]{0,12}|(?:тыс|млн|млрд)\b\.?"
    r"|(?:thousand|million|billion)s?\b))?"
)
"""A regular expression for a word such as "million" after a number in digits; it also matches nothing."""


def digits(written: str) -> str:
    """The normalised form of a number in digits: "100 000" is ``100000``, "1,5" ``1.5``, "18:00" ``18``."""
    plain = re.sub(rf"[{_BLANKS}'’]", "", written)
    time = _TIME.fullmatch(plain)
    if time:
        return _trimmed(f"{time[1]}.{time[2]}")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain) and not plain.startswith("0"):
        return _trimmed(plain.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", plain):
        return plain.replace(".", "")
    return _trimmed(plain.replace(",", "."))


def _trimmed(number: str) -> str:
    whole, point, part = number.partition(".")
    if not (whole + part).isdecimal():
        return number
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (point + part if part else "")


def amount(written: str, factor: str) -> str:
    """The normalised form of a number in digits times a word of `FACTOR`: "100" and "миң" are ``100000``."""
    number = digits(written)
    word = factor.strip(" \n\u00a0-").lower()
    power = next(
        (int(zeros) for zeros, stems in _DATA["factors"].items() if word.startswith(tuple(stems.split()))), 0
    )
    if not power or len(number) > _LONGEST or number.count(".") > 1 or ":" in number:
        return number
    return _trimmed(f"{Decimal(number).scaleb(power):f}")


def _read(table: str) -> dict[str, int]:
    each = table.split()
    return {word: int(number) for number, word in zip(each[::2], each[1::2], strict=True)}


_WORDS = {language: _read(table) for language, table in _DATA["words"].items()}
_FORMS = {
    language: [(re.compile(form), int(number)) for number, form in forms.items()]
    for language, forms in _DATA["forms"].items()
}
_ENDINGS = {language: re.compile(form) for language, form in _DATA["endings"].items()}
_WORD = re.compile(r"[^\W\d_]+")


def numbers_in_words(text: str, language: str) -> Counter[str]:
    """The numbers that the words of a text may mean, and how often.

    Each word counts alone, and adjacent words also count together: "эки жүз" is 2, 100 and 200.
    """
    found: Counter[str] = Counter()
    for run in _runs(text.lower(), language):
        found.update(map(str, run))
        if len(run) > 1:
            found[str(_sum(run))] += 1
    return found


def _runs(text: str, language: str) -> Iterator[list[int]]:
    """The numbers of adjacent number words."""
    run: list[int] = []
    end = 0
    for match in _WORD.finditer(text):
        number = _number(match[0], language)
        if run and (number is None or text[end : match.start()].strip(" \n-\u00a0")):
            yield run
            run = []
        if number is not None:
            run.append(number)
        end = match.end()
    if run:
        yield run


def _number(word: str, language: str) -> int | None:
    """The number that a word means; None if it is not a number word."""
    words = _WORDS.get(language, {})
    if len(word) > _LONGEST:
        return None
    if word in words:
        return words[word]
    found = next((number for form, number in _FORMS.get(language, ()) if form.fullmatch(word)), None)
    if found:
        return found
    ending = _ENDINGS.get(language)
    if ending is None:
        return None
    stems = ((word[:cut], word[cut:]) for cut in range(len(word) - 1, 1, -1))
    return next((words[stem] for stem, rest in stems if stem in words and ending.fullmatch(rest)), None)


def _sum(run: Iterable[int]) -> int:
    """The number that adjacent words mean together: "эки жүз отуз беш" is 235."""
    total = current = 0
    for number in run:
        if number >= 100:  # noqa: PLR2004
            current = max(current, 1) * number
            total, current = (total + current, 0) if number == 1000 else (total, current)  # noqa: PLR2004
        else:
            current += number
    return total + current
