"""Senders that are slow cannot keep the others out, also where no nginx holds their requests back."""

from __future__ import annotations

import json
import select
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sayasat_contact.contract import read_contract
from tests.contact.contract_sample import contract_json, sample_contract
from tests.contact.form_data import filled, working_settings
from tests.contact.listening import free_port, wait_for

ROOT = Path(__file__).parents[2]
THREADS = 8
BODY_TIME = 2
"""Seconds, in place of the twenty of the real file."""


@contextmanager
def running(tmp_path: Path, *options: str) -> Iterator[tuple[int, int]]:
    """The port and the process id of the real handler, in gunicorn with the deployed configuration."""
    text = (ROOT / "deploy/contact/gunicorn.conf.py").read_text(encoding="utf-8")
    assert "BODY_TIME = 20\n" in text
    config = tmp_path / "gunicorn.conf.py"
    config.write_text(text.replace("BODY_TIME = 20\n", f"BODY_TIME = {BODY_TIME}\n"), encoding="utf-8")
    settings = working_settings(tmp_path)
    found = free_port()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            config,
            "-b",
            f"127.0.0.1:{found}",
            *options,
            "sayasat_contact.wsgi:application",
        ],
        cwd=ROOT,
        env={**environ, **settings},
    )
    try:
        wait_for(found, server)
        yield found, server.pid
    finally:
        server.terminate()
        server.wait(timeout=120)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """That of the handler with its usual workers."""
    with running(tmp_path) as (found, _):
        yield found


def begin(port: int) -> socket.socket:
    """A message of which only the first byte comes."""
    sender = socket.create_connection(("127.0.0.1", port), timeout=120)
    sender.sendall(
        b"POST /en/contact/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nn"
    )
    return sender


def answer_to(sender: socket.socket) -> bytes:
    """All that comes; then the connection is closed, as a proxy does, for gunicorn lingers on open ones."""
    parts = []
    with sender:
        while part := sender.recv(65536):
            parts.append(part)
    return b"".join(parts)


def health(port: int) -> int:
    return ask(port, "GET", "/contact/health")[0]


def workers_of(server: int, count: int) -> set[str]:
    """The process ids of a server's workers, when so many have started."""
    found: set[str] = set()
    for _ in range(2_400):
        found = set(Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split())
        if len(found) == count:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def ask(port: int, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """A status and what JSON says; each time over a new connection, which any worker may take."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def test_slow_senders_are_cut_off_and_told_so(port: int, tmp_path: Path) -> None:
    with ExitStack() as open_ones:
        senders = [open_ones.enter_context(begin(port)) for _ in range(THREADS)]
        # Every thread waits for one of the senders: only cutting them off makes room for this request
        assert health(port) == 200
        for sender in senders:
            answer = answer_to(sender)
            assert answer.startswith(b"HTTP/1.1 400 ")
            assert b'lang="en"' in answer
    with closing(sqlite3.connect(tmp_path / "contact.db")) as database:
        assert database.execute("SELECT count(*) FROM messages").fetchone() == (0,)


def test_one_byte_now_and_then_does_not_buy_more_time(port: int) -> None:
    with begin(port) as sender:
        sent = 0
        while not select.select([sender], [], [], 0.3)[0]:
            sender.sendall(b"n")
            sent += 1
        # The whole body is 100 bytes: a handler that waits for it would have answered 303 or 422
        assert sent < 99
        assert answer_to(sender).startswith(b"HTTP/1.1 400 ")


def test_every_worker_follows_a_publication_without_a_restart(tmp_path: Path) -> None:
    """Those that have served the contract before, and those that have served nothing yet."""
    policy = {"id": "privacy", "date": "2027-01-01", "basis": "stated", "sha256": "cd" * 32}
    content = contract_json(policy=policy)
    old, new = sample_contract().digest, read_contract(content).digest
    with running(tmp_path, "--workers", "4") as (port, server):
        workers = workers_of(server, 4)
        tokens = [ask(port, "GET", "/contact/token")[1]["token"] for _ in range(24)]
        (tmp_path / "contract.new").write_bytes(content)
        (tmp_path / "contract.new").replace(tmp_path / "contract.json")
        for token, digest in zip(tokens, [old, new] * 12, strict=True):
            status, _ = ask(port, "POST", "/contact/messages", filled(token=token, contract=digest))
            assert status == 201
        contracts = [ask(port, "GET", "/contact/health")[1]["contract"] for _ in range(12)]
        assert contracts == [{"served": new, "loaded": new, "earlier": [old]}] * 12
        assert workers_of(server, 4) == workers
    with closing(sqlite3.connect(tmp_path / "contact.db")) as database:
        agreed = database.execute("SELECT contract, agreed_date FROM messages ORDER BY id").fetchall()
    assert agreed == [(old, "2026-11-24"), (new, "2027-01-01")] * 12
