"""Removes or escapes characters that must not reach a page or a terminal. Pure.

The bidirectional controls (U+202A–U+202E, U+2066–U+2069; UAX #9, Unicode Technical Report 36) display letters
in another order than they are stored in. The marks U+200E, U+200F and U+061C are always allowed: they reorder
only the neutral characters beside them, and texts in Arabic and Hebrew need them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

REPLACEMENT = "\ufffd"
"""The replacement character, which replaces bytes that cannot be decoded."""

BIDIRECTIONAL = "\u202a-\u202e\u2066-\u2069"
"""The bidirectional controls, as part of a character class of a regular expression."""

# Controls, lone surrogates, the replacement character, line and paragraph separators.
UNSHOWABLE = re.compile(
    f"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]|[\u2028\u2029{BIDIRECTIONAL}]"
)
"""Matches one character that pages do not show."""

_BIDIRECTIONAL = re.compile(f"[{BIDIRECTIONAL}]")
_WRITTEN = re.compile(f"[{BIDIRECTIONAL}]|&#(?:[xX][0-9A-Fa-f]{{1,8}}|[0-9]{{1,9}});?")
# Control characters of terminals: C0 (except tab and line feed), DEL, C1.
_ACTED_ON = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{BIDIRECTIONAL}]")


def showable(text: str) -> str:
    """Text for a page, without the characters of `UNSHOWABLE`, except U+FFFD.

    U+FFFD stays, so that a reader sees that something could not be read.
    """
    return UNSHOWABLE.sub(lambda found: found[0] if found[0] == REPLACEMENT else "", text)


def in_order(text: str) -> str:
    """Text without bidirectional controls."""
    return _BIDIRECTIONAL.sub("", text)


def visible(text: str) -> str:
    r"""Text for a terminal: control characters escaped as ``\u001b``, and CR LF replaced by a line feed.

    The escapes are those of JSON strings, so that JSON keeps its meaning.
    """
    return _ACTED_ON.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))


def reordering(text: str) -> Iterator[tuple[int, str]]:
    """The bidirectional controls in a text, each with its line from 1; also those written ``&#x202E;``."""
    for number, line in enumerate(text.split("\n"), 1):
        for found in _WRITTEN.finditer(line):
            character = html.unescape(found[0])
            if _BIDIRECTIONAL.fullmatch(character):
                yield number, character


def named(character: str) -> str:
    """A character in Unicode notation, with its name if it has one: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
