"""Faults as lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sayasat.errors import Fault
from sayasat.wording import Wording


def report(faults: Iterable[Fault], wording: Wording) -> str:
    """One line for each fault: where, what, and how to mend it."""
    lines = (f"{fault.where or '-'}: {wording.what(fault)} {wording.mend(fault)}" for fault in faults)
    return "\n".join(dict.fromkeys(lines))
