"""The numbers of revisions, by which they are addressed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sayasat.versions.model import Version


def numbered(versions: Iterable[Version]) -> tuple[Version, ...]:
    """The versions of an edition. The acting revisions of each are numbered from 1, unless the log did it.

    A date at which several versions are or were found has each number once, so no URL gets another text: a
    revision goes on after all numbers that the dates of its version had before it.
    """
    every = tuple(versions)
    acting = [(each, version) for version in every for each in version.revisions if each.acts]
    used: dict[date, int] = defaultdict(int)
    numbers: dict[int, int] = {}
    for placed, version in sorted(
        acting, key=lambda each: (each[0].revision.place, each[0].revision.filed is None)
    ):
        dates = (version.date, *version.formerly_dated)
        number = placed.number or max(used[day] for day in dates) + 1
        used |= {day: max(used[day], number) for day in dates}
        numbers[id(placed)] = number
    return tuple(
        replace(
            version,
            revisions=tuple(replace(each, number=numbers.get(id(each))) for each in version.revisions),
        )
        for version in every
    )
