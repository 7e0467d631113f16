"""Shifts insertions and deletions to the best boundary, without changing the texts. Pure.

In «a b c» → «a b x b c» the insertion may be «b x» or «x b»: both are right, and a reader prefers whole
paragraphs, sentences, clauses and brackets. Only an insertion or a deletion alone can be shifted; one that
replaces another cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sayasat.redline.marks import Mark, MarkedRun, groups

FURTHEST = 200
"""Pieces that an edge is shifted at most, to either side: more than any sentence has."""

_LONGEST = 2_000
"""Pieces of a change in which brackets are counted."""

_OPENING, _CLOSING = "([{«", ")]}»"
_QUOTES = '"“”„'
_SIGN = re.compile(r'[()\[\]{}«»"“”„]')
_SENTENCE_END = re.compile(r"[.!?…][»”\")\]]*$")

_UNBALANCED = -100
_TEXT_END, _PARAGRAPH, _CELL, _SENTENCE, _CLAUSE, _BLANK = 16, 14, 12, 10, 6, 2
"""What an edge is worth there. One more where the white space is on the side that reads better."""

_MARKS = {",", ";", ":"}


def pieces(tokens: Sequence[str]) -> list[str]:
    """Tokens, with the white space before each as a piece of its own."""
    found: list[str] = []
    for token in tokens:
        core = token.lstrip()
        found += [part for part in (token[: len(token) - len(core)], core) if part]
    return found


def best_shift(around: Sequence[str], start: int, end: int, *, is_first: bool, is_last: bool) -> int:
    """How many pieces the change from ``start`` to ``end`` is to be shifted; to the left if negative.

    ``around`` are the pieces of the change and of what stays before and after it. ``is_first``, ``is_last``:
    whether nothing stands before or after them in the text; else at least one piece stays on that side.
    """
    low, high = start, end
    least, most = (0 if is_first else 1), len(around) - (0 if is_last else 1)
    while low > least and start - low < FURTHEST and around[low - 1] == around[low - 1 + end - start]:
        low -= 1
    while high < most and high - end < FURTHEST and around[high] == around[high - end + start]:
        high += 1
    shifts = range(low - start, high - end + 1)
    if len(shifts) == 1:
        return 0
    near = around[max(0, low - 2) : high + 2] if end - start <= _LONGEST else ()
    has_signs = any(_SIGN.search(piece) for piece in near)

    def worth(shift: int) -> tuple[int, int]:
        first, last = start + shift, end + shift
        whole = quality(around, first, is_first=is_first, is_last=is_last)
        whole += quality(around, last, is_first=is_first, is_last=is_last)
        if has_signs and not is_balanced("".join(around[first:last])):
            whole += _UNBALANCED
        return whole, shift

    return max(map(worth, shifts))[1]


def quality(around: Sequence[str], place: int, *, is_first: bool, is_last: bool) -> int:
    """How good a boundary is that stands before the piece of this place."""
    if (place == 0 and is_first) or (place == len(around) and is_last):
        return _TEXT_END
    before = around[place - 1] if place else ""
    after = around[place] if place < len(around) else ""
    for sign, worth in (("\n", _PARAGRAPH), ("\t", _CELL)):
        if sign in before or sign in after:
            return worth + (sign in after)
    if before.isspace():
        worth = _beside_blank(around[place - 2] if place > 1 else "", after)
        return worth + (worth == _SENTENCE)
    if after.isspace():
        worth = _beside_blank(before, around[place + 1] if place + 1 < len(around) else "")
        return worth + (worth != _SENTENCE)
    return _CLAUSE if after in _MARKS else 0


def is_balanced(changed: str) -> bool:
    """Whether each bracket and quotation mark in it has its partner in it."""
    signs = _SIGN.findall(changed)
    open_signs: list[str] = []
    for sign in signs:
        if sign in _OPENING:
            open_signs.append(_CLOSING[_OPENING.index(sign)])
        elif sign in _CLOSING and (not open_signs or open_signs.pop() != sign):
            return False
    return not open_signs and sum(sign in _QUOTES for sign in signs) % 2 == 0


def _beside_blank(before: str, after: str) -> int:
    """What a boundary beside white space is worth: between sentences, clauses or words."""
    if _SENTENCE_END.search(before) and not after[:1].islower():
        return _SENTENCE
    return _CLAUSE if before in _MARKS else _BLANK


def settled(runs: list[MarkedRun]) -> Iterator[MarkedRun]:
    """Shift each insertion and each deletion that stands alone to its best boundary."""
    grouped = [([run.text for run in group], {run.mark for run in group}, group) for group in groups(runs)]
    stretches = [(pieces(texts), marks, group) for texts, marks, group in grouped]
    last = len(stretches) - 1
    for place, (changed, marks, _) in enumerate(stretches):
        if len(marks) > 1 or Mark.SAME in marks:
            continue
        before = stretches[place - 1][0] if place else []
        after = stretches[place + 1][0] if place < last else []
        around = [*before[-FURTHEST:], *changed, *after[:FURTHEST]]
        start = min(len(before), FURTHEST)
        end = start + len(changed)
        shift = best_shift(
            around,
            start,
            end,
            is_first=start == len(before) and (place < 2 or _is_break(stretches[place - 2][2])),  # noqa: PLR2004
            is_last=len(around) == start + len(changed) + len(after)
            and (place > last - 2 or _is_break(stretches[place + 2][2])),
        )
        if shift < 0:
            before[shift:], after[:0] = [], around[end + shift : end]
        elif shift:
            before += around[start : start + shift]
            del after[:shift]
        changed[:] = around[start + shift : end + shift]
    for texts, marks, group in stretches:
        if len(marks) > 1:
            yield from group
        else:
            yield from (MarkedRun(mark, text) for mark in marks for text in texts)


def _is_break(runs: Iterable[MarkedRun]) -> bool:
    """Whether nothing changes there but where a paragraph begins: up to there a change may be shifted."""
    text = "".join(run.text for run in runs)
    return text.isspace() and "\n" in text
