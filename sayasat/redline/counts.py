"""Counts the words and sections that changed between two texts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rapidfuzz.distance import LCSseq

from sayasat.markdown import section_reader
from sayasat.markdown.sections import Section, own_text
from sayasat.markdown.words import words

# Pairs of words: the time of a comparison grows with this product (about two seconds for 10^10).
_PAIRS = 20_000_000_000


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """The size of a change: words of a minimal edit script of the visible texts, and changed sections."""

    words_added: int
    words_removed: int
    sections_changed: int
    """Sections that were added or removed, or whose heading or blocks changed, without subsections."""


def count_changes(old: str | None, new: str) -> ChangeCount:
    """Count the changes from one Markdown body to another. None for ``old``: all of ``new`` was added.

    Numbers of lists are not words. If two texts are too long to be compared as wholes (about 140,000 changed
    words in each), words are compared within sections of the same id, so that a passage that moved between
    sections counts as removed and added. Sections of that length are compared by whole blocks.
    """
    return count_sections(section_reader.sections(old or ""), section_reader.sections(new))


def count_sections(before: Sequence[Section], after: Sequence[Section]) -> ChangeCount:
    """Count the changes between two texts that are given by their sections; empty for no old text."""
    return ChangeCount(*_words_changed(before, after), _sections_changed(before, after))


def _sections_changed(before: Sequence[Section], after: Sequence[Section]) -> int:
    old, new = ({section.id: section for section in sections} for sections in (before, after))
    return sum(_own(old.get(id)) != _own(new.get(id)) for id in old.keys() | new.keys())  # noqa: A001


def _own(section: Section | None) -> str | None:
    return _own_text(section) if section else None


def _words_changed(before: Sequence[Section], after: Sequence[Section]) -> tuple[int, int]:
    """Words added and removed."""
    before, after = _parted(before, after)
    old, new = _words(before), _words(after)
    kept = _kept(old, new, least=_kept_in_order(before, after))
    if kept is None:
        kept = sum(_kept_in(*pair) for pair in _by_id(before, after))
    return len(new) - kept, len(old) - kept


def _by_id(before: Sequence[Section], after: Sequence[Section]) -> list[tuple[Section, Section]]:
    """The sections of the same id, in the order of the later text."""
    by_id = {section.id: section for section in before}
    return [(by_id[section.id], section) for section in after if section.id in by_id]


def _kept_in_order(before: Sequence[Section], after: Sequence[Section]) -> int:
    """Words that can stay at the least: those that stay within sections, where these are in the same order.

    Knowing it saves most of the search for how many can stay; nearly all sections are known pairs.
    """
    pairs = _by_id(before, after)
    place = {section.id: number for number, section in enumerate(before)}
    order = [place[old.id] for old, _ in pairs]
    return sum(_kept_within(*pair) for pair in pairs) if order == sorted(order) else 0


def _parted(
    before: Sequence[Section], after: Sequence[Section]
) -> tuple[Sequence[Section], Sequence[Section]]:
    """Both without the sections that they begin and end with alike: every word of those stays."""
    start = sum(1 for _ in takewhile(_equal, zip(before, after, strict=False)))
    before, after = before[start:], after[start:]
    end = sum(1 for _ in takewhile(_equal, zip(reversed(before), reversed(after), strict=False)))
    return before[: len(before) - end], after[: len(after) - end]


@lru_cache(maxsize=200)
def _kept_within(before: Section, after: Section) -> int:
    """Words that can stay from one section to the other; none, where it would take too long to say."""
    return _kept(_words_of(before), _words_of(after)) or 0


def _kept_in(before: Section, after: Section) -> int:
    kept = _kept(_words_of(before), _words_of(after))
    if kept is not None:
        return kept
    same = Counter(block.text for block in before.blocks) & Counter(block.text for block in after.blocks)
    return sum(len(words(block)) * times for block, times in same.items())


def _kept(old: Sequence[str], new: Sequence[str], least: int = 0) -> int | None:
    """The most words that can stay, in order: ``least`` or more; None where it would take too long to say."""
    start = sum(1 for _ in takewhile(_equal, zip(old, new, strict=False)))
    old, new = old[start:], new[start:]
    end = sum(1 for _ in takewhile(_equal, zip(reversed(old), reversed(new), strict=False)))
    old, new = _shared(old[: len(old) - end], new[: len(new) - end])
    if len(old) * len(new) > _PAIRS:
        return None
    numbers = {word: number for number, word in enumerate(set(old))}
    sides = [numbers[word] for word in old], [numbers[word] for word in new]
    return start + end + LCSseq.similarity(*sides, score_cutoff=max(least - start - end, 0))


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both without the words that only one of them has: these cannot stay."""
    both = set(old) & set(new)
    return [word for word in old if word in both], [word for word in new if word in both]


def _equal(pair: tuple[object, object]) -> bool:
    return pair[0] == pair[1]


def _words(covered: Iterable[Section]) -> tuple[str, ...]:
    return tuple(word for section in covered for word in _words_of(section))


# The versions of a policy share most of their sections: what is known of one is asked for again and again.
_own_text = lru_cache(maxsize=200)(own_text)


@lru_cache(maxsize=200)
def _words_of(section: Section) -> tuple[str, ...]:
    pieces = (section.heading, *(block.text for block in section.blocks))
    return tuple(word for piece in pieces for word in words(piece))
