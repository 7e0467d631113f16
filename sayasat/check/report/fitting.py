"""Fits a report into a limit of characters: sections of redlines are left out first. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeAlias

from msgspec import Struct

_OPEN = 4_000
"""Characters of sections that are not folded."""

_LARGE = 6
"""A part that is longer than this fraction of the limit is left out."""


class FoldedPart(Struct, frozen=True):
    """Sections under a summary, which can be left out from the last on."""

    summary: str
    sections: tuple[str, ...]

    def text(self, number: int) -> str:
        """It with so many of its sections, as HTML and Markdown; without sections, only the summary."""
        if not number:
            return self.summary
        opened = " open" if sum(map(len, self.sections[:number])) <= _OPEN else ""
        inside = "\n\n".join(self.sections[:number])
        return f"<details{opened}><summary>{self.summary}</summary>\n\n\n{inside}\n\n</details>"


ReportPart: TypeAlias = str | FoldedPart


def fitted(beginning: str, parts: Sequence[ReportPart], end: str, note: str, limit: int | None) -> str:
    """The parts between beginning and end, at most ``limit`` characters long; None for all of them.

    If something has to be left out, that is sections of redlines, then the last parts, and large ones;
    ``note`` says so.
    """
    whole = "\n\n".join((beginning, *(_whole(part) for part in parts), end))
    if limit is None or len(whole) <= limit:
        return f"{whole}\n"
    room = limit - sum(len(each) + 2 for each in (beginning, note, end, "\n"))
    kept: list[ReportPart] = []
    for part in parts:
        length = len(part if isinstance(part, str) else part.summary) + 2
        if length <= min(room, limit // _LARGE):
            room -= length
            kept.append(part)
    texts = []
    for part in kept:
        if isinstance(part, str):
            texts.append(part)
            continue
        overhead = len(FoldedPart("", ("",)).text(1)) + len(" open")
        lengths = list(accumulate((len(each) + 2 for each in part.sections), initial=overhead))
        texts.append(part.text(max(bisect_right(lengths, room) - 1, 0)))
        room -= max(len(texts[-1]) - len(part.summary), 0)
    return "\n\n".join((beginning, *texts, note, end)) + "\n"


def _whole(part: ReportPart) -> str:
    return part if isinstance(part, str) else part.text(len(part.sections))
