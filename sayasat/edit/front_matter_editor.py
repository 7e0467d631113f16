"""The head of a policy's file changed key by key; every other byte stays as it is. Pure.

YAML says where a key and its value stand; the lines themselves are never written anew. What comes out is read
again: a change that a reader of the head would not see as exactly that change is not made.
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
"""What a key is to say; None takes it out."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_OPENING = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")
# What YAML refuses, takes for the end of a line, or does not count as a column.
_ODD = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffc\U00010000-\U0010ffff]|[\u2028-\u202e\u2066-\u2069]"
)
_BOM = "\ufeff"
_TEXT = "tag:yaml.org,2002:str"


def with_keys(data: bytes, values: Mapping[str, Value]) -> bytes:
    """A policy's file with these keys of its head set, or taken out.

    A value keeps the quotation marks that stood around the one before, and its comment; a new key comes where
    the guide has it (`KEYS`). Raises EditError, with ``where`` as `Document.faults` have it: the faults of a
    head that cannot be read or of a value that cannot stand there, or `edit-head`.
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
    if value == getattr(before.front_matter, key) and not _names(before, key):
        return data
    _refuse_unwritable(key, value)
    head = _read_head(data, before)
    fields: dict[str, Any] = {key: value}
    wanted = replace(before.front_matter, **fields)
    for lines in _candidates(head, key, value):
        changed = head.whole(lines)
        after = read_document(changed)
        if after.front_matter == wanted and after.body == before.body and not _names(after, key):
            return changed
    raise EditError([Fault("edit-head", str(head.line(key)), (("key", key),))])


def _names(document: Document, key: str) -> bool:
    """Whether the head has a fault about this key."""
    return any(("key", key) in fault.facts for fault in document.faults)


def _refuse_unwritable(key: str, value: Value) -> None:
    if value is None:
        return
    title = "" if key == "title" else "title: t\n"
    probe = read_document(f"---\n{title}{key}: {_written(value)}\n---\n".encode(errors="surrogateescape"))
    faults = [Fault(fault.code, "", fault.facts) for fault in probe.faults]
    if faults:
        raise EditError(faults)


# -- where keys stand -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _KeyLines:
    """A top-level key and its value, in lines of the head from 0."""

    key: str
    first: int
    ends: tuple[int, ...]
    """The line after its last: where YAML does not say, the likelier one first."""

    value: yaml.Node
    """Its marks say where it starts and ends."""

    @property
    def is_on_one_line(self) -> bool:
        start, end = self.value.start_mark, self.value.end_mark
        return isinstance(self.value, yaml.ScalarNode) and start.line == end.line == self.first

    @property
    def quotes(self) -> str:
        """What stands around its value; empty for nothing."""
        style = self.value.style if isinstance(self.value, yaml.ScalarNode) else None
        return style if style in {"'", '"'} else ""


@dataclass(frozen=True, slots=True)
class _Head:
    """A file in three: what goes before the keys, the lines with the keys, and the rest."""

    opening: str
    lines: tuple[str, ...]
    rest: str
    entries: tuple[_KeyLines, ...]

    @property
    def line_end(self) -> str:
        """As the file's first line has it."""
        return self.opening[len(self.opening.rstrip("\r\n")) :]

    @property
    def indent(self) -> str:
        """Before every key."""
        first = self.lines[self.entries[0].first] if self.entries else ""
        return first[: len(first) - len(first.lstrip(" "))]

    def line(self, key: str) -> int:
        """A key's line in the file, from 1; the first one where it is not there."""
        return next((entry.first + 2 for entry in self.entries if entry.key == key), 1)

    def whole(self, lines: Sequence[str]) -> bytes:
        """The file with other lines for its head."""
        return "".join((self.opening, *lines, self.rest)).encode(errors="surrogateescape")


def _read_head(data: bytes, document: Document) -> _Head:
    text = data.decode(errors="surrogateescape")
    opening, *lines = _LINE.findall(text) or [""]
    end = next((place for place, line in enumerate(lines) if _CLOSING.fullmatch(line.rstrip("\r\n"))), None)
    if end is None or not _OPENING.fullmatch(opening.removeprefix(_BOM).rstrip("\r\n")):
        raise EditError(document.faults)
    head = tuple(lines[:end])
    return _Head(opening, head, "".join(lines[end:]), _entries(head, document))


def _entries(lines: tuple[str, ...], document: Document) -> tuple[_KeyLines, ...]:
    # Each character stands for one, so that the marks point into the lines as they are.
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
    # A block ends where the next key begins; blank lines before that, and comments as far out as the keys,
    # are no part of it.
    indent = " " * (len(lines[first]) - len(lines[first].lstrip(" ")))
    end = limit
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith(f"{indent}#")):
        end -= 1
    return (end, limit)


# -- the lines, changed -----------------------------------------------------------------------------------


def _candidates(head: _Head, key: str, value: Value) -> Iterator[list[str]]:
    """The head's lines with the change made, the likeliest way first; they are still to be read."""
    found = [entry for entry in head.entries if entry.key == key]
    if value is None:
        for longest in (False, True):
            yield _without(head, found, longest=longest)
    elif not found:
        line = f"{head.indent}{key}: {_written(value)}{head.line_end}"
        for place in _places(head, key):
            yield [*head.lines[:place], line, *head.lines[place:]]
    else:
        # Where a key is there twice, the last one counts.
        yield from _replaced(head, found[-1], value)


def _without(head: _Head, found: Sequence[_KeyLines], *, longest: bool) -> list[str]:
    gone = {
        place for entry in found for place in range(entry.first, entry.ends[-1] if longest else entry.ends[0])
    }
    return [line for place, line in enumerate(head.lines) if place not in gone]


def _replaced(head: _Head, entry: _KeyLines, value: Value) -> Iterator[list[str]]:
    written = _written(value, entry.quotes)
    if entry.is_on_one_line:
        line = head.lines[entry.first]
        start, end = entry.value.start_mark.column, entry.value.end_mark.column
        gap = " " if line[:start].endswith(":") else ""
        yield [
            *head.lines[: entry.first],
            f"{line[:start]}{gap}{written}{line[end:]}",
            *head.lines[entry.first + 1 :],
        ]
    line = f"{head.indent}{entry.key}: {written}{head.line_end}"
    for end in entry.ends:
        yield [*head.lines[: entry.first], line, *head.lines[end:]]


def _places(head: _Head, key: str) -> list[int]:
    """Where a new key may come: after those that the guide has before it, first of all, or last."""
    earlier = KEYS[: KEYS.index(key)]
    before = [entry.ends[0] for entry in head.entries if entry.key in earlier]
    return [max(before, default=0), 0, len(head.lines)]


def _written(value: Value, quotes: str = "") -> str:
    if isinstance(value, date):
        return f"{quotes}{value.isoformat()}{quotes}"
    text = str(value)
    if not quotes and _is_plain(text):
        return text
    if quotes != "'" and not {'"', "\\"} & set(text):
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    """Whether YAML reads the bare text as just this text, and not as a number, a date or a list."""
    try:
        root = yaml.compose(f"key: {text}\n", Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return False
    if not isinstance(root, yaml.MappingNode) or len(root.value) != 1:
        return False
    value = root.value[0][1]
    return (
        isinstance(value, yaml.ScalarNode) and value.tag == _TEXT and value.value == text and not value.style
    )
