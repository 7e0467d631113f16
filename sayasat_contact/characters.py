"""What characters a visitor's text may hold (Unicode). Pure.

Texts are composed (NFC), so that ң typed as one letter or as two is counted and compared alike. What no
keyboard types on purpose is refused and named: it hides in a name, turns a line round, or breaks a header.
Nothing is taken out in silence: `marked` shows where it stands.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MOST_MARKS = 4
"""In a row on one letter; Vietnamese takes two, Hebrew and Arabic three."""

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where a refused character was, and is itself refused: it says that something could not be read."""


class Refused(StrEnum):
    """Why a character is refused; each has its text ``contact.character.…``."""

    CONTROL = "control"
    DIRECTION = "direction"
    INVISIBLE = "invisible"
    LINE_END = "line-end"
    MARKS = "marks"
    UNREADABLE = "unreadable"
    """A byte that was no UTF-8, half a surrogate pair, or what Unicode keeps for no character at all."""


@dataclass(frozen=True, slots=True)
class CharacterRefusal:
    """A character that cannot be sent."""

    character: str
    why: Refused

    @property
    def code(self) -> str:
        """As Unicode writes it: ``U+202E``."""
        return f"U+{ord(self.character):04X}"


_BLANKS = (
    " \t\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
_UNREADABLE = f"[\ud800-\udfff{MARK}{_NONCHARACTERS}]"
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"
# What reverses the order of letters (Unicode Standard Annex 9); "evil.txt" can then read as another word
_OVERRIDES = "[\u202d\u202e]"
_DIRECTIONS = "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
# Tags spell a text that nobody sees; fillers are letters without a shape
_TAGS = "[\U000e0000-\U000e007f]"
_INVISIBLES = (
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200d\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)


def _pattern(**kinds: str) -> re.Pattern[str]:
    """Characters by the name of `Refused` that each kind is refused for."""
    return re.compile("|".join(f"(?P<{name}>{characters})" for name, characters in kinds.items()))


_TEXT = _pattern(UNREADABLE=_UNREADABLE, CONTROL=_CONTROLS, DIRECTION=_OVERRIDES, INVISIBLE=_TAGS)
_LINE = _pattern(
    UNREADABLE=_UNREADABLE,
    LINE_END="[\n\x85\u2028\u2029]",
    CONTROL="[\x00-\x1f\x7f-\x9f]",
    DIRECTION=_DIRECTIONS,
    INVISIBLE=f"{_TAGS}|{_INVISIBLES}",
)


def composed(text: str, *, is_line: bool) -> str:
    r"""In NFC, blanks at the ends gone; a line end is ``\n``, and a tab within a line a blank.

    Of a text, U+0085, U+2028 and U+2029 are line ends too, as word processors write them.
    """
    one_end = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_line:
        return unicodedata.normalize("NFC", one_end.replace("\t", " ")).strip(_BLANKS)
    return unicodedata.normalize("NFC", re.sub("[\x85\u2028\u2029]", "\n", one_end)).strip(_BLANKS)


def refusal(text: str, *, is_line: bool) -> CharacterRefusal | None:
    """The first character of a composed text that cannot be sent; None where all can."""
    found = (_LINE if is_line else _TEXT).search(text)
    flood = _flood(text)
    if found and (flood is None or found.start() < flood):
        return CharacterRefusal(found[0], Refused[str(found.lastgroup)])
    return None if flood is None else CharacterRefusal(text[flood], Refused.MARKS)


def marked(text: str, *, is_line: bool) -> str:
    """The text for a page, with `MARK` for each character that cannot be sent; marks in a flood stay."""
    return (_LINE if is_line else _TEXT).sub(MARK, text)


def _flood(text: str) -> int | None:
    """Where the first mark too many stands."""
    if text.isascii():
        return None
    run = 0
    for place, character in enumerate(text):
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if run > MOST_MARKS:
            return place
    return None
