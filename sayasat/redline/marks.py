"""The marks of a compared text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Mark(StrEnum):
    """Whether a run of text is unchanged, deleted or inserted."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """Neighbouring characters with the same mark. A deletion precedes the insertion that replaces it."""

    mark: Mark
    text: str


def groups(runs: Iterable[MarkedRun]) -> list[list[MarkedRun]]:
    """What stays and what changes, in turn."""
    return [list(group) for _, group in groupby(runs, key=lambda run: run.mark is Mark.SAME)]
