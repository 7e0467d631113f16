"""Compares two texts with the text that both were made from, as a merge of three texts does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sayasat.redline.edit_script import Step, script


class Region(NamedTuple):
    """The ranges of the three texts that belong together, where one of the new ones differs from the old."""

    old: range
    first: range
    second: range


def regions(old: Sequence[str], first: Sequence[str], second: Sequence[str]) -> Iterator[Region]:
    """Where ``first`` or ``second`` differs from ``old``, in order; changes that touch are one region."""
    scripts = (script(old, each) for each in (first, second))
    changes = [[step for step in steps if not step.is_equal] for steps in scripts]
    starts = [step.old for steps in changes for step in steps]
    for joined in _joined(sorted(starts, key=lambda each: (each.start, each.stop))):
        yield Region(joined, *(_range(joined, steps) for steps in changes))


def _joined(ranges: Sequence[range]) -> list[range]:
    """Ranges that overlap or touch as one."""
    joined: list[range] = []
    for each in ranges:
        if joined and each.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, each.stop))
        else:
            joined.append(each)
    return joined


def _range(joined: range, steps: Sequence[Step]) -> range:
    """The range of the changed text for a range of the old one."""
    before = [step for step in steps if step.old.start < joined.start]
    within = [step for step in steps if joined.start <= step.old.start <= joined.stop]
    start = joined.start + sum(len(step.new) - len(step.old) for step in before)
    return range(start, start + len(joined) + sum(len(step.new) - len(step.old) for step in within))
