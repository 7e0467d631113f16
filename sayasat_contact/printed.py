"""What the command ``contact`` prints and exports."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from sayasat_contact.letter import read_fields
from sayasat_contact.register_entry import MessageEntry, Record
from sayasat_contact.sealing import armor
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.status import HandlerStatus
from sayasat_contact.wording import Texts

_FIELDS = ("name", "email", "policy", "message", "sealed")
_COLUMNS = ("reference", "received", "state", "language", "topic", *_FIELDS)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(entries: Sequence[MessageEntry], settings: HandlerSettings, texts: Texts) -> str:
    """The list of messages, for a terminal; times in the settings' zone."""
    if not entries:
        return texts("list.none")
    hidden = () if settings.answer_days else ("due",)
    names = [
        each
        for each in ("reference", "received", "state", "attempts", "due", "trouble")
        if each not in hidden
    ]
    rows = [[texts(f"list.{name}") for name in names]]
    for entry in entries:
        cells = {
            "reference": entry.reference,
            "received": f"{entry.received.astimezone(settings.zone):%Y-%m-%d %H:%M}",
            "state": texts(f"state.{entry.state}"),
            "attempts": str(entry.attempts),
            "due": due(entry, settings),
            "trouble": entry.trouble or "",
        }
        rows.append([cells[name] for name in names])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if settings.answer_days:
        lines += ["", texts("list.due-source", source=settings.answer_source)]
    return "\n".join(lines)


def summary(status: HandlerStatus, settings: HandlerSettings, texts: Texts) -> str:
    """The status, for a terminal; times in the settings' zone."""
    lines = []
    for state, depth in status.messages.items():
        age = timedelta(seconds=depth.oldest_seconds or 0)
        oldest = texts("status.oldest", age=age) if age else ""
        lines.append(f"{texts(f'state.{state}')}: {depth.count}{oldest}")
    for name, at in status.last.items():
        shown = f"{at.astimezone(settings.zone):%Y-%m-%d %H:%M}" if at else texts("status.never")
        lines.append(f"{texts(f'status.{name}')}: {shown}")
    contracts = " ".join(status.contracts) or texts("status.never")
    return "\n".join([*lines, f"{texts('status.contracts')}: {contracts}"])


def due(entry: MessageEntry, settings: HandlerSettings) -> str:
    """The day by which an answer is due (YYYY-MM-DD); empty where no rule says so."""
    if settings.answer_days is None:
        return ""
    return f"{entry.answer_due(settings.answer_days).astimezone(settings.zone):%Y-%m-%d}"


def sheet(record: Record, settings: HandlerSettings, identities: Sequence[str], texts: Texts) -> str:
    """One message, for a terminal: what could steer the terminal is shown as a mark."""
    entry = record.entry
    policy, date, sha256 = entry.agreed
    rows = {
        "reference": entry.reference,
        "received": f"{entry.received.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}",
        "state": texts(f"state.{entry.state}"),
        "language": entry.language,
        "agreed": f"{policy} {date} (SHA-256 {sha256})",
        "suspicions": " ".join(entry.suspicions),
        "due": due(entry, settings),
    }
    head = "\n".join(f"{texts(f'show.{name}')}: {value}" for name, value in rows.items() if value)
    fields = _opened(record, identities)
    if fields is None:
        return f"{head}\n\n{texts('show.sealed')}\n\n{armor(record.body)}"
    return f"{head}\n\n" + "\n".join(f"{name}: {harmless(value)}" for name, value in fields.items())


def _opened(record: Record, identities: Sequence[str]) -> Mapping[str, str] | None:
    return read_fields(record.body, record.is_sealed, identities)


def json_lines(records: Iterable[Record], identities: Sequence[str]) -> Iterator[str]:
    """A JSON object for each message; ``sealed`` holds its age armor where it could not be opened."""
    for record in records:
        fields = _opened(record, identities)
        values = {
            **_entry(record.entry),
            "agreed": dict(zip(("policy", "date", "sha256"), record.entry.agreed, strict=True)),
            "suspicions": list(record.entry.suspicions),
            **({"sealed": armor(record.body)} if fields is None else {"fields": dict(fields)}),
        }
        yield json.dumps(values, ensure_ascii=False) + "\n"


def csv_lines(records: Iterable[Record], identities: Sequence[str]) -> Iterator[str]:
    """A table for a spreadsheet; what it would take for a formula gets an apostrophe before it.

    It begins with a byte order mark: without it, Excel reads Cyrillic letters as others.
    """
    yield "\ufeff" + ",".join(_COLUMNS) + "\r\n"
    for record in records:
        fields = _opened(record, identities)
        values = {
            name: _no_formula(value) for name, value in {**(fields or {}), **_entry(record.entry)}.items()
        }
        # An age armor begins with hyphens, and must stay as it is to be opened
        values |= {"sealed": armor(record.body)} if fields is None else {}
        line = io.StringIO()
        csv.DictWriter(line, _COLUMNS, extrasaction="ignore").writerow(values)
        yield line.getvalue()


def _entry(entry: MessageEntry) -> dict[str, str]:
    received = entry.received.isoformat()
    names = {"state": entry.state, "language": entry.language, "topic": entry.topic}
    return {"reference": entry.reference, "received": received, **names}


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def harmless(text: str) -> str:
    """Text for a terminal: a mark stands for each character that the terminal would act on."""

    def acts(character: str) -> bool:
        is_control = unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}
        return is_control and character not in "\n\t\u200c\u200d"

    return "".join("\N{REPLACEMENT CHARACTER}" if acts(each) else each for each in text)
