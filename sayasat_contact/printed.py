"""What the command ``contact`` prints and exports."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sayasat_contact.letter import read_fields
from sayasat_contact.outbox import StoredMessage
from sayasat_contact.sealing import armor
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.status import HandlerStatus
from sayasat_contact.wording import Texts

_FACTS = ("reference", "received", "state", "language", "topic")
_COLUMNS = (*_FACTS, "name", "email", "policy", "message", "sealed")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(messages: Sequence[StoredMessage], settings: HandlerSettings, texts: Texts) -> str:
    """The list of messages, for a terminal; times in the settings' zone."""
    if not messages:
        return texts("list.none")
    names = ["reference", "received", "state", "attempts", "due", "trouble"]
    if settings.answer_days is None:
        names.remove("due")
    rows = [[texts(f"list.{name}") for name in names]]
    for message in messages:
        cells = {
            **_row(message, settings, texts),
            "attempts": str(message.attempts),
            "trouble": message.trouble or "",
        }
        rows.append([cells[name] for name in names])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if settings.answer_days:
        lines += ["", texts("list.due-source", source=settings.answer_source)]
    return "\n".join(lines)


def sheet(message: StoredMessage, settings: HandlerSettings, identities: Sequence[str], texts: Texts) -> str:
    """One message, for a terminal: what could steer the terminal is shown as a mark."""
    rows = {
        **_row(message, settings, texts),
        "received": f"{message.received_at.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}",
        "language": message.language,
        "agreed": f"{message.agreed_policy} {message.agreed_date} (SHA-256 {message.agreed_sha256})",
        "suspicions": message.suspicions,
    }
    head = "\n".join(f"{texts(f'show.{name}')}: {value}" for name, value in rows.items() if value)
    fields = read_fields(message, identities)
    if fields is None:
        return f"{head}\n\n{texts('show.sealed')}\n\n{armor(message.body)}"
    return f"{head}\n\n" + "\n".join(f"{name}: {harmless(value)}" for name, value in fields.items())


def _row(message: StoredMessage, settings: HandlerSettings, texts: Texts) -> dict[str, str]:
    """``due``: the day by which an answer is due; empty where no rule says so."""
    received = message.received_at.astimezone(settings.zone)
    days = settings.answer_days
    return {
        "reference": message.reference,
        "received": f"{received:%Y-%m-%d %H:%M}",
        "state": texts(f"state.{message.state}"),
        "due": "" if days is None else f"{received + timedelta(days=days):%Y-%m-%d}",
    }


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


def json_lines(messages: Iterable[StoredMessage], identities: Sequence[str]) -> Iterator[str]:
    """A JSON object for each message; ``sealed`` holds its age armor where it could not be opened."""
    for each in messages:
        agreed = {"policy": each.agreed_policy, "date": each.agreed_date, "sha256": each.agreed_sha256}
        fields = read_fields(each, identities)
        content = {"sealed": armor(each.body)} if fields is None else {"fields": dict(fields)}
        values = {**_facts(each), "agreed": agreed, "suspicions": each.suspicions.split(), **content}
        yield json.dumps(values, ensure_ascii=False) + "\n"


def csv_lines(messages: Iterable[StoredMessage], identities: Sequence[str]) -> Iterator[str]:
    """A table for a spreadsheet; what it would take for a formula gets an apostrophe before it.

    It begins with a byte order mark: without it, Excel reads Cyrillic letters as others.
    """
    yield "\ufeff" + ",".join(_COLUMNS) + "\r\n"
    for each in messages:
        fields = read_fields(each, identities)
        values = {name: _no_formula(value) for name, value in {**(fields or {}), **_facts(each)}.items()}
        # An age armor begins with hyphens, and must stay as it is to be opened
        values |= {"sealed": armor(each.body)} if fields is None else {}
        line = io.StringIO()
        csv.DictWriter(line, _COLUMNS, extrasaction="ignore").writerow(values)
        yield line.getvalue()


def _facts(message: StoredMessage) -> dict[str, str]:
    facts = {name: str(getattr(message, name)) for name in _FACTS}
    return {**facts, "received": message.received_at.isoformat()}


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def harmless(text: str) -> str:
    """Text for a terminal: a mark stands for each character that the terminal would act on."""

    def acts(character: str) -> bool:
        is_control = unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}
        return is_control and character not in "\n\t\u200c\u200d"

    return "".join("\N{REPLACEMENT CHARACTER}" if acts(each) else each for each in text)
