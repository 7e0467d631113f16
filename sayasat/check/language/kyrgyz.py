"""Corrects Kyrgyz words that were typed on a keyboard without ң, ө and ү. Pure.

The right form comes from a list of words, the rest of the text, vowel harmony, and polite endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sayasat.check.language.word_lists import word_list

_PLAIN = str.maketrans("ңөүҢӨҮ", "ноуНОУ")
_FRONT = str.maketrans("оуОУ", "өүӨҮ")
_BACK = str.maketrans("өүӨҮ", "оуОУ")
_CYRILLIC = re.compile(r"[а-яёөүң]+")

# Words in which front and back vowels are right: compounds ("үчбурчтук", names in -гүл), and loan words with
# ё and ю, which may be front or back ("монтёрлөр").
_TWO_STEMS = re.compile(
    r"[ёю]|^(?:фото|видео|аудио|авто|кино|электро)|гүл|бүбү|сүн(?![аеөүыио])|бурч|уюл|улут|түрколог"
)
# A front and a back vowel in adjacent syllables; an е between them is right ("документтүү").
_MIXED = re.compile(r"[өү][^аеёиоуыэюяөү]*[оу]|[оу][^аеёиоуыэюяөү]*[өү]")
# A long vowel at the end of a stem is front after a front vowel ("билдирүү", "керектөө"), else back.
_BACK_AFTER_FRONT = re.compile(r"(?<=[еиэ])([бвгджзйклмнңпрстхчш]{1,3})(уу|оо)")
_FRONT_AFTER_BACK = re.compile(r"(?<=[аыяу])([бвгджзйклмнңпрстхчш]{1,3})(үү|өө)")
_POLITE = re.compile(
    r"(?P<stem>[а-яөүң]{1,40}[аеыиоуөүэюяё])н(?P<vowel>[ыиуү])з"
    r"(?P<ending>(?:[дл][аеоө]р(?:[дн]?[ыиуү]|[дгк][аеоө]н?)?|[дг][аеоө]н?|[дн][ыиуү]н?|с[ыиуү]з|[дг]?[аеоө]г[ыиуү])?)"
)
_LEAST_SHOWN = 7
"""The least number of letters of a word whose right form is taken from the rest of the text."""

_STEM_END = 4
"""The rest of the text decides between н and ң only in a word's first letters: "колунда" and "колуңда" differ
in the ending, and both are right."""


def plain(word: str) -> str:
    """A word as typed on a keyboard without the Kyrgyz letters."""
    return word.translate(_PLAIN)


_DATA = word_list("kyrgyz")
_LISTED: list[str] = _DATA["words"].split()
_WHOLE = {plain(word): word for word in _LISTED if not word.endswith("*")}
_STEMS = {plain(word): word for word in (each.rstrip("*") for each in _LISTED if each.endswith("*"))}
_RIGHT = frozenset(_DATA["right"].split())
_TWINS = re.compile("|".join(_DATA["twins"].split()))


class Spelling:
    """Corrects the words of one text."""

    def __init__(self, counts: Mapping[str, int], right: Iterable[str]) -> None:
        """``counts``: how often the text has each word; ``right``: the words of `CheckSettings.words`."""
        self._right = {word.lower() for word in right} | _RIGHT
        self._shown = dict(self._shown_forms(counts))
        self._known: dict[str, str] = {}

    def corrected(self, word: str) -> str:
        """The right form of a word, with the same capitals; the word itself if it is right or not known."""
        lower = word.lower()
        if len(lower) != len(word):
            # Not a Kyrgyz word: it has a letter such as İ, whose lower case is two characters
            return word
        if lower not in self._known:
            self._known[lower] = lower if lower in self._right else self._corrected(lower)
        return _with_capitals(word, self._known[lower])

    def _corrected(self, word: str) -> str:
        if not _CYRILLIC.fullmatch(word):
            return word
        for correct in (_by_list, _with_polite_ending, self._as_shown, _harmonious):
            word = correct(word)
        return word

    def _as_shown(self, word: str) -> str:
        """The word as the rest of the text writes it."""
        shown = self._shown.get(plain(word), word)
        return shown if _differs_in_stem(word, shown) else word

    @staticmethod
    def _shown_forms(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        """(plain spelling, form with Kyrgyz letters) of words whose right form is at least as frequent."""
        lower: dict[str, int] = {}
        for word, count in counts.items():
            lower[word.lower()] = lower.get(word.lower(), 0) + count
        for word, count in lower.items():
            spelled = plain(word)
            if len(word) < _LEAST_SHOWN or spelled == word or _TWINS.match(spelled):
                continue
            if count >= lower.get(spelled, 0) and _harmonious(word) == word:
                yield spelled, word


def _by_list(word: str) -> str:
    """The word as the list of words has it, or with the longest stem that the list has."""
    spelled = plain(word)
    if spelled in _WHOLE:
        return _WHOLE[spelled]
    for end in range(min(len(word), 20), 2, -1):
        stem = _STEMS.get(spelled[:end])
        if stem:
            return stem + word[end:] if stem != word[:end] else word
    return word


def _with_polite_ending(word: str) -> str:
    """The word with ң in the ending "your": "дарегиниз" becomes "дарегиңиз"."""
    match = _POLITE.fullmatch(word)
    if match is None:
        return word
    return f"{match['stem']}ң{match['vowel']}з{match['ending']}"


def _harmonious(word: str) -> str:
    """The word by vowel harmony: "өзгоруү" becomes "өзгөрүү", "билдируу" "билдирүү", "жазүү" "жазуу"."""
    letters = set(word)
    has_front, has_back = letters & set("өү"), letters & set("оу")
    if has_front and has_back:
        is_mixed = _MIXED.search(word) and not _TWO_STEMS.search(word)
        return word.translate(_FRONT) if is_mixed else word
    if has_back:
        found = _BACK_AFTER_FRONT.search(word)
        return word[: found.start()] + word[found.start() :].translate(_FRONT) if found else word
    found = _FRONT_AFTER_BACK.search(word) if has_front else None
    return word[: found.start()] + word[found.start() :].translate(_BACK) if found else word


def _differs_in_stem(word: str, shown: str) -> bool:
    """Whether the forms differ in ө or ү, or in an ң among the first letters."""
    return any(
        ours != theirs and (theirs != "ң" or index < _STEM_END)
        for index, (ours, theirs) in enumerate(zip(word, shown, strict=True))
        if theirs in "ңөү"
    )


def _with_capitals(word: str, corrected: str) -> str:
    pairs = zip(word, corrected, strict=True)
    return "".join(new.upper() if old.isupper() else new for old, new in pairs)
