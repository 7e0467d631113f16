"""Recognises scripts and languages: letters that look alike; Kyrgyz, Russian and English passages. Pure.

Frequent words of each language (``words/frequent.toml``) and the letters ң, ө and ү decide; where they are
few or mixed, as in a quotation, no language is recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from sayasat.check.language.word_lists import word_list


class Script(StrEnum):
    """The script of a letter."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    OTHER = "other"


_LATIN = "acehijkopsxyABCEHIJKMOPSTXYé"
_CYRILLIC = "асеһіјкорѕхуАВСЕНІЈКМОРЅТХУё"
_TO_CYRILLIC = dict(zip(_LATIN, _CYRILLIC, strict=True)) | {"ë": "ё", "Ë": "Ё", "m": "м", "ɵ": "ө"}
_FROM_GREEK = dict(zip("οαερνικΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", "oaepvikABEHIKMNOPTXYZ", strict=True))
_ALIKE: Mapping[Script, Mapping[str, str | None]] = {
    Script.CYRILLIC: {greek: _TO_CYRILLIC.get(latin) for greek, latin in _FROM_GREEK.items()} | _TO_CYRILLIC,
    Script.LATIN: dict(zip(_CYRILLIC, _LATIN, strict=True)) | {"ё": "ë"} | _FROM_GREEK,
}
# Letters that Kyrgyz, Russian and English do not use are never suggested.
_UNUSED = "һіјѕїІЈЅ"
CERTAIN = frozenset("aceopxyABCEHKMOPTX")
"""Latin letters that look exactly like Cyrillic ones."""


def script(letter: str) -> Script:
    """The script of one letter, by its name in Unicode."""
    name = unicodedata.name(letter, "").partition(" ")[0].lower()
    return next((each for each in Script if each == name), Script.OTHER)


def alike(letter: str, wanted: Script) -> str | None:
    """The letter of the wanted script that looks like this one; None if there is none."""
    found = _ALIKE[wanted].get(letter) if wanted in _ALIKE else None
    return None if found is None or found in _UNUSED else found


def rewritten(word: str, wanted: Script) -> str | None:
    """A word with the letters of other scripts replaced by look-alikes of one script.

    None if a letter has no look-alike.
    """
    letters = [letter if script(letter) is wanted else alike(letter, wanted) for letter in word]
    return None if None in letters else "".join(filter(None, letters))


_WORD = re.compile(r"[^\W\d_]+")
_KYRGYZ = re.compile(r"[ңөү]")
_LEAST_HITS = 2
_LEAST_WORDS = 6
_LEAD = 3
"""How many times as many hits as any other language."""


_FREQUENT = {
    language: frozenset(words.split())
    for language, words in word_list("frequent").items()
    if language != "sources"
}


def language_of(text: str) -> str:
    """``ky``, ``ru`` or ``en``; empty if too little of the text is recognised."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _LEAST_WORDS:
        return ""
    hits = {language: sum(word in known for word in words) for language, known in _FREQUENT.items()}
    hits["ky"] = sum(word in _FREQUENT["ky"] or _KYRGYZ.search(word) is not None for word in words)
    best, *others = sorted(hits, key=lambda language: -hits[language])
    return best if hits[best] >= max(_LEAST_HITS, _LEAD * hits[others[0]]) else ""


def frequent_words(text: str) -> int:
    """How many words of a text, of three letters or more, are frequent in Kyrgyz or in Russian."""
    known = _FREQUENT["ky"] | _FREQUENT["ru"]
    return sum(len(word) > 2 and word.lower() in known for word in _WORD.findall(text))  # noqa: PLR2004
