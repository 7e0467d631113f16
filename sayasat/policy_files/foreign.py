"""Reads files that were not written for Sayasat: of their front matter only the title. Pure.

Their dates are read by `sayasat.policy_files.date_sources`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

from sayasat.characters import REPLACEMENT, UNSHOWABLE
from sayasat.errors import Fault
from sayasat.policy_files.decoding import HEAD, decode
from sayasat.policy_files.front_matter import (
    HEAD_LIMIT,
    Document,
    FrontMatter,
    HeadEntry,
    with_conflict_alone,
    within_limit,
)
from sayasat.policy_files.values import HeadValues
from sayasat.policy_files.yaml_events import HeadEvents

_TOML_HEAD = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_JSON_HEAD = re.compile(r"(\{[ \t]*\n.*?^\}[ \t]*)(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_ANY_KEY = re.compile(r"""["']?[\w.-]+["']?[ \t]*[:=]""")


def read_foreign(data: bytes) -> Document:
    """Read a file that was not written for Sayasat: of its front matter only ``title``, and the entries.

    A passage between two rules that is no front matter stays part of the body. Never raises; faults are
    conflict markers, and bytes that cannot be decoded.
    """
    text, faults = decode(data)
    return with_conflict_alone(text, within_limit(_read_foreign(text, faults)))


def _read_foreign(text: str, faults: list[Fault]) -> Document:
    if not text.strip():
        return Document(FrontMatter(), text, 1, tuple(faults or [Fault("file-empty", "")]))
    found = foreign_head(text)
    if found is None:
        return Document(FrontMatter(), text, 1, tuple(faults))
    values = HeadValues([])
    entries = tuple(_foreign_entries(found[1], found[0][0]))
    values.seen.update((each.key, each) for each in entries)
    title = values.text("title")
    body_line = text.count("\n", 0, found.end()) + 1
    return Document(FrontMatter(title=title), text[found.end() :], body_line, tuple(faults), entries)


def foreign_head(text: str) -> re.Match[str] | None:
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
