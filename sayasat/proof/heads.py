"""Heads: each names the publication log as it was, in eight lines, which are sealed and stamped. Pure.

A head is made from the log and the head before it alone, so that everybody gets the same bytes. The day is
that of the log's last line. A head without new lines says on the first day of a month that there were none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from msgspec import Struct

from sayasat.errors import Fault, HistoryError
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Day
from sayasat.versions.publication_log import LogLine, PublicationLog

FIRST: Final = "sayasat head 1"
NONE_BEFORE: Final = "-"
"""The value of `LogHead.previous` in the first head, as of an empty column of the log."""

_FORMS: Final = {
    "origin": r"[\x21-\x7e]+",
    "number": r"[1-9][0-9]{0,7}",
    "day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "lines": r"[1-9][0-9]{0,17}",
    "bytes": r"[1-9][0-9]{0,17}",
    "sha256": r"[0-9a-f]{64}",
    "commit": r"[0-9a-f]{40}|[0-9a-f]{64}",
    "previous": r"[0-9a-f]{64}|-",
}


class LogHead(Struct, frozen=True):
    """A head: the lines that are sealed."""

    origin: str
    """The tag of the site whose log it is, as the log's first line has it."""

    number: int
    """From 1, without gaps."""

    day: Day
    lines: int
    length: int
    """The line ``bytes``. The head names the first so many bytes of the log."""

    sha256: str
    """Of these bytes, in hexadecimal."""

    commit: str
    """The last commit that was published by then."""

    previous: str
    """SHA-256 of the head before; `NONE_BEFORE` in the first."""

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        rows = (f"{name}: {_value(self, name)}\n" for name in _FORMS)
        return f"{FIRST}\n{''.join(rows)}".encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def _value(head: LogHead, name: str) -> object:
    return getattr(head, "length" if name == "bytes" else name)


def stem(number: int) -> str:
    """The path of a head's files without their endings: ``heads/0007``."""
    return f"heads/{number:04d}"


def parse_head(data: bytes, file: str) -> LogHead:
    """Read a head. Raises HistoryError with one fault, whose ``where`` is ``FILE:LINE``."""
    rows = data.decode("ascii", errors="replace").split("\n")
    expected = (re.escape(FIRST), *(f"{name}: ({form})" for name, form in _FORMS.items()), "")
    found = [re.fullmatch(form, row) for form, row in zip(expected, rows, strict=False)]
    place = next((place for place, each in enumerate(found) if each is None), len(found))
    values = [each[1] for each in found if each and each.re.groups]
    if place < len(expected) or len(rows) != len(expected):
        shown = rows[place][:80] if place < len(rows) else ""
        raise _unlike(file, place, shown, ["", *_FORMS, ""][min(place, len(expected) - 1)] or FIRST)
    origin, number, day, lines, length, *digests = values
    try:
        return LogHead(origin, int(number), Day.fromisoformat(day), int(lines), int(length), *digests)
    except ValueError:
        raise _unlike(file, 3, day, "YYYY-MM-DD") from None


def _unlike(file: str, place: int, found: str, expected: str) -> HistoryError:
    facts = (("found", found.encode("unicode_escape").decode()), ("expected", expected))
    return HistoryError([Fault("proof-head-form", f"{file}:{place + 1}", facts)])


def read_heads(files: Mapping[str, bytes]) -> tuple[LogHead, ...]:
    """The heads of a folder ``proof``, by number. Raises HistoryError with one fault for each bad file."""
    heads: list[LogHead] = []
    faults: list[Fault] = []
    for file in sorted(files):
        if re.fullmatch(r"heads/([0-9]{4}|[1-9][0-9]{4,7})\.txt", file):
            try:
                heads.append(_numbered(parse_head(files[file], file), file))
            except HistoryError as error:
                faults += error.faults
    if faults:
        raise HistoryError(faults)
    return tuple(sorted(heads, key=lambda head: head.number))


def _numbered(head: LogHead, file: str) -> LogHead:
    """The head, if its file has its number. Raises HistoryError."""
    if f"{stem(head.number)}.txt" != file:
        raise HistoryError([Fault("proof-head-number", file, (("number", str(head.number)),))])
    return head


