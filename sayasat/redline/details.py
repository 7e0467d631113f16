"""What changed in blocks beside their words: links, images, formats, kinds, letters that look alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import methodcaller

from sayasat.markdown.inline_form import IMAGE, MEANING, InlineDetail
from sayasat.markdown.sections import Block
from sayasat.markdown.words import words
from sayasat.redline.edit_script import script
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import FormChange
from sayasat.redline.units import without_number

_WITH_TARGET = {"link", IMAGE}

_LOOKS = str.maketrans("АВЕКМНОРСТУХЅІЈаеорсухѕіјһԁӏ", "ABEKMHOPCTYXSIJaeopcyxsijhdl")
_LETTERS = re.compile(r"[^\W\d_]")


def form_changes(
    olds: Sequence[Block], news: Sequence[Block], runs: Sequence[MarkedRun], *, same: bool
) -> tuple[FormChange, ...]:
    """What changed from the old blocks to the new ones; ``same``: their words are the same.

    Where words changed, formats of words are left out, and so is the kind of the block.
    """
    found: list[FormChange] = []
    if looks(olds) != looks(news):
        found += _inline(olds, news, same=same)
        if same and olds and news:
            found += _kinds(olds, news)
    return (*found, *_number(olds, news), *_letters(runs))


def looks(blocks: Iterable[Block]) -> list[tuple[str, ...]]:
    """Equal for blocks of the same text that look the same, but for their numbers."""
    return [
        (block.form, *(part for each in block.details if each.kind == IMAGE for part in each.key))
        for block in blocks
    ]


def _inline(olds: Sequence[Block], news: Sequence[Block], *, same: bool) -> Iterator[FormChange]:
    sides = [[each for block in blocks for each in block.details] for blocks in (olds, news)]
    if same and [each[:2] for each in sides[0]] == [each[:2] for each in sides[1]]:
        # The same words are links and images: they lead elsewhere, each for itself
        for old, new in zip(*sides, strict=True):
            if old.key != new.key:
                yield from _replaced([old], [new], same=same)
        return
    keys = [["\0".join(each.key) for each in side] for side in sides]
    for step in script(*keys):
        if not step.is_equal:
            # A link in a passage that came or went needs no word of its own, an image does
            kinds = MEANING if olds and news else {IMAGE}
            gone, come = ([each for each in side if same or each.kind in kinds] for side in step.of(*sides))
            yield from _replaced(gone, come, same=same)


def _replaced(gone: list[InlineDetail], come: list[InlineDetail], *, same: bool) -> Iterator[FormChange]:
    left = list(come)
    for old in gone:
        # On the same words, where no word changed
        there = (each for each in left if each.kind == old.kind and (not same or each.text == old.text))
        new = next(there, None) if old.kind in _WITH_TARGET else None
        if new is None:
            yield FormChange(old.kind, old.text, old.target or old.text, "", old.file)
            continue
        left.remove(new)
        if new.key[2] != old.key[2]:
            yield FormChange(old.kind, new.text, old.target, new.target, old.file, new.file)
    for new in left:
        yield FormChange(new.kind, new.text, "", new.target or new.text, "", new.file)


def _kinds(olds: Sequence[Block], news: Sequence[Block]) -> Iterator[FormChange]:
    old, new = olds[-1].kind, news[-1].kind
    if old != new:
        yield FormChange("block", "", old, new)
    elif len(olds) != len(news):
        yield FormChange("blocks", "", str(len(olds)), str(len(news)))


def _number(olds: Sequence[Block], news: Sequence[Block]) -> Iterator[FormChange]:
    """The number of a heading, where nothing else of it changed."""
    if [block.kind for block in (*olds, *news)] != ["heading", "heading"]:
        return
    old, new = words(olds[0].text), words(news[0].text)
    rest = without_number(old)
    if old != new and rest == without_number(new):
        labels = (" ".join(side[: len(side) - len(rest)]) for side in (old, new))
        yield FormChange("number", "", *labels)


def _letters(runs: Sequence[MarkedRun]) -> Iterator[FormChange]:
    """A word replaced by one that looks the same: some of its letters are of another alphabet."""
    look = methodcaller("translate", _LOOKS)
    for gone, come in pairwise(runs):
        old, new = gone.text.strip(), come.text.strip()
        is_replacement = (gone.mark, come.mark) == (Mark.DELETED, Mark.INSERTED)
        if is_replacement and old != new and _LETTERS.search(old) and look(old) == look(new):
            yield FormChange("letters", "", old, new)
