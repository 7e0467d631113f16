"""A backup is whole, private and noted; one that is put back forgets again what was erased since."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

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
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"contact.db{suffix}").unlink(missing_ok=True)
    shutil.copy(file, tmp_path / "contact.db")
    assert contact(environ, "init-db").returncode == 0
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
    ran = contact(environment(postgresql_mailroom.url, tmp_path), "backup", str(file))
    assert (ran.returncode, "pg_dump" in ran.stderr, file.exists()) == (1, True, False)
