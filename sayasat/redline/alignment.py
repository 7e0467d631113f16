"""Aligns the headings and blocks of two texts, in order. Pure.

One alignment of the whole texts: first blocks that both texts have once, then, between them, those that make
up the likest pairs. Then the parts of a split paragraph, and the paragraphs that were joined, are added to
their pair. Headings are aligned like blocks: what stands below them speaks for them as their words do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from sayasat.redline.edit_script import Pair, Step, heaviest, likest_in_order, script, untouched
from sayasat.redline.likeness import CELLS, measure, worth
from sayasat.redline.paragraph_parts import with_parts
from sayasat.redline.units import Unit, without_number

_ANCHOR_BLANKS, _ANCHOR_WORTH, _HEADING_WORTH = 3, 3, 100
"""An anchor occurs once in each text. If it is no heading, it has at least so many blanks. It weighs so much,
or so much if it is a heading, plus its blanks."""

_NUMBERED_ALIKE = 500
"""Of 1,000: how alike the texts are below the same heading that is only numbered, if it is an anchor."""

_OPENING = 3
"""The words a block is known by where there are too many to weigh."""


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Step]:
    """The steps of the alignment: pairs, n with m blocks of a split or joined paragraph, and single units."""
    first, last = untouched(list(map(_key, old)), list(map(_key, new)))
    found: list[Pair] = [Pair(place, place) for place in range(first)]
    stop = Pair(len(old) - last, len(new) - last)
    for anchor in (*_anchors(old, new, Pair(first, first), stop), stop):
        done = Pair(found[-1].old + 1, found[-1].new + 1) if found else Pair(0, 0)
        if done.old < anchor.old and done.new < anchor.new:
            found += _within(old, new, Step(range(done.old, anchor.old), range(done.new, anchor.new)))
        found.append(anchor)
    found.pop()
    found += [Pair(stop.old + place, stop.new + place) for place in range(last)]
    return with_parts(old, new, _with_headings(old, new, found))


def _with_headings(old: Sequence[Unit], new: Sequence[Unit], pairs: list[Pair]) -> list[Pair]:
    """Pair a heading that both texts have between the same headings, where a passage moved past it."""
    olds, news = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    if not any(unit.head and place not in news for place, unit in enumerate(new)):
        return pairs
    heads = [pair for pair in pairs if new[pair.new].head]
    for before, after in pairwise((Pair(-1, -1), *heads, Pair(len(old), len(new)))):
        between = range(before.new + 1, after.new)
        unpaired = (place for place in between if new[place].head and place not in news)
        alone = {new[place].block.text: place for place in unpaired}
        for place in range(before.old + 1, after.old if alone else 0):
            if old[place].head and place not in olds and old[place].block.text in alone:
                found = Pair(place, alone[old[place].block.text])
                staying = [pair for pair in pairs if (pair.old < found.old) == (pair.new < found.new)]
                pairs = sorted([*staying, found]) if len(staying) < len(pairs) else pairs
    return pairs


def _anchors(old: Sequence[Unit], new: Sequence[Unit], start: Pair, stop: Pair) -> list[Pair]:
    """Blocks that stand once in each text, with their equal neighbours: the worthiest that stand in order."""
    old_names = [unit.name for unit in old[start.old : stop.old]]
    new_names = [unit.name for unit in new[start.new : stop.new]]
    in_old, in_new = Counter(old_names), Counter(new_names)
    places = dict(zip(old_names, range(start.old, stop.old), strict=True))
    once = [
        (Pair(places[name], place), weight)
        for place, name in enumerate(new_names, start.new)
        if name in in_old
        and in_new[name] == in_old[name] == 1
        and (weight := _anchor_worth(old[places[name]], new[place]))
    ]
    found: list[Pair] = [Pair(start.old - 1, start.new - 1)]
    for anchor, after in pairwise((*heaviest(once), stop)):
        before, back = found[-1], 1
        while (
            anchor.old - back > before.old
            and anchor.new - back > before.new
            and old[anchor.old - back].key == new[anchor.new - back].key
        ):
            back += 1
        found += [Pair(anchor.old - each, anchor.new - each) for each in range(back - 1, -1, -1)]
        i, j = anchor.old + 1, anchor.new + 1
        while i < after.old and j < after.new and old[i].key == new[j].key:
            found.append(Pair(i, j))
            i, j = i + 1, j + 1
    return found[1:]


def _anchor_worth(old: Unit, new: Unit) -> int:
    """0 if the two are no anchor."""
    blanks = new.block.text.count(" ")
    if not old.head or not new.head:
        return _ANCHOR_WORTH + blanks if blanks >= _ANCHOR_BLANKS else 0
    if old.key == new.key or without_number(new.words):
        return _HEADING_WORTH + blanks
    likeness = old.head.likeness(new.head)
    return (
        likeness * (old.head.whole.size + new.head.whole.size) // 2_000 if likeness >= _NUMBERED_ALIKE else 0
    )


def _within(old: Sequence[Unit], new: Sequence[Unit], gap: Step) -> list[Pair]:
    """The pairs of a gap; in a long one, between equal blocks, then between blocks that begin alike."""
    found: list[Pair] = []
    for part in _parted(old, new, gap, [_key, _opening]):
        if part.is_equal:
            found.append(Pair(part.old.start, part.new.start))
            continue
        olds, news = part.of(old, new)
        found_again = measure([unit.words for unit in olds], [unit.words for unit in news])
        if found_again and olds and news:
            likest = likest_in_order([[worth(a, b, found_again) for b in news] for a in olds])
            found += [Pair(part.old.start + i, part.new.start + j) for i, j in likest]
    return found


def _parted(
    old: Sequence[Unit], new: Sequence[Unit], gap: Step, keys: Sequence[Callable[[Unit], str]]
) -> Iterator[Step]:
    """A gap whose pairs can be weighed as it is, else the parts between units of the same key."""
    if not keys or len(gap.old) * len(gap.new) <= CELLS:
        yield gap
        return
    key, *rest = keys
    olds, news = gap.of(old, new)
    for step in script(list(map(key, olds)), list(map(key, news))):
        part = step.shifted(gap.old.start, gap.new.start)
        if step.is_equal:
            yield part._replace(is_equal=key is _key)
        else:
            yield from _parted(old, new, part, rest)


_key = attrgetter("key")


def _opening(unit: Unit) -> str:
    return " ".join(unit.words[:_OPENING])
