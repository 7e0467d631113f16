"""What each command of ``sayasat-contact`` does; the work is in the library. Each gives its exit code."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom

from sayasat_contact.command import LANGUAGES, message_language, texts_of
from sayasat_contact.contract import load_contract
from sayasat_contact.delivery import Worker, deliver_once, watch
from sayasat_contact.desk import Desk, say
from sayasat_contact.inspection import faults_of, remarks_on
from sayasat_contact.letter import Letterhead
from sayasat_contact.log import write_event
from sayasat_contact.mailer import Mailer
from sayasat_contact.outbox import OutboxState
from sayasat_contact.printed import csv_lines, json_lines, sheet, summary, table
from sayasat_contact.reference import read_reference
from sayasat_contact.register import Outcome
from sayasat_contact.schema import VERSION
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.status import as_json, status_of
from sayasat_contact.wording import Texts


def _init_db(desk: Desk) -> int:
    desk.store.prepare(getattr(desk.options, "version", None) or VERSION)
    print(desk.texts("database.ready"))
    return _erase_again(desk)


def _erase_again(desk: Desk) -> int:
    if again := desk.register.erase_again(_now()):
        print(f"{desk.texts('journal.again')}: {len(again)}")
    return 0


def _deliver(desk: Desk) -> int:
    worker = _worker(desk)
    _erase_again(desk)
    if desk.options.watch is None:
        counts = deliver_once(worker)
    else:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        counts = watch(worker, timedelta(seconds=desk.options.watch), stopped)
    names = ("delivered", "postponed", "dead", "lost")
    shown = [name for name in names if counts[name] or name == "delivered"]
    print(". ".join(f"{desk.texts(f'deliver.{name}')}: {counts[name]}" for name in shown))
    return 0


def _worker(desk: Desk) -> Worker:
    settings = desk.settings
    assert settings.contract is not None
    assert settings.smtp is not None
    assert settings.mail_from is not None
    contract = load_contract(settings.contract)
    first = contract.languages[0]
    letterhead = Letterhead(
        settings.mail_from,
        settings.mail_to,
        contract.texts[first],
        contract.fields,
        contract.pages[first].policies,
        settings.zone,
        desk.identities,
    )
    mailer = Mailer(settings.smtp, settings.mail_from, settings.mail_to, settings.smtp_ca)
    texts = texts_of(message_language(first if first in LANGUAGES else None, {}))
    return Worker(_owner(), desk.store, letterhead, mailer, _now, SystemRandom(), texts, write_event)


def _list(desk: Desk) -> int:
    print(table(desk.register.entries(desk.options.state), desk.settings, desk.texts))
    return 0


def _status(desk: Desk) -> int:
    hours = desk.settings.backup_hours
    every = None if hours is None else timedelta(hours=hours)
    status = status_of(desk.store, _now(), desk.settings.limit_stored, every)
    if desk.options.json:
        print(as_json(status))
    else:
        print(summary(status, desk.settings, desk.texts))
        for reason in status.needs:
            say(desk.texts(f"status.needs-{reason}"))
    return 1 if status.needs else 0


def _show(desk: Desk) -> int:
    identities = desk.identities
    reference = read_reference(desk.options.reference)
    shown = desk.register.show(reference, _now()) if reference else Outcome.UNKNOWN
    if isinstance(shown, Outcome):
        return desk.report(desk.options.reference, shown)
    print(sheet(shown, desk.settings, identities, desk.texts))
    return 0


def _retry(desk: Desk) -> int:
    given: list[str] = desk.options.references
    if desk.options.all:
        given = [entry.reference for entry in desk.register.entries([OutboxState.DEAD])]
    codes = [0]
    for each in given:
        reference = read_reference(each)
        outcome = desk.register.retry(reference, _now()) if reference else Outcome.UNKNOWN
        codes.append(desk.report(each, outcome))
    return max(codes)


def _export(desk: Desk) -> int:
    identities = desk.identities
    given = [read_reference(each) or each for each in desk.options.references]
    stored = {entry.reference for entry in desk.register.entries((), given)} if given else set()
    if unknown := [each for each in given if each not in stored]:
        return max(desk.report(each, Outcome.UNKNOWN) for each in unknown)
    write = csv_lines if desk.options.format == "csv" else json_lines

    def lines() -> Iterable[str]:
        return write(desk.register.export(given, _now()), identities)

    if desk.options.output is None:
        sys.stdout.writelines(lines())
        return 0
    _write(desk.options.output, lines)
    print(desk.texts("export.done"))
    return 0


def _write(file: Path, lines: Callable[[], Iterable[str]]) -> None:
    """Into a new file that only its owner can read, made before anything is noted as exported."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(opened, "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123 (of a descriptor)
        stream.writelines(lines())
        stream.flush()
        os.fsync(opened)


def _erase(desk: Desk) -> int:
    reference = read_reference(desk.options.reference)
    if reference is None:
        return desk.report(desk.options.reference, Outcome.UNKNOWN)
    outcome = desk.register.erase(reference, desk.options.why, _now())
    desk.warn_of_no_journal(outcome is Outcome.DONE)
    return desk.report(reference, outcome)


def _purge(desk: Desk) -> int:
    if desk.settings.retention_days is None:
        return desk.refused("purge.no-retention")
    purged = desk.register.purge(timedelta(days=desk.settings.retention_days), _now())
    desk.warn_of_no_journal(purged.erased)
    print(f"{desk.texts('purge.erased')}: {len(purged.erased)}")
    if purged.kept:
        say(f"{desk.texts('purge.kept')}: {' '.join(purged.kept)}")
    return 0


def _backup(desk: Desk) -> int:
    desk.store.database.back_up(desk.options.file)
    desk.store.mark("backup", _now())
    print(desk.texts("backup.done"))
    return 0


def _restore(desk: Desk) -> int:
    desk.store.database.restore(desk.options.file)
    return _init_db(desk)


def check_settings(texts: Texts) -> int:
    """Check every setting of every part; needs no database."""
    if faults := faults_of(os.environ):
        say("\n".join(map(str, faults)))
        return 1
    print("\n".join([texts("check.fine"), *remarks_on(read_settings(os.environ, Part.OPERATION), texts)]))
    return 0


def _owner() -> str:
    """Of leases: where to look for the worker, and no other worker's name."""
    return f"{socket.gethostname()[:32]} {os.getpid()} {secrets.token_hex(6)}"


def _now() -> datetime:
    return datetime.now(UTC)


COMMANDS: Mapping[str, Callable[[Desk], int]] = {
    "init-db": _init_db,
    "deliver": _deliver,
    "list": _list,
    "status": _status,
    "show": _show,
    "retry": _retry,
    "export": _export,
    "erase": _erase,
    "purge": _purge,
    "backup": _backup,
    "restore": _restore,
}
"""By their names."""
