"""How alike two blocks or headings are. Pure.

All figures are whole numbers, so that the browser comes to the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from sayasat.markdown.inline_form import IMAGE
from sayasat.markdown.sections import Block, Section
from sayasat.markdown.words import folded_words, words

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

_IMAGES_WORTH = 50
"""What speaks for blocks that show the same images, whatever their descriptions are."""

_ROMAN = re.compile(r"[IVXLC]+")

Words = Sequence[str]
FoundAgain = Callable[[Words, Words], int]


@dataclass(slots=True, eq=False)
class Unit:
    """A heading or a block of a text."""

    block: Block
    section: int
    """The place of its section."""

    head: Section | None = None
    """The section, if this is its heading."""

    _words: tuple[str, ...] | None = None

    @property
    def key(self) -> str:
        """Equal for units that look the same."""
        return f"{self.block.kind}\0{self.block.text}"

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its text."""
        if self._words is None:
            text = self.block.text
            self._words = words(text) if self.block.kind == "code" else folded_words(text)
        return self._words

    @property
    def is_prose(self) -> bool:
        """Whether it can be a part of a paragraph, or a paragraph a part of it."""
        return self.head is None and self.block.kind not in {"row", "code", "heading"}

    @property
    def is_known(self) -> bool:
        """Whether equal text next to an equal block is the same: not a heading that is only numbered."""
        return self.head is None or bool(without_number(self.words))


def units(sections: Sequence[Section]) -> list[Unit]:
    """The headings and blocks of a text, in order."""
    found: list[Unit] = []
    for place, section in enumerate(sections):
        if section.level:
            found.append(Unit(section.heading_block, place, section))
        found += [Unit(block, place) for block in section.blocks]
    return found


def without_number(heading: Words) -> Words:
    """The words of a heading without its number: «Статья 5. Права», «§ 10f Rights», «IV. Cost»."""
    if heading and (heading[0][-1:].isdecimal() or heading[0][0] in "0123456789§№" or _is_roman(heading[0])):
        return heading[1:]
    if len(heading) > 1 and (heading[1][0].isdecimal() or _is_roman(heading[1])):
        return heading[2:]
    return heading


def measure(olds: Sequence[Words], news: Sequence[Words]) -> FoundAgain | None:
    """How the words found again are counted: in order; in long texts, in any; in longer ones, not."""
    if len(olds) * len(news) > CELLS:
        return None
    old_words, new_words = sum(map(len, olds)), sum(map(len, news))
    if old_words * new_words <= _WORD_PAIRS:
        return LCSseq.similarity
    return _in_any_order if len(olds) * new_words + len(news) * old_words <= _WORDS else None


def is_short(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether texts are so short that their words are counted in order, whatever these are."""
    return len(old) * len(new) <= CELLS and sum(map(len, old)) * sum(map(len, new)) <= _WORD_PAIRS


def worth(old: Unit, new: Unit, found_again: FoundAgain) -> int:
    """What speaks for a new unit being made of an old one; 0 if it was not."""
    if old.head and new.head:
        return _heading_worth(old.head, new.head, found_again)
    if old.head or new.head:
        return _squared(len(old.words), len(old.words), len(new.words)) if _is_same_line(old, new) else 0
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


def likeness_of(old: Words, new: Words, found_again: FoundAgain) -> int:
    """From 0 to 1,000: the words found again, twice, of all words of both."""
    total = len(old) + len(new)
    return 2_000 * found_again(old, new) // total if total else 0


def _squared(kept: int, old: int, new: int) -> int:
    """A hundred for each word where all are found again, less where they are few of all."""
    return 200 * kept * kept // (old + new) if kept else 0


def _is_same_line(old: Unit, new: Unit) -> bool:
    """Whether a paragraph became a heading, or a heading a paragraph."""
    return old.block.text == new.block.text and (old.is_prose or new.is_prose)


def _heading_worth(old: Section, new: Section, found_again: FoundAgain) -> int:
    a, b = without_number(folded_words(old.heading)), without_number(folded_words(new.heading))
    kept = found_again(a, b)
    content = _content_likeness(old, new)
    is_same_text = old.heading == new.heading
    is_alike = 200 * kept >= _HEADING_LEAST * (len(a) + len(b)) and kept > 0
    if not (is_alike or is_same_text or old.id == new.id or content >= 10 * _HEADING_LEAST):
        return 0
    if not a and not b and content < 10 * _NUMBERED_LEAST and _has_number(new.id) and _have_words(old, new):
        return 0
    whole = _squared(kept, len(a), len(b)) + _CONTENT_WORTH * content // 1_000
    whole += _TEXT_WORTH * is_same_text + _ID_WORTH * (old.id == new.id)
    return whole + _LEVEL_WORTH * (old.level == new.level)


def _have_words(*sections: Section) -> bool:
    """Whether there is enough below each heading to tell it by."""
    return all(_content(section).total() >= _CONTAINED_WORDS for section in sections)


def _has_number(name: str) -> bool:
    """Whether an id has a number, as one has that is made of a heading that is only numbered."""
    return any(character.isdecimal() for character in name)


def _content_likeness(old: Section, new: Section) -> int:
    """From 0 to 1,000."""
    if [block.text for block in old.blocks] == [block.text for block in new.blocks]:
        return 1_000 if old.blocks else 0
    a, b = _content(old), _content(new)
    total = a.total() + b.total()
    return 2_000 * (a & b).total() // total if total else 0


@lru_cache(maxsize=2_000)
def _content(section: Section) -> Counter[str]:
    return Counter(word for block in section.blocks for word in words(block.text))


def _in_any_order(a: Words, b: Words) -> int:
    return (Counter(a) & Counter(b)).total()


def _is_roman(word: str) -> bool:
    return _ROMAN.fullmatch(word) is not None
