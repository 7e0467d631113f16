"""The marks of a compared text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby

from msgspec import Struct


class Mark(StrEnum):
    """Whether a run of text is unchanged, deleted or inserted."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


class MarkedRun(Struct, frozen=True):
    """Neighbouring characters of the same marks. A deletion precedes the insertion that replaces it."""

    mark: Mark
    text: str
    move: int = 0
    """The number of the move, from 1, of sentences that stand in another place of the other text; else 0."""

    risk: str = ""
    """The kind (`sayasat.redline.risks.KINDS`) of a word that may change the law; else empty."""


def with_gaps(runs: Iterable[MarkedRun]) -> list[MarkedRun]:
    """The runs for display: a blank, marked as unchanged, keeps an insertion apart from what it replaces.

    Without it a reader, or the clipboard, has «3060» for «30» that became «60».
    """
    shown: list[MarkedRun] = []
    for run in runs:
        before = shown[-1] if shown else run
        if (before.mark, run.mark) == (Mark.DELETED, Mark.INSERTED) and not (
            before.text[-1:].isspace() or run.text[:1].isspace()
        ):
            shown.append(MarkedRun(Mark.SAME, " "))
        shown.append(run)
    return shown


def joined(runs: Iterable[MarkedRun]) -> list[list[MarkedRun]]:
    """Neighbouring runs of one mark and move, which are parted at risks only."""
    return [list(group) for _, group in groupby(runs, key=lambda run: (run.mark, run.move))]


def groups(runs: Iterable[MarkedRun]) -> list[list[MarkedRun]]:
    """What stays and what changes, in turn."""
    return [list(group) for _, group in groupby(runs, key=lambda run: run.mark is Mark.SAME)]


class TokenChange(Struct):
    """Tokens that stay, and those after them that were deleted and inserted; at the end of a text, none."""

    same: list[str]
    gone: list[str]
    come: list[str]
