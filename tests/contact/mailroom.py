"""A store with messages in it, and a worker that hands them to the tests' mail server."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from sayasat_contact.__main__ import main
from sayasat_contact.arrival import Accepted, Arrival, Suspicion
from sayasat_contact.command import texts_of
from sayasat_contact.database import Database, Row
from sayasat_contact.delivery import Worker
from sayasat_contact.letter import Letterhead
from sayasat_contact.limits import Limits
from sayasat_contact.mailer import Mailer
from sayasat_contact.reference import new_reference
from sayasat_contact.setting_values import Smtp, Tls
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import MessageStore, open_store
from tests.contact.contract_sample import contract_json, sample_contract
from tests.contact.smtp import HOST, SmtpServer

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SENDER = "form@example.org"
OFFICE = ("office@example.org", "second@example.org")
FIELDS = {
    "name": "Айгүл",
    "email": "aigul@example.org",
    "topic": "data-access",
    "policy": "privacy",
    "message": "Саламатсызбы!\nМенин маалыматтарымды көрсөтүңүз.",
}

_FILLED = (
    """INSERT INTO messages (id, reference, received, language, topic, agreed_policy, agreed_date,
        agreed_sha256, contract, suspicions, is_sealed, body)
    VALUES (:id, :reference, :at, 'ky', 'other', 'privacy', '2026-11-24', '', '', '', false, :body)""",
    """INSERT INTO outbox (message, state, not_before, message_id, delivered, attempts)
    VALUES (:id, 'delivered', :at, :reference, :at, 0)""",
    """INSERT INTO idempotency (key, content, reference, expires)
    VALUES (:key, '', :reference, :at + 1000000000)""",
)

_keys = itertools.count()


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


@dataclass
class Mailroom:
    """A store and what is said by those who work on it."""

    url: str
    store: MessageStore
    clock: Clock = field(default_factory=Clock)
    said: list[str] = field(default_factory=list)

    def put(
        self,
        *,
        body: bytes | None = None,
        is_sealed: bool = False,
        suspicions: frozenset[Suspicion] = frozenset(),
        **fields: str,
    ) -> str:
        """Store a message as the handler does; returns its reference. Fields default to `FIELDS`."""
        arrival = Arrival(
            keys=(f"key {next(_keys)} {self.url}",),
            contents=("0" * 64,),
            networks=("f" * 32,),
            language="ky",
            topic="data-access",
            policy=("privacy", "2026-11-24", "ab" * 32),
            contract="cd" * 32,
            host="policies.example.org",
            body=json.dumps({**FIELDS, **fields}, ensure_ascii=False).encode() if body is None else body,
            is_sealed=is_sealed,
            suspicions=suspicions,
        )
        accepted = self.store.accept(arrival, Limits(10**6, 10**6), self.clock())
        assert isinstance(accepted, Accepted)
        return accepted.reference

    def fill(self, number: int, received: datetime, body: bytes = b"{}") -> None:
        """Store many delivered messages at once, each with its key, as if received at a moment."""
        at = int(received.timestamp())
        with self.store.transaction(write=True) as connection:
            first = (connection.value("SELECT max(id) FROM messages") or 0) + 1
            rows = [
                {"id": each, "reference": new_reference(), "at": at, "body": body, "key": f"{each:064}"}
                for each in range(first, first + number)
            ]
            for statement in _FILLED:
                named = set(re.findall(r":(\w+)", statement))
                connection.change_each(
                    statement, [{name: value for name, value in row.items() if name in named} for row in rows]
                )

    def row(self, reference: str) -> Row:
        """Of the outbox and the messages, joined."""
        query = "SELECT * FROM messages JOIN outbox ON message = id WHERE reference = :reference"
        with self.store.transaction(write=False) as connection:
            row = connection.row(query, reference=reference)
        assert row is not None
        return row

    def worker(self, port: int, *, owner: str = "a", mailer: Mailer | None = None, **head: object) -> Worker:
        """One that sends to a server without TLS at a port of this machine."""
        return Worker(
            owner,
            self.store,
            letterhead(**head),
            mailer or unprotected(port),
            self.clock,
            dice(7),
            texts_of("ky"),
            lambda event: self.said.append(str(event)),
        )


def on_begin(database: Database, monkeypatch: pytest.MonkeyPatch, act: Callable[[Any], object]) -> None:
    """Act on the driver's connection whenever a transaction has begun."""
    begin = database.begin

    def begun(driver: object, *, write: bool) -> None:
        begin(driver, write=write)
        act(driver)

    monkeypatch.setattr(database, "begin", begun)


