"""A newest commit that merged what was published into a local branch, as a plain ``git pull`` does."""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.check.finding import Finding, error
from sayasat.repository.reader import Repository


def swapped_parents(repository: Repository, *under: str) -> Iterator[Finding]:
    """An error if the newest commit took published changes below ``under`` off the first-parent line.

    Versions are made by that line: theirs would be lost. With a publication log nothing is lost.
    """
    merged, commit = repository.history.merged_main_line(repository.head, *under), repository.head[:12]
    if merged:
        yield error("merge-swapped", commit, merged=merged[:12])
