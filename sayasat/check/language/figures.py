"""What must be the same in every language: dates, amounts, references and numbers of a passage. Pure.

Each is read once, under the most specific kind. Three languages are known; a text in another has no figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sayasat.check.language.numerals import FACTOR, NUMBER, amount, digits
from sayasat.check.language.prose import MASK

LANGUAGES = ("ky", "ru", "en")
"""Whose dates, currencies and references are known."""


class FigureKind(StrEnum):
    """What a figure is."""

    DATE = "date"
    AMOUNT = "amount"
    REFERENCE = "reference"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Figure:
    """One date, amount, reference or number."""

    kind: FigureKind
    key: tuple[str, ...]
    """What it says, in one form for all languages; without what a reference is to."""

    start: int
    """In the text given."""

    words: str
    """As they stand in the text."""

    senses: frozenset[str] = frozenset()
    """A reference: what it may be to. "Paragraph 3" may be a part, a clause or a paragraph."""

    @property
    def parts(self) -> frozenset[str]:
        """The numbers in it, and its month."""
        return frozenset(self.key[:1] if self.kind is FigureKind.AMOUNT else filter(None, self.key))


def figures(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of a passage, in order."""
    if language not in LANGUAGES or not any(map(str.isdecimal, text)):
        return ()
    reading = _FigureReader(text)
    for form, read in (*_DATES[language], *_REFERENCES[language], *_AMOUNTS, *_NUMBERS):
        reading.take(form, read)
    return tuple(sorted(reading.found, key=lambda figure: figure.start))


Read = Callable[[re.Match[str]], Iterator[Figure]]
_Forms = tuple[tuple[re.Pattern[str], Read], ...]


@dataclass(slots=True)
class _FigureReader:
    """A text of which more and more is read."""

    rest: str
    found: list[Figure] = field(default_factory=list)

    def take(self, form: re.Pattern[str], read: Read) -> None:
        """Read all that has this form, and mask it."""

        def masked(match: re.Match[str]) -> str:
            figures = list(read(match))
            self.found.extend(figures)
            return MASK * len(match[0]) if figures else match[0]

        self.rest = form.sub(masked, self.rest)


def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


# Dates

# In Kyrgyz, "марте" is also a time ("эки марте"), and many words begin with "май".
_KY_MONTHS = (
    r"(?P<month>(?:январ|феврал|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-яөүң]{0,9}"
    r"|март(?:ы(?:н[а-яөүң]{0,4})?|т[аы][а-яөүң]{0,4}|ка)?|май(?:ы(?:н[а-яөүң]{0,4})?|д[аы]н?(?:гы)?|га)?)"
    r"(?![^\W_])"
)
_RU_MONTHS = (
    r"(?P<month>(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)(?:ь|я|е|ю|ем)"
    r"|(?:март|август)(?:а|е|у|ом|)|ма[йяеюй]|(?:янв|февр?|апр|авг|сент?|окт|нояб|дек)\.)(?![^\W_])"
)
_EN_MONTHS = (
    r"(?P<month>(?-i:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\b\.?"
)
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"(?<!\d)(?P<day>\d{1,2})"
_QUOTE = r"[«»\"“”„]?"
_YEAR = r"(?P<year>\d{4})(?!\d)"


def _month(written: str) -> str:
    word = written.lower()
    for names in (_MONTHS, _ENGLISH_MONTHS):
        number = next((place for place, name in enumerate(names, 1) if word.startswith(name)), 0)
        if number:
            return f"m{number}"
    return ""


def _dated(match: re.Match[str]) -> Iterator[Figure]:
    """A date in words, whole, or without its year or day."""
    named = match.groupdict()
    day, year = named.get("day") or "", named.get("year") or ""
    if day and int(day) not in range(1, 32):
        return
    key = (year, _month(match["month"]), str(int(day)) if day else "")
    yield Figure(FigureKind.DATE, key, match.start(), match[0])


def _in_digits(match: re.Match[str]) -> Iterator[Figure]:
    day, month = int(match["day"]), int(match["number"])
    if day in range(1, 32) and month in range(1, 13):
        key = (match["year"], f"m{month}", str(day))
        yield Figure(FigureKind.DATE, key, match.start(), match[0])


