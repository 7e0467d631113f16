"""What is kept is found again or is not found: never anything else, whatever happens to the file."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from sayasat.cache import database as module
from sayasat.cache.database import FILE, Cache, Digest, decoded, digest, encoded
from tests.support.batches import CODE, batch
from tests.support.workers import batches, process

PLACES = 300
ANOTHER = Digest(b"another key 1234")


def key(place: int) -> Digest:
    return digest("a key", str(place))


def value(place: int) -> bytes:
    """Bytes that cannot be packed, so that the file has pages of every kind: most of a few, some of many."""
    return random.Random(place).randbytes(20_000 if place % 50 == 0 else 100 + place)  # noqa: S311 (a test)


VALUES = {key(place): value(place) for place in range(PLACES)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound file that holds `VALUES`."""
    file = tmp_path_factory.mktemp("whole") / FILE
    with Cache(file, CODE) as cache:
        cache.store(VALUES)
    return file.read_bytes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / FILE


@pytest.fixture
def kept(file: Path, whole: bytes) -> Path:
    """The sound file, to be damaged."""
    file.parent.mkdir()
    file.write_bytes(whole)
    return file


def is_true(file: Path) -> bool:
    """Whether nothing but the truth is found; nothing counts as the truth."""
    with Cache(file, CODE) as cache:
        return cache.find(VALUES).items() <= VALUES.items()


def is_usable(file: Path) -> bool:
    """Whether what is kept now is found by the next."""
    with Cache(file, CODE) as cache:
        cache.store({ANOTHER: b"new"})
    with Cache(file, CODE) as cache:
        return cache.find([ANOTHER]) == {ANOTHER: b"new"}


def changed(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement, values)


# ---------------------------------------------------------------- kept and found


def test_what_was_kept_is_found_again_by_another(kept: Path) -> None:
    with Cache(kept, CODE) as cache:
        assert cache.find(VALUES) == VALUES
        assert cache.find([ANOTHER, key(1), key(1)]) == {key(1): value(1)}
        assert cache.find([]) == {}


def test_what_is_kept_again_is_replaced(file: Path) -> None:
    with Cache(file, CODE) as cache:
        cache.store({key(1): b"first", key(2): b""})
        cache.store({key(1): b"second"})
        assert cache.find([key(1), key(2)]) == {key(1): b"second", key(2): b""}


def test_a_cache_that_was_closed_opens_again(file: Path) -> None:
    cache = Cache(file, CODE)
    cache.store({key(1): b"value"})
    cache.close()
    cache.close()
    assert cache.find([key(1)]) == {key(1): b"value"}
    cache.close()


def test_without_a_file_nothing_is_kept() -> None:
    with Cache(None) as cache:
        cache.store(VALUES)
        cache.remove_other_code()
        assert cache.find(VALUES) == {}


def test_the_folder_is_made_and_holds_one_file(file: Path) -> None:
    """No journal stays, and nothing that must be copied along."""
    with Cache(file, CODE) as cache:
        cache.store(VALUES)
        assert [each.name for each in file.parent.iterdir()] == [FILE]


def test_a_key_stands_for_kind_code_and_every_part_in_order() -> None:
    ours, theirs = Cache(None, CODE), Cache(None, digest("other code"))
    keys = [
        ours.key("kind", "a", "bc"),
        ours.key("kind", "ab", "c"),
        ours.key("kind", "abc"),
        ours.key("kind", "bc", "a"),
        ours.key("other", "a", "bc"),
        ours.key("kind", "a", "bc", ""),
        theirs.key("kind", "a", "bc"),
    ]
    assert len(set(keys)) == len(keys)
    assert ours.key("kind", "сөз", b"\xff") == Cache(None, CODE).key("kind", "сөз", b"\xff")


def test_a_name_that_is_no_utf_8_has_a_key() -> None:
    assert digest("\udcff") != digest("\udcfe")


# ---------------------------------------------------------------- other code


def test_what_other_code_made_is_never_found(file: Path) -> None:
    with Cache(file, digest("old code")) as old, Cache(file, CODE) as new:
        old.store({old.key("piece", "a text"): b"old"})
        assert new.find([new.key("piece", "a text")]) == {}


