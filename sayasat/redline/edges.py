"""Shifts insertions and deletions to the best boundary, without changing the texts. Pure.

In «a b c» → «a b x b c» the insertion may be «b x» or «x b»: both are right, and a reader prefers whole
paragraphs, sentences, clauses and brackets. Only an insertion or a deletion alone can be shifted; one that
replaces another cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest

from sayasat.markdown.words import has_word
from sayasat.redline.marks import TokenChange

FURTHEST = 200
"""Pieces that an edge is shifted at most, to either side: more than any sentence has."""

_LONGEST = 2_000
"""Pieces of a change in which brackets are counted."""

_OPENING, _CLOSING, _QUOTES = "([{（［｛「『【《〈〔", ")]}）］｝」』】》〉〕", '"“”„«»‹›'
_BRACKETS = dict(zip(_OPENING, _CLOSING, strict=True))
_PARTNERS = _BRACKETS | dict.fromkeys(_QUOTES, _QUOTES) | dict.fromkeys("‘‚", "’‘")
"""The signs that open something, with those that close it. An apostrophe, ’, opens nothing."""

_FIRST = "“„«‹‘‚"
"""Whether a quotation mark opens is seen from what stands beside it: „Deutsch“, “English”, »so«. Where that
does not tell, as in « français », these open."""

_SIGN = re.compile(f"[{re.escape(_OPENING + _CLOSING + _QUOTES)}‘’‚]")
_BEFORE_WORD = re.compile(r"[\s\-–—/=]?")
_AFTER_WORD = re.compile(rf"$|[\s.,;:!?…{re.escape(_CLOSING)}]")
_SENTENCE_END = re.compile(f"[.!?…؟।॥۔][{re.escape(_CLOSING + _QUOTES)}’‘]*$")

_NUMBER = re.compile(r"[;:.]\s+(?:\(\w{1,3}\)|\w{1,3}\))$")
"""The number of an item within a sentence, at the end of what stands before it: «; б)», «. (2)»."""

_UNBALANCED = -100
_TEXT_END, _PARAGRAPH, _CELL, _SENTENCE, _CLAUSE, _BLANK = 16, 14, 12, 10, 6, 2
"""What an edge is worth there. One more where the white space is on the side that reads better."""

_CLAUSE_ENDS = {*",;:،؛，、；："}
_CLOSE_ENDS = {**dict.fromkeys("。！？", _SENTENCE), **dict.fromkeys("，、；：", _CLAUSE)}
"""After these stands no white space."""


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
    has_signs = _SIGN.search("".join(near))

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
    return _CLAUSE if after in _CLAUSE_ENDS else _CLOSE_ENDS.get(before, 0)


def is_balanced(changed: str) -> bool:
    """Whether each bracket and quotation mark in it has its partner in it."""
    awaited: list[str] = []
    start = 0
    for found in _SIGN.finditer(changed):
        sign, place = found[0], found.start()
        if sign in _PARTNERS and (sign in _OPENING or _opens(changed, place, start)):
            awaited.append(_PARTNERS[sign])
            start = found.end()
        elif awaited and sign in awaited[-1]:
            awaited.pop()
        elif sign != "’":
            return False
    return not awaited


def _opens(text: str, place: int, start: int) -> bool:
    """Whether the quotation mark there opens; at the start, or after white space, a word may begin."""
    if place > start and not _BEFORE_WORD.fullmatch(text[place - 1]):
        return False
    return text[place] in _FIRST or not _AFTER_WORD.match(text, place + 1)


def _beside_blank(before: str, after: str) -> int:
    """What a boundary beside white space is worth: between sentences, clauses or words."""
    if _SENTENCE_END.search(before) and not after[:1].islower():
        return _SENTENCE
    return _CLAUSE if before in _CLAUSE_ENDS else _BLANK


def straightened(changes: Sequence[TokenChange]) -> Sequence[TokenChange]:
    """Mark «[-3-]{+4+} of [-2-]{+3+}», not «{+4 of +}3[- of 2-]», which has as few words."""
    for first, second in pairwise(changes):
        size = len(second.same)
        for left, right, more, most in (
            (first.gone, second.come, first.come, second.gone),
            (first.come, second.gone, first.gone, second.come),
        ):
            crossed = left[-size:]
            if left and right and not more and not most and crossed == right[:size]:
                if count_words(crossed) >= count_words(second.same):
                    more.extend(second.same)
                    most.extend(second.same)
                    second.same = crossed
                    del left[-size:], right[:size]
                break
    return changes


def with_numbers(changes: Sequence[TokenChange]) -> list[TokenChange]:
    """Mark «{+; b) new+}; [-b-]{+c+}) old», not «; b){+ new; c)+} old»: an item belongs to its number."""
    found: list[TokenChange] = []
    for change, following in zip_longest(changes, changes[1:]):
        found.append(change)
        side = change.gone or change.come
        size = _number_size(change.same)
        if size and size == _number_size(side) and not (change.gone and change.come):
            number, other = change.same[-size:], side[-size:]
            cores = [number[0].lstrip()], [other[0].lstrip()]
            blank = number[0].removesuffix(*cores[0])
            if other == [f"{blank}{cores[1][0]}", *number[1:]]:
                change.same, side[:] = change.same[:-size], [*number, *side[:-size]]
                found.append(TokenChange([blank], *(cores[::-1] if change.gone else cores)))
                following.same[:0] = number[1:]
    return found


def _number_size(tokens: Sequence[str]) -> int:
    """Of how many tokens a number at the end of these consists; 0 if there is none."""
    return (2 if tokens[-1] == ")" else 1) if _NUMBER.search("".join(tokens[-3:])) else 0


def settle(changes: Sequence[TokenChange]) -> None:
    """Shift each insertion and each deletion that stands alone to its best boundary."""
    for place, change in enumerate(changes[:-1]):
        if change.gone and change.come:
            continue
        following = changes[place + 1]
        change.same, following.same = pieces(change.same), pieces(following.same)
        changed = pieces(change.gone or change.come)
        before, after = change.same[-FURTHEST:], following.same[:FURTHEST]
        around = [*before, *changed, *after]
        start, end = len(before), len(before) + len(changed)
        is_first = start == len(change.same) and (place == 0 or _is_break(changes[place - 1]))
        has_last = place + 2 == len(changes) or _is_break(changes[place + 1])
        is_last = len(after) == len(following.same) and has_last
        shift = best_shift(around, start, end, is_first=is_first, is_last=is_last)
        if shift < 0:
            change.same[shift:], following.same[:0] = [], around[end + shift : end]
        elif shift:
            change.same += around[start : start + shift]
            del following.same[:shift]
        (change.gone or change.come)[:] = around[start + shift : end + shift]


def _is_break(change: TokenChange) -> bool:
    """Whether nothing changes there but where a paragraph begins: up to there a change may be shifted."""
    text = "".join((*change.gone, *change.come))
    return text.isspace() and "\n" in text


def count_words(tokens: Iterable[str]) -> int:
    """How many of them have a word."""
    return sum(map(has_word, tokens))
