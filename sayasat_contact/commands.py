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

from sayasat_contact.command import LANGUAGES, Desk, message_language, say, texts_of
from sayasat_contact.contract import load_contract
from sayasat_contact.delivery import Worker, deliver_once, watch
from sayasat_contact.errors import ContactFault, collecting
from sayasat_contact.letter import Letterhead
from sayasat_contact.log import report
from sayasat_contact.mailer import Mailer
from sayasat_contact.outbox import OutboxState
from sayasat_contact.printed import csv_lines, json_lines, sheet, summary, table
from sayasat_contact.reference import read_reference
from sayasat_contact.register import Outcome
from sayasat_contact.schema import VERSION
from sayasat_contact.sealing import read_identities
from sayasat_contact.setting_values import Tls
from sayasat_contact.settings import HandlerSettings, Part, read_settings
from sayasat_contact.status import as_json, status_of
from sayasat_contact.wording import Texts


def _init_db(desk: Desk) -> int:
    desk.store.prepare(getattr(desk.options, "version", None) or VERSION)
    print(desk.texts("database.ready"))
    _erase_again(desk)
    return 0


def _erase_again(desk: Desk) -> None:
    if again := desk.register.erase_again(_now()):
        print(f"{desk.texts('journal.again')}: {len(again)}")


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
    return Worker(_owner(), desk.store, letterhead, mailer, _now, SystemRandom(), texts, report)


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
    shown = desk.register.show(read_reference(desk.options.reference) or "", _now())
    if isinstance(shown, Outcome):
        return desk.report(desk.options.reference, shown)
    print(sheet(shown, desk.settings, identities, desk.texts))
    return 0


def _retry(desk: Desk) -> int:
    given: list[str] = desk.options.references
    if desk.options.all:
        given = [entry.reference for entry in desk.register.entries([OutboxState.DEAD])]
    codes = [desk.report(each, desk.register.retry(read_reference(each) or "", _now())) for each in given]
    return max(codes, default=0)


def _export(desk: Desk) -> int:
    identities = desk.identities
    given = {each: read_reference(each) or "" for each in desk.options.references}
    references = list(given.values())
    stored = {entry.reference for entry in desk.register.entries((), references)} if given else set()
    if unknown := [each for each, reference in given.items() if reference not in stored]:
        return max(desk.report(each, Outcome.UNKNOWN) for each in unknown)
    write = csv_lines if desk.options.format == "csv" else json_lines

    def lines() -> Iterable[str]:
        return write(desk.register.export(references, _now()), identities)

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
    given = desk.options.reference
    outcome = desk.register.erase(read_reference(given) or "", desk.options.why, _now())
    desk.warn_of_no_journal(outcome is Outcome.DONE)
    return desk.report(read_reference(given) or given, outcome)


def _purge(desk: Desk) -> int:
    if desk.settings.retention_days is None:
        return say(desk.texts("purge.no-retention"))
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
        return say("\n".join(map(str, faults)))
    print("\n".join([texts("check.fine"), *remarks_on(read_settings(os.environ, Part.OPERATION), texts)]))
    return 0


def faults_of(environ: Mapping[str, str]) -> list[ContactFault]:
    """All that keeps the handler, the worker or the operator's commands from starting."""
    found: list[ContactFault] = []
    settings: HandlerSettings | None = None
    for part in Part:
        with collecting(found):
            settings = read_settings(environ, part)
    for read, name in ((load_contract, "contract"), (read_identities, "identity")):
        with collecting(found):
            if file := getattr(settings, name, None):
                read(file)
    return list(dict.fromkeys(found))


def remarks_on(settings: HandlerSettings, texts: Texts) -> list[str]:
    """What is allowed, and should be known."""
    sealed = f"{texts('check.sealed')}: {len(settings.seal_to)}"
    risks = {
        "check.no-retention": settings.retention_days is None,
        "journal.none": settings.erasure_journal is None,
        "check.no-answer": settings.answer_days is None,
        "check.clear": settings.smtp is not None and settings.smtp.tls is Tls.NONE,
    }
    first = sealed if settings.seal_to else texts("check.unsealed")
    return [first, *(texts(key) for key, is_so in risks.items() if is_so)]


def _owner() -> str:
    """Of leases: where to look for the worker, and no other worker's name."""
    return f"{socket.gethostname()[:32]} {os.getpid()} {secrets.token_hex(6)}"


def _now() -> datetime:
    return datetime.now(UTC)


COMMANDS: Mapping[str, Callable[[Desk], int]] = {
    each.__name__[1:].replace("_", "-"): each
    for each in (
        *(_init_db, _deliver, _list, _status, _show, _retry),
        *(_export, _erase, _purge, _backup, _restore),
    )
}
"""By the names of their functions."""
