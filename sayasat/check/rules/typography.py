"""Rules on spaces and punctuation marks: typing errors that a program can correct. Pure.

Code and URLs are masked; numbers, dates and times are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.prose import MASK, ProsePassage, prose
from sayasat.check.language.word_lists import word_list
from sayasat.check.rule import CheckedText, Violation

_L = r"[^\W\d_]"
_NBSP = "\u00a0"
_BLANK = rf"[ {_NBSP}\u202f]"
_UNSEEN = "\u00ad\u034f\u200b\u2060-\u2064\ufeff"
_QUOTES = {"ky": ("«", "»"), "ru": ("«", "»")}
_OTHER_QUOTES = ("“", "”")
SPACE = "␣"
"""Shown instead of a space in messages about spaces."""

_WIDEST = 60
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\S*\s?$"), re.compile(r" ?\S*?(?=[\s,.;:!?…]|$)")
_SOLID_BEFORE, _SOLID_AFTER = re.compile(r"\S*$"), re.compile(r"\S*")


class _Form(NamedTuple):
    """One kind of typing error."""

    pattern: re.Pattern[str]
    replacement: str
    """A template of `re.Match.expand`; ``{open}`` and ``{close}`` are the language's quotation marks."""

    shows_blanks: bool = False
    """Whether the message shows spaces as `SPACE`."""


def _form(wrong: str, right: str, *, blanks: bool = False) -> _Form:
    pattern = wrong.replace("{L}", _L).replace("{BLANK}", _BLANK).replace("{UNSEEN}", _UNSEEN)
    return _Form(re.compile(pattern), right, blanks)


_FORMS = tuple(_form(**each) for each in word_list("typography")["forms"])


def typographic_slip(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Too many or missing spaces, straight quotes, a hyphen as a dash, three dots, invisible characters."""
    for passage in prose(text.body):
        for form in _FORMS:
            for match in form.pattern.finditer(passage.text):
                yield _violation(text, passage, form, match)


def _violation(text: CheckedText, passage: ProsePassage, form: _Form, match: re.Match[str]) -> Violation:
    whole, start, end = passage.text, match.start(), match.end()
    before, after = _beside(whole, start, end, _WORD_BEFORE, _WORD_AFTER)
    before = before.replace("\n", " ")
    opening, closing = _QUOTES.get(text.language, _OTHER_QUOTES)
    replacement = match.expand(form.replacement).replace("{open}", opening).replace("{close}", closing)
    found, right = f"{before}{match[0]}{after}", f"{before}{replacement}{after}"
    facts = {"found": _shown(found, form), "suggestion": _shown(right, form)}
    return text.violation(passage.line_at(start), found, right, **facts)


def _shown(words: str, form: _Form) -> str:
    """The words with visible spaces, and the code points of invisible characters."""
    shown = re.sub(_BLANK, SPACE, words) if form.shows_blanks else words
    shown = re.sub(f"[{_UNSEEN}]", lambda match: f"[U+{ord(match[0]):04X}]", shown)
    return " ".join(shown.replace(MASK, "…").split())


def _beside(
    text: str, start: int, end: int, before: re.Pattern[str], after: re.Pattern[str]
) -> tuple[str, str]:
    """What matches right before and right after a stretch of a text."""
    left, right = before.search(text[max(0, start - _WIDEST) : start]), after.match(text[end : end + _WIDEST])
    return left[0] if left else "", right[0] if right else ""


# Pairs

_PAIRS = {"(": ")", "[": "]", "«": "»", "“": "”", "„": "“"}
_CLOSES = {")": "(", "]": "[", "»": "«", "”": "“„"}
_MARK = re.compile(r"[()\[\]«»“”„]")
_ENUMERATED = re.compile(r"(?:^|[\s;,.(«])[^\W_]{1,4}$")


def unpaired_mark(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Brackets and quotation marks that are only opened or only closed."""
    for passage in prose(text.body):
        for offset in _unpaired(passage.text):
            mark = passage.text[offset]
            words = _beside(passage.text, offset, offset, _SOLID_BEFORE, _SOLID_AFTER)
            extract = "".join(words).replace(MASK, "…")
            yield text.violation(passage.line_at(offset), extract, mark=mark, words=extract)


def _unpaired(text: str) -> list[int]:
    """The offsets of unpaired marks, in ascending order."""
    opened: list[int] = []
    unpaired: list[int] = []
    before = -1
    for match in _MARK.finditer(text):
        offset, mark = match.start(), match[0]
        if _opens(mark, text, opened):
            opened.append(offset)
        elif not _close(mark, text, opened) and not _is_allowed(text, offset, before):
            unpaired.append(offset)
        before = offset
    return sorted([*unpaired, *(offset for offset in opened if not _is_closed_with_inner(text, offset))])


def _opens(mark: str, text: str, opened: list[int]) -> bool:
    """Whether the mark opens a pair: “ closes an open „, and opens a pair otherwise."""
    return mark in _PAIRS and not (mark == "“" and any(text[offset] == "„" for offset in opened[-2:]))


def _close(mark: str, text: str, opened: list[int]) -> bool:
    """Remove the mark's partner from ``opened``; False if it is not among the last three."""
    partners = "„" if mark == "“" else _CLOSES[mark]
    for back in range(len(opened) - 1, max(-1, len(opened) - 4), -1):
        if text[opened[back]] in partners:
            del opened[back]
            return True
    return False


def _is_allowed(text: str, offset: int, before: int) -> bool:
    """Whether it is the bracket of a list item, "a)", or a second » right after a first one.

    ``before``: the offset of the mark before this one.
    """
    if text[offset] == ")":
        return _ENUMERATED.search(text[max(0, offset - 6) : offset]) is not None
    return text[offset] == "»" and before == offset - 1 and text[before] == "»"


def _is_closed_with_inner(text: str, offset: int) -> bool:
    """Whether one » closes this « and an inner one, as in «Борбор «Инфоком»."""
    if text[offset] != "«":
        return False
    rest = text[offset + 1 : offset + 400]
    inner = rest.find("«")
    return 0 <= inner < rest.find("»")
