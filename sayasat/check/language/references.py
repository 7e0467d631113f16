"""Patterns for references to articles, clauses, annexes and numbered documents. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sayasat.check.language.figure import Figure, FigureKind, Patterns, ReadMatch, compiled

_TERMS: Mapping[str, tuple[tuple[str, str], ...]] = {
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
    return "|".join(rf"(?P<t{index}>{form})" for index, (_, form) in enumerate(_TERMS[language]))


def _referring(language: str) -> ReadMatch:
    def read(match: re.Match[str]) -> Iterator[Figure]:
        named = match.groupdict()
        senses = next(senses for index, (senses, _) in enumerate(_TERMS[language]) if named.get(f"t{index}"))
        return _each(match, frozenset(senses.split()))

    return read


def _each(match: re.Match[str], senses: frozenset[str]) -> Iterator[Figure]:
    """A reference for each number of a list; the words of a single reference include its term."""
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


def _references(language: str) -> Patterns:
    terms = _terms(language)
    before = rf"(?<![^\W_])(?:{terms})\s{{0,3}}(?:№\s?)?(?P<list>{_LIST})"
    if language != "ky":
        return ((compiled(before), _referring(language)), _SIGN)
    after = rf"(?P<list>{_LIST})\s?[-–]?\s?(?:{terms})[а-яөүң]{{0,15}}"
    stemmed = rf"(?<![^\W_])(?:{terms})[а-яөүң]{{0,9}}\s{{1,3}}(?:№\s?)?(?P<list>{_LIST})(?!-?[а-яөүң])"
    return ((compiled(after), _referring("ky")), (compiled(stemmed), _referring("ky")), _SIGN)


REFERENCES: Mapping[str, Patterns] = {language: _references(language) for language in _TERMS}
"""By language."""
