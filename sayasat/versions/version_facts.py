"""The facts of one version in front matter: which revision brought them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sayasat.policy_files.facts import Source
from sayasat.policy_files.front_matter import FrontMatter

FACTS = ("adopted", "authority", "summary")
"""The keys that tell of one version: the one in whose revision their value changes."""


def brought(source: Source, *before: Source | None, keys: Iterable[str] = FACTS) -> frozenset[str]:
    """Which of the keys have another value than in each of the files that it may be a copy of."""
    olds = [each.front_matter if each else FrontMatter() for each in before]
    return frozenset(
        key for key in keys if all(getattr(source.front_matter, key) != getattr(old, key) for old in olds)
    )
