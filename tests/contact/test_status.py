"""The status tells what waits and since when, and whether a person is needed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from sayasat_contact.alarm import LATE
from sayasat_contact.delivery import deliver_once
from sayasat_contact.status import HELD, Depth, status_of
from tests.contact.mailroom import Mailroom, contact, environment
from tests.contact.smtp import SmtpServer


def test_a_new_database_needs_a_worker(mailroom: Mailroom) -> None:
    status = status_of(mailroom.store, mailroom.clock())
    assert set(status.messages.values()) == {Depth(0, None)}
    assert set(status.last.values()) == {None}
    assert status.needs == ("worker",)


def test_depth_and_age_are_told_by_state(mailroom: Mailroom) -> None:
    first, second, third = (mailroom.put() for _ in range(3))
    received = mailroom.clock()
    later = received + timedelta(minutes=5)
    with mailroom.store.transaction(write=True) as connection:
        of = "WHERE message = (SELECT id FROM messages WHERE reference = :of)"
        connection.change(f"UPDATE outbox SET state = 'dead' {of}", of=second)
        since = int(later.timestamp()) + 3600
        connection.change(f"UPDATE outbox SET waiting_since = :since {of}", since=since, of=third)
    status = status_of(mailroom.store, later)
    assert {state: depth for state, depth in status.messages.items() if depth.count} == {
        HELD: Depth(1, 300),
        "waiting": Depth(1, 300),
        "dead": Depth(1, 300),
    }
    assert status.needs == ("dead", "worker")
    assert mailroom.row(first)["state"] == "waiting"


def test_mail_that_waits_too_long_needs_somebody_also_after_the_alarm(mailroom: Mailroom) -> None:
    mailroom.put()
    late = mailroom.clock() + LATE
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE outbox SET alarmed = 1")
    assert "late" in status_of(mailroom.store, late).needs
    assert "late" not in status_of(mailroom.store, late - timedelta(seconds=1)).needs


def test_a_worker_is_known_by_its_last_pass(mailroom: Mailroom, smtp: SmtpServer) -> None:
    mailroom.put()
    deliver_once(mailroom.worker(smtp.port))
    now = mailroom.clock()
    status = status_of(mailroom.store, now)
    assert status.needs == ()
    assert status.last["worker"] is not None
    assert status.last["delivery"] is not None
    assert status_of(mailroom.store, status.last["worker"] + LATE + timedelta(seconds=1)).needs == ("worker",)


def test_somebody_is_needed_before_the_store_is_full(mailroom: Mailroom, tmp_path: Path) -> None:
    mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET size = 9000")
    now = mailroom.clock()
    assert status_of(mailroom.store, now, 11).needs == ("worker",)
    assert status_of(mailroom.store, now, 10).needs == ("full", "worker")
    assert status_of(mailroom.store, now, 10).stored_kb == 9000
    ran = contact(environment(mailroom.url, tmp_path, CONTACT_LIMIT_STORED="10"), "status")
    assert (ran.returncode, "CONTACT_LIMIT_STORED" in ran.stderr) == (1, True)


def test_the_command_exits_with_1_where_somebody_is_needed(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path
) -> None:
    environ = environment(mailroom.url, tmp_path, smtp.port)
    before = contact(environ, "status", "--json")
    assert (before.returncode, json.loads(before.stdout)["needs"]) == (1, ["worker"])
    assert "sayasat-contact deliver --watch" in contact(environ, "status").stderr
    mailroom.put()
    contact(environ, "deliver")
    after = contact(environ, "status", "--json")
    assert after.returncode == 0
    status = json.loads(after.stdout)
    assert status["messages"]["delivered"]["count"] == 1
    assert contact(environ, "--language", "ru", "status").stdout.startswith("отправка в следующие часы")


def test_the_last_purge_is_told(mailroom: Mailroom, tmp_path: Path) -> None:
    environ = environment(mailroom.url, tmp_path, CONTACT_RETENTION_DAYS="30")
    assert contact(environ, "purge").returncode == 0
    assert json.loads(contact(environ, "status", "--json").stdout)["last"]["purge"] is not None
