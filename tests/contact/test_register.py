"""What an operator does is done whole, leaves a line in the audit table, and what is erased stays erased."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from sayasat_contact.arrival import Arrival, Different, Suspicion
from sayasat_contact.database import Connection
from sayasat_contact.delivery import deliver_once
from sayasat_contact.erasures import Erasure, read_journal, write_down
from sayasat_contact.limits import Limits
from sayasat_contact.outbox import ERASED, LEASE, STATES, OutboxState, StoredMessage, lease
from sayasat_contact.register import Outcome, Register
from tests.contact.mailroom import FIELDS, NOW, ROOT, Mailroom, environment, opened
from tests.contact.smtp import SmtpServer
from tests.contact.visitor import visit

DAY = timedelta(days=1)
OF = "WHERE message = (SELECT id FROM messages WHERE reference = :of)"
SUSPECT = frozenset({Suspicion.HONEYPOT})


def register(mailroom: Mailroom, journal: Path | None = None) -> Register:
    return Register(mailroom.store, "asel", journal)


def audited(mailroom: Mailroom) -> list[tuple[str, str, str, str]]:
    with mailroom.store.transaction(write=False) as connection:
        rows = connection.rows("SELECT * FROM audit ORDER BY id")
    assert {row["at"] for row in rows} <= {int(mailroom.clock().timestamp())}
    return [(row["act"], row["reference"], row["by"], row["detail"]) for row in rows]


def bury(mailroom: Mailroom, reference: str) -> None:
    with mailroom.store.transaction(write=True) as connection:
        dead = "state = 'dead', attempts = 37, trouble = 'data 550', not_before = 1"
        connection.change(f"UPDATE outbox SET {dead} {OF}", of=reference)


def test_entries_come_oldest_first_and_by_state(mailroom: Mailroom) -> None:
    waiting = mailroom.put()
    mailroom.clock.pass_by(DAY)
    suspect = mailroom.put(suspicions=SUSPECT)
    dead, erased = mailroom.put(), mailroom.put()
    bury(mailroom, dead)
    register(mailroom).erase(erased, "", mailroom.clock())
    entries = register(mailroom).entries()
    assert [entry.reference for entry in entries] == [waiting, suspect, dead, erased]
    assert [entry.state for entry in entries] == ["waiting", "waiting", "dead", "erased"]
    assert entries[0].received_at == NOW
    assert entries[1].suspicions == "honeypot"
    for entry in entries[2:]:
        assert [each.reference for each in register(mailroom).entries([entry.state])] == [entry.reference]
    assert [each.reference for each in register(mailroom).entries([ERASED, "dead"])] == [dead, erased]
    assert len(STATES) == len(OutboxState) + 1


def test_who_saw_a_message_is_noted(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    record = register(mailroom).show(reference, NOW)
    assert isinstance(record, StoredMessage)
    assert FIELDS["name"] in record.body.decode()
    assert audited(mailroom) == [("show", reference, "asel", "")]


def test_nothing_is_noted_of_what_was_not_done(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    acts = register(mailroom)
    assert acts.show("2222-2222-2222", NOW) is Outcome.UNKNOWN
    assert acts.retry("2222-2222-2222", NOW) is Outcome.UNKNOWN
    assert acts.erase("2222-2222-2222", "", NOW) is Outcome.UNKNOWN
    assert acts.retry(reference, NOW) is Outcome.NOT_DEAD
    assert audited(mailroom) == []


def test_a_dead_letter_is_sent_again_from_the_first_attempt(mailroom: Mailroom, smtp: SmtpServer) -> None:
    reference = mailroom.put()
    bury(mailroom, reference)
    assert register(mailroom).retry(reference, NOW) is Outcome.DONE
    row = mailroom.row(reference)
    assert (row["state"], row["attempts"], row["trouble"]) == ("waiting", 0, None)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 1
    assert register(mailroom).retry(reference, NOW) is Outcome.NOT_DEAD
    assert audited(mailroom) == [("retry", reference, "asel", "")]


def test_an_export_has_what_was_named_and_leaves_out_what_was_erased(mailroom: Mailroom) -> None:
    references = [mailroom.put() for _ in range(5)]
    acts = register(mailroom)
    acts.erase(references[1], "", NOW)
    assert [each.reference for each in acts.export([], NOW)] == [references[0], *references[2:]]
    assert [each.reference for each in acts.export(references[1:3], NOW)] == [references[2]]
    noted = [line[:2] for line in audited(mailroom)]
    assert noted[1:] == [("export", each) for each in [references[0], *references[2:], references[2]]]


def test_an_export_of_many_has_all(mailroom: Mailroom) -> None:
    references = [mailroom.put() for _ in range(450)]
    assert [each.reference for each in register(mailroom).export([], NOW)] == references


# Erasing


def test_erasing_leaves_that_there_was_a_message_and_nothing_of_it(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    assert register(mailroom).erase(reference, " at the  person's\nrequest ", NOW) is Outcome.DONE
    row = mailroom.row(reference)
    assert (row["body"], row["erased"], row["erased_why"]) == (
        None,
        NOW.timestamp(),
        "at the person's request",
    )
    with mailroom.store.transaction(write=False) as connection:
        assert connection.column("SELECT content FROM idempotency") == [""]
    assert audited(mailroom) == [("erase", reference, "asel", "at the person's request")]
    acts = register(mailroom)
    assert acts.erase(reference, "", NOW) is Outcome.ALREADY_ERASED
    assert acts.show(reference, NOW) is Outcome.ALREADY_ERASED
    assert acts.retry(reference, NOW) is Outcome.ALREADY_ERASED


def test_an_erased_message_is_never_sent(mailroom: Mailroom, smtp: SmtpServer) -> None:
    reference = mailroom.put()
    register(mailroom).erase(reference, "", NOW)
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 0
    assert smtp.connections == 0


def test_a_browser_that_sends_once_more_does_not_bring_an_erased_message_back(mailroom: Mailroom) -> None:
    arrival = Arrival(
        keys=("the form's token",),
        contents=("1" * 64,),
        networks=("f" * 32,),
        language="ky",
        topic="other",
        policy=("privacy", "2026-11-24", "ab" * 32),
        contract="cd" * 32,
        host="policies.example.org",
        body=b"{}",
        is_sealed=False,
        suspicions=frozenset(),
    )
    first = mailroom.store.accept(arrival, Limits(9, 9), NOW)
    register(mailroom).erase(first.reference, "", NOW)  # type: ignore[union-attr]
    assert mailroom.store.accept(arrival, Limits(9, 9), NOW) == Different(first.reference)  # type: ignore[union-attr]


def test_a_message_in_flight_is_not_erased_and_one_whose_worker_died_is(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        assert lease(connection, "a", NOW)
    assert register(mailroom).erase(reference, "", NOW) is Outcome.BEING_SENT
    assert mailroom.row(reference)["body"] is not None
    assert audited(mailroom) == []
    mailroom.clock.pass_by(LEASE)
    assert register(mailroom).erase(reference, "", mailroom.clock()) is Outcome.DONE


def test_erasing_and_leasing_at_once_come_one_after_the_other(mailroom: Mailroom, smtp: SmtpServer) -> None:
    references = [mailroom.put() for _ in range(30)]
    outcomes: dict[str, Outcome] = {}

    def erase_all() -> None:
        for reference in reversed(references):
            outcomes[reference] = register(mailroom).erase(reference, "", NOW)

    thread = threading.Thread(target=erase_all)
    thread.start()
    deliver_once(mailroom.worker(smtp.port))
    thread.join()
    sent = {each.removeprefix("<").partition("@")[0] for each in smtp.message_ids()}
    for reference, outcome in outcomes.items():
        row = mailroom.row(reference)
        assert (row["body"] is None) == (outcome is Outcome.DONE)
        assert (row["state"] == OutboxState.DELIVERED) == (reference in sent)
        if outcome is Outcome.BEING_SENT:
            assert reference in sent
    assert mailroom.said == []


def test_what_was_erased_is_nowhere_in_the_database_s_files(tmp_path: Path) -> None:
    """Of SQLite: free pages and the log are overwritten. It closes the log with the last connection."""
    with opened(f"sqlite:///{tmp_path}/contact.db") as room:
        reference = room.put(message="canary " * 500)
        other = room.put()
        register(room).erase(reference, "", NOW)
    files = list(tmp_path.iterdir())
    assert files
    assert not [file for file in files if b"canary" in file.read_bytes()]
    assert other.encode() in b"".join(file.read_bytes() for file in files)


# Purging


def delivered(mailroom: Mailroom, suspicions: frozenset[Suspicion] = frozenset()) -> str:
    """The reference of a message that the office's mail server has taken."""
    reference = mailroom.put(suspicions=suspicions)
    with mailroom.store.transaction(write=True) as connection:
        connection.change(f"UPDATE outbox SET state = 'delivered' {OF}", of=reference)
    return reference


