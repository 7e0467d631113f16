"""Finds the conflict markers that Git leaves in a file that it could not merge. Pure.

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
_BINARY_TEST = 8000
"""Git does not merge a file with a NUL in its first 8000 bytes (``buffer_is_binary``)."""


def conflict(text: str) -> Fault | None:
    """The fault of a file with conflict markers, ``where`` its first marker's line; None without markers.

    A marker is at the start of a line: ``<<<<<<<`` or ``>>>>>>>``, alone or followed by a space and a label.
    One marker is enough, because an editor may have removed the others. ``>>>>>>> label`` is a marker only
    after a line ``=======``; otherwise it is seven nested quotes. A line ``=======`` alone underlines a
    heading. Markers in a code block count, since Git leaves markers there too: indent examples of markers.
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
    """The result of `conflict` for the bytes of any file; None for a binary file."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return conflict(data.decode("utf-16", "replace"))
    return None if b"\0" in data[:_BINARY_TEST] else conflict(data.decode(errors="replace"))


def has_conflict(faults: tuple[Fault, ...]) -> bool:
    """Whether one of the faults is that of conflict markers."""
    return any(fault.code == CODE for fault in faults)
