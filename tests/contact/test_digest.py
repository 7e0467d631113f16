"""Once a day the office gets a list of the messages to look at: by reference, and nothing personal."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from sayasat_contact.arrival import Suspicion
from sayasat_contact.delivery import Worker, deliver_once
from sayasat_contact.digest import AGAIN, EVERY
from tests.contact.mailroom import FIELDS, Mailroom
from tests.contact.smtp import SmtpServer

HONEYPOT = frozenset({Suspicion.HONEYPOT})


def day_old(mailroom: Mailroom, smtp: SmtpServer) -> Worker:
    """A worker; the digest before was sent a day ago."""
    mailroom.store.mark("digest", mailroom.clock() - EVERY)
    return mailroom.worker(smtp.port)


def digests(smtp: SmtpServer) -> list[tuple[str, str]]:
    """Subject and text of each."""
    read = [message_from_bytes(mail.data, policy=default) for mail in smtp.mails]
    return [(mail["Subject"], mail.get_content()) for mail in read if "digest" in mail["Message-ID"]]


def test_it_names_what_is_suspect_dead_or_held_and_nothing_personal(
    mailroom: Mailroom, smtp: SmtpServer
) -> None:
    suspect, dead, held = mailroom.put(suspicions=HONEYPOT), mailroom.put(), mailroom.put()
    plain = mailroom.put(suspicions=frozenset({Suspicion.NO_ORIGIN}))
    with mailroom.store.transaction(write=True) as connection:
        of = "WHERE message = (SELECT id FROM messages WHERE reference = :of)"
        connection.change(f"UPDATE outbox SET state = 'dead' {of}", of=dead)
        later = int(mailroom.clock().timestamp()) + 3600
        connection.change(f"UPDATE outbox SET not_before = :at, waiting_since = :at {of}", at=later, of=held)
    deliver_once(day_old(mailroom, smtp))
    ((subject, text),) = digests(smtp)
    assert "2026-11-24" in subject
    assert [line for line in text.splitlines() if line in {suspect, dead, held}] == [suspect, dead, held]
    assert plain not in text
    assert len([line for line in text.splitlines() if line.endswith(": 1")]) == 3
    assert not [value for value in FIELDS.values() if value in subject + text]


def test_it_comes_once_a_day_by_however_many_workers(mailroom: Mailroom, smtp: SmtpServer) -> None:
    mailroom.put(suspicions=HONEYPOT)
    workers = [day_old(mailroom, smtp), mailroom.worker(smtp.port, owner="b")]
    for _ in range(3):
        for worker in workers:
            deliver_once(worker)
        mailroom.clock.pass_by(timedelta(hours=7))
    assert len(digests(smtp)) == 1
    mailroom.clock.pass_by(EVERY)
    mailroom.put(suspicions=HONEYPOT)
    for worker in workers:
        deliver_once(worker)
    assert len(digests(smtp)) == 2


def test_the_first_one_comes_a_day_after_the_first_pass(mailroom: Mailroom, smtp: SmtpServer) -> None:
    worker = mailroom.worker(smtp.port)
    mailroom.put(suspicions=HONEYPOT)
    deliver_once(worker)
    assert digests(smtp) == []
    mailroom.clock.pass_by(EVERY - timedelta(seconds=1))
    mailroom.put(suspicions=HONEYPOT)
    deliver_once(worker)
    assert digests(smtp) == []
    mailroom.clock.pass_by(timedelta(seconds=1))
    deliver_once(worker)
    assert len(digests(smtp)) == 1


def test_where_there_is_nothing_to_look_at_no_mail_is_sent(mailroom: Mailroom, smtp: SmtpServer) -> None:
    mailroom.put()
    deliver_once(day_old(mailroom, smtp))
    assert digests(smtp) == []
    assert len(smtp.mails) == 1


def test_one_that_the_server_did_not_take_is_sent_again(mailroom: Mailroom, smtp: SmtpServer) -> None:
    reference = mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE outbox SET state = 'dead'")
    smtp.faults = {"RCPT": "451 later"}
    worker = day_old(mailroom, smtp)
    for _ in range(3):
        deliver_once(worker)
    assert len(mailroom.said) == 1
    assert "recipients 451" in mailroom.said[0]
    smtp.faults = {}
    mailroom.clock.pass_by(AGAIN)
    deliver_once(worker)
    ((_, text),) = digests(smtp)
    assert reference in text
