"""Letters of the Latin, Cyrillic and Greek scripts that look alike. Pure."""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class Script(StrEnum):
    """The script of a letter."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    OTHER = "other"


_LATIN = "acehijkopsxyABCEHIJKMOPSTXYé"
_CYRILLIC = "асеһіјкорѕхуАВСЕНІЈКМОРЅТХУё"
_TO_CYRILLIC = dict(zip(_LATIN, _CYRILLIC, strict=True)) | {"ë": "ё", "Ë": "Ё", "m": "м", "ɵ": "ө"}
_TO_LATIN = dict(zip(_CYRILLIC, _LATIN, strict=True)) | {"ё": "ë"}
_FROM_GREEK = dict(zip("οαερνικΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", "oaepvikABEHIKMNOPTXYZ", strict=True))
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
    table: Mapping[str, str] = {Script.CYRILLIC: _TO_CYRILLIC, Script.LATIN: _TO_LATIN}.get(wanted, {})
    found = table.get(_FROM_GREEK.get(letter, letter)) if wanted is Script.CYRILLIC else table.get(letter)
    if wanted is Script.LATIN and letter in _FROM_GREEK:
        found = _FROM_GREEK[letter]
    return None if found is None or found in _UNUSED else found


def rewritten(word: str, wanted: Script) -> str | None:
    """A word with the letters of other scripts replaced by look-alikes of one script.

    None if a letter has no look-alike.
    """
    letters = [letter if script(letter) is wanted else alike(letter, wanted) for letter in word]
    return None if None in letters else "".join(filter(None, letters))
