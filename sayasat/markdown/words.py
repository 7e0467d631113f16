"""The words of a text in any script. Pure.

A date, a time, a decimal number or a number in groups (1 200 000) is one word, and so are words that are
joined by a hyphen or an apostrophe, and a section sign with its number. Combining marks belong to the letter
before them. In scripts without spaces a program cannot tell words safely: each letter, with its marks, counts
as one. The browser has the same rules in ``compare/words.js``.
"""

from __future__ import annotations

import re

import regex

from sayasat.markdown import visible_text

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
_GROUP = "[ \\u00a0\\u2009\\u202f]"


def _word(letter: str, digit: str, lone: str = "") -> str:
    """The pattern of a word, of the patterns of a letter, a digit and, if any, a letter that stands alone."""
    part = f"(?:{letter})+"
    grouped = (
        rf"(?<!{digit})(?<!{digit}[.,]){digit}{{1,3}}(?:{_GROUP}{digit}{{3}})+(?!{digit})(?:[.,]{digit}+)?"
    )
    section = rf"[§№]{{1,2}}{_GROUP}?{digit}(?:{letter})*"
    joint = rf"(?:[-‐‑'’ʼ]|(?<={digit})[.,:/](?={digit}))"
    return rf"{grouped}|{section}|{lone}{part}(?:{joint}{part})*"


def _token(word: str, letter: str, digit: str, mark: str = "") -> str:
    """A footnote's mark, a number or letter in brackets, a word, or another sign; with the blank before."""
    return (
        rf"[{_BLANK}]*(?:\[{digit}+\]|\((?:{digit}{{1,3}}|{letter}{{1,2}})\)|{word}|[^{_BLANK}]{mark})"
        rf"|[{_BLANK}]+"
    )


# Most texts need the first patterns only, which are ten times as fast. Where both can be used they agree.
_RARE = re.compile(
    "[^\\x00-\\u02ff\\u0370-\\u0482\\u048a-\\u0590\\u1e00-\\u1fff\\u2000-\\u20cf\\u2100-\\u2bff\\u3000]"
)
_COMMON = _word(r"[\w\u200c\u200d]", r"\d")
_COMMON_WORDS = re.compile(_COMMON)
_COMMON_TOKENS = re.compile(_token(_COMMON, r"[^\W\d_]", r"\d"))

_LETTER = rf"[[\p{{L}}\p{{N}}\p{{M}}_\u200c\u200d]--[{_UNSPACED}]]"
_ANY = _word(_LETTER, r"\p{Nd}", rf"[{_UNSPACED}]\p{{M}}*|")
_ANY_WORDS = regex.compile(_ANY, regex.V1)
_ANY_TOKENS = regex.compile(_token(_ANY, r"[\p{L}\p{M}]", r"\p{Nd}", r"\p{M}*"), regex.V1)

_LONE = regex.compile(rf"[{_UNSPACED}]", regex.V1)
_FOOTNOTE = re.compile(r"\[\d+\]")


def words(text: str) -> tuple[str, ...]:
    """The words of a visible text, in order, composed (NFC). Punctuation and footnote marks are no words."""
    folded = visible_text.fold(text)
    plain = _FOOTNOTE.sub(" ", folded) if "[" in folded else folded
    return tuple((_ANY_WORDS if _RARE.search(plain) else _COMMON_WORDS).findall(plain))


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
    """The words of a text, or of its part from ``start`` to ``end``, as matches with their places."""
    last = len(text) if end is None else end
    if not _RARE.search(text, start, last):
        return list(_COMMON_WORDS.finditer(text, start, last))
    found: list[re.Match[str]] = list(_ANY_WORDS.finditer(text, start, last))  # type: ignore[arg-type]
    return found


def tokens(text: str) -> list[str]:
    """A text's words and other signs, each with the white space before it; joined they are the text.

    A footnote's mark, ``[2]``, and a number or a letter in brackets, ``(2)``, are one token each.
    """
    found: list[str] = (_ANY_TOKENS if _RARE.search(text) else _COMMON_TOKENS).findall(text)
    return found


def has_word(text: str) -> bool:
    """Whether there is any word in it."""
    return (_ANY_WORDS if _RARE.search(text) else _COMMON_WORDS).search(text) is not None


def is_lone(text: str) -> bool:
    """Whether it has a letter of a script without spaces, so that it may be less than a word."""
    return _RARE.search(text) is not None and _LONE.search(text) is not None


def is_footnote_mark(token: str) -> bool:
    """Whether a token is the mark of a footnote, which numbers itself."""
    return _FOOTNOTE.fullmatch(token) is not None
