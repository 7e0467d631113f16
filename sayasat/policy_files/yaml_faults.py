"""Says in an editor's words why front matter is no YAML. Pure."""

from __future__ import annotations

import re

from sayasat.errors import Fault
from sayasat.policy_files.front_matter import KEYS, file_line

_ENTRY = re.compile(r"([\w-]+)[ \t]*:(?:[ \t]+|$)(.*)")
_UNSEPARATED = re.compile(rf"({'|'.join(KEYS)})\s*[:\uff1a]\s*(\S.*)")
"""A key whose colon, or the space after it, is another character or missing."""
_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*(?:#.*)?""")
_SPECIAL = re.compile(r"[@`%&*!|>\[\]{},?#]|-[ \t]|.*:(?:[ \t]|$)")
_LIST = re.compile(r"\{.*\}|\[.*\]")
_INDENTED = re.compile(rf"[ ]+(?:{'|'.join(KEYS)})[ ]*:")
_CONTINUES = re.compile(r"[ \t]*(?:#.*)?|- .*|[ ].*")


def syntax_fault(head: str, line: int) -> Fault:
    """The fault of front matter that is no YAML; ``line``, from 0, is where the parser stopped.

    The parser often stops a line after the one that has to be corrected.
    """
    for number, written in enumerate(head.split("\n")):
        if found := _of_line(written):
            code, *facts = found
            return Fault(
                code, file_line(number), tuple(zip(("words", "name", "quoted"), facts, strict=False))
            )
    return Fault("front-matter-syntax", file_line(line))


def quoted(value: str) -> str:
    """A value in quotes, which keep every character of it."""
    return "'" + value.strip().replace("'", "''") + "'"


def _of_line(written: str) -> tuple[str, ...] | None:
    if "\t" in written or _INDENTED.match(written):
        return "front-matter-tab", written.strip()
    entry = _ENTRY.fullmatch(written)
    if entry is None:
        unseparated = _UNSEPARATED.fullmatch(written)
        if unseparated:
            return "front-matter-blank-after-colon", written.strip(), "", ": ".join(unseparated.groups())
        return None if _CONTINUES.fullmatch(written) else ("front-matter-colon", written.strip())
    name, value = entry[1], entry[2].strip()
    if value.startswith(('"', "'")):
        return None if _QUOTED.fullmatch(value) else ("front-matter-quote-open", value, name)
    if value and _SPECIAL.match(value) and not _LIST.fullmatch(value):
        return "front-matter-quotes", value, name, quoted(value)
    return None
