"""The databases under the handler and the worker, and all that befalls them.

Each fault is a context: it holds while the block runs, and all is well again after it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from bench.contact.disks import Disk, small_disk
from tests.contact.postgresql import Cluster, own_cluster

Fault = Callable[[], AbstractContextManager[object]]
Pids = Callable[[], list[int]]
"""The processes that use the store at this moment."""


class Patient(Protocol):
    """A database that can be made ill."""

    name: str
    disk: Disk

    @property
    def url(self) -> str:
        """What a process that starts now is given as CONTACT_DATABASE."""

    @property
    def healthy_url(self) -> str:
        """The same, whatever is being tried."""

    def faults(self, pids: Pids) -> Mapping[str, Fault]:
        """What can befall it, by name."""


class Sqlite:
    """A file on a small disk."""

    name = "SQLite"

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self._is_read_only = False
        self._file = disk.folder / "contact.db"

    @property
    def url(self) -> str:
        """Read-only, while that is tried: it is no fault that could come to a process with open files."""
        return f"sqlite:///file:{self._file}?mode=ro&uri=true" if self._is_read_only else self.healthy_url

    @property
    def healthy_url(self) -> str:
        """The file's."""
        return f"sqlite:///{self._file}"

    def faults(self, pids: Pids) -> Mapping[str, Fault]:
        """Locked by another program, full, read-only for processes that start meanwhile."""
        return {"locked": self._locked, "full": lambda: _full(self.disk, pids), "read-only": self._read_only}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with closing(sqlite3.connect(self._file, isolation_level=None, timeout=10)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    @contextmanager
    def _read_only(self) -> Iterator[None]:
        self._is_read_only = True
        try:
            yield
        finally:
            self._is_read_only = False


class Postgresql:
    """A server of its own on a small disk."""

    name = "PostgreSQL"

    def __init__(self, disk: Disk, cluster: Cluster) -> None:
        self.disk = disk
        self._cluster = cluster
        self._database = cluster.create()

    @property
    def url(self) -> str:
        """Always the same."""
        return self._cluster.url(self._database)

    healthy_url = url

    def faults(self, pids: Pids) -> Mapping[str, Fault]:
        """Locked by another program, full, read-only, stopped and started, crashed."""
        return {
            "locked": self._locked,
            # Without a file system of its own nothing but the server can be filled: its pids are not ours
            **({"full": lambda: self._full(pids)} if self.disk.is_real else {}),
            "read-only": self._read_only,
            "restarted": lambda: self._stopped("fast"),
            "crashed": lambda: self._stopped("immediate"),
        }

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._connected(self._database) as connection, connection.transaction():
            connection.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
            yield

    @contextmanager
    def _full(self, pids: Pids) -> Iterator[None]:
        with _full(self.disk, pids):
            yield
        # Where the log had no room, the server has ended, and could not start again
        self._start_anew()

    @contextmanager
    def _read_only(self) -> Iterator[None]:
        self._set_read_only("on")
        try:
            yield
        finally:
            self._set_read_only("off")

    @contextmanager
    def _stopped(self, mode: str) -> Iterator[None]:
        self._cluster.stop(mode)
        try:
            yield
        finally:
            self._cluster.start()

    def _set_read_only(self, value: str) -> None:
        with self._connected("postgres") as connection:
            change = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            connection.execute(change.format(sql.Identifier(self._database), sql.Literal(value)))
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self._database]
            )

    def _start_anew(self) -> None:
        with suppress(AssertionError):  # it has ended already
            self._cluster.stop("immediate")
        self._cluster.start()

    @contextmanager
    def _connected(self, database: str) -> Iterator[psycopg.Connection]:
        address = self._cluster.url(database).replace("+psycopg", "")
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            yield connection


@contextmanager
def _full(disk: Disk, pids: Pids) -> Iterator[None]:
    disk.fill(pids())
    try:
        yield
    finally:
        disk.clear(pids())


@contextmanager
def sqlite(folder: Path) -> Iterator[Patient]:
    """For as long as the block runs."""
    with small_disk(folder / "sqlite", 64) as disk:
        yield Sqlite(disk)


@contextmanager
def postgresql(folder: Path) -> Iterator[Patient]:
    """For as long as the block runs."""
    with (
        small_disk(folder / "postgresql", 320) as disk,
        own_cluster(durable=True, within=disk.folder) as cluster,
    ):
        yield Postgresql(disk, cluster)


STORES: Mapping[str, Callable[[Path], AbstractContextManager[Patient]]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
}
