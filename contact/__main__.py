"""The command ``contact``: what an operator, a timer and a container run. The work is in the library.

Exit codes: 0, 1 for a fault that the message names with its mending, 2 for one of the arguments.
"""

# Longer than 300 lines because it has a small function for each command.

from __future__ import annotations

import argparse
import json
import os
import pwd
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom

from contact.command import parser, speech, spoken
from contact.contract import load_contract
from contact.database import BUSY, PATIENT
from contact.delivery import Counts, Worker, deliver_once, watch
from contact.errors import ContactError, DatabaseError
from contact.inspection import faults_of, remarks_on
from contact.letter import Letterhead
from contact.mailer import Mailer
from contact.outbox import OutboxState
from contact.printed import csv_lines, harmless, json_lines, sheet, summary, table
from contact.reference import read_reference
from contact.register import Outcome, Record, Register
from contact.sealing import read_identities
from contact.settings import HandlerSettings, Part, read_settings
from contact.status import as_json, status_of
from contact.store import MessageStore, open_store
from contact.wording import Texts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = parser().parse_args(arguments)
    texts = speech(spoken(options.language, os.environ))
    try:
        code = _run(options, texts)
        sys.stdout.flush()
    except ContactError as error:
        _say(str(error))
        return 1
    except DatabaseError as error:
        # Only the kind: the database's own words may hold what was being written
        _say(texts("database.silent", problem=error.kind))
        return 1
    except BrokenPipeError:
        # The reader has what it wanted (`| head`). Python flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a command works with."""

    options: argparse.Namespace
    texts: Texts
    settings: HandlerSettings
    store: MessageStore

    @property
    def register(self) -> Register:
        return Register(self.store, _account(), self.settings.erasure_journal)

    @property
    def identities(self) -> tuple[str, ...]:
        return read_identities(self.settings.identity) if self.settings.identity else ()


def _run(options: argparse.Namespace, texts: Texts) -> int:
    if options.command == "check-settings":
        return _check_settings(texts)
    part = Part.DELIVERY if options.command == "deliver" else Part.OPERATION
    settings = read_settings(os.environ, part)
    store = open_store(settings, BUSY if options.command == "deliver" else PATIENT)
    try:
        desk = _Desk(options, texts, settings, store)
        if options.command != "init-db" and not _is_ready(store):
            _say(texts("database.unready"))
            return 1
        return _COMMANDS[options.command](desk)
    finally:
        store.close()


def _is_ready(store: MessageStore) -> bool:
    """Whether the tables are there. A database that is not there at all is raised by the act itself."""
    try:
        return store.is_ready()
    except DatabaseError:
        with store.transaction(write=False):
            return False


def _init_db(desk: _Desk) -> int:
    desk.store.prepare()
    print(desk.texts("database.ready"))
    return _erase_again(desk)


def _erase_again(desk: _Desk) -> int:
    try:
        again = desk.register.erase_again(_now())
    except OSError as error:
        return _unwritable(desk, error)
    if again:
        print(f"{desk.texts('journal.again')}: {len(again)}")
    return 0


def _deliver(desk: _Desk) -> int:
    worker = _worker(desk)
    if _erase_again(desk):
        return 1
    if desk.options.watch is None:
        counts = deliver_once(worker)
    else:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        counts = watch(worker, timedelta(seconds=desk.options.watch), stopped)
    print(_summary(counts, desk.texts))
    return 0


def _worker(desk: _Desk) -> Worker:
    settings = desk.settings
    assert settings.contract is not None
    assert settings.smtp is not None
    assert settings.mail_from is not None
    contract = load_contract(settings.contract)
    first = contract.languages[0]
    return Worker(
        owner=_owner(),
        store=desk.store,
        letterhead=Letterhead(
            settings.mail_from,
            settings.mail_to,
            contract.texts[first],
            contract.fields,
            contract.pages[first].policies,
            settings.zone,
            desk.identities,
        ),
        mailer=Mailer(settings.smtp, settings.mail_from, settings.mail_to, settings.smtp_ca),
        now=_now,
        random=SystemRandom(),
        say=_say,
    )


def _summary(counts: Counts, texts: Texts) -> str:
    rows = [
        ("delivered", counts.delivered),
        ("postponed", counts.postponed),
        ("dead", counts.dead),
        ("lost", counts.lost),
    ]
    return ". ".join(
        f"{texts(f'deliver.{name}')}: {count}" for name, count in rows if count or name == "delivered"
    )


def _list(desk: _Desk) -> int:
    print(table(desk.register.entries(desk.options.state), desk.settings, desk.texts))
    return 0


def _status(desk: _Desk) -> int:
    now = _now()
    status = status_of(desk.store, now)
    if desk.options.json:
        print(json.dumps(as_json(status, now), indent=1))
        return 1 if status.needs else 0
    print(summary(status, desk.settings, desk.texts))
    for reason in status.needs:
        _say(desk.texts(f"status.needs-{reason}"))
    return 1 if status.needs else 0


