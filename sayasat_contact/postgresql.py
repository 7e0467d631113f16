"""PostgreSQL, which may vanish and come back."""

from __future__ import annotations

import logging
import select
from contextlib import AbstractContextManager
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper

from sayasat_contact.database import BUSY, Connection, Database

_ADVISORY = 7_262_834_118
"""Ours among PostgreSQL's advisory locks; any number will do, as long as it stays."""

_ASKED_AFTER = 1.0
"""Seconds after which a connection that nobody used is asked whether it lives."""

_SHARDS = 256

# What it warns of is raised too, and names the server
logging.getLogger("psycopg").setLevel(logging.ERROR)


class PostgresqlDatabase(Database):
    """A database of PostgreSQL, by its ``postgresql://`` URL."""

    errors: type[Exception] = psycopg.Error
    code = "sqlstate"
    parameter = "${}"
    writers = 2
    skip_locked = "FOR UPDATE SKIP LOCKED"
    for_update = "FOR UPDATE"

    def open(self) -> psycopg.Connection[DictRow]:
        """A connection whose commits are on the disk, whatever the server's own setting is."""
        connection = psycopg.connect(
            self.address,
            row_factory=dict_row,
            cursor_factory=psycopg.RawCursor,
            # A pooler between may mix up prepared statements
            prepare_threshold=None,
            connect_timeout=BUSY // 1000,
            # A server that vanished says nothing, whether we are sending to it or waiting for it
            tcp_user_timeout=BUSY,
            keepalives_idle=BUSY // 1000,
            keepalives_interval=1,
            options=f"-c lock_timeout={self.busy} -c statement_timeout={2 * self.busy} "
            "-c synchronous_commit=on",
        )
        # Moments are reckoned with: in the 32 bits that are enough for one they would not fit for long
        connection.adapters.register_dumper(int, Int8Dumper)
        return connection

    def is_fit(self, driver: Any, idle: float) -> bool:  # noqa: ANN401
        """Whether it still answers; one that was just used is not asked."""
        if driver.closed:
            return False
        # A server that ended has closed its side, which can be read; one that vanished has not
        poll = select.poll()
        poll.register(driver.fileno(), select.POLLIN)
        try:
            if poll.poll(0):
                return False
            if idle > _ASKED_AFTER:
                driver.execute("SELECT 1")
                driver.rollback()
        except (psycopg.Error, OSError):
            return False
        return True

    def dialect(self, statement: str) -> str:
        """With the types that PostgreSQL has for bytes and for a number that counts up."""
        return statement.replace("INTEGER PRIMARY KEY", "BIGSERIAL PRIMARY KEY").replace("BLOB", "BYTEA")

    def be_alone(self, connection: Connection) -> None:
        """Wait for the lock that everyone takes here."""
        connection.row("SELECT pg_advisory_xact_lock(:number)", number=_ADVISORY)

    def pipelined(self, driver: Any) -> AbstractContextManager[object]:  # noqa: ANN401
        """Send statements together: the server is waited for once."""
        pipeline: AbstractContextManager[object] = driver.pipeline()
        return pipeline

    def shard(self, driver: Any) -> int:  # noqa: ANN401
        """By the server's process: the later of two that count in one row would wait for the first's disk."""
        process: int = driver.info.backend_pid
        return process % _SHARDS