def head_of(log: PublicationLog, number: int, day: date, previous: str) -> LogHead:
    """The head over a whole log. Raises HistoryError if nothing was published yet."""
    if log.published is None:
        raise HistoryError([Fault("proof-nothing", FILE)])
    origin, commit, data = _origin(log.lines), _last_commit(log.lines), log.data
    digest = hashlib.sha256(data).hexdigest()
    return LogHead(origin, number, day, len(log.lines), len(data), digest, commit, previous)


def key_lines(log: PublicationLog, head: LogHead) -> list[LogLine]:
    """The lines that name certificates of seals, oldest first, among those that the head names."""
    return [line for line in log.lines[: head.lines] if line.event is LogEvent.KEY]


def next_head(log: PublicationLog, heads: Sequence[LogHead], today: date) -> LogHead | None:
    """The next head after others; None if the last one names the whole log and is not of an earlier month.

    ``today`` matters only where the log has no new line. Raises HistoryError if nothing was published yet, or
    the log does not have all that the last head names.
    """
    last = heads[-1] if heads else None
    if last is None:
        return head_of(log, 1, log.lines[-1].day if log.lines else today, NONE_BEFORE)
    stops = list(_against_log(last, log))
    if stops:
        raise HistoryError(stops)
    if last.lines < len(log.lines):
        return head_of(log, last.number + 1, log.lines[-1].day, last.digest)
    month = today.replace(day=1)
    return head_of(log, last.number + 1, month, last.digest) if last.day < month else None


def head_faults(heads: Sequence[LogHead], log: PublicationLog) -> Iterator[Fault]:
    """What is wrong with heads, as numbered by their files: against one another and against the log."""
    for head in heads:
        yield from _against_log(head, log)
    if heads and heads[0].number == 1 and heads[0].previous != NONE_BEFORE:
        yield _differs(heads[0], "previous", NONE_BEFORE)
    for before, head in pairwise(heads):
        if head.number != before.number + 1:
            yield Fault("proof-head-gap", f"{stem(before.number + 1)}.txt")
        elif head.previous != before.digest:
            yield Fault("proof-head-previous", f"{stem(head.number)}.txt", (("before", stem(before.number)),))
    if heads and heads[0].number != 1:
        yield Fault("proof-head-gap", f"{stem(1)}.txt")


def _against_log(head: LogHead, log: PublicationLog) -> Iterator[Fault]:
    """What is wrong with one head: first the log's bytes, then the values that the head gives for them."""
    file = f"{stem(head.number)}.txt"
    data = log.data[: head.length]
    if len(data) < head.length:
        facts = (("file", file), ("bytes", str(head.length)), ("found", str(len(data))))
        yield Fault("proof-log-short", FILE, facts)
        return
    if hashlib.sha256(data).hexdigest() != head.sha256:
        yield Fault("proof-log-altered", FILE, (("file", file), ("bytes", str(head.length))))
        return
    if not data.endswith(b"\n"):
        yield _differs(head, "bytes", str(data.rfind(b"\n") + 1))
        return
    lines = log.lines[: data.count(b"\n")]
    expected = {"lines": len(lines), "commit": _last_commit(lines), "origin": _origin(lines)}
    for name, value in expected.items():
        if _value(head, name) != value:
            yield _differs(head, name, str(value))
    following = log.lines[len(lines) :][:1]
    is_monthly = head.day > lines[-1].day and head.day.day == 1
    if head.day != lines[-1].day and not is_monthly:
        yield _differs(head, "day", lines[-1].day.isoformat())
    if following and following[0].day < head.day:
        facts = (("file", file), ("day", head.day.isoformat()), ("line", following[0].day.isoformat()))
        yield Fault("proof-log-late", f"{FILE}:{len(lines) + 1}", facts)


def _differs(head: LogHead, name: str, expected: str) -> Fault:
    found = str(_value(head, name))
    return Fault(
        "proof-head-value",
        f"{stem(head.number)}.txt",
        (("name", name), ("found", found), ("expected", expected)),
    )


def _last_commit(lines: Iterable[LogLine]) -> str:
    return next((each.commit for each in reversed([*lines]) if each.event is LogEvent.PUBLISHED), "")


def _origin(lines: Sequence[LogLine]) -> str:
    return lines[0].settings.get("tag", "")
