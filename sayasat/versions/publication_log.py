"""The publication log: everything that was ever published, one event a line. Pure.

The file is UTF-8 with LF line ends; a line has twelve columns that are separated by tabs, `-` stands for an
empty one. This module is the only one that knows the form; `sayasat.repository.log_branch` stores the bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Final

from msgspec import Struct
from msgspec.structs import fields, replace

from sayasat.errors import Fault, HistoryError
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_events import LogEvent, LogMark
from sayasat.versions.model import Basis, ChangeClass, Day
from sayasat.versions.rulings import AtFaultError


class LogLine(Struct, frozen=True):
    """One event. An empty string, or None, stands for what the event has nothing of."""

    day: Day
    """The day of the publication; ``date`` is the day from which it holds."""
    event: LogEvent
    policy: str = ""
    language: str = ""
    date: Day | None = None
    basis: Basis | None = None
    kind: str = ""
    """Of a text: its `ChangeClass`, then each `LogMark`, with commas between."""
    number: int | None = None
    """Of the publication, or of the revision in its version; from 1."""
    commit: str = ""
    path: str = ""
    """The file in ``commit``; never without it."""
    sha256: str = ""
    """Of the file's bytes."""
    generator: str = ""
    """The version of Sayasat that wrote the line."""
    more: str = ""

    @property
    def change(self) -> ChangeClass | None:
        """The class of a text; absent in other events."""
        return ChangeClass(self.kind.split(",")[0]) if self.kind else None

    @property
    def marks(self) -> frozenset[LogMark]:
        """The marks of a text."""
        return frozenset(LogMark(each) for each in self.kind.split(",")[1:])

    @property
    def settings(self) -> dict[str, str]:
        """The values of a line of settings, by name."""
        return dict(pair.partition("=")[::2] for pair in self.more.split())

    @property
    def rendered(self) -> str:
        """The line as it stands in the file, without its line end."""
        values = {name: str(getattr(self, name) or "") for name in _COLUMNS}
        if self.path:
            values["commit"] += f":{self.path}"
        return "\t".join(map(_escaped, values.values()))


