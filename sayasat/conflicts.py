"""Finds the lines that Git leaves in a file where it could not join two changes. Pure.

The markers are those of gitattributes(5) and git-merge(1), in the styles ``merge``, ``diff3`` and ``zdiff3``.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from sayasat.errors import Fault

CODE = "conflict-markers"
"""The code of the fault."""

_OURS = re.compile(r"<{7}(?: .*)?")
_MIDDLE = re.compile(r"={7}[ \t]*")
_THEIRS = re.compile(r">{7}(?: .*)?")
_LOOKED_AT = 8000
"""Bytes in which Git looks for a NUL to tell files that are no texts (buffer_is_binary), and merges none."""


def conflict(text: str) -> Fault | None:
    """The fault of a file with conflict markers, ``where`` its first marker's line; None without markers.

    A marker stands at the start of a line: ``<<<<<<<`` or ``>>>>>>>``, alone or with a label after a
    space. One of them is enough, because an editor may have removed the others. ``>>>>>>> label`` counts
    only below a line ``=======``: without that line it is seven nested quotes. A line ``=======`` alone
    is a heading's underline. Whether the lines stand in a block of code does not matter, since Git leaves
    markers there too: an example of markers has to be indented.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    middle = 0
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(plain.split("\n"), start=1):
        if _OURS.fullmatch(line):
            return Fault(CODE, str(number))
        if _MIDDLE.fullmatch(line):
            middle = middle or number
        elif middle and _THEIRS.fullmatch(line):
            return Fault(CODE, str(middle))
    return None


def file_conflict(data: bytes) -> Fault | None:
    """The same of any file, of which nobody knows what it holds; None for one that is no text."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return conflict(data.decode("utf-16", "replace"))
    return None if b"\0" in data[:_LOOKED_AT] else conflict(data.decode(errors="replace"))


def has_conflict(faults: tuple[Fault, ...]) -> bool:
    """Whether one of a file's faults is that it has conflict markers."""
    return any(fault.code == CODE for fault in faults)