_NUMERIC: _Forms = (
    (_compiled(r"(?<![\d.-])(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?![\d-]\d)"), _in_digits),
    (
        _compiled(r"(?<![\d./])(?P<day>\d{1,2})([./])(?P<number>\d{1,2})\2(?P<year>\d{4})(?![./]?\d)"),
        _in_digits,
    ),
)
_DATES: dict[str, _Forms] = {
    "ky": (
        *_NUMERIC,
        (
            _compiled(
                rf"(?<!\d)(?P<year>\d{{4}})[\s-]{{0,2}}ж(?:ылдын|ылы|\.)\s{{1,3}}{_QUOTE}(?P<day>\d{{1,2}})"
                rf"{_QUOTE}[\s-]{{0,2}}{_KY_MONTHS}"
            ),
            _dated,
        ),
        (
            _compiled(
                rf"{_DAY}[\s-]{{1,2}}{_KY_MONTHS}(?:,?\s{{1,3}}{_YEAR}(?:[\s-]{{0,2}}ж(?:ыл[а-яөүң]{{0,8}}|\.))?)?"
            ),
            _dated,
        ),
        (_compiled(rf"(?<!\d)(?P<year>\d{{4}})[\s-]{{0,2}}ж(?:ылдын|ылы|\.)\s{{1,3}}{_KY_MONTHS}"), _dated),
    ),
    "ru": (
        *_NUMERIC,
        (
            _compiled(
                rf"{_QUOTE}{_DAY}(?:-?го)?{_QUOTE}\s{{1,3}}{_RU_MONTHS}"
                rf"(?:\s{{1,3}}{_YEAR}(?:\s{{0,2}}(?:г(?:од[ауе]?)?\b\.?))?)?"
            ),
            _dated,
        ),
        (_compiled(rf"(?<![^\W_]){_RU_MONTHS}\s{{1,3}}{_YEAR}(?:\s{{0,2}}(?:г(?:од[ауе]?)?\b\.?))?"), _dated),
    ),
    "en": (
        *_NUMERIC,
        (
            _compiled(
                rf"{_DAY}(?:st|nd|rd|th)?(?:\s{{1,3}}day)?(?:\s{{1,3}}of)?\s{{1,3}}{_EN_MONTHS}(?:,?\s{{1,3}}{_YEAR})?"
            ),
            _dated,
        ),
        (
            _compiled(
                rf"\b{_EN_MONTHS}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s{{1,3}}{_YEAR})?"
            ),
            _dated,
        ),
        (_compiled(rf"\b{_EN_MONTHS},?\s{{1,3}}{_YEAR}"), _dated),
    ),
}

# Amounts

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
_CURRENCY = "|".join(rf"(?P<c{place}>{form})" for place, (_, form) in enumerate(_CURRENCIES))
_SAID = r"(?:\s{0,2}\([^()\d]{1,100}\))?"


def _amount(match: re.Match[str]) -> Iterator[Figure]:
    named = match.groupdict()
    code = next(code for place, (code, _) in enumerate(_CURRENCIES) if named.get(f"c{place}"))
    key = (amount(match["number"], match["factor"]), code)
    yield Figure(FigureKind.AMOUNT, key, match.start(), match[0])


_AMOUNTS: _Forms = (
    (
        _compiled(rf"(?P<number>{NUMBER})(?P<factor>{FACTOR}){_SAID}[\s-]{{0,2}}(?:{_CURRENCY})"),
        _amount,
    ),
    (
        _compiled(
            r"(?<![^\W_])(?:(?P<c0>(?:US)?\$|USD\b)|(?P<c1>€|EUR\b)|(?P<c2>₽|RUB\b)|(?P<c3>₸|KZT\b)|(?P<c5>KGS\b))"
            rf"\s{{0,2}}(?P<number>(?<!\w)\d[\d.,]{{0,30}}(?<![.,])|{NUMBER})(?P<factor>{FACTOR})"
        ),
        _amount,
    ),
)

# References

