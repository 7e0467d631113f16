"""Proposes the id of a section from words: Latin letters, no numbers: those of sections change. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from sayasat.check.language.numerals import numbers_in_words
from sayasat.check.language.word_lists import word_list
from sayasat.markdown.words import words

_LONGEST = 40
_FROM_TEXT, _MORE = 4, 5
"""Words of the text below a heading that is only numbered, and how many more are tried if an id is taken."""

_DATA = word_list("ids")
_KINDS = frozenset(_DATA["kinds"].split())
_AFTER_NUMBERS = frozenset({"bis", "ter", "quater"})
_ROMAN = re.compile(r"[IVXLCDM]+")
_APOSTROPHES = str.maketrans("‘ʻ`", "’’’")
_LATIN = str.maketrans(dict(zip(*_DATA["plain"], strict=True)) | _DATA["latin"])


def proposed_id(heading: str, text: str, language: str, taken: Iterable[str]) -> str:
    """An id that is not taken, of words of the heading, or of the text below it; empty if there are none."""
    named, below = _parts(heading, language), _parts(text, language)
    first = 0 if named else _FROM_TEXT
    candidates = (_joined([*named, *below[: first + more]]) for more in range(_MORE))
    used = {"", *taken}
    return next((each for each in candidates if each not in used), "")


def _parts(text: str, language: str) -> list[str]:
    """The words in Latin letters, without numbers and without what is numbered: «Статья 5. Права» has one."""
    found = words(text.translate(_APOSTROPHES))
    return [part for word in found[_numbering(found, language) :] for part in _latin(word)]


def _numbering(found: Sequence[str], language: str) -> int:
    """How many words at the start are a number, or say what has a number: «Пятая глава», "Artikel 5"."""
    leading = list(takewhile(lambda word: _is_number(word, language) or word.lower() in _KINDS, found))
    are_figures = list(map(_is_figure, leading))
    has_number = any(are_figures) or len({word.lower() in _KINDS for word in leading}) > 1
    if not leading and len(found) > 1 and _is_figure(found[1]):
        return 2
    return len(leading) if has_number else 0


def _is_number(word: str, language: str) -> bool:
    is_in_words = all(part.isalpha() and numbers_in_words(part, language) for part in word.split("-"))
    return _is_figure(word) or word.lower() in _AFTER_NUMBERS or is_in_words


def _is_figure(word: str) -> bool:
    return len(word) == 1 or any(map(str.isnumeric, word)) or _ROMAN.fullmatch(word) is not None


def _latin(word: str) -> Iterator[str]:
    """The parts of a word that are no numbers; none for a word of a script that is not converted."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LATIN))
    for part in re.split(r"[-‐‑]", plain):
        letters = "".join(each for each in part if not unicodedata.combining(each) and each not in "'’ʼ")
        if len(letters) > 1 and letters.isascii() and letters.isalpha():
            yield letters


def _joined(parts: Sequence[str]) -> str:
    """As many whole words as are no longer than an id may be."""
    found = ""
    for part in parts:
        longer = f"{found}-{part}" if found else part[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        found = longer
    return found
