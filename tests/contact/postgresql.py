"""A real PostgreSQL server on loopback, in a temporary folder: one for all processes of a test run.

The server outlives no run: a watcher ends it when the process that owns it is gone, however that ended.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

HOST = "127.0.0.1"

# The server's process is written in the first line of its own file
_WATCH = """
while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 0.3; done
[ -s "$2/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"
sleep 0.3
rm -rf "$2"
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server's folder, and where it listens. It may be running or not."""

    folder: Path
    port: int
    password: str

    def start(self) -> None:
        """Returns when connections are accepted."""
        log = self.folder / "log"
        _run("pg_ctl", "start", "--wait", "--pgdata", self._data, "--log", log, log=log)

    def stop(self, mode: str = "fast") -> None:
        """Returns when it has ended. ``immediate`` is a crash: the next start recovers."""
        _run("pg_ctl", "stop", "--wait", "--pgdata", self._data, "--mode", mode)

    def create(self) -> str:
        """A new empty database; returns its name."""
        name = f"contact_{secrets.token_hex(6)}"
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def drop(self, name: str) -> None:
        """Delete a database, whoever is connected to it."""
        self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """As `CONTACT_DATABASE` has it."""
        return f"postgresql+psycopg://postgres:{self.password}@{HOST}:{self.port}/{name}"

    def make(self, *, durable: bool) -> None:
        """Make the server's files. Without ``durable`` it is faster, and survives only its own crash."""
        word = self.folder / "password"
        word.write_text(self.password, encoding="ascii")
        _give(self.folder, word)
        _run(
            *("initdb", "--no-sync", "--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"),
            *("--locale=C", "--pwfile", word, "--pgdata", self._data),
        )
        with (self._data / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write(f"listen_addresses = '{HOST}'\nport = {self.port}\nunix_socket_directories = ''\n")
            settings.write("max_connections = 200\n" + ("" if durable else "fsync = off\n"))

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _administer(self, statement: sql.Composed) -> None:
        with closing(
            psycopg.connect(
                host=HOST, port=self.port, user="postgres", password=self.password, autocommit=True
            )
        ) as connection:
            connection.execute(statement)


@contextmanager
def own_cluster(*, durable: bool = False, within: Path | None = None) -> Iterator[Cluster]:
    """A server for one alone, running: to be stopped and started, or to be measured (``durable``).

    ``within`` names a folder for its files, which the server's account must be able to enter.
    """
    cluster = _new_cluster(os.getpid(), durable=durable, within=within)
    try:
        yield cluster
    finally:
        # The watcher sees that the folder is gone, and ends; the server ends first
        _execute("pg_ctl", "stop", "--mode", "immediate", "--pgdata", cluster.folder / "data")
        shutil.rmtree(cluster.folder)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """The run's server, made by whichever of its processes comes first."""
    is_one_of_many = "PYTEST_XDIST_WORKER" in os.environ
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if is_one_of_many else own
    known = shared / "postgresql"
    with Path(shared, "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            # pytest-xdist's processes end at different times: the server belongs to the one that started them
            made = _new_cluster(os.getppid() if is_one_of_many else os.getpid(), durable=False)
            known.write_text(f"{made.folder}\n{made.port}\n{made.password}", encoding="utf-8")
    folder, port, password = known.read_text(encoding="utf-8").split("\n")
    return Cluster(Path(folder), int(port), password)


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> Iterator[str]:
    """A new empty database, for one test."""
    name = postgresql.create()
    yield postgresql.url(name)
    postgresql.drop(name)


def _new_cluster(owner: int, *, durable: bool, within: Path | None = None) -> Cluster:
    # Not below pytest's folder: that one is closed to the account that the server runs as
    folder = Path(tempfile.mkdtemp(prefix="contact-postgresql-", dir=within))
    cluster = Cluster(folder, _free_port(), secrets.token_hex(16))
    subprocess.Popen(
        ["sh", "-c", _WATCH, "watch", str(owner), os.fspath(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    ).returncode = 0  # nobody waits for it: it waits for us
    cluster.make(durable=durable)
    cluster.start()
    return cluster


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _account() -> tuple[int, int] | None:
    """The user and group to run as, where we are root: PostgreSQL refuses to be that."""
    if os.getuid():
        return None
    names = {account.pw_name: account for account in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return account.pw_uid, account.pw_gid


def _give(*paths: Path) -> None:
    account = _account()
    for path in paths:
        if account:
            os.chown(path, *account)


def _program(name: str) -> str:
    """The programs' folder: POSTGRESQL names it; `make test` finds or installs it."""
    folder = os.environ.get("POSTGRESQL")
    program = shutil.which(name, path=folder) if folder else shutil.which(name)
    assert program, "PostgreSQL's server was not found: run the tests by `make test`, or set POSTGRESQL"
    return program


def _run(name: str, *arguments: str | Path, log: Path | None = None) -> None:
    code, said = _execute(name, *arguments)
    if code and log is not None and log.exists():
        said += log.read_text(encoding="utf-8", errors="replace")
    assert code == 0, said


def _execute(name: str, *arguments: str | Path) -> tuple[int, str]:
    """The exit code, and all that was said."""
    user, group = _account() or (None, None)
    # Not through a pipe: a server that was started would keep it open, and reading it would never end
    with tempfile.TemporaryFile() as said:
        run = subprocess.run(
            [_program(name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )
        said.seek(0)
        return run.returncode, said.read().decode(errors="replace")
