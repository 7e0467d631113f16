"""Reads front matter as a stream of YAML events, so that no YAML object is constructed. Pure.

If it is no YAML, the fault says why in an editor's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct, field

from sayasat.errors import Fault
from sayasat.policy_files.front_matter import BY_DATE, KEYS, HeadEntry, HeadValue, file_line

_NULLS = {"", "~", "null", "Null", "NULL"}

_DEEPEST = 50

_ENTRY = re.compile(r"([\w-]+)[ \t]*:(?:[ \t]+|$)(.*)")
_UNSEPARATED = re.compile(rf"({'|'.join(KEYS)})\s*[:\uff1a]\s*(\S.*)")
"""A key whose colon, or the space after it, is another character or missing."""
_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*(?:#.*)?""")
_SPECIAL = re.compile(r"[@`%&*!|>\[\]{},?#]|-[ \t]|.*:(?:[ \t]|$)")
_LIST = re.compile(r"\{.*\}|\[.*\]")
_INDENTED = re.compile(rf"[ ]+(?:{'|'.join(KEYS)})[ ]*:")
_CONTINUES = re.compile(r"[ \t]*(?:#.*)?|- .*|[ ].*")


class HeadEvents(Struct):
    """Reads the YAML events of front matter. The event parser does not recurse and follows no alias."""

    head: str
    faults: list[Fault] = field(default_factory=list)
    broken: Fault | None = None
    """The fault that ended reading before the end of the front matter; None if all of it was read."""

    def entries(self) -> Iterator[HeadEntry]:
        """The top-level keys in the order written, up to the first error in the YAML."""
        events = yaml.parse(self.head, Loader=yaml.SafeLoader)
        try:
            yield from self._mapping(events)
        except (
            yaml.YAMLError,
            ValueError,
            OverflowError,
        ) as error:  # also a bad escape, such as "\UFFFFFFFF"
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            self.broken = self.broken or _syntax_fault(self.head, mark.line if mark else 0)

    def _break(self, code: str, line: int, *facts: tuple[str, str]) -> None:
        self.broken = self.broken or Fault(code, file_line(line), facts)

    def _mapping(self, events: Iterator[yaml.Event]) -> Iterator[HeadEntry]:
        first = next((event for event in events if isinstance(event, yaml.NodeEvent)), None)
        if first is None:
            return
        if not isinstance(first, yaml.MappingStartEvent):
            self._break("front-matter-not-a-list-of-keys", _line(first))
            return
        self._is_plain(first, "")
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._break("front-matter-not-a-list-of-keys", _line(event))
                return
            value = self._value(next(events), event.value, events)
            if self.broken:
                return
            yield HeadEntry(event.value, _line(event), value)
        # MkDocs ignores front matter that a second YAML document follows
        second = next((event for event in events if isinstance(event, yaml.DocumentStartEvent)), None)
        if second is not None:
            self._break("front-matter-syntax", _line(second))

    def _value(self, event: yaml.Event, key: str, events: Iterator[yaml.Event]) -> HeadValue:
        if not self._is_plain(event, key):
            self._skip(event, key, events)
            return None
        if isinstance(event, yaml.ScalarEvent):
            return "" if event.style is None and event.value in _NULLS else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._scalars(key, events, yaml.SequenceEndEvent)
        if isinstance(event, yaml.MappingStartEvent) and key in BY_DATE:
            texts = self._scalars(key, events, yaml.MappingEndEvent)
            return None if texts is None else dict(zip(texts[::2], texts[1::2], strict=True))
        self._skip(event, key, events)
        self._fault("front-matter-value", event, ("key", key), ("value", "…"))
        return None

    def _scalars(
        self, key: str, events: Iterator[yaml.Event], end: type[yaml.Event]
    ) -> tuple[str, ...] | None:
        """The texts of a list, or the keys and values of a map in turn; None if one of them is no text."""
        items: list[str] = []
        is_complete = True
        for event in events:
            if isinstance(event, end):
                break
            if self._is_plain(event, key) and isinstance(event, yaml.ScalarEvent):
                items.append(event.value)
                continue
            is_complete = False
            self._skip(event, key, events)
            if self.broken:
                return None
            if not isinstance(event, yaml.AliasEvent):
                self._fault("front-matter-value", event, ("key", key), ("value", "…"))
        return tuple(items) if is_complete else None

    def _skip(self, event: yaml.Event, key: str, events: Iterator[yaml.Event]) -> None:
        """Skip a nested value. Its depth is limited, because the time of the YAML scanner grows with it."""
        if not isinstance(event, yaml.CollectionStartEvent):
            return
        depth = 1
        for inner in events:
            depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                self._break("front-matter-value", _line(event), ("key", key), ("value", "…"))
                return
            if depth == 0:
                return

    def _is_plain(self, event: yaml.Event, key: str) -> bool:
        """Whether a value has no anchor, alias or tag, which would make it another than the written one."""
        explicit = [getattr(event, "anchor", None), getattr(event, "tag", None)]
        if isinstance(event, yaml.NodeEvent) and not any(explicit):
            return True
        self._fault("front-matter-not-plain", event, *([("key", key)] if key else []))
        return False

    def _fault(self, code: str, event: yaml.Event, *facts: tuple[str, str]) -> None:
        """Add a fault, unless its first fact is a key that is unknown, which is reported anyway."""
        if not facts or facts[0][1] in KEYS:
            self.faults.append(Fault(code, file_line(_line(event)), facts))


def _line(event: yaml.Event) -> int:
    """The line of an event in the front matter, from 0."""
    return event.start_mark.line if event.start_mark else 0


def _syntax_fault(head: str, line: int) -> Fault:
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
