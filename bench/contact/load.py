"""How many messages a second are taken, and how long each waits, beside an application that stores nothing.

All three run behind the same gunicorn with the deployed configuration, one at a time and in turn, on a disk
that is asked to keep what it was given. Each request is a message of its own, on a connection of its own.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.contact.processes import handler
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.stamp import Stamper
from sayasat_contact.store import open_store
from tests.contact.form_data import filled
from tests.contact.listening import free_port
from tests.contact.mailroom import environment
from tests.contact.postgresql import own_cluster

CONNECTIONS = 8
"""At once: as many as the deployed configuration has threads."""

SECONDS = 5
ROUNDS = 3
DISCARDED = 100
"""The first requests of each connection's first round: imports and connections are not what is measured."""

_SECRET = "0123456789abcdef" * 4
_UNLIMITED = {"CONTACT_LIMIT_TOTAL": "1000000", "CONTACT_LIMIT_ADDRESS": "1000000"}
_TAKEN = b"HTTP/1.1 303 "


@dataclass(frozen=True, slots=True)
class Round:
    """Requests of one application within one stretch of time."""

    seconds: float
    waits: Sequence[float]
    """Seconds that each took, from connecting to the last byte."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.waits) / self.seconds


Rounds = Mapping[str, Sequence[Round]]
"""By the application's name; the first is the bare one."""


def measure() -> Rounds:
    """The bare application, then the handler over SQLite and over PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="contact-load-")))
        cluster = stack.enter_context(own_cluster(durable=True))
        ports = {
            "bare Werkzeug, nothing stored": stack.enter_context(_bare(folder)),
            "SQLite": stack.enter_context(_handler(f"sqlite:///{folder}/contact.db", folder)),
            "PostgreSQL": stack.enter_context(_handler(cluster.url(cluster.create()), folder)),
        }
        for port in ports.values():
            _send(port, 0, most=DISCARDED)
        found: dict[str, list[Round]] = {name: [] for name in ports}
        for _ in range(ROUNDS):
            for name, port in ports.items():
                found[name].append(_send(port, SECONDS))
        return found


def table(found: Rounds) -> str:
    """One row for each application; medians of its rounds, the rate with its lowest and highest."""
    lines = [
        "| application | requests a second | of the bare one | median, ms | p99, ms | of the bare one |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    (bare, *_) = found.values()
    for name, rounds in found.items():
        rates = [each.rate for each in rounds]
        middle = median(median(each.waits) for each in rounds)
        lines.append(
            f"| {name} | {_rate(rounds):.0f} ({min(rates):.0f} to {max(rates):.0f}) "
            f"| {_rate(rounds) / _rate(bare):.2f} | {middle * 1000:.1f} "
            f"| {_slowest(rounds) * 1000:.1f} | {_slowest(rounds) / _slowest(bare):.1f} |"
        )
    return "\n".join(lines)


def sync_time(folder: Path) -> float:
    """Seconds that the disk takes to keep 4 KB (fsync), the median of a hundred."""
    times = []
    with (folder / "probe").open("wb") as file:
        for _ in range(101):
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter())
    return median(after - before for before, after in pairwise(times))


def _rate(rounds: Sequence[Round]) -> float:
    return median(each.rate for each in rounds)


def _slowest(rounds: Sequence[Round]) -> float:
    return median(quantiles(each.waits, n=100)[-1] for each in rounds)


def _send(port: int, seconds: float, most: int = 10**9) -> Round:
    """From all connections for so many seconds, or each so many requests where that comes later."""
    waits: list[list[float]] = [[] for _ in range(CONNECTIONS)]
    troubles: list[BaseException] = []
    begun = time.perf_counter()
    ends = begun + seconds

    def visit(own: list[float]) -> None:
        try:
            while time.perf_counter() < ends or (not seconds and len(own) < most):
                request = _request()
                before = time.perf_counter()
                answer = _ask(port, request)
                own.append(time.perf_counter() - before)
                assert answer.startswith(_TAKEN), answer[:200]
        except BaseException as error:
            troubles.append(error)
            raise

    threads = [threading.Thread(target=visit, args=(own,)) for own in waits]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if troubles:
        raise troubles[0]
    return Round(time.perf_counter() - begun, [wait for own in waits for wait in own])


def _ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def _request() -> bytes:
    # As old as a form that a person filled in
    token = Stamper([_SECRET]).issue("ky", datetime.now(UTC) - timedelta(seconds=30))
    body = urlencode(filled(token=token)).encode()
    return (
        b"POST /contact/messages HTTP/1.1\r\nHost: policies.example.org\r\nSec-Fetch-Site: same-origin\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )


@contextmanager
def _bare(folder: Path) -> Iterator[int]:
    with _served(dict(os.environ), folder, "bench.contact.bare:application") as port:
        yield port


@contextmanager
def _handler(url: str, folder: Path) -> Iterator[int]:
    settings = read_settings({"CONTACT_DATABASE": url}, Part.OPERATION)
    store = open_store(settings)
    store.prepare()
    store.close()
    given = environment(url, folder, CONTACT_SECRET=_SECRET)
    with _served(given | _UNLIMITED, folder, "sayasat_contact.wsgi:application") as port:
        yield port


@contextmanager
def _served(environ: Mapping[str, str], folder: Path, application: str) -> Iterator[int]:
    port = free_port()
    program = handler(port, environ, folder / "log", application=application)
    try:
        _wait_for(port)
        yield port
    finally:
        program.end()


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it does not listen")
