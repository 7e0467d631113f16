"""Recognises whether a passage is Kyrgyz, Russian or English. Pure.

Frequent words of each language (``words/frequent.toml``) and the letters ң, ө and ү decide; where they are
few or mixed, as in a quotation, no language is recognised.
"""

import re

from sayasat.check.language.word_lists import word_list

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