def _show(desk: _Desk) -> int:
    identities = desk.identities
    reference = read_reference(desk.options.reference)
    shown = desk.register.show(reference, _now()) if reference else Outcome.UNKNOWN
    if isinstance(shown, Outcome):
        return _told(desk, desk.options.reference, shown)
    print(sheet(shown, desk.settings, identities, desk.texts))
    return 0


def _retry(desk: _Desk) -> int:
    given: list[str] = desk.options.references
    if desk.options.all:
        given = [entry.reference for entry in desk.register.entries([OutboxState.DEAD])]
    codes = []
    for each in given:
        reference = read_reference(each)
        outcome = desk.register.retry(reference, _now()) if reference else Outcome.UNKNOWN
        codes.append(_told(desk, each, outcome))
    return max(codes, default=0)


def _export(desk: _Desk) -> int:
    identities = desk.identities
    references = {each: read_reference(each) for each in desk.options.references}
    unknown = [each for each, reference in references.items() if reference is None]
    known = [reference for reference in references.values() if reference is not None]
    stored = {entry.reference for entry in desk.register.entries((), known)} if known else set()
    unknown += [reference for reference in known if reference not in stored]
    if unknown:
        return max(_told(desk, each, Outcome.UNKNOWN) for each in unknown)
    write = csv_lines if desk.options.format == "csv" else json_lines

    def lines() -> Iterable[str]:
        records: Iterable[Record] = desk.register.export(known, _now())
        return write(records, identities)

    if desk.options.output is None:
        sys.stdout.writelines(lines())
        return 0
    try:
        _write(desk.options.output, lines)
    except OSError as error:
        _say(f"{desk.options.output}: {desk.texts('export.unwritable', problem=error.strerror)}")
        return 1
    print(desk.texts("export.done"))
    return 0


def _write(file: Path, lines: Callable[[], Iterable[str]]) -> None:
    """Into a new file that only its owner can read, made before anything is noted as exported."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(opened, "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123 (of a descriptor)
        stream.writelines(lines())
        stream.flush()
        os.fsync(opened)


def _erase(desk: _Desk) -> int:
    reference = read_reference(desk.options.reference)
    if reference is None:
        return _told(desk, desk.options.reference, Outcome.UNKNOWN)
    try:
        outcome = desk.register.erase(reference, desk.options.why, _now())
    except OSError as error:
        return _unwritable(desk, error)
    if outcome is Outcome.DONE and desk.settings.erasure_journal is None:
        _say(desk.texts("journal.none"))
    return _told(desk, reference, outcome)


def _purge(desk: _Desk) -> int:
    days = desk.settings.retention_days
    if days is None:
        _say(desk.texts("purge.no-retention"))
        return 1
    try:
        purged = desk.register.purge(timedelta(days=days), _now())
    except OSError as error:
        return _unwritable(desk, error)
    if purged.erased and desk.settings.erasure_journal is None:
        _say(desk.texts("journal.none"))
    print(f"{desk.texts('purge.erased')}: {len(purged.erased)}")
    if purged.kept:
        _say(f"{desk.texts('purge.kept')}: {' '.join(purged.kept)}")
    return 0


def _check_settings(texts: Texts) -> int:
    faults = faults_of(os.environ)
    if faults:
        _say("\n".join(map(str, faults)))
        return 1
    print("\n".join([texts("check.fine"), *remarks_on(read_settings(os.environ, Part.OPERATION), texts)]))
    return 0


def _told(desk: _Desk, reference: str, outcome: Outcome) -> int:
    """Tell what came of an act on one message; the exit code."""
    if outcome is Outcome.DONE:
        print(f"{reference}: {desk.texts(f'done.{desk.options.command}')}")
        return 0
    _say(f"{_printable(reference)}: {desk.texts(f'outcome.{outcome}')}")
    return 1


def _unwritable(desk: _Desk, error: OSError) -> int:
    _say(desk.texts("journal.unwritable", problem=error.strerror))
    return 1


def _owner() -> str:
    """Of leases: where to look for the worker, and no other worker's name."""
    return f"{socket.gethostname()[:32]} {os.getpid()} {secrets.token_hex(6)}"


def _account() -> str:
    """Who runs the command, as the operating system has it; behind sudo, whom it was run for."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # in a container an account may have a number only
        name = str(os.getuid())
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} ({behind[:40]})" if behind.isprintable() and behind else name


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text[:40])


def _say(line: str) -> None:
    print(harmless(line), file=sys.stderr, flush=True)


def _now() -> datetime:
    return datetime.now(UTC)


_COMMANDS: Mapping[str, Callable[[_Desk], int]] = {
    "init-db": _init_db,
    "deliver": _deliver,
    "list": _list,
    "status": _status,
    "show": _show,
    "retry": _retry,
    "export": _export,
    "erase": _erase,
    "purge": _purge,
}


if __name__ == "__main__":
    sys.exit(main())
