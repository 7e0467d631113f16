"""A backup is whole, private and noted; one that is put back forgets again what was erased since."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

from sayasat_contact.status import status_of
from tests.contact.mailroom import Mailroom, contact, environment


def test_a_backup_put_back_has_every_message_but_those_erased_since(
    sqlite_mailroom: Mailroom, tmp_path: Path
) -> None:
    room, file = sqlite_mailroom, tmp_path / "backup.db"
    kept, erased = room.put(), room.put()
    environ = environment(room.url, tmp_path, CONTACT_ERASURE_JOURNAL=str(tmp_path / "erased"))
    # The handler has the database open, and its write-ahead log holds what is copied
    assert contact(environ, "backup", str(file)).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(contact(environ, "status", "--json").stdout)["last"]["backup"] is not None
    assert contact(environ, "erase", erased).returncode == 0
    after = room.put()
    room.store.close()
    refused = contact(environ, "restore", str(file))
    assert (refused.returncode, "contact.db: File exists" in refused.stderr) == (1, True)
    assert after in contact(environ, "list").stdout
    room.store.close()
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"contact.db{suffix}").unlink(missing_ok=True)
    restored = contact(environ, "restore", str(file))
    assert (restored.returncode, restored.stdout.endswith("says: 1\n")) == (0, True), restored
    assert stat.S_IMODE((tmp_path / "contact.db").stat().st_mode) == 0o600
    assert room.row(kept)["body"] is not None
    assert room.row(erased)["body"] is None
    assert after not in contact(environ, "list").stdout


def test_a_backup_overwrites_no_file(sqlite_mailroom: Mailroom, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_bytes(b"another")
    ran = contact(environment(sqlite_mailroom.url, tmp_path), "backup", str(file))
    assert (ran.returncode, "backup.db: File exists" in ran.stderr) == (1, True)
    assert file.read_bytes() == b"another"


def test_postgresql_is_refused_with_the_tools_of_its_own(
    postgresql_mailroom: Mailroom, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    for command in ("backup", "restore"):
        ran = contact(environment(postgresql_mailroom.url, tmp_path), command, str(file))
        assert (ran.returncode, "pg_restore" in ran.stderr, file.exists()) == (1, True, False)


def test_what_is_no_backup_makes_no_database(tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    environ = environment(f"sqlite:///{tmp_path}/contact.db", tmp_path)
    missing = contact(environ, "restore", str(file))
    assert (missing.returncode, "backup.db: No such file" in missing.stderr) == (1, True)
    for content in (b"", b"no database at all" * 100):
        file.write_bytes(content)
        refused = contact(environ, "restore", str(file))
        assert (refused.returncode, "It is no backup of this database" in refused.stderr) == (1, True)
    assert not (tmp_path / "contact.db").exists()


def test_a_damaged_backup_makes_no_database(sqlite_mailroom: Mailroom, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    sqlite_mailroom.fill(100, sqlite_mailroom.clock(), b"x" * 3000)
    environ = environment(sqlite_mailroom.url, tmp_path)
    assert contact(environ, "backup", str(file)).returncode == 0
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    elsewhere = environment(f"sqlite:///{tmp_path}/other.db", tmp_path)
    refused = contact(elsewhere, "restore", str(file))
    assert (refused.returncode, "or it is damaged" in refused.stderr) == (1, True)
    assert not (tmp_path / "other.db").exists()


def test_a_missing_or_old_backup_needs_somebody_where_backups_are_watched(
    sqlite_mailroom: Mailroom, tmp_path: Path
) -> None:
    now = sqlite_mailroom.clock()
    assert "backup" not in status_of(sqlite_mailroom.store, now).needs
    every = timedelta(hours=26)
    assert "backup" in status_of(sqlite_mailroom.store, now, backup_every=every).needs
    sqlite_mailroom.store.mark("backup", now)
    assert "backup" not in status_of(sqlite_mailroom.store, now + every, backup_every=every).needs
    later = now + every + timedelta(seconds=1)
    assert "backup" in status_of(sqlite_mailroom.store, later, backup_every=every).needs
    ran = contact(environment(sqlite_mailroom.url, tmp_path, CONTACT_BACKUP_HOURS="1"), "status")
    assert (ran.returncode, "CONTACT_BACKUP_HOURS" in ran.stderr) == (1, True)


def test_backups_of_postgresql_are_not_watched_by_this_program(tmp_path: Path) -> None:
    environ = environment("postgresql+psycopg://localhost/contact", tmp_path, CONTACT_BACKUP_HOURS="24")
    ran = contact(environ, "status")
    assert (ran.returncode, "pg_dump" in ran.stderr) == (1, True)
