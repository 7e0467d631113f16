"""Changes single keys in the front matter of a policy's file; every other byte stays as it is. Pure.

The YAML parser gives the lines of each key and value; the YAML is never serialised again. The result is
parsed again, and rejected unless exactly the wanted keys have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

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
    file = _split(data, before)
    wanted = replace(before.front_matter, **fields)
    for lines in _candidates(file, key, value):
        changed = file.with_lines(lines)
        after = read_document(changed)
        if after.front_matter == wanted and after.body == before.body and not _has_fault(after, key):
            return changed
    raise EditError([Fault("edit-head", str(file.line(key)), (("key", key),))])


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


# -- the lines of each key ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _KeyLines:
    """The lines of a top-level key and its value; lines are counted from 0, the first after ``---``."""

    key: str
    first: int
    ends: tuple[int, ...]
    """The line after its last one; if the YAML parser does not tell, the possible lines, likelier first."""

    value: yaml.Node

    @property
    def is_on_one_line(self) -> bool:
        start, end = self.value.start_mark, self.value.end_mark
        return isinstance(self.value, yaml.ScalarNode) and start.line == end.line == self.first

    @property
    def quotes(self) -> str:
        """The quotation mark around the value; empty if there is none."""
        style = self.value.style if isinstance(self.value, yaml.ScalarNode) else None
        return style if style in {"'", '"'} else ""


@dataclass(frozen=True, slots=True)
class _SplitFile:
    """A file split into the opening ``---``, the lines of the front matter, and the rest."""

    opening: str
    lines: tuple[str, ...]
    rest: str
    entries: tuple[_KeyLines, ...]

    @property
    def line_end(self) -> str:
        """The line end of the file's first line."""
        return self.opening[len(self.opening.rstrip("\r\n")) :]

    @property
    def indent(self) -> str:
        """The spaces before every key."""
        first = self.lines[self.entries[0].first] if self.entries else ""
        return first[: len(first) - len(first.lstrip(" "))]

    def line(self, key: str) -> int:
        """A key's line in the file, from 1; 1 if the key is missing."""
        return next((entry.first + 2 for entry in self.entries if entry.key == key), 1)

    def with_lines(self, lines: Sequence[str]) -> bytes:
        """The file with other lines in its front matter."""
        return "".join((self.opening, *lines, self.rest)).encode(errors="surrogateescape")


def _split(data: bytes, document: Document) -> _SplitFile:
    """Raises EditError if the front matter cannot be parsed."""
    text = data.decode(errors="surrogateescape")
    opening, *lines = _LINE.findall(text) or [""]
    end = next((index for index, line in enumerate(lines) if _CLOSING.fullmatch(line.rstrip("\r\n"))), None)
    if end is None or not _OPENING.fullmatch(opening.removeprefix(_BOM).rstrip("\r\n")):
        raise EditError(document.faults)
    inner = tuple(lines[:end])
    return _SplitFile(opening, inner, "".join(lines[end:]), _entries(inner, document))


def _entries(lines: tuple[str, ...], document: Document) -> tuple[_KeyLines, ...]:
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
    firsts = [key.start_mark.line for key, _ in root.value]
    nexts = [*firsts[1:], len(lines)]
    return tuple(
        _KeyLines(str(key.value), first, _ends(lines, first, value, limit), value)
        for (key, value), first, limit in zip(root.value, firsts, nexts, strict=True)
    )


def _ends(lines: tuple[str, ...], first: int, value: yaml.Node, limit: int) -> tuple[int, ...]:
    if isinstance(value, yaml.ScalarNode) and value.style not in {"|", ">"}:
        return (value.end_mark.line + 1,)
    # Blank lines and unindented comments before the next key are not part of a block value
    indent = " " * (len(lines[first]) - len(lines[first].lstrip(" ")))
    end = limit
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith(f"{indent}#")):
        end -= 1
    return (end, limit)


# -- the changed lines --------------------------------------------------------------------------------------


def _candidates(file: _SplitFile, key: str, value: Value) -> Iterator[list[str]]:
    """Possible new lines of the front matter, the likeliest first; the caller parses them to choose."""
    found = [entry for entry in file.entries if entry.key == key]
    if value is None:
        for longest in (False, True):
            yield _without(file, found, longest=longest)
    elif not found:
        line = f"{file.indent}{key}: {_as_yaml(value)}{file.line_end}"
        for index in _insertion_points(file, key):
            yield [*file.lines[:index], line, *file.lines[index:]]
    else:
        # If a key is given twice, YAML uses the last one
        yield from _replaced(file, found[-1], value)


def _without(file: _SplitFile, found: Sequence[_KeyLines], *, longest: bool) -> list[str]:
    removed = {
        index for entry in found for index in range(entry.first, entry.ends[-1] if longest else entry.ends[0])
    }
    return [line for index, line in enumerate(file.lines) if index not in removed]


def _replaced(file: _SplitFile, entry: _KeyLines, value: Value) -> Iterator[list[str]]:
    written = _as_yaml(value, entry.quotes)
    if entry.is_on_one_line:
        line = file.lines[entry.first]
        start, end = entry.value.start_mark.column, entry.value.end_mark.column
        gap = " " if line[:start].endswith(":") else ""
        yield [
            *file.lines[: entry.first],
            f"{line[:start]}{gap}{written}{line[end:]}",
            *file.lines[entry.first + 1 :],
        ]
    line = f"{file.indent}{entry.key}: {written}{file.line_end}"
    for end in entry.ends:
        yield [*file.lines[: entry.first], line, *file.lines[end:]]


def _insertion_points(file: _SplitFile, key: str) -> list[int]:
    """Lines before which a new key may be inserted: after the keys that precede it in `KEYS`, first, last."""
    earlier = KEYS[: KEYS.index(key)]
    before = [entry.ends[0] for entry in file.entries if entry.key in earlier]
    return [max(before, default=0), 0, len(file.lines)]


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
