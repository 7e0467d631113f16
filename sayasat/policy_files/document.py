"""Reads a policy's file: its front matter, its body, and all its faults. Pure."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

from msgspec.structs import replace

from sayasat.characters import REPLACEMENT, UNSHOWABLE
from sayasat.conflicts import conflict
from sayasat.errors import Fault
from sayasat.policy_files.decoding import HEAD, decode
from sayasat.policy_files.foreign_markdown import without_foreign_marks
from sayasat.policy_files.front_matter import BODY_LIMIT, HEAD_LIMIT, KEYS, Document, FrontMatter, HeadEntry
from sayasat.policy_files.values import HeadValues
from sayasat.policy_files.yaml_events import HeadEvents

_OPENING = re.compile(r"\s*---[ \t]*$", re.MULTILINE)

_KEY_LINE = re.compile(rf"^({'|'.join(KEYS)})[ \t]*:", re.MULTILINE)

_TOML_HEAD = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_JSON_HEAD = re.compile(r"(\{[ \t]*\n.*?^\}[ \t]*)(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_ANY_KEY = re.compile(r"""["']?[\w.-]+["']?[ \t]*[:=]""")


def read_document(data: bytes) -> Document:
    """Read a policy's file. Never raises: what is wrong is in `Document.faults`.

    Conflict markers are the only fault of a file that has them, because other faults come from the two sides.
    """
    return _read(data, is_foreign=False)


def read_foreign(data: bytes) -> Document:
    """Read a file that was not written for Sayasat: of its front matter only ``title``, and the entries.

    A passage between two rules that is no front matter stays part of the body. Never raises; faults are
    conflict markers, and bytes that cannot be decoded. Its dates are read by
    `sayasat.policy_files.date_sources`.
    """
    return _read(data, is_foreign=True)


def _read(data: bytes, *, is_foreign: bool) -> Document:
    text, faults = decode(data)
    found = _foreign_head(text) if is_foreign else HEAD.match(text)
    document = Document(FrontMatter(), text, 1, tuple(faults))
    if not text.strip():
        document = replace(document, faults=tuple(faults or [Fault("file-empty", "")]))
    elif found:
        # Front matter may end the file without a line end: the empty body then begins on the line after it
        line = text.count("\n", 0, found.end()) + 1 + (not found[0].endswith("\n"))
        read = _read_foreign_head(found[1], found[0][0]) if is_foreign else _read_head(found[1])
        document = replace(read, body=text[found.end() :], body_line=line, faults=(*faults, *read.faults))
    elif not is_foreign:
        document = replace(document, faults=(*faults, _headless(text)))
    length = len(document.body)
    if length > BODY_LIMIT:
        facts = (("length", str(length)), ("limit", str(BODY_LIMIT)))
        fault = Fault("text-too-long", str(document.body_line), facts)
        document = replace(document, body="", faults=(*document.faults, fault))
    if markers := conflict(text):
        unread = () if document.front_matter.effective else (("key", "effective"),)
        document = replace(document, faults=(replace(markers, facts=unread),))
    return document


def read_body(data: bytes, *, is_foreign: bool = False) -> str:
    """`Document.body` alone, faster than `read_document`: the front matter is not parsed."""
    text, _ = decode(data)
    found = _foreign_head(text) if is_foreign else HEAD.match(text)
    body = text[found.end() :] if found else text
    if len(body) > BODY_LIMIT:
        return ""
    return without_foreign_marks(body) if is_foreign else body


def key_line(text: str, key: str) -> int:
    """The line of a file, from 1, on which its front matter has a key; 0 if it does not."""
    head = HEAD.match(text)
    found = re.search(rf"^{key}[ \t]*:", head[1], re.MULTILINE) if head else None
    return text.count("\n", 0, head.start(1) + found.start()) + 1 if head and found else 0


def _headless(text: str) -> Fault:
    opening = _OPENING.match(text)
    if opening is None:
        return Fault("front-matter-missing", "1", _unread(text[:HEAD_LIMIT].partition("\n\n")[0]))
    if not text.startswith("---"):
        line = text.count("\n", 0, opening.end()) + 1
        return Fault("front-matter-not-first", str(line), _unread(text[:HEAD_LIMIT]))
    return Fault("front-matter-unclosed", "1", _unread(text[:HEAD_LIMIT]))


def _unread(head: str, read: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """A fact for each known key in front matter that could not be parsed, without the keys in ``read``."""
    return tuple(("key", key) for key in dict.fromkeys(_KEY_LINE.findall(head)) if key not in read)


def _read_head(head: str) -> Document:
    """A document with this front matter, without a body."""
    if len(head) > HEAD_LIMIT:
        facts = (("length", str(len(head))), ("limit", str(HEAD_LIMIT)), *_unread(head))
        return Document(FrontMatter(), "", 1, (Fault("front-matter-too-long", "1", facts),))
    events = HeadEvents(UNSHOWABLE.sub(REPLACEMENT, head))
    entries = tuple(events.entries())
    if events.broken:
        read = frozenset(entry.key for entry in entries)
        facts = (*events.broken.facts, *_unread(head, read))
        events.faults.append(Fault(events.broken.code, events.broken.where, facts))
    values = HeadValues(list(events.faults))
    front_matter = values.front_matter(entries, is_complete=events.broken is None)
    return Document(front_matter, "", 1, tuple(sorted(values.faults, key=lambda fault: int(fault.where))))


def _read_foreign_head(head: str, opening: str) -> Document:
    """The same for front matter that begins with ``-``, ``+`` or ``{``."""
    values, entries = HeadValues([]), tuple(_foreign_entries(head, opening))
    values.seen.update((each.key, each) for each in entries)
    return Document(FrontMatter(title=values.text("title")), "", 1, (), entries)


def _foreign_head(text: str) -> re.Match[str] | None:
    """Match the front matter of a file, in YAML, TOML or JSON; None if it has none."""
    found = HEAD.match(text) or _TOML_HEAD.match(text) or _JSON_HEAD.match(text)
    return found if found and _is_head(found[1].lstrip("{ \t\n")) else None


def _is_head(written: str) -> bool:
    """Whether text between two rules is front matter: its first line, after comments, begins with a key."""
    lines = (line for line in written.split("\n") if line.strip() and not line.startswith("#"))
    first = next(lines, None)
    return first is None or _ANY_KEY.match(first) is not None


def _foreign_entries(head: str, opening: str) -> Iterator[HeadEntry]:
    """The entries that can be read; none of front matter that is longer than `HEAD_LIMIT`."""
    if len(head) > HEAD_LIMIT:
        return
    if opening == "-":
        yield from HeadEvents(UNSHOWABLE.sub(REPLACEMENT, head)).entries()
        return
    try:
        values = tomllib.loads(head) if opening == "+" else json.loads(head)
    except (ValueError, RecursionError):  # tomllib.TOMLDecodeError and json.JSONDecodeError are ValueErrors
        return
    lines = head.split("\n")
    for key, value in values.items():
        line = next((number for number, each in enumerate(lines) if each.lstrip(' \t"').startswith(key)), 0)
        # The brace of JSON is a line of the front matter itself
        line -= opening == "{"
        yield HeadEntry(key, line, None if isinstance(value, list | dict | None) else str(value))
