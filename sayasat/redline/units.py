"""What is aligned: the headings and blocks of a text, with their words. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain

from msgspec import Struct

from sayasat.markdown.sections import Block, Section
from sayasat.markdown.words import words

_ROMAN = re.compile(r"[IVXLC]+")
_HAN = re.compile("第[0-9〇零一二三四五六七八九十百千两]+[条條章节節款项項编編]")
_HAN_LENGTH = 9
"""Words of a heading among which its number is looked for: each letter of these scripts counts as one."""

Words = Sequence[str]


class Content(Struct, eq=False, dict=True):
    """What stands below a heading, in its section alone or in the subsections of that as well."""

    sections: Sequence[Section]

    @cached_property
    def texts(self) -> list[str]:
        """The texts of its blocks and of the headings of subsections, in order."""
        texts = ((each.heading, *(block.text for block in each.blocks)) for each in self.sections)
        return list(chain.from_iterable(texts))[1:]

    @cached_property
    def size(self) -> int:
        """The number of its words."""
        return sum(len(words_of(text)) for text in self.texts)

    def likeness(self, other: Content) -> int:
        """From 0 to 1,000: the words of both, in any order, twice, of all words."""
        if self.texts == other.texts:
            return 1_000 if self.texts else 0
        olds, news = Counter(self.texts), Counter(other.texts)
        both = olds & news
        kept = sum(len(words_of(text)) * times for text, times in both.items())
        kept += (_counts(olds - both) & _counts(news - both)).total()
        total = self.size + other.size
        return 2_000 * kept // total if total else 0


class HeadedText(Struct, eq=False):
    """The section of a heading, with what stands below it."""

    section: Section

    title: Words
    """Its words without the number; none if these are not its own: «Статья 5», «II. Teil»."""

    own: Content
    """Of the section alone."""

    whole: Content
    """With its subsections."""

    def likeness(self, other: HeadedText) -> int:
        """From 0 to 1,000. A subheading that was put in, or taken out, leaves a section with its text."""
        own = self.own.likeness(other.own)
        has_more = len(self.whole.sections) > 1 or len(other.whole.sections) > 1
        return max(own, self.whole.likeness(other.whole)) if has_more else own


class Unit(Struct, eq=False, dict=True):
    """A heading or a block of a text."""

    block: Block
    head: HeadedText | None = None
    """If this is a heading."""

    @cached_property
    def key(self) -> str:
        """Equal for units that are the same. A heading that is only numbered is the same with its text."""
        key = f"{self.block.kind}\0{self.block.text}"
        if not self.head or self.head.title:
            return key
        return "\0".join((key, *self.head.whole.texts))

    @cached_property
    def name(self) -> str:
        """What it is known by in another text: a heading by its words without number, if it has any."""
        if not self.head:
            return self.key
        return "\0".join(("heading", *(without_number(self.words) or self.words)))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its text."""
        return words_of(self.block.text)

    @property
    def is_prose(self) -> bool:
        """Whether it can be a part of a paragraph, or a paragraph a part of it."""
        return self.block.kind not in {"row", "code", "heading"}


@lru_cache(maxsize=4)
def text_units(sections: tuple[Section, ...]) -> tuple[Sequence[Unit], Sequence[int]]:
    """The headings and blocks of a text, in order, and for each the place of its section.

    They are cached, because the text of a version is compared with two others.
    """
    found: list[Unit] = []
    places: list[int] = []
    ends = _ends([section.level for section in sections])
    titles = _titles([words_of(section.heading) for section in sections])
    for place, section in enumerate(sections):
        if section.level:
            below = Content(sections[place : ends[place]])
            head = HeadedText(section, titles[place], Content((section,)), below)
            found.append(Unit(section.heading_block, head))
        found += _block_units(section)
        places += [place] * (len(found) - len(places))
    return found, places


@lru_cache(maxsize=200)
def _block_units(section: Section) -> tuple[Unit, ...]:
    """Cached, because most sections of a version are in the next one too."""
    return tuple(Unit(block) for block in section.blocks)


def _ends(levels: Sequence[int]) -> list[int]:
    """For each section, the place where its subsections end."""
    ends = [0] * len(levels)
    for place in reversed(range(len(levels))):
        end = place + 1
        while end < len(levels) and levels[end] > levels[place]:
            end = ends[end]
        ends[place] = end
    return ends


def _titles(headings: Sequence[Words]) -> list[Words]:
    """The words of headings without numbers; none where several numbered ones have the same."""
    titles = [without_number(heading) for heading in headings]
    numbered = Counter(title for title, heading in zip(titles, headings, strict=True) if title != heading)
    return [() if numbered[title] > 1 else title for title in titles]


def without_number(heading: Words) -> Words:
    """The words of a heading without its number: «Статья 5. Права», «§ 10f Rights», «IV. Cost», «第五条»."""
    counted = _HAN.match("".join(heading[:_HAN_LENGTH]))
    if counted:
        lengths = accumulate(map(len, heading))
        return heading[sum(length <= counted.end() for length in lengths) :]
    if heading and (heading[0][-1:].isdecimal() or heading[0][0] in "0123456789§№" or _is_roman(heading[0])):
        return heading[1:]
    if len(heading) > 1 and (heading[1][0].isdecimal() or _is_roman(heading[1])):
        return heading[2:]
    return heading


@lru_cache(maxsize=2_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a block. They are cached, because most blocks are in several texts and comparisons."""
    return words(text)


def _counts(texts: Counter[str]) -> Counter[str]:
    return Counter(word for text in texts.elements() for word in words_of(text))


def _is_roman(word: str) -> bool:
    return _ROMAN.fullmatch(word) is not None
