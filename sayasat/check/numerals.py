"""Numbers as texts write them, in digits and in words, brought to one form. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

_BLANKS = " \u00a0\u202f\u2009"
# A comma parts thousands only before three digits; "3,4,5" is three numbers, "1,5" is one.
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
"""A regular expression for what may multiply a number in digits; it may be empty."""


def digits(written: str) -> str:
    """The one form of a number in digits: ``100000`` for "100 000", ``1.5`` for "1,5", ``18`` for "18:00"."""
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
    """The one form of a number in digits with the word that multiplies it: "100" and "миң"."""
    number = digits(written)
    word = factor.strip(" \n\u00a0-").lower()
    power = next((power for stem, power in _POWERS.items() if word.startswith(stem)), 0)
    if word.startswith("тысяч"):
        power = _POWERS["тыс"]
    if not power or len(number) > _LONGEST or number.count(".") > 1 or ":" in number:
        return number
    return _trimmed(f"{Decimal(number).scaleb(power):f}")


_UNITS = {
    "ky": "нөл бир эки үч төрт беш алты жети сегиз тогуз",
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
    "en": "zero one two three four five six seven eight nine",
}
_WORDS: dict[str, dict[str, int]] = {
    "ky": {
        **{word: number for number, word in enumerate(_UNITS["ky"].split())},
        **dict(zip("он жыйырма отуз кырк элүү алтымыш жетимиш сексен токсон".split(), range(10, 100, 10), strict=True)),
        **{"жүз": 100, "миң": 1000, "экөө": 2, "үчөө": 3, "төртөө": 4, "бешөө": 5, "биринчи": 1},
    },
    "ru": {
        **{word: number for number, word in enumerate(_UNITS["ru"].split())},
        **dict(
            zip(
                "десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат "
                "девятнадцат двадцат".split(),
                range(10, 21),
                strict=True,
            )
        ),
        **{"тридцат": 30, "сорок": 40, "пятьдесят": 50, "пятидесят": 50, "шестьдесят": 60, "шестидесят": 60},
        **{"семьдесят": 70, "семидесят": 70, "восемьдесят": 80, "восьмидесят": 80, "девяност": 90},
        **{"сто": 100, "ста": 100, "двести": 200, "двухсот": 200, "триста": 300, "трехсот": 300},
        **{"четыреста": 400, "пятьсот": 500, "тысяч": 1000},
    },
    "en": {
        **{word: number for number, word in enumerate(_UNITS["en"].split())},
        **dict(
            zip(
                "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(),
                range(10, 21),
                strict=True,
            )
        ),
        **{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
        **{"hundred": 100, "thousand": 1000, "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8},
        **{"ninth": 9, "twelfth": 12, "twentieth": 20, "thirtieth": 30, "once": 1, "twice": 2, "both": 2},
    },
}
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


def said(text: str, language: str) -> Counter[str]:
    """The numbers that words of a text may mean: each alone, and those that stand together as one."""
    found: Counter[str] = Counter()
    for run in _runs(text.lower(), language):
        found.update(map(str, run))
        if len(run) > 1:
            found[str(_sum(run))] += 1
    return found


def _runs(text: str, language: str) -> Iterator[list[int]]:
    """Number words that follow one another."""
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
    """What a word means as a number; None where it is none."""
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
    """Words as one number: "эки жүз отуз беш" is 235."""
    total = current = 0
    for number in run:
        if number >= 100:  # noqa: PLR2004
            current = max(current, 1) * number
            total, current = (total + current, 0) if number == 1000 else (total, current)  # noqa: PLR2004
        else:
            current += number
    return total + current