_TERMS: dict[str, tuple[tuple[str, str], ...]] = {
    "ky": (
        ("article", r"берене|статья"),
        ("sub", r"пунктча|подпункт"),
        ("clause", r"пункт"),
        ("part", r"бөлүк|бөлүг"),
        ("section", r"бөлүм"),
        ("chapter", r"глава|бап(?![^\W_])|баб[ыд]"),
        ("paragraph", r"абзац"),
        ("annex", r"тиркеме"),
    ),
    "ru": (
        ("article", r"стат(?:ья|ьи|ью|ье|ьёй|ьей|ей|ьям|ьями|ьях)(?![^\W_])|ст\.|ст(?=\s)"),
        ("sub", r"подпункт(?:а|у|е|ом|ы|ов|ам|ами|ах)?(?![^\W_])|подп\."),
        ("clause sub", r"пп\.?(?![^\W_])"),
        ("clause", r"пункт(?:а|у|е|ом|ы|ов|ам|ами|ах)?(?![^\W_])|п\."),
        ("part", r"част(?:ь|и|ью|ей|ям|ями|ях)(?![^\W_])|ч\."),
        ("section", r"раздел(?:а|у|е|ом|ы|ов|ам|ами|ах)?(?![^\W_])|разд\."),
        ("chapter", r"глав(?:а|ы|е|у|ой|ам|ами|ах|)(?![^\W_])|гл\."),
        ("paragraph", r"абзац(?:а|у|е|ем|ы|ев|ам|ами|ах)?(?![^\W_])|абз\."),
        ("annex", r"приложени(?:е|я|ю|и|ем|й|ям|ями|ях)(?![^\W_])|прил\."),
    ),
    "en": (
        ("article", r"articles?\b|arts?\.|art\b"),
        ("sub", r"sub-?(?:paragraph|clause|point|item|section)s?\b"),
        ("part clause paragraph sub", r"paragraphs?\b|paras?\b\.?"),
        ("clause sub", r"clauses?\b|points?\b|items?\b"),
        ("section article chapter", r"sections?\b|sec\."),
        ("part section", r"parts?\b"),
        ("chapter", r"chapters?\b"),
        ("annex", r"(?:annex|annexes|appendix|appendices|schedules?)\b"),
    ),
}
_REF = r"\d+(?:\.\d+){0,5}"
_JOINER = r"(?:-?\s{0,2}[,;–—-]\s{0,2}|-?\s{1,2}(?:и|жана|and|or|или|же|to|до|по)\s{1,2})"
_LIST = rf"(?<![^\W_]){_REF}(?:{_JOINER}{_REF}){{0,9}}"
_EACH = re.compile(_REF)


def _terms(language: str) -> str:
    return "|".join(rf"(?P<t{place}>{form})" for place, (_, form) in enumerate(_TERMS[language]))


def _referring(language: str) -> Read:
    def read(match: re.Match[str]) -> Iterator[Figure]:
        named = match.groupdict()
        senses = next(senses for place, (senses, _) in enumerate(_TERMS[language]) if named.get(f"t{place}"))
        return _each(match, frozenset(senses.split()))

    return read


def _each(match: re.Match[str], senses: frozenset[str]) -> Iterator[Figure]:
    """A reference for each number; where there is one, its words are all the words."""
    numbers = list(_EACH.finditer(match["list"]))
    base = match.start("list")
    for number in numbers:
        key = (_plain(number[0]),)
        words = match[0] if len(numbers) == 1 else number[0]
        yield Figure(FigureKind.REFERENCE, key, base + number.start(), words.strip(), senses)


def _plain(number: str) -> str:
    return ".".join(each.lstrip("0") or "0" for each in number.split("."))


def _signed(match: re.Match[str]) -> Iterator[Figure]:
    return _each(match, frozenset({"sign"}))


_SIGN = (re.compile(rf"(?:№№?|\bNos?\b\.?|\bN)\s{{0,2}}(?P<list>{_REF})"), _signed)


def _references(language: str) -> _Forms:
    terms = _terms(language)
    before = rf"(?<![^\W_])(?:{terms})\s{{0,3}}(?:№\s?)?(?P<list>{_LIST})"
    if language != "ky":
        return ((_compiled(before), _referring(language)), _SIGN)
    after = rf"(?P<list>{_LIST})\s?[-–]?\s?(?:{terms})[а-яөүң]{{0,15}}"
    stemmed = rf"(?<![^\W_])(?:{terms})[а-яөүң]{{0,9}}\s{{1,3}}(?:№\s?)?(?P<list>{_LIST})(?!-?[а-яөүң])"
    return ((_compiled(after), _referring("ky")), (_compiled(stemmed), _referring("ky")), _SIGN)


_REFERENCES: dict[str, _Forms] = {language: _references(language) for language in LANGUAGES}

# What is left


def _half_day(match: re.Match[str]) -> Iterator[Figure]:
    """The hour of "6 p.m." or "6:30 pm" as of a clock of 24 hours."""
    hour, minutes = int(match["hour"]), match["minutes"] or "00"
    hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    yield Figure(FigureKind.NUMBER, (digits(f"{hour}:{minutes}"),), match.start(), match[0])


def _number(match: re.Match[str]) -> Iterator[Figure]:
    key = (amount(match["number"], match["factor"]),)
    yield Figure(FigureKind.NUMBER, key, match.start(), match[0])


_NUMBERS: _Forms = (
    (
        _compiled(r"(?<![^\W_])(?P<hour>1?\d)(?:[:.](?P<minutes>\d\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"),
        _half_day,
    ),
    (_compiled(rf"(?P<number>{NUMBER})(?P<factor>{FACTOR})"), _number),
)