def test_a_purge_erases_what_is_old_and_somebody_has_seen(mailroom: Mailroom) -> None:
    mailed = delivered(mailroom, suspicions=SUSPECT)
    shown, exported, waiting, dead, dead_and_shown = [mailroom.put() for _ in range(5)]
    bury(mailroom, dead)
    bury(mailroom, dead_and_shown)
    mailroom.clock.pass_by(30 * DAY)
    acts = register(mailroom)
    for each in (shown, dead_and_shown):
        acts.show(each, mailroom.clock())
    assert len(list(acts.export([exported], mailroom.clock()))) == 1
    acts.retry(dead, mailroom.clock())
    young = delivered(mailroom)
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE audit SET at = :at", at=int(NOW.timestamp()))
    mailroom.clock.pass_by(timedelta(seconds=1))
    purged = acts.purge(30 * DAY, mailroom.clock())
    assert purged.erased == (mailed, shown, exported, dead_and_shown)
    assert purged.kept == (waiting, dead)
    assert mailroom.row(young)["body"] is not None
    assert mailroom.row(mailed)["erased_why"] == "retention"
    with mailroom.store.transaction(write=False) as connection:
        noted = connection.column("SELECT reference FROM audit WHERE act = 'purge' ORDER BY id")
    assert tuple(noted) == purged.erased
    assert acts.purge(30 * DAY, mailroom.clock()).erased == ()