def test_the_output_of_a_name_is_found_by_other_code_until_that_removes_it(file: Path) -> None:
    with Cache(file, digest("old code")) as old, Cache(file, CODE) as new:
        old.store_output(b"log", "log", "ab")
        old.store_output(b"tree", "tree")
        assert new.find_output("log", "ab") == b"log"
        assert new.find_output("loga", "b") is None
        new.store_output(b"longer log", "log", "ab")
        new.remove_other_code()
        assert (new.find_output("log", "ab"), new.find_output("tree")) == (b"longer log", None)


def test_what_other_code_made_is_swept_and_nothing_else(kept: Path) -> None:
    with Cache(kept, digest("old code")) as old:
        old.store({ANOTHER: b"old"})
    with Cache(kept, CODE) as cache:
        cache.remove_other_code()
        assert cache.find([ANOTHER, *VALUES]) == VALUES


def test_the_code_that_runs_is_the_same_until_a_file_of_it_changes() -> None:
    assert Cache(None).code == module.fingerprint()
    module.fingerprint.cache_clear()
    assert Cache(None).code == module.fingerprint()


# ---------------------------------------------------------------- damage


TRUNCATED: dict[str, Callable[[int], int]] = {
    "nothing is left": lambda _: 0,
    "a byte": lambda _: 1,
    "within the magic words": lambda _: 15,
    "after them": lambda _: 16,
    "within the head": lambda _: 60,
    "after the head": lambda _: 100,
    "within the schema": lambda _: 3_000,
    "after one page": lambda _: 4_096,
    "within the second page": lambda _: 5_000,
    "half": lambda size: size // 2,
    "half, at a page": lambda size: size // 8_192 * 4_096,
    "without the last page": lambda size: size - 4_096,
    "without the last byte": lambda size: size - 1,
}


@pytest.mark.parametrize("left", TRUNCATED.values(), ids=TRUNCATED)
def test_of_a_truncated_file_only_the_truth_is_found(kept: Path, left: Callable[[int], int]) -> None:
    os.truncate(kept, left(kept.stat().st_size))
    assert is_true(kept)
    assert is_usable(kept)


