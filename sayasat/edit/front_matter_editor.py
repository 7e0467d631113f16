"""Changes single keys in the front matter of a policy's file; every other byte stays as it is. Pure.

The YAML parser gives the lines of each key and value; the YAML is never serialised again. The result is
parsed again, and rejected unless exactly the wanted keys have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from sayasat.conflicts import CODE
from sayasat.errors import EditError, Fault
from sayasat.policy_files.document import read_document
from sayasat.policy_files.front_matter import KEYS, Document

Value = date | str | None
"""The new value of a key; None removes the key."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_OPENING = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")
# Characters that YAML does not allow, reads as a line end, or does not count as a column.
_ODD = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffc\U00010000-\U0010ffff]|[\u2028-\u202e\u2066-\u2069]"
)
_BOM = "\ufeff"
_TEXT = "tag:yaml.org,2002:str"


def with_keys(data: bytes, values: Mapping[str, Value]) -> bytes:
    """A policy's file with these keys of its front matter set or removed.

    A changed value keeps its quotation marks and its comment; a new key is inserted in the order of `KEYS`.
    Raises EditError: the faults of front matter that cannot be parsed or of a value that the key does not
    allow, or `edit-head`. Their ``where`` is a line number, as in `Document.faults`.
    """
    markers = [fault for fault in read_document(data).faults if fault.code == CODE]
    if markers:
        raise EditError(markers)
    for key, value in values.items():
        data = _with_key(data, key, value)
    return data


def _with_key(data: bytes, key: str, value: Value) -> bytes:
    before = read_document(data)
    value = " ".join(value.split()) if isinstance(value, str) else value
    is_empty = (key, value) in {("formerly", None), ("replaces", "none")}
    fields: dict[str, Any] = {key: () if is_empty else value}
    if fields[key] == getattr(before.front_matter, key) and not _has_fault(before, key):
        return data
    _check_value(key, value)
    text = data.decode(errors="surrogateescape")
    opening, *rest = _LINE.findall(text) or [""]
    end = next((index for index, line in enumerate(rest) if _CLOSING.fullmatch(line.rstrip("\r\n"))), None)
    if end is None or not _OPENING.fullmatch(opening.removeprefix(_BOM).rstrip("\r\n")):
        raise EditError(before.faults)
    entries = _entries(rest[:end], before)
    wanted = replace(before.front_matter, **fields)
    line_end = opening[len(opening.rstrip("\r\n")) :]
    for lines in _candidates(rest[:end], entries, key, value, line_end):
        changed = "".join((opening, *lines, *rest[end:])).encode(errors="surrogateescape")
        after = read_document(changed)
        if after.front_matter == wanted and after.body == before.body and not _has_fault(after, key):
            return changed
    line = next((entry.first + 2 for entry in entries if entry.key == key), 1)
    raise EditError([Fault("edit-head", str(line), (("key", key),))])


def _has_fault(document: Document, key: str) -> bool:
    """Whether the front matter has a fault about this key."""
    return any(("key", key) in fault.facts for fault in document.faults)


def _check_value(key: str, value: Value) -> None:
    """Raise EditError if the key does not allow the value."""
    if value is None:
        return
    title = "" if key == "title" else "title: t\n"
    probe = read_document(f"---\n{title}{key}: {_as_yaml(value)}\n---\n".encode(errors="surrogateescape"))
    faults = [Fault(fault.code, "", fault.facts) for fault in probe.faults]
    if faults:
        raise EditError(faults)


class _KeyLines(Struct, frozen=True):
    """The lines of a top-level key and its value; lines are counted from 0, the first after ``---``."""

    key: str
    first: int
    ends: tuple[int, ...]
    """The line after its last one; if the YAML parser does not tell, the possible lines, likelier first."""

    value: yaml.Node


