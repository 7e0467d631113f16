"""An error says what, where and how to fix it, and in a log nothing of what a visitor wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat_contact.errors import ContactError, ContactFault, DatabaseError, HandlerSettingsError, described
from sayasat_contact.sqlite import SqliteDatabase


def test_all_faults_are_in_the_message() -> None:
    faults = [ContactFault("A", "It is not set.", "Set it."), ContactFault("B", "It is bad.", "Fix it.")]
    error = HandlerSettingsError(faults)
    assert isinstance(error, ContactError)
    assert str(error) == "A: It is not set. Set it.\nB: It is bad. Fix it."


def test_an_error_is_described_by_its_kind_and_place() -> None:
    with pytest.raises(ValueError, match="CANARY") as error:
        int("CANARY")
    said = described(error.value)
    assert said.startswith("ValueError at ")
    assert Path(__file__).name in said
    assert "CANARY" not in said


def test_a_database_s_error_is_described_with_its_code(tmp_path: Path) -> None:
    file = tmp_path / "contact.db"
    file.write_bytes(b"no database at all" * 100)
    database = SqliteDatabase(str(file))
    with pytest.raises(DatabaseError) as error, database.transaction(write=False) as connection:
        connection.rows("SELECT * FROM messages")
    assert "SQLITE_NOTADB" in described(error.value)


def test_an_error_without_a_place_is_described_too() -> None:
    assert described(DatabaseError("OperationalError", "")) == "OperationalError"
