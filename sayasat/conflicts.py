"""Finds the lines that Git leaves in a file where it could not join two changes. Pure.

The markers are those of gitattributes(5) and git-merge(1), in the styles ``merge``, ``diff3`` and ``zdiff3``.
"""

from __future__ import annotations

import re

from sayasat.errors import Fault

CODE = "conflict-markers"
"""The code of the fault."""

_OURS = re.compile(r"<{7}(?: .*)?")
_MIDDLE = re.compile(r"={7}[ \t]*")
_THEIRS = re.compile(r">{7}(?: .*)?")


def conflict(text: str) -> Fault | None:
    """The fault of a file with conflict markers, ``where`` its first marker's line; None without markers.

    A file has markers where these lines stand in it in this order, each from the line's first character: one
    that begins with ``<<<<<<< ``, the line ``=======``, and one that begins with ``>>>>>>> ``. So a heading's
    underline ``=======`` is none. Whether the lines stand in a block of code does not matter, since Git
    leaves markers there too: an example of markers has to be indented.
    """
    if "<<<<<<<" not in text:
        return None
    first, is_parted = 0, False
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(plain.split("\n"), start=1):
        if not first:
            first = number if _OURS.fullmatch(line) else 0
        elif not is_parted:
            is_parted = _MIDDLE.fullmatch(line) is not None
        elif _THEIRS.fullmatch(line):
            return Fault(CODE, str(first))
    return None


def has_conflict(faults: tuple[Fault, ...]) -> bool:
    """Whether one of a file's faults is that it has conflict markers."""
    return any(fault.code == CODE for fault in faults)
