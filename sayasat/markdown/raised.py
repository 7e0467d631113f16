"""Writes numbers that raw HTML raises or lowers with the characters for that. Pure.

«статья 5<sup>1</sup>» is another article than «статья 51», also where only characters are left: in feeds, in
search, on the clipboard, in a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

_PLAIN = "0123456789+-=()"
_CHARACTERS = {
    "sup": str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
    "sub": str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}


def raised(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each ``sup`` or ``sub`` that has a number alone as text; any other stays."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        opening, text, closing = (*tokens[place : place + 3], None, None, None)[:3]
        if opening and text and closing and _is_number(opening, text, closing):
            content = text.content.strip().translate(_CHARACTERS[opening.tag])
            found.append(Token("text", "", 0, content=content))
            place += 3
        else:
            found.append(tokens[place])
            place += 1
    return found


def _is_number(opening: Token, text: Token, closing: Token) -> bool:
    if opening.tag not in _CHARACTERS or opening.nesting != 1 or closing.nesting != -1 or text.type != "text":
        return False
    content = text.content.strip()
    return content != "" and all(character in _PLAIN for character in content)
