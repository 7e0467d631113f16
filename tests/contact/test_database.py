"""The files of SQLite are their owner's alone, and keep nothing that was erased."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sayasat_contact.register import Outcome, Register
from sayasat_contact.sqlite import keep_write_ahead_log
from tests.contact.mailroom import NOW, ROOT, Mailroom, contact, environment, opened

CANARY = b"canary " * 3000


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.glob("contact.db*")}


# A new file


def test_a_connection_that_cannot_switch_to_a_log_waits_for_the_one_that_writes(tmp_path: Path) -> None:
    """SQLite refuses the switch at once, without its busy timeout."""
    file = tmp_path / "contact.db"
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    refusals: list[str] = []

    class Switching(sqlite3.Connection):
        def execute(self, sql: str, *arguments: object) -> sqlite3.Cursor:
            try:
                return super().execute(sql, *arguments)  # type: ignore[arg-type]
            except sqlite3.OperationalError as error:
                refusals.append(str(error))
                writer.execute("COMMIT")
                raise

    connection = sqlite3.connect(file, isolation_level=None, factory=Switching)
    keep_write_ahead_log(connection)
    assert refusals == ["database is locked"]
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_that_stays_locked_is_an_error_after_the_busy_timeout(tmp_path: Path) -> None:
    file = tmp_path / "contact.db"
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        keep_write_ahead_log(sqlite3.connect(file, isolation_level=None, timeout=0.05))


# Who can read the files


@pytest.mark.parametrize("umask", ["000", "022", "077", "777"])
@pytest.mark.parametrize("command", ["init-db", "list"])
def test_whatever_the_umask_a_new_database_is_its_owner_s_alone(
    tmp_path: Path, umask: str, command: str
) -> None:
    """Whichever command comes first: the files of the log are looked at while they are there."""
    folder = tmp_path / "database"
    folder.mkdir()
    environ = environment(f"sqlite:///{folder}/contact.db", tmp_path)
    program = (
        "import os, sys; from sayasat_contact.__main__ import main; from sayasat_contact import store;"
        f"os.umask(0o{umask}); main([{command!r}]); main(['init-db']);"
        "from sayasat_contact.settings import Part, read_settings;"
        "made = store.open_store(read_settings(os.environ, Part.OPERATION));"
        "transaction = made.transaction(write=True); transaction.__enter__();"
        f"print([(each, oct(os.stat(os.path.join({str(folder)!r}, each)).st_mode & 0o777))"
        f" for each in sorted(os.listdir({str(folder)!r}))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    private = [(name, "0o600") for name in ("contact.db", "contact.db-shm", "contact.db-wal")]
    assert done.stdout.splitlines()[-1] == str(private)


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    """As an earlier release left it."""
    with opened(f"sqlite:///{tmp_path}/contact.db") as room:
        for file in tmp_path.glob("contact.db*"):
            file.chmod(0o644)
        room.store.prepare()
        assert modes(tmp_path) == dict.fromkeys(("contact.db", "contact.db-wal", "contact.db-shm"), 0o600)


def test_a_group_that_was_let_in_stays(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/contact.db") as room:
        (tmp_path / "contact.db").chmod(0o660)
        room.store.prepare()
        assert modes(tmp_path)["contact.db"] == 0o660


def test_a_database_that_cannot_be_created_is_told(tmp_path: Path) -> None:
    run = contact(environment(f"sqlite:///{tmp_path}/none/contact.db", tmp_path), "init-db")
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)
    assert "CONTACT_DATABASE" in run.stderr


# What stays in the files


def bytes_of(folder: Path) -> bytes:
    """Of the database and the files beside it, while other programs have them open."""
    files = {file.name: file.read_bytes() for file in folder.glob("contact.db*")}
    assert set(files) == {"contact.db", "contact.db-wal", "contact.db-shm"}
    return b"".join(files.values())


@pytest.mark.parametrize("way", ["erase", "purge", "erase again", "command"])
def test_what_was_erased_is_nowhere_in_the_files_while_the_handler_runs(tmp_path: Path, way: str) -> None:
    journal = tmp_path / "erased"
    with opened(f"sqlite:///{tmp_path}/contact.db") as handler, opened(handler.url) as room:
        with handler.store.transaction(write=False) as connection:
            connection.row("SELECT 1")
        room.fill(3, NOW, CANARY)
        acts = Register(room.store, "asel", journal)
        (first, *others) = [entry.reference for entry in acts.entries()]
        assert b"canary" in bytes_of(tmp_path)
        if way == "purge":
            assert len(acts.purge(timedelta(days=1), NOW + timedelta(days=9)).erased) == 3
        elif way == "command":
            environ = environment(room.url, tmp_path, CONTACT_ERASURE_JOURNAL=str(journal))
            assert [contact(environ, "erase", each).returncode for each in (first, *others)] == [0, 0, 0]
        else:
            for each in (first, *others):
                assert acts.erase(each, "", NOW) is Outcome.DONE
        if way == "erase again":
            with room.store.transaction(write=True) as connection:
                connection.change(
                    "UPDATE messages SET body = :body, erased = NULL, erased_why = NULL", body=CANARY
                )
            assert len(acts.erase_again(NOW)) == 3
        assert b"canary" not in bytes_of(tmp_path)
        assert first.encode() in bytes_of(tmp_path)


def test_a_reader_that_keeps_the_log_is_told_and_the_next_try_empties_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayasat_contact.sqlite._CHECKPOINTS", 1)
    with opened(f"sqlite:///{tmp_path}/contact.db") as reader, opened(reader.url) as room:
        room.fill(1, NOW, CANARY)
        acts = Register(room.store, "asel")
        reference = acts.entries()[0].reference
        environ = environment(room.url, tmp_path)
        with reader.store.transaction(write=False) as connection:
            connection.rows("SELECT * FROM messages")
            run = contact(environ, "erase", reference)
            assert (run.returncode, "write-ahead log" in run.stderr) == (1, True)
        assert acts.erase(reference, "", NOW) is Outcome.ALREADY_ERASED
        assert b"canary" not in bytes_of(tmp_path)


def test_emptying_the_log_leaves_connections_as_patient_as_before(sqlite_mailroom: Mailroom) -> None:
    sqlite_mailroom.fill(1, NOW)
    acts = Register(sqlite_mailroom.store, "asel")
    acts.erase(acts.entries()[0].reference, "", NOW)
    with sqlite_mailroom.store.transaction(write=False) as connection:
        assert connection.value("PRAGMA busy_timeout") == 5000
    assert Path(f"{sqlite_mailroom.url.removeprefix('sqlite:///')}-wal").stat().st_size == 0
