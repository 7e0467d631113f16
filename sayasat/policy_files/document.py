"""Reads a policy's file: its front matter, its body, and all its faults. Pure."""

from __future__ import annotations

import re

from sayasat.characters import REPLACEMENT, UNSHOWABLE
from sayasat.errors import Fault
from sayasat.policy_files.decoding import HEAD, decode
from sayasat.policy_files.foreign import foreign_head
from sayasat.policy_files.foreign_markdown import without_foreign_marks
from sayasat.policy_files.front_matter import (
    BODY_LIMIT,
    HEAD_LIMIT,
    KEYS,
    Document,
    FrontMatter,
    with_conflict_alone,
    within_limit,
)
from sayasat.policy_files.values import HeadValues
from sayasat.policy_files.yaml_events import HeadEvents

_OPENING = re.compile(r"\s*---[ \t]*$", re.MULTILINE)

_KEY_LINE = re.compile(rf"^({'|'.join(KEYS)})[ \t]*:", re.MULTILINE)


def read_document(data: bytes) -> Document:
    """Read a policy's file. Never raises: what is wrong is in `Document.faults`.

    Conflict markers are the only fault of a file that has them, because other faults come from the two sides.
    """
    text, faults = decode(data)
    return with_conflict_alone(text, within_limit(_read_document(text, faults)))


def _read_document(text: str, faults: list[Fault]) -> Document:
    if not text.strip():
        return Document(FrontMatter(), text, 1, tuple(faults or [Fault("file-empty", "")]))
    found = HEAD.match(text)
    if found is None:
        return Document(FrontMatter(), text, 1, (*faults, _headless(text)))
    front_matter, head_faults = _read_head(found[1])
    # Front matter may end the file without a line end: the empty body then begins on the line after it
    body_line = text.count("\n", 0, found.end()) + 1 + (not found[0].endswith("\n"))
    return Document(front_matter, text[found.end() :], body_line, (*faults, *head_faults))


def read_body(data: bytes, *, is_foreign: bool = False) -> str:
    """`Document.body` alone, faster than `read_document`: the front matter is not parsed."""
    text, _ = decode(data)
    found = foreign_head(text) if is_foreign else HEAD.match(text)
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


def _read_head(head: str) -> tuple[FrontMatter, tuple[Fault, ...]]:
    if len(head) > HEAD_LIMIT:
        facts = (("length", str(len(head))), ("limit", str(HEAD_LIMIT)), *_unread(head))
        return FrontMatter(), (Fault("front-matter-too-long", "1", facts),)
    events = HeadEvents(UNSHOWABLE.sub(REPLACEMENT, head))
    entries = tuple(events.entries())
    if events.broken:
        read = frozenset(entry.key for entry in entries)
        facts = (*events.broken.facts, *_unread(head, read))
        events.faults.append(Fault(events.broken.code, events.broken.where, facts))
    values = HeadValues(list(events.faults))
    front_matter = values.front_matter(entries, is_complete=events.broken is None)
    return front_matter, tuple(sorted(values.faults, key=lambda fault: int(fault.where)))
