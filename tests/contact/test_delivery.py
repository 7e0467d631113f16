"""The worker against a real mail server that refuses, hangs, half-closes and loses its 250."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from sayasat_contact.delivery import deliver_once, watch
from sayasat_contact.errors import DatabaseError
from sayasat_contact.mailer import Attempt, Mailer
from sayasat_contact.outbox import ATTEMPTS, LEASE, LONGEST_PAUSE, OutboxState, lease
from tests.contact.mailroom import (
    FIELDS,
    NOW,
    OFFICE,
    ROOT,
    SENDER,
    Mailroom,
    environment,
    on_begin,
    opened,
    tls_mailer,
    unprotected,
)
from tests.contact.postgresql import own_cluster
from tests.contact.smtp import HOST, Accident, Certificate, SmtpServer
from tests.support.waiting import wait_until

MAIL = b"Message-ID: <1@example.org>\r\n\r\na\r\n"
HOUR = timedelta(hours=1)


def test_what_waits_arrives_once(mailroom: Mailroom, smtp: SmtpServer) -> None:
    references = [mailroom.put() for _ in range(3)]
    counts = deliver_once(mailroom.worker(smtp.port))
    assert counts["delivered"] == 3
    assert smtp.message_ids() == [f"<{reference}@policies.example.org>" for reference in references]
    assert {(mail.sender, mail.recipients) for mail in smtp.mails} == {(SENDER, OFFICE)}
    assert FIELDS["name"] in smtp.mails[0].message.get_content()
    row = mailroom.row(references[0])
    assert (row["state"], row["delivered"], row["trouble"]) == ("delivered", NOW.timestamp(), None)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 0
    assert mailroom.said == []


def test_one_mailbox_of_two_refuses(sqlite_mailroom: Mailroom, smtp: SmtpServer) -> None:
    """The other has the message, and an alarm goes out: nobody waits a week for a mailbox to be emptied."""
    smtp.faults = {f"RCPT {OFFICE[1]}": "452 4.2.2 full"}
    reference = sqlite_mailroom.put()
    assert deliver_once(sqlite_mailroom.worker(smtp.port))["delivered"] == 1
    assert smtp.mails[0].recipients == OFFICE[:1]
    assert sqlite_mailroom.row(reference)["trouble"] == "recipients 452"
    alarm = f"ALARM contact: {reference}: delivered, but not to everybody: recipients 452"
    assert sqlite_mailroom.said == [alarm]


def test_a_wrong_password_is_trouble_of_the_server_and_kills_no_message(
    sqlite_mailroom: Mailroom, smtp_with_tls: SmtpServer, certificate: Certificate
) -> None:
    references = [sqlite_mailroom.put() for _ in range(3)]
    mailer = tls_mailer(smtp_with_tls, certificate.file, user="sayasat", password="wrong")  # noqa: S106
    counts = deliver_once(sqlite_mailroom.worker(0, mailer=mailer))
    assert (counts["postponed"], counts["dead"]) == (1, 0)
    assert {sqlite_mailroom.row(each)["state"] for each in references} == {"waiting"}
    assert sqlite_mailroom.said == [
        f"contact: {references[0]}: attempt 1 failed, will be repeated: login 535"
    ]


# What becomes of the messages


def test_a_message_is_tried_again_and_arrives_when_the_mailbox_was_emptied(
    sqlite_mailroom: Mailroom, smtp: SmtpServer
) -> None:
    """For a week, less a day."""
    smtp.faults = {"RCPT": "452 4.2.2 full"}
    reference = sqlite_mailroom.put()
    worker = sqlite_mailroom.worker(smtp.port)
    while sqlite_mailroom.clock() < NOW + timedelta(days=6):
        deliver_once(worker)
        sqlite_mailroom.clock.pass_by(HOUR)
    assert sqlite_mailroom.row(reference)["state"] == OutboxState.WAITING
    smtp.faults = {}
    sqlite_mailroom.clock.pass_by(2 * LONGEST_PAUSE)
    assert deliver_once(worker)["delivered"] == 1
    assert len(smtp.mails) == 1


def test_patience_ends_with_one_alarm_and_one_before(sqlite_mailroom: Mailroom, smtp: SmtpServer) -> None:
    smtp.faults = {"RCPT": "452 4.2.2 full"}
    reference = sqlite_mailroom.put()
    worker = sqlite_mailroom.worker(smtp.port)
    for _ in range(ATTEMPTS):
        deliver_once(worker)
        sqlite_mailroom.clock.pass_by(2 * LONGEST_PAUSE)
    assert deliver_once(worker)["dead"] == 0
    row = sqlite_mailroom.row(reference)
    assert (row["state"], row["attempts"]) == (OutboxState.DEAD, ATTEMPTS)
    alarms = [line for line in sqlite_mailroom.said if line.startswith("ALARM")]
    trouble = "recipients 452"
    waits = f"{reference} waits since 2026-11-24 06:00:00 UTC"
    assert alarms == [
        f"ALARM contact: messages not sent within 15 minutes: 1; {waits}: {trouble}",
        f"ALARM contact: {reference}: dead letter after {ATTEMPTS} attempts: {trouble}",
    ]


def test_a_refusal_for_good_is_a_dead_letter_with_an_alarm(mailroom: Mailroom, smtp: SmtpServer) -> None:
    smtp.faults = {"BODY": "550 5.7.1 no"}
    reference = mailroom.put()
    assert deliver_once(mailroom.worker(smtp.port))["dead"] == 1
    assert mailroom.said == [f"ALARM contact: {reference}: dead letter after 1 attempts: data 550"]
    smtp.faults = {}
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 0


def test_a_poison_message_dies_and_the_others_pass(mailroom: Mailroom, smtp: SmtpServer) -> None:
    before = mailroom.put()
    poison = [mailroom.put(body=body) for body in (b"\xff", b"{", b'{"name": "\\ud800"}')]
    poison.append(mailroom.put(body=b"never sealed", is_sealed=True))
    poison.append(mailroom.put())
    with mailroom.store.transaction(write=True) as connection:
        connection.change(
            "UPDATE messages SET received = :at WHERE reference = :of", at=10**18, of=poison[-1]
        )
    after = mailroom.put()
    counts = deliver_once(mailroom.worker(smtp.port))
    assert (counts["delivered"], counts["dead"]) == (2, 5)
    assert smtp.message_ids() == [f"<{each}@policies.example.org>" for each in (before, after)]
    assert {mailroom.row(each)["trouble"] for each in poison} == {"unreadable"}


def test_a_message_that_makes_the_server_hang_up_holds_up_no_other(
    sqlite_mailroom: Mailroom, smtp: SmtpServer
) -> None:
    """A filter that dies on one text: that message waits, the next is tried in the same pass."""
    sqlite_mailroom.put()
    sqlite_mailroom.put()
    smtp.faults = {"BODY": Accident.DROP}
    assert deliver_once(sqlite_mailroom.worker(smtp.port))["postponed"] == 2


def test_a_server_that_is_gone_is_asked_once_in_a_pass(sqlite_mailroom: Mailroom, smtp: SmtpServer) -> None:
    for _ in range(5):
        sqlite_mailroom.put()
    smtp.faults = {"GREETING": "421 4.3.2 closing"}
    assert deliver_once(sqlite_mailroom.worker(smtp.port))["postponed"] == 1
    assert smtp.connections == 1


@pytest.mark.parametrize("accident", Accident)
def test_a_lost_250_sends_once_more_with_the_same_message_id_and_bytes(
    mailroom: Mailroom, smtp: SmtpServer, accident: Accident
) -> None:
    smtp.faults = {"TAKEN": accident}
    reference = mailroom.put()
    deliver_once(mailroom.worker(smtp.port))
    assert mailroom.row(reference)["state"] == OutboxState.WAITING
    smtp.faults = {}
    mailroom.clock.pass_by(HOUR)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 1
    assert len(smtp.mails) == 2
    assert len(set(smtp.message_ids())) == 1
    assert smtp.mails[0].data == smtp.mails[1].data


def test_workers_at_once_send_each_message_once(mailroom: Mailroom, smtp: SmtpServer) -> None:
    references = {mailroom.put() for _ in range(20)}
    threads = [
        threading.Thread(target=deliver_once, args=(mailroom.worker(smtp.port, owner=str(number)),))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(smtp.message_ids()) == sorted(f"<{each}@policies.example.org>" for each in references)


def test_what_a_dead_worker_had_is_sent_when_its_lease_ends(mailroom: Mailroom, smtp: SmtpServer) -> None:
    mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        assert lease(connection, "killed", NOW)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 0
    mailroom.clock.pass_by(LEASE)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 1


def test_a_worker_whose_lease_ran_out_says_so_and_notes_nothing(mailroom: Mailroom, smtp: SmtpServer) -> None:
    reference = mailroom.put()

    class Slow(Mailer):
        def send(self, mail: bytes) -> Attempt:
            with mailroom.store.transaction(write=True) as connection:
                connection.change("UPDATE outbox SET leased_by = 'another'")
            return super().send(mail)

    mailer = unprotected(smtp.port)
    slow = Slow(mailer.server, SENDER, OFFICE, timeout=mailer.timeout, limit=mailer.limit)
    assert deliver_once(mailroom.worker(0, mailer=slow))["lost"] == 1
    assert mailroom.row(reference)["leased_by"] == "another"
    assert mailroom.said == [f"contact: {reference}: the lease ran out; another worker has the message"]


def test_a_message_erased_before_its_turn_is_not_sent(mailroom: Mailroom, smtp: SmtpServer) -> None:
    reference = mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET body = NULL, erased = 1 WHERE reference = :of", of=reference)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 0
    assert smtp.connections == 0


def test_an_outage_kills_no_message_and_the_backlog_goes_out_soon_after_it(
    sqlite_mailroom: Mailroom, smtp: SmtpServer
) -> None:
    """However long it was; each pass asks the server once."""
    references = [sqlite_mailroom.put() for _ in range(5)]
    smtp.faults = {"GREETING": "421 4.3.2 closing"}
    worker = sqlite_mailroom.worker(smtp.port)
    for _ in range(10 * ATTEMPTS):
        deliver_once(worker)
        sqlite_mailroom.clock.pass_by(HOUR)
    assert smtp.connections == 10 * ATTEMPTS
    deliver_once(worker)
    smtp.faults = {}
    sqlite_mailroom.clock.pass_by(timedelta(minutes=5))
    assert deliver_once(worker)["delivered"] == 5
    assert len(set(smtp.message_ids())) == len(references)


# The database's faults


def test_a_locked_database_is_waited_for(sqlite_mailroom: Mailroom, smtp: SmtpServer) -> None:
    sqlite_mailroom.put()
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite_mailroom.store.transaction(write=True):
            locked.set()
            done.wait(1)

    thread = threading.Thread(target=hold)
    thread.start()
    locked.wait()
    assert deliver_once(sqlite_mailroom.worker(smtp.port))["delivered"] == 1
    thread.join()


def test_a_database_that_cannot_be_written_sends_nothing(
    sqlite_mailroom: Mailroom, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_mailroom.put()
    on_begin(sqlite_mailroom.store.database, monkeypatch, _read_only)
    with pytest.raises(DatabaseError, match="READONLY"):
        deliver_once(sqlite_mailroom.worker(smtp.port))
    assert smtp.connections == 0


def _read_only(driver: sqlite3.Connection) -> None:
    driver.execute("PRAGMA query_only = ON")


def test_a_database_that_fails_after_the_250_sends_once_more_with_the_same_message_id(
    sqlite_mailroom: Mailroom, smtp: SmtpServer
) -> None:
    reference = sqlite_mailroom.put()
    with sqlite_mailroom.store.transaction(write=True) as connection:
        connection.change(
            "CREATE TRIGGER full BEFORE UPDATE OF state ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(DatabaseError):
        deliver_once(sqlite_mailroom.worker(smtp.port))
    assert sqlite_mailroom.row(reference)["state"] == OutboxState.WAITING
    with sqlite_mailroom.store.transaction(write=True) as connection:
        connection.change("DROP TRIGGER full")
    assert deliver_once(sqlite_mailroom.worker(smtp.port))["delivered"] == 0
    sqlite_mailroom.clock.pass_by(LEASE)
    assert deliver_once(sqlite_mailroom.worker(smtp.port))["delivered"] == 1
    assert len(smtp.mails) == 2
    assert len(set(smtp.message_ids())) == 1


def test_watching_goes_on_after_a_restart_of_the_database(smtp: SmtpServer) -> None:
    with own_cluster() as cluster, opened(cluster.url(cluster.create())) as room:
        reference = room.put()
        cluster.stop("immediate")
        stopped = threading.Event()
        worker = room.worker(smtp.port)
        thread = threading.Thread(target=watch, args=(worker, timedelta(seconds=0.1), stopped))
        thread.start()
        time.sleep(0.5)
        cluster.start()
        wait_until(lambda: smtp.mails)
        stopped.set()
        thread.join()
        assert room.row(reference)["state"] == OutboxState.DELIVERED
    assert set(room.said) == {"contact: the database does not answer: OperationalError"}


# The process


def worker_process(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sayasat_contact", "deliver", *arguments],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_watching_worker_ends_between_two_messages_when_told(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path, number: signal.Signals
) -> None:
    mailroom.put()
    process = worker_process(environment(mailroom.url, tmp_path, smtp.port), "--watch", "0.1")
    wait_until(lambda: smtp.mails)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (0, "Delivered: 1\n", "")


@pytest.mark.parametrize("step", ["MAIL", "BODY", "TAKEN"])
def test_a_killed_worker_loses_nothing(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path, step: str
) -> None:
    """Killed while the server is silent: before the text, after it, and after it was taken."""
    mailroom.clock.at = NOW.fromtimestamp(time.time(), NOW.tzinfo)
    reference = mailroom.put()
    smtp.faults = {step: Accident.HANG}
    process = worker_process(environment(mailroom.url, tmp_path, smtp.port))
    wait_until(lambda: smtp.mails if step == "TAKEN" else smtp.connections)
    time.sleep(0.3)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert mailroom.row(reference)["state"] == OutboxState.WAITING
    smtp.faults = {}
    mailroom.clock.at = NOW.fromtimestamp(time.time(), NOW.tzinfo)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 0
    mailroom.clock.pass_by(LEASE)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 1
    assert len(set(smtp.message_ids())) == 1


def test_kills_at_any_moment_lose_nothing(mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path) -> None:
    """Leases of killed workers are ended by hand here, for nobody waits fifteen minutes in a test."""
    references = [mailroom.put() for _ in range(60)]
    environ = environment(mailroom.url, tmp_path, smtp.port)
    moments = (0.0, 0.01, 0.02, 0.05, 0.1)
    for moment in moments:
        before = len(smtp.mails)
        process = worker_process(environ)
        while len(smtp.mails) == before and process.poll() is None:
            time.sleep(0.005)
        time.sleep(moment)
        process.kill()
        process.communicate()
        with mailroom.store.transaction(write=True) as connection:
            connection.change("UPDATE outbox SET leased_until = NULL, leased_by = NULL")
    process = worker_process(environ)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("Delivered: ")
    arrived = Counter(smtp.message_ids())
    assert set(arrived) == {f"<{each}@policies.example.org>" for each in references}
    # A kill between the 250 and its note repeats one mail
    assert arrived.total() - len(references) <= len(moments)
    with mailroom.store.transaction(write=False) as connection:
        undelivered = connection.value("SELECT count(*) FROM outbox WHERE state <> 'delivered'")
    assert undelivered == 0


def test_no_pipe_of_a_worker_holds_a_message_or_an_address(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path
) -> None:
    canaries = json.dumps({name: f"canary-{name}@canary.example" for name in FIELDS}).encode()
    printed = ""
    environ = environment(mailroom.url, tmp_path, smtp.port, PYTHONWARNINGS="default")
    for faults in (
        {"BODY": "451 later"},
        {"RCPT": f"550 5.1.1 <{OFFICE[0]}> unknown"},
        {"DATA": "554 no"},
        {},
    ):
        smtp.faults = dict(faults)
        mailroom.put(body=canaries)
        process = worker_process(environ)
        out, logged = process.communicate(timeout=120)
        printed += out + logged
        assert {json.loads(line)["level"] for line in logged.splitlines()} <= {"error", "alarm"}
    smtp.stop()
    mailroom.put(body=canaries)
    mailroom.put(body=b'{"message": "canary')
    printed += "".join(worker_process(environ).communicate(timeout=120))
    assert "ALARM contact:" in printed
    assert "canary" not in printed
    assert "@" not in printed
    assert HOST not in printed
    assert os.fspath(tmp_path) not in printed
