"""What the command can be asked, and what it answers with. Texts of help are English."""

from __future__ import annotations

import argparse
import csv
import io
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

from contact.errors import ContactError
from contact.letter import read_fields
from contact.register import STATES, MessageEntry, Record
from contact.sealing import armor, open_sealed
from contact.settings import HandlerSettings
from contact.status import HandlerStatus
from contact.wording import Texts

LANGUAGES = ("en", "ru", "ky")
"""That the command speaks; the first where the environment names none of them."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")


class _Parser(argparse.ArgumentParser):
    """Tells of wrong arguments without what a terminal acts on."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and exit with 2."""
        super().error(harmless(message))


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; `command` says which of the commands was given."""
    whole = _Parser(prog="contact", description="The messages that came by the contact form.")
    whole.add_argument("--language", choices=LANGUAGES, help="of what is printed (default: by LANG)")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "init-db", help="make the tables, or bring them up to date; erase again after a restore"
    )
    commands.add_parser("check-settings", help="check every CONTACT_ variable, keys and contract included")
    _add_deliver(commands.add_parser("deliver", help="send what waits"))
    _add_list(commands.add_parser("list", help="list the messages, oldest first"))
    status = commands.add_parser("status", help="tell what waits and since when; 1 where somebody is needed")
    status.add_argument("--json", action="store_true", help="for a program that watches")
    _add_one(commands.add_parser("show", help="print a message"))
    _add_several(commands.add_parser("retry", help="send a dead letter again"), "every dead letter")
    _add_export(commands.add_parser("export", help="write messages out as data"))
    erase = commands.add_parser("erase", help="erase the content of a message, for good")
    _add_one(erase)
    erase.add_argument("--why", default="", metavar="TEXT", help="up to 64 characters, nothing personal")
    commands.add_parser("purge", help="erase what is older than CONTACT_RETENTION_DAYS and was seen")
    return whole


def _add_deliver(deliver: argparse.ArgumentParser) -> None:
    deliver.add_argument(
        "--watch",
        nargs="?",
        type=_seconds,
        const=5.0,
        metavar="SECONDS",
        help="go on, and look again so often (default: 5), until SIGTERM or SIGINT",
    )


def _add_list(listing: argparse.ArgumentParser) -> None:
    listing.add_argument(
        "--state", action="append", choices=STATES, default=[], help="only these; may be repeated"
    )


def _add_one(command: argparse.ArgumentParser) -> None:
    command.add_argument("reference", metavar="REFERENCE", help="as K7M2-QX9D-4RTC")


def _add_several(command: argparse.ArgumentParser, all_of_them: str) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("references", nargs="*", default=[], metavar="REFERENCE", help="as K7M2-QX9D-4RTC")
    which.add_argument("--all", action="store_true", help=all_of_them)


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("references", nargs="*", metavar="REFERENCE", help="only these (default: all)")
    export.add_argument("--format", choices=("json", "csv"), default="json", help="a line each, or a table")
    export.add_argument("--output", type=Path, metavar="FILE", help="a new file (default: print)")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86_400:  # noqa: PLR2004 (a day; also no NaN)
        raise ValueError
    return seconds


def spoken(given: str | None, environ: Mapping[str, str]) -> str:
    """The language to print in: the one given, else that of the environment's locale."""
    locale = next((environ[name] for name in _ENVIRONMENT if environ.get(name)), "")
    code = given or locale.partition("_")[0].partition(".")[0]
    return code if code in LANGUAGES else LANGUAGES[0]


@cache
def speech(language: str) -> Texts:
    """The command's texts, with dots in their keys."""
    file = files("contact") / "texts" / f"{language}.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return Texts(
        language, {f"{table}.{key}": text for table, rows in tables.items() for key, text in rows.items()}
    )


def table(entries: Sequence[MessageEntry], settings: HandlerSettings, texts: Texts) -> str:
    """The list of messages, for a terminal; times in the settings' zone."""
    if not entries:
        return texts("list.none")
    columns = [
        "reference",
        "received",
        "state",
        "attempts",
        *(["due"] if settings.answer_days else []),
        "trouble",
    ]
    rows = [[texts(f"list.{column}") for column in columns]]
    for entry in entries:
        cells = {
            "reference": entry.reference,
            "received": f"{entry.received.astimezone(settings.zone):%Y-%m-%d %H:%M}",
            "state": texts(f"state.{entry.state}"),
            "attempts": str(entry.attempts),
            "due": due(entry, settings),
            "trouble": entry.trouble or "",
        }
        rows.append([cells[column] for column in columns])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if settings.answer_days:
        lines += ["", texts("list.due-source", source=settings.answer_source)]
    return "\n".join(lines)


