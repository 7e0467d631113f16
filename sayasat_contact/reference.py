"""References: what a visitor can read out by telephone, and an office can type. Pure but for the draw.

``K7M2-QX9D-4RTC``: eleven characters drawn at random (54 bits) and a check character. No 0, 1, I, L or O is
in them. 31 is a prime: one wrong character, or two neighbours swapped, never passes.
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DRAWN = 11
_GROUP = 4

# An office's keyboard may be set to Cyrillic: letters that look the same are taken for the same
_LOOKALIKES = str.maketrans("АВЕКМНРСТУХЅЈԚԜ", "ABEKMHPCTYXSJQW")
_BETWEEN = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014\u00a0\t")


def new_reference() -> str:
    """A reference that nobody can guess."""
    number, drawn = secrets.randbelow(len(ALPHABET) ** _DRAWN), ""
    for _ in range(_DRAWN):
        number, place = divmod(number, len(ALPHABET))
        drawn += ALPHABET[place]
    return _printed(drawn + _check(drawn))


def read_reference(text: str) -> str | None:
    """As printed, from whatever case, blanks, hyphens or Cyrillic look-alikes; None where it is none."""
    plain = text.upper().translate(_LOOKALIKES).translate(_BETWEEN)
    if len(plain) != _DRAWN + 1 or not set(plain) <= set(ALPHABET):
        return None
    return _printed(plain) if _check(plain[:-1]) == plain[-1] else None


def _check(drawn: str) -> str:
    weighed = sum(place * ALPHABET.index(character) for place, character in enumerate(drawn, 1))
    return ALPHABET[weighed % len(ALPHABET)]


def _printed(plain: str) -> str:
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
