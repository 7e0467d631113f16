"""What a revision changes: facts in front matter, and the arrangement of the same reading. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sayasat.policy_files.facts import Source
from sayasat.policy_files.front_matter import BY_DATE, FrontMatter
from sayasat.versions.model import ChangeClass


def facts_of(source: Source, version: date, *before: Source | None) -> frozenset[str]:
    """Which of `BY_DATE` a file brings for a version: other values, or what a map has for that version."""
    mapped = frozenset(key for key, day, _ in source.front_matter.by_date if day == version)
    return mapped | brought(source, BY_DATE, *before)


def brought(source: Source, keys: Iterable[str], *before: Source | None) -> frozenset[str]:
    """Which of the keys have another value than in each of the files that it may be a copy of."""
    olds = [each.front_matter if each else FrontMatter() for each in before]
    return frozenset(
        key for key in keys if all(getattr(source.front_matter, key) != getattr(old, key) for old in olds)
    )


SAME_READING = frozenset({ChangeClass.TECHNICAL, ChangeClass.LAYOUT})
"""The classes of a revision that says the same as the one before."""


def same_reading(old: Source, new: Source) -> ChangeClass:
    """The class of a revision with the same reading."""
    return ChangeClass.TECHNICAL if old.layout_digest == new.layout_digest else ChangeClass.LAYOUT
