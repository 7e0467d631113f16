"""What a publisher holds its texts to, from ``check.yml``: limits, and places where a rule is silenced. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FILE = "check.yml"
LONGEST_SENTENCE = 60
"""Words, unless the publisher says otherwise."""


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before it takes effect a version is to be published."""

    days: int
    source: str
    """The law or order that says so."""


@dataclass(frozen=True, slots=True)
class Silence:
    """One place where a rule is not to speak, and why."""

    rule: str
    path: str
    extract: str
    """The words of the finding; empty for one that is about no words."""

    reason: str
    line: int
    """In ``check.yml``, from 1."""


@dataclass(frozen=True, slots=True)
class Standards:
    """What the texts are held to."""

    notice: Notice | None = None
    longest_sentence: int = LONGEST_SENTENCE
    """In words."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: words that are right as they are, whatever rules on letters say."""

    silences: tuple[Silence, ...] = ()
