"""Faults of the newest commit itself: a wrong clock, or a merge into a local branch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sayasat.check.finding import Finding, error
from sayasat.repository.reader import Repository

ALLOWED = timedelta(minutes=5)
"""How far the clock of another computer may be ahead."""


def wrong_clock(repository: Repository, now: datetime) -> Iterator[Finding]:
    """An error where the newest commit is dated ahead of now, or before a commit that it follows.

    A commit that is itself ahead of now is no measure: the one that follows it corrects the history.
    """
    commit, (time, *earlier) = repository.head[:12], repository.times()
    facts = {"time": time.isoformat(), "now": now.isoformat(timespec="seconds")}
    latest = max((each for each in earlier if each <= now + ALLOWED), default=time)
    if time > now + ALLOWED:
        yield error("clock-ahead", commit, **facts)
    elif time < latest:
        yield error("clock-behind", commit, **facts, parent=latest.isoformat())


def swapped_parents(repository: Repository, *under: str) -> Iterator[Finding]:
    """An error if the newest commit took published changes below ``under`` off the first-parent line.

    Versions are made by that line: theirs would be lost. With a publication log nothing is lost.
    """
    merged, commit = repository.history.merged_main_line(repository.head, *under), repository.head[:12]
    if merged:
        yield error("merge-swapped", commit, merged=merged[:12])
