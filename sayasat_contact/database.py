"""SQLite and PostgreSQL behind one set of SQL texts: the drivers' own statements, without a layer between.

A statement has named parameters (``:name``); one that is given a list stands for a list: ``IN (:names)``.
Many rows are inserted by one statement, ``VALUES {}``.
No error of a driver leaves this module: its text may hold what was being written.
"""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sayasat_contact.errors import ContactFault, DatabaseError, StoreError

BUSY = 5_000
"""Milliseconds to wait for a lock before the visitor is told that nothing was sent."""

PATIENT = 60_000
"""Milliseconds that an operator's command waits for a lock: it is none of those that must answer soon."""

Row = dict[str, Any]
_Driver = Any  # a connection of either driver; they share no type

_PARAMETER = re.compile(r":([a-z_]\w*)")


class Connection:
    """A connection within a transaction, out of which all errors of the driver come as DatabaseError."""

    def __init__(self, database: Database, driver: _Driver) -> None:
        self.database = database
        self._driver = driver

    @property
    def shard(self) -> int:
        """In which of several rows it counts."""
        return self.database.shard(self._driver)

    def rows(self, sql: str, **values: object) -> list[Row]:
        """All rows, each by the names of its columns."""
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
        changed: int = self._execute(sql, values).rowcount
        return changed

    def put(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement with these rows for ``{}``."""
        if rows:
            text = sql.format(_listed(self.database.parameter, len(rows), len(rows[0])))
            self._driver.execute(text, [value for row in rows for value in row])

    def change_each(self, sql: str, given: Sequence[Mapping[str, object]]) -> None:
        """The same statement with each of these values; none is a list."""
        for each in given:
            self.change(sql, **each)

    def _execute(self, sql: str, values: Mapping[str, object]) -> _Driver:
        lists = {name: value for name, value in values.items() if isinstance(value, (list, tuple))}
        lengths = tuple((name, len(members)) for name, members in lists.items())
        text, names = _written(sql, self.database.parameter, lengths)
        given = [each for name in names for each in lists.get(name, (values[name],))]
        return self._driver.execute(text, given)


class Database(ABC):
    """One database. It connects at the first use. Threads may share it, forked processes may not."""

    errors: type[Exception]
    """What the driver raises."""

    code: str
    """Which attribute of such an error has the database's own code."""

    parameter: str
    """How the driver writes a parameter by its number."""

    skip_locked = ""
    """Ends a SELECT of rows that are to be changed: those that another transaction has are passed over."""

    for_update = ""
    """The same, but they are waited for."""

    writers = 1
    """How many groups of messages are stored at once."""

    def __init__(self, address: str, busy: int = BUSY) -> None:
        """``address``: as the driver has it; ``busy``: how many milliseconds it waits for a lock."""
        self.address = address
        self.busy = busy
        self._idle: list[tuple[_Driver, float]] = []

    @abstractmethod
    def open(self) -> _Driver:
        """A new connection of the driver, outside any transaction."""

    def begin(self, driver: _Driver, *, write: bool) -> None:  # noqa: B027 (of SQLite)
        """Begin a transaction, where the driver does not by itself."""

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
        """Statements that the driver may send together; an error of any is raised here at the latest."""
        return nullcontext()

    def shard(self, driver: _Driver) -> int:  # noqa: ARG002 (of SQLite, where nobody waits for a row)
        """In which of several rows a connection counts, so that two at once rarely wait for the same row."""
        return 0

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise the driver's errors as DatabaseError."""
        try:
            yield
        except self.errors as error:
            raise DatabaseError(type(error).__name__, getattr(error, self.code, None) or "") from None

    @contextmanager
    def transaction(self, *, write: bool, is_pipelined: bool = False) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back by an exception. Raises DatabaseError.

        ``is_pipelined``: statements are sent together with the next that gives rows, or with the commit; none
        says how many rows it changed, and an error of one may be raised by a later one.
        """
        driver = self._taken()
        is_whole = False
        try:
            with self.translated(), self.pipelined(driver) if is_pipelined else nullcontext():
                self.begin(driver, write=write)
                yield Connection(self, driver)
                driver.commit()
            is_whole = True
        finally:
            self._give_back(driver, is_whole=is_whole)

    def close_to_others(self) -> None:  # noqa: B027 (there are files of SQLite only)
        """Let no other account of this machine read the files, where there are any."""

    def back_up(self, file: Path) -> None:  # noqa: ARG002 (of SQLite)
        """Copy the database into a new file while all runs. Raises OSError and StoreError."""
        what = "PostgreSQL is not backed up by this command."
        fix = "Use pg_dump --format=custom, and pg_restore."
        raise StoreError([ContactFault("CONTACT_DATABASE", what, fix)])

    def restore(self, file: Path) -> None:
        """Make the database, which is not there, out of a backup. Raises OSError and StoreError."""
        self.back_up(file)

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


def seconds_of(moment: datetime) -> int:
    """As the tables have it: whole seconds since 1970 UTC."""
    return int(moment.timestamp())


@lru_cache(maxsize=256)
def _written(sql: str, parameter: str, lengths: tuple[tuple[str, int], ...]) -> tuple[str, tuple[str, ...]]:
    """The statement as the driver reads it, and the names of its parameters in the order of their numbers."""
    lists, first = dict(lengths), dict[str, int]()
    number = 1
    for name in _PARAMETER.findall(sql):
        if name not in first:
            first[name] = number
            number += lists.get(name, 1)

    def written(match: re.Match[str]) -> str:
        begin = first[match[1]]
        numbers = range(begin, begin + lists.get(match[1], 1))
        return ", ".join(map(parameter.format, numbers)) or "NULL"

    return _PARAMETER.sub(written, sql), tuple(first)


@lru_cache(maxsize=256)
def _listed(parameter: str, rows: int, columns: int) -> str:
    """The parameters of so many rows: ``(?1, ?2), (?3, ?4)``."""
    numbers = range(1, rows * columns + 1, columns)
    return ", ".join(
        f"({', '.join(map(parameter.format, range(begin, begin + columns)))})" for begin in numbers
    )
