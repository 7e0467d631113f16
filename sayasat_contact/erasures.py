"""The journal of erasures: a file outside the database, so that a restored backup brings nothing back.

A line for each erased message: its reference, when (seconds since 1970 UTC) and why, parted by tabs. It holds
nothing personal and only grows. Whoever restores a database runs ``init-db``, which erases again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sayasat_contact.errors import JournalError
from sayasat_contact.reference import read_reference


@dataclass(frozen=True, slots=True)
class Erasure:
    """One message that was erased."""

    reference: str
    at: int
    """Seconds since 1970 UTC."""

    why: str
    """One line; empty where nobody said."""


def write_down(journal: Path, erasures: Iterable[Erasure]) -> None:
    """Add to the journal; on the disk when it returns. Raises JournalError."""
    lines = "".join(f"{each.reference}\t{each.at}\t{each.why}\n" for each in erasures)
    if not lines:
        return
    with _translated():
        # One write at the end of the file: two operators at once mix no lines
        opened = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(opened, lines.encode())
            os.fsync(opened)
        finally:
            os.close(opened)


def read_journal(journal: Path) -> list[Erasure]:
    """All that was written down, the first of each message; none where there is no file. Raises JournalError.

    A line that is not whole is passed over: its erasure was never committed.
    """
    with _translated():
        content = journal.read_text(encoding="utf-8", errors="replace") if journal.exists() else ""
    found: dict[str, Erasure] = {}
    for line in content.split("\n"):
        reference, at, why = [*line.split("\t", 2), "", ""][:3]
        if read_reference(reference) == reference and at.isdecimal():
            found.setdefault(reference, Erasure(reference, int(at), why))
    return list(found.values())


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise JournalError(error.errno, error.strerror) from None
