"""Reads numbers in digits and in words into one form that can be compared. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

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
_POWERS = {
    "миң": 3,
    "тыс": 3,
    "thousand": 3,
    "миллион": 6,
    "млн": 6,
    "million": 6,
    "миллиард": 9,
    "млрд": 9,
    "billion": 9,
}
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
    power = next((power for stem, power in _POWERS.items() if word.startswith(stem)), 0)
    if not power or len(number) > _LONGEST or number.count(".") > 1 or ":" in number:
        return number
    return _trimmed(f"{Decimal(number).scaleb(power):f}")


_NUMBER_WORDS = {
    "ky": """
        0 нөл 1 бир 2 эки 3 үч 4 төрт 5 беш 6 алты 7 жети 8 сегиз 9 тогуз 10 он 20 жыйырма 30 отуз 40 кырк
        50 элүү 60 алтымыш 70 жетимиш 80 сексен 90 токсон 100 жүз 1000 миң 2 экөө 3 үчөө 4 төртөө 5 бешөө""",
    "ru": """0 ноль 1 один 2 два 3 три 4 четыре 5 пять 6 шесть 7 семь 8 восемь 9 девять 10 десят 11 одиннадцат
        12 двенадцат 13 тринадцат 14 четырнадцат 15 пятнадцат 16 шестнадцат 17 семнадцат 18 восемнадцат
        19 девятнадцат 20 двадцат 30 тридцат 40 сорок 50 пятьдесят 50 пятидесят 60 шестьдесят 60 шестидесят
        70 семьдесят 70 семидесят 80 восемьдесят 80 восьмидесят 90 девяност 100 сто 100 ста 200 двести
        200 двухсот 300 триста 300 трехсот 300 трёхсот 400 четыреста 500 пятьсот 1000 тысяч""",
    "en": """0 zero 1 one 2 two 3 three 4 four 5 five 6 six 7 seven 8 eight 9 nine 10 ten 11 eleven 12 twelve
        13 thirteen 14 fourteen 15 fifteen 16 sixteen 17 seventeen 18 eighteen 19 nineteen 20 twenty 30 thirty
        40 forty 50 fifty 60 sixty 70 seventy 80 eighty 90 ninety 100 hundred 1000 thousand 1 first 2 second
        3 third 5 fifth 8 eighth 9 ninth 12 twelfth 20 twentieth 30 thirtieth 1 once 2 twice 2 both""",
}
"""By language: numbers, each followed by its word or the word's stem."""


def _read(table: str) -> dict[str, int]:
    each = table.split()
    return {word: int(number) for number, word in zip(each[::2], each[1::2], strict=True)}


_WORDS = {language: _read(table) for language, table in _NUMBER_WORDS.items()}
_RUSSIAN = (
    (re.compile(r"перв(?:ый|ая|ое|ого|ой|ому|ую|ым|ом|ые|ых)|одн(?:а|о|ого|ой|ому|у|им|ом)"), 1),
    (re.compile(r"дв(?:е|ух|ум|умя|ое|оих)|втор(?:ой|ая|ое|ого|ому|ую|ым|ом)|об[ае]|обоих|обеих"), 2),
    (re.compile(r"тр[её]х|тр[её]м|тремя|трое|трети?[йяеьм]\w{0,3}"), 3),
    (re.compile(r"четыр[её][хм]|четырьмя|четверо|четв[её]рт\w{2,3}"), 4),
    (re.compile(r"пят(?:и|ью|ый|ая|ое|ого|ой|ому|ую|ым|ом)|пятеро"), 5),
    (re.compile(r"шест(?:и|ью|ой|ая|ое|ого|ому|ую|ым|ом)|шестеро"), 6),
    (re.compile(r"сем(?:и|ью)|седьм\w{2,3}|семеро"), 7),
    (re.compile(r"вос(?:ьми|емью|ьм\w{2,3})"), 8),
    (re.compile(r"девят(?:и|ью|ый|ая|ое|ого|ой|ому|ую|ым|ом)"), 9),
)
_ENDINGS = {
    "ky": re.compile(
        r"(?:ы?нчы|и?нчи|у?нчу|ү?нчү)?(?:с[ыиуү])?"
        r"(?:[гк][аеоө]|[дт][аеоө]н?|[дтн][ыиуү]н?|л[аеоө]р\w{0,6}|[ыиуү]|)"
    ),
    "ru": re.compile(r"(?:ь|и|ью|ый|ая|ое|ого|ой|ому|ую|ым|ом|ые|ых|а|у|е|ам|ами|ах|ий|)"),
    "en": re.compile(r"(?:th|s|)"),
}
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
    if language == "ru":
        found = next((number for form, number in _RUSSIAN if form.fullmatch(word)), None)
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