def summary(status: HandlerStatus, settings: HandlerSettings, texts: Texts) -> str:
    """The status, for a terminal; times in the settings' zone."""
    lines = []
    for state, depth in status.messages.items():
        oldest = texts("status.oldest", age=timedelta(seconds=depth.oldest)) if depth.oldest else ""
        lines.append(f"{texts(f'state.{state}')}: {depth.count}{oldest}")
    for name, at in status.last.items():
        shown = f"{at.astimezone(settings.zone):%Y-%m-%d %H:%M}" if at else texts("status.never")
        lines.append(f"{texts(f'status.{name}')}: {shown}")
    lines.append(f"{texts('status.contracts')}: {' '.join(status.contracts) or texts('status.never')}")
    return "\n".join(lines)


def due(entry: MessageEntry, settings: HandlerSettings) -> str:
    """The day by which an answer is due (YYYY-MM-DD); empty where no rule says so."""
    if settings.answer_days is None:
        return ""
    return f"{entry.answer_due(settings.answer_days).astimezone(settings.zone):%Y-%m-%d}"


def sheet(record: Record, settings: HandlerSettings, identities: Sequence[str], texts: Texts) -> str:
    """One message, for a terminal: what could steer the terminal is shown as a mark."""
    entry = record.entry
    policy, date, sha256 = entry.agreed
    rows = [
        ("reference", entry.reference),
        ("received", f"{entry.received.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}"),
        ("state", texts(f"state.{entry.state}")),
        ("language", entry.language),
        ("agreed", f"{policy} {date} (SHA-256 {sha256})"),
        ("suspicions", " ".join(entry.suspicions)),
        ("due", due(entry, settings)),
    ]
    head = "\n".join(f"{texts(f'show.{name}')}: {value}" for name, value in rows if value)
    fields = opened(record, identities)
    if fields is None:
        return f"{head}\n\n{texts('show.sealed')}\n\n{armor(record.body)}"
    return f"{head}\n\n" + "\n".join(f"{name}: {harmless(value)}" for name, value in fields.items())


def opened(record: Record, identities: Sequence[str]) -> Mapping[str, str] | None:
    """The fields of a message; None where it is sealed and no identity opens it. Raises MailError."""
    if not record.is_sealed:
        return read_fields(record.body)
    try:
        body = open_sealed(record.body, identities) if identities else None
    except ContactError:
        body = None
    return None if body is None else read_fields(body)


def json_lines(records: Iterable[Record], identities: Sequence[str]) -> Iterator[str]:
    """A JSON object for each message; ``sealed`` holds its age armor where it could not be opened."""
    for record in records:
        entry = record.entry
        fields = opened(record, identities)
        values: dict[str, object] = {
            "reference": entry.reference,
            "received": entry.received.isoformat(),
            "state": entry.state,
            "language": entry.language,
            "topic": entry.topic,
            "agreed": dict(zip(("policy", "date", "sha256"), entry.agreed, strict=True)),
            "suspicions": list(entry.suspicions),
            **({"sealed": armor(record.body)} if fields is None else {"fields": dict(fields)}),
        }
        yield json.dumps(values, ensure_ascii=False) + "\n"


def csv_lines(records: Iterable[Record], identities: Sequence[str]) -> Iterator[str]:
    """A table for a spreadsheet; what it would take for a formula gets an apostrophe before it."""
    columns = (
        "reference",
        "received",
        "state",
        "language",
        "topic",
        "name",
        "email",
        "policy",
        "message",
        "sealed",
    )
    yield _csv_line(columns)
    for record in records:
        entry = record.entry
        fields = opened(record, identities)
        sealed = {"sealed": armor(record.body)} if fields is None else {}
        values = {
            **(fields or {}),
            "reference": entry.reference,
            "received": entry.received.isoformat(),
            "state": entry.state,
            "language": entry.language,
            "topic": entry.topic,
            # An age armor begins with hyphens, and must stay as it is to be opened
            **sealed,
        }
        yield _csv_line([values.get(column, "") for column in columns], is_armored=bool(sealed))


def _csv_line(cells: Sequence[str], *, is_armored: bool = False) -> str:
    line = io.StringIO()
    last = len(cells) - 1
    neutral = [
        cell if is_armored and place == last else _no_formula(cell) for place, cell in enumerate(cells)
    ]
    csv.writer(line, lineterminator="\r\n").writerow(neutral)
    return line.getvalue()


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def harmless(text: str) -> str:
    """Text for a terminal: a mark stands for each character that the terminal would act on."""
    return "".join(
        character
        if character in "\n\t"
        or unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp"}
        or character in "\u200c\u200d"
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
