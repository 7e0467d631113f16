"""The version of the tables, and the way from one to another: `tables.toml` has the steps."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files

from sayasat_contact.database import Connection
from sayasat_contact.errors import ContactFault, StoreError

VERSION = 8
"""What the table ``migrations`` says when the tables are those that this program works with."""


def version(connection: Connection) -> int:
    """The version of the tables, 0 for a database that has none yet. Raises DatabaseError."""
    return int(connection.value("SELECT coalesce(max(number), 0) FROM migrations"))


def migrate(connection: Connection, to: int = VERSION) -> int:
    """Bring the tables to a version, up or down; gives the one found. Raises DatabaseError and StoreError.

    Steps down lose what only the later tables held. Twice at the same time does no harm.
    """
    database = connection.database
    database.be_alone(connection)
    connection.change(
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER NOT NULL PRIMARY KEY, applied BIGINT NOT NULL)"
    )
    found = version(connection)
    if found > VERSION or not 0 < to <= VERSION:
        what = f"It is of version {found}, this program knows 1 to {VERSION}."
        raise StoreError([ContactFault("database", what, "Use the newer program, or name one of these.")])
    steps = tomllib.loads((files("sayasat_contact") / "tables.toml").read_text(encoding="utf-8"))["step"]
    for number in range(found + 1, to + 1):
        _run(connection, steps[number - 1]["up"])
        connection.change(
            "INSERT INTO migrations (number, applied) VALUES (:number, :now)",
            number=number,
            now=int(time.time()),
        )
    for number in range(found, to, -1):
        _run(connection, steps[number - 1]["down"])
        connection.change("DELETE FROM migrations WHERE number = :number", number=number)
    return found


def _run(connection: Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        given = {"now": int(time.time())} if ":now" in statement else {}
        connection.change(connection.database.dialect(statement), **given)