DAMAGED: dict[str, bytes] = {
    "no database": b"What is this? " * 1_000,
    "zeros": bytes(50_000),
    "words after SQLite's own": b"SQLite format 3\0" + b"garbage " * 2_000,
    "text": "бул база эмес".encode(),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_no_database_is_begun_anew(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    assert is_true(file)
    assert is_usable(file)


@given(st.lists(st.tuples(st.integers(0), st.binary(min_size=1, max_size=40)), min_size=1, max_size=6))
def test_bytes_that_are_overwritten_make_no_wrong_value(
    whole: bytes, damage: list[tuple[int, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        content = bytearray(whole)
        for place, data in damage:
            start = place % len(content)
            content[start : start + len(data)] = data
        file.write_bytes(content)
        assert is_true(file)
        assert is_usable(file)


@given(st.integers(0, 4_095), st.binary(min_size=1, max_size=4))
def test_a_damaged_first_page_makes_no_wrong_value(whole: bytes, place: int, data: bytes) -> None:
    """The head and the schema: where everything else is, and how it is to be read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_bytes(whole[:place] + data + whole[place + len(data) :])
        assert is_true(file)
        assert is_usable(file)


@pytest.mark.parametrize("page", range(1, 12))
def test_a_page_of_zeros_makes_no_wrong_value(kept: Path, page: int) -> None:
    with kept.open("r+b") as opened:
        opened.seek(page * 4_096)
        opened.write(bytes(4_096))
    assert is_true(kept)
    assert is_usable(kept)


ROWS: dict[str, Callable[[bytes, bytes], object]] = {
    "another row's value": lambda _, other: other,
    "a bit turned": lambda own, _: own[:-1] + bytes([own[-1] ^ 1]),
    "the last byte lost": lambda own, _: own[:-1],
    "cut short": lambda own, _: own[:5],
    "nothing": lambda *_: b"",
    "a number": lambda *_: 5,
    "a fraction": lambda *_: 0.5,
    "a text": lambda *_: "сөз",
}


@pytest.mark.parametrize("damage", ROWS.values(), ids=ROWS)
def test_a_row_that_is_not_what_was_kept_is_not_found(
    kept: Path, damage: Callable[[bytes, bytes], object]
) -> None:
    """Each value is bound to its key: even a sound one in another's place is none."""
    with closing(sqlite3.connect(kept)) as connection:
        rows = dict(connection.execute("SELECT key, value FROM kept WHERE key IN (?, ?)", [key(1), key(2)]))
    changed(kept, "UPDATE kept SET value = ? WHERE key = ?", damage(rows[key(1)], rows[key(2)]), key(1))
    with Cache(kept, CODE) as cache:
        assert cache.find([key(1), key(2)]) == {key(2): value(2)}
        cache.store({key(1): value(1)})
        assert cache.find(VALUES) == VALUES


def test_a_text_that_is_no_utf_8_in_a_row_is_not_found(kept: Path) -> None:
    changed(kept, "UPDATE kept SET value = CAST(x'ff00ff' AS TEXT) WHERE key = ?", key(1))
    assert is_true(kept)
    assert is_usable(kept)


SCHEMAS = {
    "fewer columns": "CREATE TABLE kept (key BLOB PRIMARY KEY, value BLOB)",
    "more columns": "CREATE TABLE kept (key BLOB PRIMARY KEY, code BLOB, value BLOB, day TEXT)",
    "other names": "CREATE TABLE kept (name TEXT, content TEXT)",
    "other types": "CREATE TABLE kept (key TEXT, code TEXT, value INTEGER)",
    "a view": "CREATE VIEW kept AS SELECT 1 AS key, 2 AS code, 3 AS value",
    "another table": "CREATE TABLE other (key BLOB)",
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_file_of_another_schema_is_begun_anew(file: Path, schema: str) -> None:
    file.parent.mkdir()
    changed(file, schema)
    assert is_true(file)
    assert is_usable(file)


def test_rows_without_values_are_not_found(file: Path) -> None:
    file.parent.mkdir()
    changed(file, "CREATE TABLE kept (key BLOB, code BLOB, value BLOB)")
    changed(file, "INSERT INTO kept VALUES (?, ?, NULL)", key(1), CODE)
    assert is_true(file)
    assert is_usable(file)


def test_a_file_with_a_write_ahead_log_is_as_good(kept: Path) -> None:
    """Whoever looked into it with another programme may have left one."""
    left = kept.with_name(f"{FILE}-wal")
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM kept WHERE key = ?", [key(1)])
        connection.commit()
        log = left.read_bytes()
    left.write_bytes(log)
    assert is_true(kept)
    os.truncate(kept, 5_000)
    assert is_true(kept)
    assert is_usable(kept)


def test_the_journal_of_another_file_does_no_harm(kept: Path, whole: bytes) -> None:
    journal = kept.with_name(f"{FILE}-journal")
    journal.write_bytes(bytes.fromhex("d9d505f920a163d7") + whole[:9_000])
    assert is_true(kept)
    assert is_usable(kept)


def test_a_head_that_forbids_writing_is_taken_for_damage(kept: Path) -> None:
    """The byte that says by which format of files one may write."""
    with kept.open("r+b") as opened:
        opened.seek(18)
        opened.write(b"\x09")
    assert is_true(kept)
    assert is_usable(kept)


# ---------------------------------------------------------------- places that are not as they should be


def test_a_folder_in_the_place_of_the_file_keeps_nothing(file: Path) -> None:
    file.mkdir(parents=True)
    with Cache(file, CODE) as cache:
        cache.store(VALUES)
        cache.remove_other_code()
        assert cache.find(VALUES) == {}
    file.rmdir()
    assert is_usable(file)


def test_a_file_in_the_place_of_the_folder_keeps_nothing(file: Path) -> None:
    file.parent.write_text("no folder", encoding="utf-8")
    with Cache(file, CODE) as cache:
        cache.store(VALUES)
        assert cache.find(VALUES) == {}
    assert file.parent.read_text(encoding="utf-8") == "no folder"


@contextmanager
def _without_rights() -> Iterator[Path]:
    """A folder that may be read, but not written to; a superuser is nobody for a while."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
        Path(folder).chmod(0o700)


@contextmanager
def _nobody(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    for each in folder.iterdir():
        each.chmod(0o444)
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


def test_what_may_only_be_read_is_found_and_nothing_is_kept(whole: bytes) -> None:
    with _without_rights() as folder:
        file = folder / FILE
        file.write_bytes(whole)
        with _nobody(folder), Cache(file, CODE) as cache:
            assert cache.find(VALUES) == VALUES
            cache.store({ANOTHER: b"new"})
            cache.remove_other_code()
            assert cache.find([ANOTHER, key(1)]) == {key(1): value(1)}
        assert file.read_bytes() == whole


@pytest.mark.parametrize("content", [None, b"", b"What is this?" * 1_000])
def test_in_a_folder_that_may_only_be_read_nothing_is_found(content: bytes | None) -> None:
    with _without_rights() as folder:
        file = folder / FILE
        if content is not None:
            file.write_bytes(content)
        with _nobody(folder), Cache(file, CODE) as cache:
            cache.store(VALUES)
            cache.remove_other_code()
            assert cache.find(VALUES) == {}


def test_a_file_that_another_process_holds_is_left_alone(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOCK_TIMEOUT", 0.1)
    hold = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1]); held.execute('BEGIN EXCLUSIVE'); "
        "print(flush=True); input()"
    )
    with process("-c", hold, kept) as (other, said), Cache(kept, CODE) as cache:
        said.readline()
        assert cache.find(VALUES) == {}
        cache.store({ANOTHER: b"new"})
        cache.remove_other_code()
        other.kill()
        other.wait()
        assert cache.find([ANOTHER, *VALUES]) == VALUES
        cache.store({ANOTHER: b"new"})
        assert cache.find([ANOTHER]) == {ANOTHER: b"new"}


# ---------------------------------------------------------------- several at once, and killed


def test_what_several_write_at_once_is_all_kept(file: Path) -> None:
    with batches("values", file, 0, 40) as (_, one), batches("values", file, 40, 40) as (_, other):
        assert [int(line) for line in one] == [*range(40)]
        assert [int(line) for line in other] == [*range(40, 80)]
    wanted = {name: data for number in range(80) for name, data in batch(number).items()}
    with Cache(file, CODE) as cache:
        assert cache.find(wanted) == wanted


def test_a_killed_writer_leaves_each_batch_whole_or_not_at_all(file: Path) -> None:
    """Two write, and are killed at any moment, again and again: what they said was kept is there."""
    chance = random.Random(7)  # noqa: S311 (a test)
    for turn in range(10):
        first, second = turn * 10_000, turn * 10_000 + 5_000
        said: set[int] = set()
        with batches("values", file, first, 5_000) as one, batches("values", file, second, 5_000) as other:
            for started, out in (one, other):
                said.update(int(out.readline()) for _ in range(chance.randrange(1, 12)))
                started.send_signal(signal.SIGKILL)
            for _, out in (one, other):
                said.update(int(line) for line in out if line.endswith("\n"))
        with Cache(file, CODE) as cache:
            most = len(said) + 3
            for number in (*range(first, first + most), *range(second, second + most)):
                found = cache.find(batch(number))
                assert found in ({}, batch(number)), number
                assert found or number not in said, number
    assert is_usable(file)


# ---------------------------------------------------------------- what values are made of


class Fact(Struct, frozen=True):
    name: str
    day: date
    parts: tuple[str, ...] = ()


def test_a_value_comes_back_as_its_type_says() -> None:
    fact = Fact("сөз", date(2026, 12, 1), ("a", "b"))
    assert decoded(encoded(fact), Fact) == fact
    assert decoded(encoded((fact,)), tuple[Fact, ...]) == (fact,)


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"garbage",
        encoded({"name": "x"}),
        encoded({"name": 5, "day": "2026-12-01"}),
        encoded({"name": "x", "day": "2026-13-01"}),
        encoded({"name": "x", "day": "2026-12-01", "parts": [1]}),
        encoded(Fact("x", date(2026, 12, 1)))[:-1],
        encoded({"name": b"\xff", "day": "2026-12-01"}),
    ],
)
def test_what_is_no_value_of_the_type_is_absent(data: bytes | None) -> None:
    assert decoded(data, Fact) is None


@given(st.binary(max_size=60))
def test_no_bytes_stop_a_decoder(data: bytes) -> None:
    found = decoded(data, Fact)
    assert found is None or isinstance(found, Fact)