def dice(seed: int) -> Random:
    """The same throws each time."""
    return Random(seed)  # noqa: S311 (no secret hangs on it)


def letterhead(**changes: object) -> Letterhead:
    contract = sample_contract()
    values: dict[str, object] = {
        "sender": SENDER,
        "recipients": OFFICE,
        "texts": contract.texts["ky"],
        "fields": contract.fields,
        "policies": contract.pages["ky"].policies,
        "zone": read_settings({}, Part.OPERATION).zone,
    }
    return Letterhead(**{**values, **changes})  # type: ignore[arg-type]


def unprotected(port: int) -> Mailer:
    """Impatient, so that a server that hangs costs a test no minute."""
    patience = {"timeout": timedelta(seconds=1), "limit": timedelta(seconds=2)}
    return Mailer(Smtp(HOST, port, Tls.NONE), SENDER, OFFICE, None, **patience)


def tls_mailer(server: SmtpServer, authorities: Path | None, **login: str) -> Mailer:
    tls = Tls.IMPLICIT if server.is_implicit else Tls.STARTTLS
    there = Smtp(HOST, server.port, tls, login.get("user"), login.get("password"))
    return Mailer(there, SENDER, OFFICE, authorities, timedelta(seconds=2), timedelta(seconds=5))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/contact.db"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def mailroom(database: str) -> Iterator[Mailroom]:
    """A store without messages."""
    with opened(database) as room:
        yield room


@pytest.fixture
def sqlite_mailroom(tmp_path: Path) -> Iterator[Mailroom]:
    """For what does not touch the database."""
    with opened(f"sqlite:///{tmp_path}/contact.db") as room:
        yield room


@pytest.fixture
def postgresql_mailroom(postgresql_url: str) -> Iterator[Mailroom]:
    """For what SQLite, with its one writer, cannot do."""
    with opened(postgresql_url) as room:
        yield room


@contextmanager
def opened(url: str) -> Iterator[Mailroom]:
    """A store at an address, its tables made."""
    store = open_store(read_settings({"CONTACT_DATABASE": url}, Part.OPERATION))
    store.prepare()
    try:
        yield Mailroom(url, store)
    finally:
        store.close()


def environment(url: str, folder: Path, port: int = 1, **settings: str) -> dict[str, str]:
    """The variables of a worker, and of nothing else; an empty one is left out."""
    contract = folder / "contract.json"
    contract.write_bytes(contract_json())
    given = {
        "CONTACT_DATABASE": url,
        "CONTACT_CONTRACT": str(contract),
        "CONTACT_SMTP": f"smtp://{HOST}:{port}?starttls=no",
        "CONTACT_MAIL_FROM": SENDER,
        "CONTACT_MAIL_TO": " ".join(OFFICE),
        **settings,
    }
    outside = {name: value for name, value in os.environ.items() if not name.startswith("CONTACT_")}
    return outside | {"LANG": "en_GB.UTF-8"} | {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command said."""

    returncode: int
    stdout: str
    stderr: str


def contact(environ: dict[str, str], *arguments: str) -> Answer:
    """Run the command within this process: to import all of it anew takes longer than what it does."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environ, clear=True), redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Answer(code, out.getvalue(), err.getvalue())


def contact_process(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    return subprocess.run(
        [sys.executable, "-m", "sayasat_contact", *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
