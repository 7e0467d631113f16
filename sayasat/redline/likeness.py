"""How alike two blocks or headings are. Pure.

All figures are whole numbers, so that the browser comes to the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rapidfuzz.distance import LCSseq

from sayasat.markdown.inline_form import IMAGE
from sayasat.markdown.sections import Block
from sayasat.redline.edit_script import Pair, equal
from sayasat.redline.units import HeadedText, Unit, Words, words_of

CELLS = 40_000
"""Pairs of blocks up to which likeness is weighed; a greater gap is matched by equal blocks only."""

_WORD_PAIRS = 4_000_000_000
"""Pairs of words up to which they are found again in order: a second of work."""

_WORDS = 4_000_000
"""Words to be looked at, block by block, up to which they are found again in any order."""

_LEAST = 40
"""Per cent. Blocks less alike than this were not made of one another."""

_CONTAINED, _CONTAINED_WORDS = 80, 4
"""Per cent, and words: a block that is found again in another one may be a part of it."""

_HEADING_LEAST = 50
_NUMBERED_LEAST = 25
"""Per cent of what stands below headings that are only numbered: the same number alone says nothing."""

_CONTENT_WORTH, _ID_WORTH, _TEXT_WORTH, _LEVEL_WORTH = 400, 60, 60, 10
"""What speaks for two headings, where a word found again is worth 100: how alike the texts below them are,
the same id, the same heading with its number, the same level."""

_HEADING_TIMES = 20
"""A heading is worth so many times as much: passages move past headings, not headings past passages."""

_IMAGES_WORTH = 50
"""What speaks for blocks that show the same images, whatever their descriptions are."""

_NUMBER = re.compile(r"\d|^第|(?:^|-)[ivxlc]+(?:-|$)")

FoundAgain = Callable[[Words, Words], int]


def measure(olds: Sequence[Words], news: Sequence[Words]) -> FoundAgain | None:
    """How the words found again are counted: in order; in long texts, in any; in longer ones, not."""
    if len(olds) * len(news) > CELLS:
        return None
    old_words, new_words = sum(map(len, olds)), sum(map(len, news))
    if old_words * new_words <= _WORD_PAIRS:
        return LCSseq.similarity
    return _in_any_order if len(olds) * new_words + len(news) * old_words <= _WORDS else None


def worth(old: Unit, new: Unit, found_again: FoundAgain) -> int:
    """What speaks for a new unit being made of an old one; 0 if it was not."""
    if old.head and new.head:
        a, b = old.head.title, new.head.title
        return _heading_worth(old.head, new.head, a, b, found_again(a, b))
    if old.head or new.head:
        # A paragraph became a heading, or a heading a paragraph
        is_same_line = old.block.text == new.block.text and (old.is_prose or new.is_prose)
        return _squared(len(old.words), len(old.words), len(new.words)) if is_same_line else 0
    kinds = {old.block.kind, new.block.kind}
    if len(kinds) > 1 and kinds & {"row", "code"}:
        return 0
    a, b = old.words, new.words
    if not a or not b:
        return 50 if old.block.text == new.block.text else 0
    alike = _squared(kept, len(a), len(b)) if is_alike(kept := found_again(a, b), a, b) else 0
    if alike or not old.block.details or not new.block.details:
        return alike
    return _IMAGES_WORTH if _images_alone(old.block) == _images_alone(new.block) != () else 0


def _images_alone(block: Block) -> tuple[str, ...]:
    """What a block shows whose words are the descriptions of its images; empty for any other block."""
    images = [each for each in block.details if each.kind == IMAGE]
    is_alone = block.text == " ".join(each.text for each in images)
    return tuple(each.key[2] for each in images) if is_alone else ()


def is_alike(kept: int, old: Words, new: Words, *, whole: bool = False) -> bool:
    """Whether so many words of both make them alike; ``whole``: a part of a longer one is not enough."""
    if 200 * kept >= _LEAST * (len(old) + len(new)):
        return True
    least = min(len(old), len(new))
    return not whole and least >= _CONTAINED_WORDS and 100 * kept >= _CONTAINED * least


def is_weighed(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether texts are few and short enough to be compared by likeness."""
    is_short = len(old) * len(new) <= CELLS and sum(map(len, old)) * sum(map(len, new)) <= _WORD_PAIRS
    return is_short or measure(list(map(words_of, old)), list(map(words_of, new))) is not None


def likest(old: Sequence[str], new: Sequence[str], least: int) -> list[Pair]:
    """Pair texts at any places whose likeness, of 1,000, is ``least`` or more, each once, the best first.

    If there are too many texts to compare, only equal ones are paired.
    """
    olds, news = list(map(words_of, old)), list(map(words_of, new))
    found_again = measure(olds, news)
    if not found_again:
        return equal(old, new)
    weighed = [
        (-alike, abs(i - j), Pair(i, j))
        for i, a in enumerate(olds)
        for j, b in enumerate(news)
        if (whole := len(a) + len(b))
        and 2_000 * min(len(a), len(b)) >= least * whole
        and (alike := 2_000 * found_again(a, b) // whole) >= least
    ]
    taken_old, taken_new = set[int](), set[int]()
    pairs = []
    for _, _, pair in sorted(weighed):
        if pair.old not in taken_old and pair.new not in taken_new:
            pairs.append(pair)
            taken_old.add(pair.old)
            taken_new.add(pair.new)
    return pairs


def _squared(kept: int, old: int, new: int) -> int:
    """A hundred for each word where all are found again, less where they are few of all."""
    return 200 * kept * kept // (old + new) if kept else 0


def _heading_worth(old: HeadedText, new: HeadedText, a: Words, b: Words, kept: int) -> int:
    """Of two headings that have so many of their words, without numbers, in common."""
    content = old.likeness(new)
    is_same_text, is_same_id = old.section.heading == new.section.heading, old.section.id == new.section.id
    is_alike = 200 * kept >= _HEADING_LEAST * (len(a) + len(b)) and kept > 0
    if not (is_alike or is_same_text or is_same_id or content >= 10 * _HEADING_LEAST):
        return 0
    # An id has a number that is made of a heading that is only numbered
    is_numbered = not a and not b and not (is_same_id and not _NUMBER.search(new.section.id))
    have_words = all(each.whole.size >= _CONTAINED_WORDS for each in (old, new))
    if is_numbered and have_words and content < 10 * _NUMBERED_LEAST:
        return 0
    whole = _squared(kept, len(a), len(b)) + _CONTENT_WORTH * content // 1_000
    whole += _TEXT_WORTH * is_same_text + _ID_WORTH * is_same_id
    return _HEADING_TIMES * (whole + _LEVEL_WORTH * (old.section.level == new.section.level))


def _in_any_order(a: Words, b: Words) -> int:
    return (Counter(a) & Counter(b)).total()
