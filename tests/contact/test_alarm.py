"""Whatever keeps mail from going out, one alarm goes out a quarter of an hour later."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sayasat_contact.alarm import LATE
from sayasat_contact.delivery import deliver_once, watch
from sayasat_contact.mailer import Mailer
from sayasat_contact.register import Outcome, Register
from sayasat_contact.setting_values import Smtp, Tls
from tests.contact.mailroom import (
    OFFICE,
    SENDER,
    Mailroom,
    contact,
    environment,
    on_begin,
    tls_mailer,
    unprotected,
)
from tests.contact.smtp import HOST, Accident, Certificate, Fault, SmtpServer
from tests.support.waiting import wait_until

MINUTE = timedelta(minutes=1)
REASONS = {
    "nobody listens": "connect ConnectionRefusedError",
    "greeting 554": "connect 554",
    "no greeting": "connect SMTPServerDisconnected",
    "login refused": "login 535",
    "unknown certificate": "tls SSLCertVerificationError",
    "no STARTTLS": "tls SMTPNotSupportedError",
    "sender refused": "sender 550",
    "mailbox full": "recipients 452",
    "text not taken": "data 451",
    "connection reset": "transaction SMTPServerDisconnected",
}


def alarms(room: Mailroom) -> list[str]:
    return [line for line in room.said if line.startswith("ALARM")]


def impatient(port: int, tls: Tls = Tls.NONE, seconds: float = 0.2) -> Mailer:
    patience = {"timeout": timedelta(seconds=seconds), "limit": timedelta(seconds=seconds)}
    return Mailer(Smtp(HOST, port, tls), SENDER, OFFICE, None, **patience)


@contextmanager
def trouble(
    reason: str, plain: SmtpServer, protected: SmtpServer, certificate: Certificate
) -> Iterator[Mailer]:
    """A mailer that cannot deliver, for the reason."""
    faults: dict[str, dict[str, Fault]] = {
        "greeting 554": {"GREETING": "554 5.7.1 not you"},
        "sender refused": {"MAIL": "550 5.7.1 not from there"},
        "mailbox full": {"RCPT": "452 4.2.2 mailbox full"},
        "text not taken": {"BODY": "451 4.3.0 later"},
        "connection reset": {"MAIL": Accident.DROP},
    }
    plain.faults = faults.get(reason, {})
    match reason:
        case "nobody listens":
            plain.stop()
            yield unprotected(plain.port)
        case "no greeting":
            with socket.create_server((HOST, 0)) as silent:
                yield impatient(silent.getsockname()[1])
        case "login refused":
            yield tls_mailer(protected, certificate.file, user="sayasat", password="wrong")  # noqa: S106
        case "unknown certificate":
            yield tls_mailer(protected, None)
        case "no STARTTLS":
            yield tls_mailer(plain, None)
        case _:
            yield unprotected(plain.port)


@pytest.mark.parametrize("reason", REASONS)
def test_the_alarm_comes_after_a_quarter_of_an_hour(
    sqlite_mailroom: Mailroom,
    smtp: SmtpServer,
    smtp_with_tls: SmtpServer,
    certificate: Certificate,
    reason: str,
) -> None:
    room = sqlite_mailroom
    reference = room.put()
    with trouble(reason, smtp, smtp_with_tls, certificate) as mailer:
        worker = room.worker(0, mailer=mailer)
        for _ in range(15):
            deliver_once(worker)
            assert alarms(room) == []
            room.clock.pass_by(MINUTE)
        for _ in range(3):
            deliver_once(worker)
            room.clock.pass_by(MINUTE)
    waits = f"{reference} waits since 2026-11-24 06:00:00 UTC"
    assert len(alarms(room)) == 1
    assert alarms(room)[0].startswith(f"ALARM contact: messages not sent within 15 minutes: 1; {waits}: ")
    assert alarms(room)[0].partition("UTC: ")[2].split()[0] == REASONS[reason].split()[0]


def test_all_that_wait_are_one_alarm_and_later_ones_none(mailroom: Mailroom, smtp: SmtpServer) -> None:
    smtp.faults = {"GREETING": "421 4.3.2 closing"}
    oldest = mailroom.put()
    mailroom.put()
    worker = mailroom.worker(smtp.port)
    for _ in range(60):
        deliver_once(worker)
        mailroom.clock.pass_by(MINUTE)
        mailroom.put()
    assert [line.partition(" waits")[0] for line in alarms(mailroom)] == [
        f"ALARM contact: messages not sent within 15 minutes: 2; {oldest}"
    ]


def test_the_next_outage_is_another_alarm(mailroom: Mailroom, smtp: SmtpServer) -> None:
    worker = mailroom.worker(smtp.port)
    for _ in range(2):
        smtp.faults = {"GREETING": "421 4.3.2 closing"}
        mailroom.put()
        deliver_once(worker)
        mailroom.clock.pass_by(LATE)
        deliver_once(worker)
        smtp.faults = {}
        mailroom.clock.pass_by(timedelta(hours=1))
        assert deliver_once(worker)["delivered"] == 1
    assert len(alarms(mailroom)) == 2


def test_an_erased_message_silences_no_later_one(mailroom: Mailroom, smtp: SmtpServer) -> None:
    """Nothing has ever been delivered: a trial message was erased, and the next does not go out either."""
    smtp.stop()
    worker = mailroom.worker(smtp.port)
    for _ in range(2):
        reference = mailroom.put()
        deliver_once(worker)
        mailroom.clock.pass_by(LATE)
        deliver_once(worker)
        assert Register(mailroom.store, "asel").erase(reference, "", mailroom.clock()) is Outcome.DONE
    assert len(alarms(mailroom)) == 2


def test_a_message_that_is_sent_again_has_its_time_anew(mailroom: Mailroom, smtp: SmtpServer) -> None:
    smtp.faults = {"BODY": "550 5.7.1 no"}
    reference = mailroom.put()
    worker = mailroom.worker(smtp.port)
    deliver_once(worker)
    mailroom.clock.pass_by(timedelta(days=3))
    assert Register(mailroom.store, "asel").retry(reference, mailroom.clock()) is Outcome.DONE
    mailroom.said.clear()
    smtp.faults = {"BODY": "451 4.3.0 later"}
    deliver_once(worker)
    assert alarms(mailroom) == []
    mailroom.clock.pass_by(LATE)
    deliver_once(worker)
    assert len(alarms(mailroom)) == 1


def test_it_is_told_once_by_however_many_processes(mailroom: Mailroom, smtp: SmtpServer) -> None:
    """A timer may start `sayasat-contact deliver` every minute."""
    smtp.stop()
    mailroom.put()
    mailroom.clock.pass_by(LATE)
    for _ in range(3):
        deliver_once(mailroom.worker(smtp.port))
    assert len(alarms(mailroom)) == 1


def test_the_command_tells_it(sqlite_mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path) -> None:
    smtp.stop()
    sqlite_mailroom.put()
    with sqlite_mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET received = 1")
    run = contact(environment(sqlite_mailroom.url, tmp_path, smtp.port), "deliver")
    assert "ALARM contact: messages not sent within 15 minutes: 1; " in run.stderr
    assert "1970-01-01 00:00:01 UTC: connect ConnectionRefusedError" in run.stderr


# While the worker is busy


def watched(
    room: Mailroom, mailer: Mailer, is_told: Callable[[], bool], while_it_runs: Callable[[], None]
) -> None:
    """Let a worker watch; wait for the alarm."""
    stopped = threading.Event()
    worker = room.worker(0, mailer=mailer)
    thread = threading.Thread(target=watch, args=(worker, timedelta(seconds=0.02), stopped))
    thread.start()
    try:
        while_it_runs()
        wait_until(is_told)
    finally:
        stopped.set()
        thread.join()


def test_it_comes_while_an_attempt_still_lasts(sqlite_mailroom: Mailroom, smtp: SmtpServer) -> None:
    """The attempt has ten minutes; the alarm does not wait for its end."""
    room = sqlite_mailroom
    room.put()
    smtp.faults = {"BODY": Accident.HANG}

    def wait() -> None:
        wait_until(lambda: smtp.connections == 1)
        room.clock.pass_by(LATE)

    def is_told() -> bool:
        if alarms(room):
            smtp.stop()  # which ends the attempt
        return bool(alarms(room))

    watched(room, impatient(smtp.port, seconds=600), is_told, wait)
    assert alarms(room)[0].endswith("no attempt has ended")


def test_a_worker_that_has_just_started_has_its_time(
    sqlite_mailroom: Mailroom, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was away for a day: what it is delivering is no alarm."""
    room = sqlite_mailroom
    room.put()
    room.clock.pass_by(timedelta(days=1))
    smtp.faults = {"BODY": Accident.HANG}
    looks: list[bool] = []
    on_begin(room.store.database, monkeypatch, lambda _driver: looks.append(True))
    watched(room, impatient(smtp.port, seconds=1), lambda: len(looks) > 20, lambda: None)
    assert not [line for line in alarms(room) if "no attempt has ended" in line]


def test_a_database_that_fails_is_told_once(sqlite_mailroom: Mailroom, smtp: SmtpServer) -> None:
    room = sqlite_mailroom
    with room.store.transaction(write=True) as connection:
        connection.change("ALTER TABLE outbox RENAME TO away")

    def raised() -> bool:
        room.clock.pass_by(MINUTE)
        return bool(alarms(room))

    def wait() -> None:
        wait_until(lambda: "contact: the database does not answer: OperationalError" in room.said)
        assert alarms(room) == []
        # The lookout has met the fault, however late it began
        wait_until(raised)

    watched(room, unprotected(smtp.port), lambda: bool(alarms(room)), wait)
    assert alarms(room) == ["ALARM contact: no answer of the database for 15 minutes: OperationalError"]
