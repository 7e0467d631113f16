"""SQLite and PostgreSQL behind one set of SQL texts: the drivers' own statements, without a layer between.

A statement has named parameters (``:name``); one that is given a list stands for a list: ``IN (:names)``.
No error of a driver leaves this module: its text may hold what was being written.
"""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from typing import Any, TypeVar

from sayasat_contact.errors import DatabaseError

BUSY = 5_000
"""Milliseconds to wait for a lock before the visitor is told that nothing was sent."""

PATIENT = 60_000
"""Milliseconds that an operator's command waits for a lock: it is none of those that must answer soon."""

Row = dict[str, Any]
_Result = TypeVar("_Result")
_Driver = Any  # a connection of either driver; they share no type

_PARAMETER = re.compile(r":([a-z_]\w*)")


class Connection:
    """A connection within a transaction. All methods raise DatabaseError."""

    def __init__(self, database: Database, driver: _Driver) -> None:
        self.database = database
        self._driver = driver

    @property
    def shard(self) -> int:
        """In which of several rows it counts."""
        return self.database.shard(self._driver)

    @contextmanager
    def pipelined(self) -> Iterator[None]:
        """Statements whose results nobody looks at, which may be sent together."""
        with self.database.translated(), self.database.pipelined(self._driver):
            yield

    def rows(self, sql: str, **values: object) -> list[Row]:
        """All rows, each by the names of its columns."""
        with self.database.translated():
            found: list[Row] = self._execute(sql, values).fetchall()
            return found

    def row(self, sql: str, **values: object) -> Row | None:
        """The first row; None where there is none."""
        return next(iter(self.rows(sql, **values)), None)

    def value(self, sql: str, **values: object) -> Any:  # noqa: ANN401 (what the statement gives)
        """The first column of the first row; None where there is none."""
        return next(iter((self.row(sql, **values) or {}).values()), None)

    def column(self, sql: str, **values: object) -> list[Any]:
        """The first column of all rows."""
        return [next(iter(row.values())) for row in self.rows(sql, **values)]

    def change(self, sql: str, **values: object) -> int:
        """Change rows; how many."""
        with self.database.translated():
            changed: int = self._execute(sql, values).rowcount
            return changed

    def change_each(self, sql: str, given: Sequence[Mapping[str, object]]) -> None:
        """The same statement with each of these values; none is a list."""
        for each in given:
            self.change(sql, **each)

    def _execute(self, sql: str, values: Mapping[str, object]) -> _Driver:
        lists = {name: value for name, value in values.items() if isinstance(value, (list, tuple))}
        single = dict(values)
        for name, members in lists.items():
            del single[name]
            single |= {f"{name}_{place}": member for place, member in enumerate(members)}
        lengths = tuple((name, len(members)) for name, members in lists.items())
        return self._driver.execute(_written(sql, self.database.parameter, lengths), single)


class Database(ABC):
    """One database. It connects at the first use. Threads may share it, forked processes may not."""

    parameter: str
    """How the driver writes a named parameter."""

    skip_locked = ""
    """Ends a SELECT of rows that are to be changed: those that another transaction has are passed over."""

    for_update = ""
    """The same, but they are waited for."""

    def __init__(self) -> None:
        self._idle: list[tuple[_Driver, float]] = []

    @abstractmethod
    def translated(self) -> Any:  # noqa: ANN401 (a context manager of either driver)
        """Raise the driver's errors as DatabaseError."""

    @abstractmethod
    def open(self) -> _Driver:
        """A new connection of the driver, outside any transaction."""

    @abstractmethod
    def begin(self, driver: _Driver, *, write: bool) -> None:
        """Begin a transaction."""

    @abstractmethod
    def is_fit(self, driver: _Driver, idle: float) -> bool:
        """Whether a connection that was idle for so many seconds can be used."""

    def dialect(self, statement: str) -> str:
        """A statement of ``tables.toml`` with this database's own types."""
        return statement

    @abstractmethod
    def be_alone(self, connection: Connection) -> None:
        """Wait for other transactions that called this."""

    def pipelined(self, driver: _Driver) -> AbstractContextManager[object]:  # noqa: ARG002 (of PostgreSQL)
        """Statements without results between, which the driver may send together."""
        return nullcontext()

    def shard(self, driver: _Driver) -> int:  # noqa: ARG002 (of SQLite, where nobody waits for a row)
        """In which of several rows a connection counts, so that two at once rarely wait for the same row."""
        return 0

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back by an exception. Raises DatabaseError."""
        driver = self._taken()
        is_whole = False
        try:
            with self.translated():
                self.begin(driver, write=write)
            yield Connection(self, driver)
            with self.translated():
                driver.commit()
            is_whole = True
        finally:
            self._give_back(driver, is_whole=is_whole)

    def write(self, work: Callable[[Connection], _Result]) -> _Result:
        """Do work in a transaction that is committed when this returns. Raises DatabaseError."""
        with self.transaction(write=True) as connection:
            return work(connection)

    def close_to_others(self) -> None:  # noqa: B027 (there are files of SQLite only)
        """Let no other account of this machine read the files, where there are any."""

    def empty_log(self) -> None:  # noqa: B027
        """Leave nothing of what was erased outside the tables. Raises StoreError."""

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._idle:
            self._idle.pop()[0].close()

    def _taken(self) -> _Driver:
        while True:
            try:
                driver, since = self._idle.pop()
            except IndexError:
                with self.translated():
                    return self.open()
            # By the wall clock: a function that was frozen wakes with connections that are long dead
            if self.is_fit(driver, abs(time.time() - since)):
                return driver
            driver.close()

    def _give_back(self, driver: _Driver, *, is_whole: bool) -> None:
        if not is_whole:
            try:
                with self.translated():
                    driver.rollback()
            except DatabaseError:
                driver.close()
                return
        self._idle.append((driver, time.time()))


@lru_cache(maxsize=256)
def _written(sql: str, parameter: str, lengths: tuple[tuple[str, int], ...]) -> str:
    """The statement as the driver reads it."""
    lists = dict(lengths)

    def written(match: re.Match[str]) -> str:
        name = match[1]
        if name not in lists:
            return parameter.format(name)
        return ", ".join(parameter.format(f"{name}_{place}") for place in range(lists[name])) or "NULL"

    return _PARAMETER.sub(written, sql)