def _entries(lines: Sequence[str], document: Document) -> tuple[_KeyLines, ...]:
    """The keys of front matter. Raises EditError if it cannot be parsed."""
    # One character replaces one, so that the parser's columns are columns of the original lines
    readable = "".join(_ODD.sub("\ufffd", line.rstrip("\r\n")) + "\n" for line in lines)
    try:
        root = yaml.compose(readable, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise EditError(document.faults or [Fault("edit-head", "1", (("key", "---"),))]) from None
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise EditError(document.faults or [Fault("edit-head", "1", (("key", "{"),))])
    limits = [*(key.start_mark.line for key, _ in root.value[1:]), len(lines)]
    return tuple(
        _KeyLines(str(key.value), first, _ends(lines, first, value, limit), value)
        for (key, value), limit in zip(root.value, limits, strict=True)
        for first in (key.start_mark.line,)
    )


def _ends(lines: Sequence[str], first: int, value: yaml.Node, limit: int) -> tuple[int, ...]:
    if isinstance(value, yaml.ScalarNode) and value.style not in {"|", ">"}:
        return (value.end_mark.line + 1,)
    # Blank lines and unindented comments before the next key are not part of a block value
    indent = " " * (len(lines[first]) - len(lines[first].lstrip(" ")))
    end = limit
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith(f"{indent}#")):
        end -= 1
    return (end, limit)


def _candidates(
    lines: Sequence[str], entries: Sequence[_KeyLines], key: str, value: Value, line_end: str
) -> Iterator[list[str]]:
    """Possible new lines of the front matter, the likeliest first; the caller parses them to choose."""
    found = [entry for entry in entries if entry.key == key]
    if value is None:
        for end in (0, -1):
            removed = {index for entry in found for index in range(entry.first, entry.ends[end])}
            yield [line for index, line in enumerate(lines) if index not in removed]
        return
    quotes = ""
    if found:
        entry = found[-1]  # if a key is given twice, YAML uses the last one
        places = [(entry.first, end) for end in entry.ends]
        if isinstance(entry.value, yaml.ScalarNode):
            quotes = entry.value.style if entry.value.style in {"'", '"'} else ""
            yield from _on_one_line(lines, entry, _as_yaml(value, quotes))
    else:
        earlier = (entry.ends[0] for entry in entries if entry.key in KEYS[: KEYS.index(key)])
        places = [(index, index) for index in (max(earlier, default=0), 0, len(lines))]
    first = lines[entries[0].first] if entries else ""
    indent = first[: len(first) - len(first.lstrip(" "))]
    line = f"{indent}{key}: {_as_yaml(value, quotes)}{line_end}"
    yield from ([*lines[:start], line, *lines[end:]] for start, end in places)


def _on_one_line(lines: Sequence[str], entry: _KeyLines, written: str) -> Iterator[list[str]]:
    """The lines with another value, and what stands around it, if it is on the line of its key."""
    start, end = entry.value.start_mark, entry.value.end_mark
    if start.line == end.line == entry.first:
        line = lines[entry.first]
        gap = " " if line[: start.column].endswith(":") else ""
        changed = f"{line[: start.column]}{gap}{written}{line[end.column :]}"
        yield [*lines[: entry.first], changed, *lines[entry.first + 1 :]]


def _as_yaml(value: Value, quotes: str = "") -> str:
    if isinstance(value, date):
        return f"{quotes}{value.isoformat()}{quotes}"
    text = str(value)
    if not quotes and _is_plain(text):
        return text
    if quotes != "'" and not {'"', "\\"} & set(text):
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    """Whether YAML reads the unquoted text as this string, and not as a number, a date or a list."""
    try:
        root = yaml.compose(f"key: {text}\n", Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return False
    if not isinstance(root, yaml.MappingNode) or len(root.value) != 1:
        return False
    value = root.value[0][1]
    is_text = isinstance(value, yaml.ScalarNode) and value.tag == _TEXT
    return is_text and value.value == text and not value.style
