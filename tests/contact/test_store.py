"""A message is stored whole and once, or not at all; on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sayasat_contact.acceptance import KEY_LIFE, size_of, stored
from sayasat_contact.arrival import (
    Accepted,
    Arrival,
    Different,
    Full,
    Limited,
    MessageStatus,
    Receipt,
    Suspicion,
)
from sayasat_contact.errors import DatabaseError, StoreError
from sayasat_contact.limits import Limits
from sayasat_contact.outbox import OutboxState
from sayasat_contact.reference import read_reference
from sayasat_contact.register import Register
from sayasat_contact.schema import VERSION
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.sqlite import SqliteDatabase
from sayasat_contact.store import MessageStore, open_store
from tests.contact.mailroom import on_begin
from tests.contact.postgresql import own_cluster
from tests.support.waiting import wait_until

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LIMITS = Limits(10**6, 10**6)
ARRIVAL = Arrival(
    keys=("nonce a",),
    contents=("c" * 64,),
    networks=("f" * 32,),
    language="ky",
    topic="other",
    policy=("privacy", "2026-11-24", "ab" * 32),
    contract="cd" * 32,
    host="example.org",
    body=b"{}",
    is_sealed=False,
    suspicions=frozenset(),
)


def opened(url: str) -> MessageStore:
    return open_store(read_settings({"CONTACT_DATABASE": url}, Part.OPERATION))


@pytest.fixture
def store(database: str) -> Iterator[MessageStore]:
    store = opened(database)
    store.prepare()
    yield store
    store.close()


def accept(store: MessageStore, now: datetime = NOW, limits: Limits = LIMITS, **changes: Any) -> object:  # noqa: ANN401
    for one, several in (("key", "keys"), ("address", "networks")):
        if one in changes:
            changes[several] = (changes.pop(one),)
    return store.accept(replace(ARRIVAL, **changes), limits, now)


def accepted(store: MessageStore, now: datetime = NOW, **changes: Any) -> str:  # noqa: ANN401
    outcome = accept(store, now, **changes)
    assert isinstance(outcome, Accepted)
    return outcome.reference


def counts(store: MessageStore) -> tuple[int, ...]:
    with store.transaction(write=False) as connection:
        return tuple(
            connection.value(f"SELECT count(*) FROM {table}")
            for table in ("messages", "outbox", "idempotency", "counters")
        )


def state(store: MessageStore, reference: str) -> tuple[str, str]:
    query = "SELECT state, suspicions FROM messages JOIN outbox ON message = id WHERE reference = :of"
    with store.transaction(write=False) as connection:
        row = connection.row(query, of=reference)
    assert row is not None
    return row["state"], row["suspicions"]


def test_it_is_found_by_its_reference(store: MessageStore) -> None:
    reference = accepted(store)
    assert read_reference(reference) == reference
    assert store.receipt(reference) == Receipt(reference, NOW, MessageStatus.RECEIVED)
    assert counts(store) == (1, 1, 1, 3)


def test_the_message_id_is_made_of_the_reference(store: MessageStore) -> None:
    reference = accepted(store)
    with store.transaction(write=False) as connection:
        assert connection.value("SELECT message_id FROM outbox") == f"<{reference}@example.org>"


def test_an_unknown_reference_has_no_receipt(store: MessageStore) -> None:
    assert store.receipt("2222-2222-2222") is None


def test_sent_again_it_is_the_same_message(store: MessageStore) -> None:
    assert accepted(store) == accepted(store) == accepted(store, NOW + timedelta(hours=24))
    assert counts(store) == (1, 1, 1, 3)


def test_other_content_under_the_same_key_is_not_stored(store: MessageStore) -> None:
    reference = accepted(store)
    assert accept(store, contents=("d" * 64,)) == Different(reference)
    assert counts(store)[0] == 1


def test_content_is_recognised_under_a_rotated_secret(store: MessageStore) -> None:
    assert accepted(store) == accepted(store, contents=("e" * 64, "c" * 64))


def test_another_key_is_another_message(store: MessageStore) -> None:
    assert accepted(store) != accepted(store, key="nonce b")


def test_a_key_is_forgotten_in_time(store: MessageStore) -> None:
    first = accepted(store)
    assert accepted(store, NOW + timedelta(seconds=KEY_LIFE)) == first
    assert accepted(store, NOW + timedelta(seconds=KEY_LIFE + 1)) != first


def test_counts_are_forgotten_after_a_day(store: MessageStore) -> None:
    accepted(store)
    accepted(store, NOW + timedelta(hours=25), key="nonce b")
    with store.transaction(write=False) as connection:
        assert connection.column('SELECT DISTINCT "window" FROM counters') == [
            int((NOW + timedelta(hours=25)).timestamp())
        ]


def test_many_at_once_with_one_key_are_one_message(store: MessageStore) -> None:
    references: list[str] = []
    barrier = threading.Barrier(50)

    def send() -> None:
        barrier.wait()
        references.append(accepted(store))

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(references) == 50
    assert len(set(references)) == 1
    assert counts(store) == (1, 1, 1, 3)


def test_many_at_once_with_different_keys_are_all_stored(store: MessageStore) -> None:
    references: list[str] = []

    def send(first: int) -> None:
        references.extend(
            accepted(store, key=f"nonce {first + i}", address=f"{first + i}") for i in range(10)
        )

    threads = [threading.Thread(target=send, args=(each * 10,)) for each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(references)) == 100
    assert counts(store)[:3] == (100, 100, 100)


def accept_as_one_group(store: MessageStore, keys: Sequence[str], **changes: Any) -> dict[str, object]:  # noqa: ANN401
    """Accept messages in as many threads, all in one transaction; gives what became of each."""
    outcomes: dict[str, object] = {}

    def send(key: str) -> None:
        try:
            outcomes[key] = accept(store, key=key, **{**changes, **({"topic": None} if key == "bad" else {})})
        except DatabaseError as error:
            outcomes[key] = error

    with store.transaction(write=True) as connection:
        connection.database.be_alone(connection)
        threads = [threading.Thread(target=send, args=(key,)) for key in ("first", *keys)]
        for thread in threads:
            thread.start()
            if thread is threads[0]:
                wait_until(store._writer._queue.empty)
        wait_until(lambda: store._writer._queue.qsize() == len(keys))
    for thread in threads:
        thread.join()
    return outcomes


def test_what_arrives_at_once_shares_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread asks for the database: of eight that ask SQLite themselves, some would wait for seconds."""
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    accepted(store)
    begun: list[object] = []
    on_begin(store.database, monkeypatch, begun.append)
    outcomes = accept_as_one_group(store, [f"{i}" for i in range(7)])
    assert [type(each) for each in outcomes.values()] == [Accepted] * 8
    # The test's own, that of the first message, that of the others
    assert len(begun) == 3
    store.close()


