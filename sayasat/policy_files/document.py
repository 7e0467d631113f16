"""A policy's file, read: its head and its body, with all faults at once. Pure."""

from __future__ import annotations

import re

from sayasat.characters import REPLACEMENT, UNSHOWABLE
from sayasat.errors import Fault
from sayasat.policy_files.decoding import HEAD, decode
from sayasat.policy_files.foreign import foreign_head
from sayasat.policy_files.front_matter import HEAD_LIMIT, KEYS, Document, FrontMatter, with_conflict_alone
from sayasat.policy_files.values import HeadValues
from sayasat.policy_files.yaml_events import HeadEvents

_OPENING = re.compile(r"\s*---[ \t]*$", re.MULTILINE)

_KEY_LINE = re.compile(rf"^({'|'.join(KEYS)})[ \t]*:", re.MULTILINE)


def read_document(data: bytes) -> Document:
    """Read a policy's file; never raises, whatever the bytes are.

    Of a file with conflict markers that is the only fault: the lines of both sides are faulty together.
    """
    text, faults = decode(data)
    return with_conflict_alone(text, _read_document(text, faults))


def _read_document(text: str, faults: list[Fault]) -> Document:
    if not text.strip():
        return Document(FrontMatter(), text, 1, (*faults, Fault("file-empty", "")))
    found = HEAD.match(text)
    if found is None:
        return Document(FrontMatter(), text, 1, (*faults, _headless(text)))
    front_matter, head_faults = _read_head(found[1])
    # Front matter may end the file without a line end: the empty body then begins on the line after it
    body_line = text.count("\n", 0, found.end()) + 1 + (not found[0].endswith("\n"))
    return Document(front_matter, text[found.end() :], body_line, (*faults, *head_faults))


def read_body(data: bytes, *, is_foreign: bool = False) -> str:
    """`Document.body` alone: reading the head takes longer than all else."""
    text, _ = decode(data)
    found = foreign_head(text) if is_foreign else HEAD.match(text)
    return text[found.end() :] if found else text


def _headless(text: str) -> Fault:
    opening = _OPENING.match(text)
    if opening is None:
        return Fault("front-matter-missing", "1", _unread(text[:HEAD_LIMIT].partition("\n\n")[0]))
    if not text.startswith("---"):
        line = text.count("\n", 0, opening.end()) + 1
        return Fault("front-matter-not-first", str(line), _unread(text[:HEAD_LIMIT]))
    return Fault("front-matter-unclosed", "1", _unread(text[:HEAD_LIMIT]))


def _unread(head: str, read: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """Facts naming the known keys that stand in a head which could not be read."""
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
    front_matter = values.front_matter(entries, whole=events.broken is None)
    return front_matter, tuple(sorted(values.faults, key=lambda fault: int(fault.where)))
