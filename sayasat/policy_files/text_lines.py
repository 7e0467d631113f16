"""The lines near the top and the end of a text, as a reader sees them, without parsing the whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_FIRST, _LAST = 40, 15
"""How many lines with words count as near the top and near the end."""

_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|^(```+|~~~+).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
_STRUCK = re.compile(r"~~.*?~~|<(del|s|strike)\b.*?</\1>", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{:?[^{}]*\}")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BREAK = re.compile(r"<br\s*/?>|</t[dh]>|[|·•;]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"(?<!\w)[*_`]+|[*_`]+(?!\w)|\*+|\\(?=[^\w\s])")

_UNFINISHED = re.compile(r"[ >]*\w.*[\w,’)] ?")


class TextLine(NamedTuple):
    """A line of a text."""

    number: str
    """Its number in the file, from 1."""

    source: str
    segments: tuple[str, ...]
    """Its visible words, parted at breaks and the cells of tables; without the rest of a wrapped sentence."""


def lines_near_ends(body: str, body_line: int) -> Iterator[TextLine]:
    """The lines near the ends of a body; ``body_line`` is the line of the file that it begins on.

    Comments, code, and what is struck are left out.
    """
    may_hide = any(each in body for each in ("<!--", "```", "~~~"))
    visible = _HIDDEN.sub(lambda found: "\n" * found[0].count("\n"), body) if may_hide else body
    lines = visible.split("\n")
    numbered = [(number, line) for number, line in enumerate(lines, body_line) if line.strip()]
    for number, line in [*numbered[:_FIRST], *numbered[_FIRST:][-_LAST:]]:
        shown = _STRUCK.sub("", line.replace("&nbsp;", " "))
        parts = _BREAK.split(_ATTRIBUTES.sub("", _LINK.sub(r"\1", shown)))
        words = (" ".join(unescape(_MARKS.sub("", _TAG.sub("", part))).split()) for part in parts)
        segments = tuple(filter(None, (each.lstrip("#>-+ ") for each in words)))
        if segments and _goes_on(lines[number - body_line - 1] if number > body_line else "", segments[0]):
            segments = segments[1:]
        yield TextLine(str(number), line, segments)


def _goes_on(before: str, words: str) -> bool:
    """Whether words go on with a sentence of the line before them: no label begins there."""
    return words[0].islower() and ":" not in words and _UNFINISHED.fullmatch(before) is not None