def test_a_message_that_cannot_be_stored_takes_none_of_its_group_with_it(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    outcomes = accept_as_one_group(store, ["0", "1", "bad", "2"])
    assert isinstance(outcomes.pop("bad"), DatabaseError)
    assert [type(each) for each in outcomes.values()] == [Accepted] * 4
    assert counts(store)[:3] == (4, 4, 4)
    store.close()


def test_a_group_is_counted_as_its_messages_one_after_another_are(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    outcomes = accept_as_one_group(store, [f"{i}" for i in range(20)], limits=Limits(2, 5))
    kinds = Counter(type(each) for each in outcomes.values())
    assert kinds == {Accepted: 10, Limited: 11}
    assert [each.is_first for each in outcomes.values() if isinstance(each, Limited)].count(True) == 1
    held = [each.is_first for each in outcomes.values() if isinstance(each, Accepted)]
    assert held.count(True) == 1
    store.close()


def test_one_key_twice_in_a_group_is_one_message(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    arriving = [(replace(ARRIVAL, contents=(each * 64,)), LIMITS, NOW) for each in "ccd"]
    outcomes = store._accept_all(arriving)
    first = outcomes[0]
    assert isinstance(first, Accepted)
    assert list(outcomes) == [first, first, Different(first.reference)]
    assert counts(store)[0] == 1
    store.close()


def test_where_the_common_commit_fails_nobody_is_told_of_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foreign key that is checked at the commit stands for a disk that fails there."""
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    accepted(store)

    def spoil(driver: Any) -> None:  # noqa: ANN401
        if threading.current_thread() is not threading.main_thread() and driver.in_transaction:
            driver.execute("PRAGMA defer_foreign_keys = ON")
            driver.execute(
                "INSERT INTO outbox (message, state, message_id, attempts, not_before) "
                "VALUES (99, 'waiting', '', 0, 0)"
            )

    with monkeypatch.context() as patched:
        on_begin(store.database, patched, spoil)
        outcomes = accept_as_one_group(store, [f"{i}" for i in range(7)])
    assert [type(each) for each in outcomes.values()] == [DatabaseError] * 8
    assert counts(store)[0] == 1
    store.close()


def test_what_the_commit_itself_finds_wrong_is_an_error_too(postgresql_url: str) -> None:
    """A statement that was sent together with the commit is not known to be good before the commit is."""
    store = opened(postgresql_url)
    store.prepare()
    with store.transaction(write=True) as connection:
        connection.change("CREATE TABLE other (id BIGINT PRIMARY KEY)")
        connection.change(
            "ALTER TABLE messages ADD COLUMN more BIGINT DEFAULT 1 "
            "REFERENCES other (id) DEFERRABLE INITIALLY DEFERRED"
        )
    with pytest.raises(DatabaseError, match="23503"):
        accept(store)
    assert counts(store) == (0, 0, 0, 0)
    with store.transaction(write=True) as connection:
        connection.change("INSERT INTO other VALUES (1)")
    assert isinstance(accept(store), Accepted)
    store.close()


def test_what_is_over_an_address_s_limit_is_labelled_and_then_refused(store: MessageStore) -> None:
    limits = Limits(address=2, total=100)
    outcomes = [accept(store, NOW, limits, key=f"nonce {i}") for i in range(11)]
    states = [state(store, outcome.reference) for outcome in outcomes if isinstance(outcome, Accepted)]
    assert states == [(OutboxState.WAITING, "")] * 2 + [(OutboxState.WAITING, "address")] * 8
    assert outcomes[10] == Limited(3600, is_first=True)
    assert isinstance(accept(store, NOW, limits, key="other", address="e" * 32), Accepted)


def test_what_is_over_the_total_is_taken_and_mailed_later(store: MessageStore) -> None:
    limits = Limits(address=20, total=3)
    outcomes = [accept(store, NOW, limits, key=f"nonce {i}", address=f"{i}") for i in range(30)]
    assert [each.is_first for each in outcomes if isinstance(each, Accepted)] == [i == 3 for i in range(30)]
    with store.transaction(write=False) as connection:
        rows = connection.rows("SELECT not_before, waiting_since FROM outbox ORDER BY message")
    begun = int(NOW.timestamp())
    assert [row["not_before"] for row in rows] == [begun + 3600 * min(i // 3, 6) for i in range(30)]
    assert [row["waiting_since"] for row in rows] == [None] * 3 + [row["not_before"] for row in rows[3:]]


def test_a_refused_network_closes_the_form_for_nobody_else(store: MessageStore) -> None:
    limits = Limits(address=1, total=10**6)
    outcomes = [
        accept(store, NOW, limits, key=f"{i}", networks=(f"64-{i % 5}", "56", "48")) for i in range(100)
    ]
    assert [type(each) for each in outcomes[:11]] == [Accepted] * 10 + [Limited]
    assert [i for i, each in enumerate(outcomes) if isinstance(each, Limited) and each.is_first] == [10]
    assert isinstance(accept(store, NOW, limits, key="n", networks=("64-9", "56-9", "48")), Accepted)


def test_a_refused_message_can_be_sent_in_the_next_hour(store: MessageStore) -> None:
    limits = Limits(address=1, total=100)
    for i in range(5):
        accept(store, NOW, limits, key=f"{i}")
    assert isinstance(accept(store, NOW, limits, key="a"), Limited)
    assert isinstance(accept(store, NOW + timedelta(hours=1), limits, key="a"), Accepted)


def test_a_token_binds_the_keys_that_a_client_makes(store: MessageStore) -> None:
    """Else one token would be good for any number of messages."""
    first = accepted(store, keys=("nonce a", "key 1"))
    assert accepted(store, keys=("nonce a", "key 2")) == first
    assert accepted(store, keys=("nonce b", "key 1")) == first
    assert accept(store, keys=("nonce a", "key 3"), contents=("d" * 64,)) == Different(first)
    # What was seen before left no key behind
    assert accepted(store, keys=("nonce c", "key 2")) != first


def test_what_was_refused_leaves_nothing_but_its_count(store: MessageStore) -> None:
    limits = Limits(1, 1)
    for i in range(6):
        accept(store, NOW, limits, key=f"{i}")
    before = counts(store)
    assert isinstance(accept(store, NOW, limits, key="second"), Limited)
    assert counts(store) == before


def test_addresses_of_a_refused_network_add_nothing(store: MessageStore) -> None:
    """A /48 has 65,536 networks of /64: a row for each would fill the disk while nothing is taken."""
    limits = Limits(address=1, total=10**6)
    for i in range(21):
        accept(store, NOW, limits, key=f"{i}", networks=(f"64-{i}", f"56-{i}", "48"))
    before = counts(store)
    for i in range(100, 150):
        outcome = accept(store, NOW, limits, key=f"{i}", networks=(f"64-{i}", f"56-{i}", "48"))
        assert isinstance(outcome, Limited)
    assert counts(store) == before


def test_no_more_is_stored_than_may_be_and_an_erasure_makes_room(store: MessageStore) -> None:
    limits = Limits(10**6, 10**6, stored=3 * size_of(b""))
    first, *_ = [accepted(store, key=f"{i}", limits=limits) for i in range(3)]
    assert accept(store, NOW, limits, key="a") == Full(is_first=True)
    before = counts(store)
    assert accept(store, NOW, limits, key="b", address="e" * 32) == Full(is_first=False)
    assert counts(store) == before
    # A message that is there is recognised, and a new hour makes no room
    assert accept(store, NOW, limits, key="0") == Accepted(first)
    hour_later = NOW + timedelta(hours=1)
    assert accept(store, hour_later, limits, key="a") == Full(is_first=True)
    Register(store, "test").erase(first, "", hour_later)
    assert isinstance(accept(store, hour_later, limits, key="a"), Accepted)
    assert isinstance(accept(store, hour_later, limits, key="b"), Full)


def test_what_other_processes_store_counts_too(database: str) -> None:
    stores = [opened(database) for _ in range(3)]
    stores[0].prepare()
    limits = Limits(10**6, 10**6, stored=10 * size_of(b""))
    outcomes = [accept(stores[i % 3], NOW, limits, key=f"{i}") for i in range(20)]
    assert [type(each) for each in outcomes] == [Accepted] * 10 + [Full] * 10
    for each in stores:
        each.close()


@pytest.mark.parametrize("length", [2, 600, 2040, 20_000])
def test_a_message_takes_no_more_of_the_disk_than_it_counts_as(store: MessageStore, length: int) -> None:
    """With both keys that it can have, and networks of its own."""

    def taken() -> int:
        with store.transaction(write=False) as connection:
            if isinstance(store.database, SqliteDatabase):
                return int(connection.value("PRAGMA page_count") * connection.value("PRAGMA page_size"))
            return int(connection.value("SELECT pg_database_size(current_database())"))

    before = taken()
    arriving = [
        replace(
            ARRIVAL,
            keys=(f"nonce {each}", f"key {each}"),
            networks=tuple(f"{width}{each:031}" for width in "abc"),
            body=os.urandom(length),
        )
        for each in range(500)
    ]
    for start in range(0, 500, 50):
        store._accept_all([(each, LIMITS, NOW) for each in arriving[start : start + 50]])
    with store.transaction(write=False) as connection:
        counted = stored(connection) * 1000
    assert taken() - before <= counted


def test_what_is_kept_is_counted_without_a_look_at_each(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    with store.transaction(write=False) as connection:
        plan = connection.row("EXPLAIN QUERY PLAN SELECT sum(size) FROM messages WHERE erased IS NULL")
    assert plan is not None
    assert "USING COVERING INDEX messages_kept" in plan["detail"]
    store.close()


def test_a_repeated_one_is_recognised_beyond_the_limit(store: MessageStore) -> None:
    limits = Limits(1, 100)
    first = accept(store, NOW, limits)
    outcomes = [accept(store, NOW, limits, key=f"{i}") for i in range(5)]
    assert isinstance(outcomes[-1], Limited)
    assert accept(store, NOW, limits) == first


@pytest.mark.parametrize("sign", Suspicion)
def test_a_suspicious_message_is_stored_with_its_signs_and_waits_to_be_sent(
    store: MessageStore, sign: Suspicion
) -> None:
    stored = state(store, accepted(store, suspicions=frozenset({sign})))
    assert stored == (OutboxState.WAITING, sign.value)


@pytest.mark.parametrize("table", ["messages", "outbox", "idempotency", "counters"])
def test_when_one_part_cannot_be_written_none_is(store: MessageStore, table: str) -> None:
    """The message without its mail would be lost in silence, the mail without its key sent twice."""

    with store.transaction(write=True) as connection:
        connection.change(f"ALTER TABLE {table} ADD COLUMN more INTEGER CHECK (more IS NOT NULL)")
    with pytest.raises(DatabaseError):
        accept(store)
    assert counts(store) == (0, 0, 0, 0)


def test_it_is_prepared_once(database: str) -> None:
    store = opened(database)
    assert [store.prepare(), store.prepare()] == [0, VERSION]
    assert store.is_ready()
    store.close()


def test_preparing_twice_at_once_does_no_harm(database: str) -> None:
    stores = [opened(database) for _ in range(4)]
    faults: list[DatabaseError] = []

    def prepare(store: MessageStore) -> None:
        try:
            store.prepare()
        except DatabaseError as error:
            faults.append(error)

    threads = [threading.Thread(target=prepare, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert all(store.is_ready() for store in stores)
    for store in stores:
        store.close()


def test_a_database_of_the_first_version_is_brought_up_to_date(store: MessageStore) -> None:
    """It has the same tables afterwards as a new one, and what was stored; what was held back is sent."""
    made = layout(store)
    reference = accepted(store)
    assert store.prepare(1) == VERSION
    with store.transaction(write=True) as connection:
        connection.change("UPDATE outbox SET state = 'held'")
    assert not store.is_ready()
    assert store.prepare() == 1
    assert store.is_ready()
    assert layout(store) == made
    assert store.receipt(reference) == Receipt(reference, NOW, MessageStatus.RECEIVED)
    assert state(store, reference) == (OutboxState.WAITING, "")
    assert store.prepare() == VERSION


def layout(store: MessageStore) -> list[str]:
    """The columns and indexes of each table, as each store tells them."""
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
        "postgresql": """
            SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public' UNION ALL
            SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'""",
    }
    with store.transaction(write=False) as connection:
        kind = "sqlite" if isinstance(store.database, SqliteDatabase) else "postgresql"
        return sorted(" ".join(str(row).split()) for row in connection.rows(asked[kind]))


def test_a_key_is_found_by_its_reference_without_looking_at_all(tmp_path: Path) -> None:
    """A purge of 100,000 messages looked at 10,000,000,000 keys."""
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    with store.transaction(write=False) as connection:
        for table in ("idempotency", "audit"):
            plan = connection.row(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE reference = ''")
            assert plan is not None
            assert "USING INDEX" in plan["detail"]
    store.close()


def test_a_newer_database_is_refused(store: MessageStore) -> None:
    with store.transaction(write=True) as connection:
        connection.change("INSERT INTO migrations VALUES (:number, 0)", number=VERSION + 1)
    with pytest.raises(StoreError):
        store.prepare()
    assert not store.is_ready()


def test_a_database_without_tables_takes_no_message(database: str) -> None:
    store = opened(database)
    with pytest.raises(DatabaseError):
        accept(store)
    assert not store.is_ready()
    store.close()


def test_no_error_holds_what_was_to_be_stored(store: MessageStore) -> None:
    with store.transaction(write=True) as connection:
        connection.change("DROP TABLE outbox")
    with pytest.raises(DatabaseError) as error:
        accept(store, body=b"CANARY", topic="CANARY")
    assert "CANARY" not in str(error.value)


def test_sqlite_writes_durably(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    with store.transaction(write=False) as connection:
        pragmas = {
            name: connection.value(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
    store.close()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }


def test_postgresql_writes_durably(postgresql_url: str) -> None:
    """Whatever the server's own setting is."""
    store = opened(postgresql_url)
    with store.transaction(write=False) as connection:
        assert connection.value("SHOW synchronous_commit") == "on"
        assert connection.value("SHOW lock_timeout") == "5s"
    store.close()


def test_a_writer_that_waits_too_long_is_told(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/contact.db")
    store.prepare()
    other = opened(f"sqlite:///{tmp_path}/contact.db")
    with store.transaction(write=True), pytest.raises(DatabaseError):
        accept(other)
    assert isinstance(accept(other), Accepted)
    store.close()
    other.close()


def test_a_database_that_was_restarted_is_used_again() -> None:
    """A function that was frozen wakes with connections that are long dead."""
    with own_cluster() as cluster:
        store = opened(cluster.url(cluster.create()))
        store.prepare()
        accepted(store)
        cluster.stop("immediate")
        with pytest.raises(DatabaseError):
            accept(store, key="nonce b")
        cluster.start()
        accepted(store, key="nonce c")
        assert counts(store)[0] == 2
        store.close()