class PublicationLog(Struct, frozen=True, dict=True):
    """A whole log. What it records is a fact for every later build."""

    lines: tuple[LogLine, ...] = ()

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return rendered(self.lines)

    @property
    def first(self) -> str:
        """The SHA-256 of the first line with its line end (``head -n 1 log.txt | sha256sum``), in hex."""
        return hashlib.sha256(rendered(self.lines[:1])).hexdigest()

    @cached_property
    def published(self) -> LogLine | None:
        """The last publication; absent where there was none yet."""
        return next(reversed(self.of_event(LogEvent.PUBLISHED)), None)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The published commits, oldest first."""
        return tuple(each.commit for each in self.of_event(LogEvent.PUBLISHED))

    @cached_property
    def present(self) -> tuple[LogLine, ...]:
        """The lines with the commits as they are called since the history was last rewritten."""
        moved: dict[str, str] = {}
        for line in self.lines:
            if line.event is LogEvent.MOVED:
                moved = {old: line.commit if new == line.more else new for old, new in moved.items()}
                moved[line.more] = line.commit
        return tuple(replace(line, commit=moved.get(line.commit, line.commit)) for line in self.lines)

    @cached_property
    def facts(self) -> Mapping[tuple[str, str], tuple[LogLine, ...]]:
        """The lines of each file, by its commit and path."""
        found: dict[tuple[str, str], list[LogLine]] = {}
        for line in self.present:
            found.setdefault((line.commit, line.path), []).append(line)
        return {source: tuple(lines) for source, lines in found.items()}

    def of_event(self, event: LogEvent) -> tuple[LogLine, ...]:
        """The lines of an event, as in `present`."""
        return self._by_event.get(event, ())

    def publication(self, line: LogLine) -> int:
        """The number of the publication that added a line of `present`, from 1; 0 before the first."""
        return self._publications[line]

    @cached_property
    def _publications(self) -> Mapping[LogLine, int]:
        numbers = accumulate(int(line.event is LogEvent.PUBLISHED) for line in self.present)
        return dict(zip(self.present, numbers, strict=True))

    @cached_property
    def _by_event(self) -> Mapping[LogEvent, tuple[LogLine, ...]]:
        found: dict[LogEvent, list[LogLine]] = {}
        for line in self.present:
            found.setdefault(line.event, []).append(line)
        return {event: tuple(lines) for event, lines in found.items()}

    def extended(self, lines: Iterable[LogLine]) -> PublicationLog:
        """The log with more lines. Raises HistoryError where one is of an earlier day than the last."""
        return PublicationLog(parse_log(rendered((*self.lines, *lines))))


def rendered(lines: Iterable[LogLine]) -> bytes:
    """The lines as they stand in the file."""
    return "".join(f"{line.rendered}\n" for line in lines).encode()


def parse_log(data: bytes) -> tuple[LogLine, ...]:
    """Read a log. Raises HistoryError with one fault for each bad line, whose ``where`` is ``log.txt:LINE``.

    What is read is rendered as the same bytes.
    """
    lines: list[LogLine] = []
    faults: list[Fault] = []
    latest = date.min
    *whole, rest = data.split(b"\n")
    for number, line in enumerate(whole, 1):
        try:
            lines.append(_parsed(line, latest))
            latest = lines[-1].day
        except AtFaultError as error:
            faults.append(error.fault.at(f"{FILE}:{number}"))
    if rest:
        faults.append(Fault("log-unfinished", f"{FILE}:{len(whole) + 1}"))
    if faults:
        raise HistoryError(faults)
    return tuple(lines)


# Tabs and line ends would break the form; other controls, and those of direction, would show a false line.
_UNSAFE: Final = re.compile(
    r"[\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_EMPTY: Final = "-"


def _escaped(value: str) -> str:
    if value in {"", _EMPTY}:
        return "\\u002d" if value else _EMPTY
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


def _unescaped(value: str) -> str:
    if value == _EMPTY:
        return ""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), value)


_COLUMNS: Final = tuple(field.name for field in fields(LogLine) if field.name != "path")
_FORMS: Final = {
    "kind": re.compile(f"({'|'.join(ChangeClass)})(,({'|'.join(LogMark)}))*"),
    "number": re.compile(r"[1-9][0-9]{0,8}"),
    "commit": re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})(:.+)?", re.DOTALL),
    "sha256": re.compile(r"[0-9a-f]{64}"),
}
_TYPES: Final[dict[str, Callable[[str], object]]] = {
    "day": date.fromisoformat,
    "event": LogEvent,
    "date": date.fromisoformat,
    "basis": Basis,
    "number": int,
}
_OF_VERSION: Final = ("policy", "language", "date")
_NEEDED: Final[Mapping[object, tuple[str, ...]]] = {
    LogEvent.PUBLISHED: ("number", "commit"),
    LogEvent.TEXT: (*_OF_VERSION, "basis", "kind", "number", "commit", "path", "sha256"),
    **dict.fromkeys((LogEvent.WITHDRAWN, LogEvent.REPEALED, LogEvent.REPEAL_OFF), _OF_VERSION),
    LogEvent.DATED: (*_OF_VERSION, "more"),
    LogEvent.UNTIL: _OF_VERSION,
    LogEvent.RENAMED: ("policy", "more"),
    LogEvent.MOVED: ("commit", "more"),
}


def _parsed(line: bytes, latest: date) -> LogLine:
    """``latest`` is the day of the line before. Raises AtFaultError with the first thing that is wrong."""
    try:
        columns = line.decode().split("\t")
    except UnicodeDecodeError:
        raise AtFaultError("log-encoding") from None
    if len(columns) != len(_COLUMNS):
        raise AtFaultError("log-columns", found=str(len(columns)), expected=str(len(_COLUMNS)))
    pairs = zip(_COLUMNS, columns, strict=True)
    values = {name: _value(name, _unescaped(column)) for name, column in pairs if column != _EMPTY}
    values["commit"], _, values["path"] = str(values.get("commit", "")).partition(":")
    for needed in ("day", "event", *_NEEDED.get(values.get("event"), ())):
        if not values.get(needed):
            raise AtFaultError("log-value-missing", column=needed)
    parsed = LogLine(**values)  # type: ignore[arg-type]  # `_value` gives each its type
    for name, column, again in zip(_COLUMNS, columns, parsed.rendered.split("\t"), strict=True):
        if column != again:
            raise AtFaultError("log-value", column=name, value=column)
    if parsed.day < latest:
        raise AtFaultError("log-day-order", latest=latest.isoformat())
    return parsed


def _value(name: str, value: str) -> object:
    form = _FORMS.get(name)
    try:
        if form is None or form.fullmatch(value):
            return _TYPES.get(name, str)(value)
    except ValueError:
        pass
    raise AtFaultError("log-value", column=name, value=value)
