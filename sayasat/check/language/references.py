"""Patterns for references to articles, clauses, annexes and numbered documents. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from sayasat.check.language.figure import Figure, FigureKind, Patterns, ReadMatch, any_of, compiled, matched
from sayasat.check.language.word_lists import word_list

_TERMS: Mapping[str, Mapping[str, str]] = word_list("references")
_REF = r"\d+(?:\.\d+){0,5}"
_JOINER = r"(?:-?\s{0,2}[,;–—-]\s{0,2}|-?\s{1,2}(?:и|жана|and|or|или|же|to|до|по)\s{1,2})"
_LIST = rf"(?<![^\W_]){_REF}(?:{_JOINER}{_REF}){{0,9}}"
_EACH = re.compile(_REF)


def _referring(language: str) -> ReadMatch:
    def read(match: re.Match[str]) -> Iterator[Figure]:
        return _each(frozenset(matched(match, _TERMS[language]).split("_")), match)

    return read


def _each(senses: frozenset[str], match: re.Match[str]) -> Iterator[Figure]:
    """A reference for each number of a list; the words of a single reference include its term."""
    numbers = list(_EACH.finditer(match["list"]))
    base = match.start("list")
    for number in numbers:
        plain = ".".join(each.lstrip("0") or "0" for each in number[0].split("."))
        words = match[0] if len(numbers) == 1 else number[0]
        yield Figure(FigureKind.REFERENCE, (plain,), base + number.start(), words.strip(), senses)


_SIGN = (
    re.compile(rf"(?:№№?|\bNos?\b\.?|\bN)\s{{0,2}}(?P<list>{_REF})"),
    partial(_each, frozenset({"sign"})),
)


def _references(language: str) -> Patterns:
    terms = any_of(_TERMS[language])
    before = rf"(?<![^\W_])(?:{terms})\s{{0,3}}(?:№\s?)?(?P<list>{_LIST})"
    if language != "ky":
        return ((compiled(before), _referring(language)), _SIGN)
    after = rf"(?P<list>{_LIST})\s?[-–]?\s?(?:{terms})[а-яөүң]{{0,15}}"
    stemmed = rf"(?<![^\W_])(?:{terms})[а-яөүң]{{0,9}}\s{{1,3}}(?:№\s?)?(?P<list>{_LIST})(?!-?[а-яөүң])"
    return ((compiled(after), _referring("ky")), (compiled(stemmed), _referring("ky")), _SIGN)


REFERENCES: Mapping[str, Patterns] = {language: _references(language) for language in _TERMS}
"""By language."""
