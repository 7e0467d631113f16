"""The marks of a compared text. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Mark(StrEnum):
    """Whether a run of text is unchanged, deleted or inserted."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


class MarkedRun(NamedTuple):
    """Neighbouring characters with the same mark. A deletion precedes the insertion that replaces it."""

    mark: Mark
    text: str


@dataclass(slots=True)
class TokenChange:
    """Tokens that stay, and those after them that were deleted and inserted; at the end of a text, none."""

    same: list[str]
    gone: list[str]
    come: list[str]
