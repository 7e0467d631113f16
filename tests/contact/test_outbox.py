"""A message has one owner at a time, is tried for seven days, and stands in nobody's way."""

from __future__ import annotations

import threading
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sayasat_contact.arrival import Suspicion
from sayasat_contact.outbox import (
    ATTEMPTS,
    JITTER,
    LEASE,
    LONGEST_PAUSE,
    OutboxState,
    StoredMessage,
    lease,
    note,
    pause,
)
from tests.contact.mailroom import NOW, Mailroom, dice

SECOND = timedelta(seconds=1)


def leased_by(mailroom: Mailroom, owner: str) -> StoredMessage | None:
    with mailroom.store.transaction(write=True) as connection:
        return lease(connection, owner, mailroom.clock())


def one(mailroom: Mailroom, owner: str = "a") -> StoredMessage:
    leased = leased_by(mailroom, owner)
    assert leased
    return leased


def test_a_lease_says_what_a_letter_needs(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    leased = one(mailroom)
    assert (leased.reference, leased.message_id) == (reference, f"<{reference}@policies.example.org>")
    assert (leased.received, leased.language, leased.attempts) == (NOW.timestamp(), "ky", 0)
    assert (leased.agreed_policy, leased.agreed_date) == ("privacy", "2026-11-24")


def test_nobody_gets_what_another_has(mailroom: Mailroom) -> None:
    mailroom.put()
    one(mailroom)
    assert leased_by(mailroom, "b") is None
    mailroom.clock.pass_by(LEASE - SECOND)
    assert leased_by(mailroom, "b") is None


def test_a_lease_ends_by_itself_and_its_first_owner_can_note_nothing_then(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    first = one(mailroom)
    mailroom.clock.pass_by(LEASE)
    second = one(mailroom, "b")
    with mailroom.store.transaction(write=True) as connection:
        assert not note(connection, "a", first, None, state=OutboxState.DELIVERED)
        assert not note(connection, "a", first, "x", not_before=0)
    assert mailroom.row(reference)["leased_by"] == "b"
    with mailroom.store.transaction(write=True) as connection:
        assert note(connection, "b", second, None, state=OutboxState.DELIVERED)
    assert mailroom.row(reference)["state"] == OutboxState.DELIVERED


def test_a_late_owner_may_note_what_nobody_took(mailroom: Mailroom) -> None:
    """It is the truth, and saves a second mail."""
    mailroom.put()
    leased = one(mailroom)
    mailroom.clock.pass_by(2 * LEASE)
    with mailroom.store.transaction(write=True) as connection:
        assert note(connection, "a", leased, None, state=OutboxState.DELIVERED)


def test_the_longest_waiting_comes_first(mailroom: Mailroom) -> None:
    references = []
    for _ in range(3):
        references.append(mailroom.put())
        mailroom.clock.pass_by(SECOND)
    assert [one(mailroom).reference for _ in range(3)] == references


def test_a_postponed_message_lets_the_others_pass(mailroom: Mailroom) -> None:
    first, second = mailroom.put(), mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        leased = lease(connection, "a", NOW)
        assert leased
        later = int((NOW + 90 * SECOND).timestamp())
        assert note(connection, "a", leased, "recipients 451", attempts=1, not_before=later)
    row = mailroom.row(first)
    assert (row["attempts"], row["trouble"], row["leased_by"]) == (1, "recipients 451", None)
    assert one(mailroom).reference == second
    assert leased_by(mailroom, "a") is None
    mailroom.clock.pass_by(90 * SECOND)
    assert one(mailroom).reference == first


def test_a_suspicious_message_is_leased_with_its_signs(mailroom: Mailroom) -> None:
    mailroom.put(suspicions=frozenset({Suspicion.YOUNG, Suspicion.HONEYPOT}))
    assert one(mailroom).suspicions == "honeypot young"


def test_a_dead_delivered_or_erased_message_is_not_leased(mailroom: Mailroom) -> None:
    mailroom.put()
    mailroom.put()
    erased = mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET body = NULL, erased = 1 WHERE reference = :of", of=erased)
        first = lease(connection, "a", NOW)
        assert first
        assert note(connection, "a", first, None, state=OutboxState.DELIVERED)
        second = lease(connection, "a", NOW)
        assert second
        assert note(connection, "a", second, "x", state=OutboxState.DEAD)
    assert leased_by(mailroom, "a") is None


def test_what_a_wrong_clock_put_far_ahead_is_due(mailroom: Mailroom) -> None:
    """The clock stood a year ahead when the message came, or when it was leased; then it was set right."""
    mailroom.clock.pass_by(timedelta(days=365))
    first = mailroom.put()
    one(mailroom)
    mailroom.clock.at = NOW
    second = mailroom.put()
    assert {one(mailroom).reference, one(mailroom).reference} == {first, second}


def test_a_clock_that_jumps_ahead_kills_nothing(mailroom: Mailroom) -> None:
    mailroom.put()
    mailroom.clock.pass_by(timedelta(days=3650))
    assert one(mailroom).attempts == 0


def test_many_workers_at_once_never_share_a_message(mailroom: Mailroom) -> None:
    references = {mailroom.put() for _ in range(40)}
    taken: list[str] = []

    def work(owner: str) -> None:
        while (leased := leased_by(mailroom, owner)) is not None:
            taken.append(leased.reference)

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(references)
    assert set(taken) == references


def test_a_worker_in_the_middle_of_leasing_holds_up_no_other(postgresql_mailroom: Mailroom) -> None:
    mailroom = postgresql_mailroom
    first, second = mailroom.put(), mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        leased = lease(connection, "a", NOW)
        assert leased
        assert leased.reference == first
        assert one(mailroom, "b").reference == second


@given(failed=st.integers(1, 10**6), seed=st.integers(0, 10**6))
def test_a_pause_is_at_least_48_seconds_and_at_most_about_seven_hours(failed: int, seed: int) -> None:
    waited = pause(failed, dice(seed))
    assert timedelta(seconds=48) <= waited <= LONGEST_PAUSE * (1 + JITTER)


@given(seed=st.integers(0, 10**6))
def test_a_message_is_tried_for_about_seven_days(seed: int) -> None:
    random = dice(seed)
    pauses = [pause(failed, random) for failed in range(1, ATTEMPTS)]
    assert timedelta(days=6) < sum(pauses, timedelta()) < timedelta(days=8.5)


def test_pauses_differ() -> None:
    assert len({pause(3, dice(seed)) for seed in range(50)}) == 50


def test_trouble_fits_its_column(mailroom: Mailroom) -> None:
    reference = mailroom.put()
    leased = one(mailroom)
    with mailroom.store.transaction(write=True) as connection:
        assert note(connection, "a", leased, "x" * 1000)
    assert mailroom.row(reference)["trouble"] == "x" * 64


def test_a_state_is_one_of_the_schema_s(mailroom: Mailroom) -> None:
    mailroom.put()
    with mailroom.store.transaction(write=False) as connection:
        assert set(connection.column("SELECT state FROM outbox")) <= set(OutboxState)