def test_a_purge_leaves_what_a_worker_is_sending(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    register(mailroom).show(reference, mailroom.clock())
    mailroom.clock.pass_by(40 * DAY)
    with mailroom.store.transaction(write=True) as connection:
        assert lease(connection, "a", mailroom.clock())
    assert register(mailroom).purge(30 * DAY, mailroom.clock()).erased == ()
    mailroom.clock.pass_by(LEASE)
    assert register(mailroom).purge(30 * DAY, mailroom.clock()).erased == (reference,)


def test_a_purge_forgets_old_keys_and_counts(mailroom: Mailroom) -> None:
    mailroom.put()
    mailroom.clock.pass_by(3 * DAY)
    register(mailroom).purge(30 * DAY, mailroom.clock())
    with mailroom.store.transaction(write=False) as connection:
        assert connection.rows("SELECT * FROM idempotency") == []
        assert connection.rows("SELECT * FROM counters") == []


def test_a_purge_while_workers_read_takes_nothing_from_them(mailroom: Mailroom, smtp: SmtpServer) -> None:
    references = [mailroom.put() for _ in range(20)]
    mailroom.clock.pass_by(60 * DAY)
    done = threading.Event()

    def purge() -> None:
        while not done.is_set():
            register(mailroom).purge(30 * DAY, mailroom.clock())
            time.sleep(0.01)

    thread = threading.Thread(target=purge)
    thread.start()
    assert deliver_once(mailroom.worker(smtp.port))["delivered"] == 20
    done.set()
    thread.join()
    register(mailroom).purge(30 * DAY, mailroom.clock())
    assert {mailroom.row(reference)["body"] for reference in references} == {None}
    assert {mailroom.row(reference)["state"] for reference in references} == {"delivered"}


@contextmanager
def transactions() -> Iterator[list[int]]:
    """How many messages each transaction that erases any has erased."""
    sizes: list[int] = []

    change_each = Connection.change_each

    def noted(connection: Connection, sql: str, given: Sequence[Mapping[str, object]]) -> None:
        if sql.startswith("UPDATE messages"):
            sizes.append(len(given))
        change_each(connection, sql, given)

    with patch.object(Connection, "change_each", noted):
        yield sizes


def test_a_purge_of_many_is_many_short_transactions_with_a_rest_between(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    mailroom.fill(1050, NOW)
    rests: list[float] = []
    journal = tmp_path / "erased"
    with transactions() as sizes:
        acts = Register(mailroom.store, "asel", journal, rests.append)
        purged = acts.purge(30 * DAY, NOW + 31 * DAY)
    assert len(purged.erased) == 1050
    assert sizes == [200] * 5 + [50]
    assert rests == [0.15] * 5
    assert [each.reference for each in read_journal(journal)] == list(purged.erased)
    assert {entry.state for entry in acts.entries()} == {ERASED}


def test_a_journal_that_fails_midway_ends_a_purge_between_two_transactions(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    """The disk of the journal is full after some hundreds: what it has is erased, and the rest is not."""
    mailroom.fill(450, NOW)
    journal = tmp_path / "erased"

    def fill_the_disk(_seconds: float) -> None:
        if journal.is_file():
            journal.rename(tmp_path / "kept")
            journal.mkdir()

    acts = Register(mailroom.store, "asel", journal, fill_the_disk)
    with pytest.raises(OSError, match="directory"):
        acts.purge(30 * DAY, NOW + 31 * DAY)
    erased = [entry.reference for entry in acts.entries([ERASED])]
    assert [each.reference for each in read_journal(tmp_path / "kept")] == erased
    assert len(erased) == 200


def test_what_a_restore_brought_back_is_erased_in_short_transactions(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    mailroom.fill(450, NOW)
    acts = Register(mailroom.store, "asel", tmp_path / "erased", lambda _seconds: None)
    write_down(tmp_path / "erased", [Erasure(each.reference, 5, "") for each in acts.entries()])
    with transactions() as sizes:
        assert len(acts.erase_again(NOW)) == 450
    assert sizes == [200, 200, 50]


def test_a_purge_forgets_many_old_keys_some_at_a_time(mailroom: Mailroom) -> None:
    mailroom.fill(450, NOW)
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE idempotency SET expires = 1")
    rests: list[float] = []
    Register(mailroom.store, "asel", None, rests.append).purge(30 * DAY, NOW)
    with mailroom.store.transaction(write=False) as connection:
        assert connection.rows("SELECT * FROM idempotency") == []
    assert len(rests) == 4


@pytest.mark.parametrize(
    "number", [2_000, pytest.param(100_000, marks=pytest.mark.soak)], ids=["some", "100,000"]
)
def test_visitors_can_send_during_a_purge(tmp_path: Path, number: int) -> None:
    """The purge is a process of its own; eight visitors send one message after the other meanwhile."""
    with opened(f"sqlite:///{tmp_path}/contact.db") as room:
        room.fill(number, NOW - 5000 * DAY, b"x" * 2_000)
        environ = environment(room.url, tmp_path, CONTACT_RETENTION_DAYS="1")
        purge = subprocess.Popen(
            [sys.executable, "-m", "sayasat_contact", "purge"],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        visits = visit(tmp_path, CONTACT_LIMIT_ADDRESS="1000000", CONTACT_LIMIT_TOTAL="1000000")
        visits.now = datetime.now(UTC)
        answers: list[int] = []

        def send() -> None:
            while purge.poll() is None:
                answers.append(visits.post(visits.values()).status_code)

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        output, _ = purge.communicate()
        visits.store.close()
        assert (purge.returncode, output) == (0, f"Erased after the retention period: {number}\n")
        assert set(answers) == {303}
        assert len(Register(room.store, "asel").entries(["waiting"])) == len(answers)


# After a restore


def test_a_restored_backup_does_not_bring_back_what_was_erased(mailroom: Mailroom, tmp_path: Path) -> None:
    journal = tmp_path / "erased"
    acts = register(mailroom, journal)
    erased, purged, kept = mailroom.put(), delivered(mailroom), mailroom.put()
    before = {each: mailroom.row(each)["body"] for each in (erased, purged)}
    acts.erase(erased, "request", NOW)
    mailroom.clock.pass_by(40 * DAY)
    acts.purge(30 * DAY, mailroom.clock())
    assert [each.reference for each in read_journal(journal)] == [erased, purged]
    with mailroom.store.transaction(write=True) as connection:  # as the backup had it
        for reference, body in before.items():
            connection.change(
                "UPDATE messages SET body = :body, erased = NULL, erased_why = NULL WHERE reference = :of",
                body=body,
                of=reference,
            )
        connection.change("DELETE FROM audit")
    assert acts.erase_again(mailroom.clock()) == [erased, purged]
    row = mailroom.row(erased)
    assert (row["body"], row["erased"], row["erased_why"]) == (None, NOW.timestamp(), "request")
    assert mailroom.row(kept)["body"] is not None
    detail = "again, after a restore"
    assert audited(mailroom) == [("erase", each, "asel", detail) for each in (erased, purged)]
    assert acts.erase_again(mailroom.clock()) == []
    assert len(read_journal(journal)) == 2


def test_without_its_journal_nothing_is_erased(mailroom: Mailroom, tmp_path: Path) -> None:
    reference = delivered(mailroom)
    mailroom.clock.pass_by(40 * DAY)
    acts = register(mailroom, tmp_path / "none" / "erased")
    with pytest.raises(OSError, match="directory"):
        acts.erase(reference, "", mailroom.clock())
    with pytest.raises(OSError, match="directory"):
        acts.purge(30 * DAY, mailroom.clock())
    assert mailroom.row(reference)["body"] is not None
    assert audited(mailroom) == []
