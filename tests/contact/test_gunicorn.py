"""Senders that are slow cannot keep the others out, also where no nginx holds their requests back."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from os import environ
from pathlib import Path

import pytest

from tests.contact.form_data import working_settings
from tests.contact.listening import free_port, wait_for

ROOT = Path(__file__).parents[2]
THREADS = 8
BODY_TIME = 2
"""Seconds, in place of the twenty of the real file."""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The real handler, in gunicorn with the deployed configuration."""
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
            "contact.wsgi:application",
        ],
        cwd=ROOT,
        env={**environ, **settings},
    )
    try:
        wait_for(found, server)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=30)


def begin(port: int) -> socket.socket:
    """A message of which only the first byte comes."""
    sender = socket.create_connection(("127.0.0.1", port), timeout=30)
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
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/contact/health")
        return connection.getresponse().status


def test_slow_senders_are_cut_off_and_told_so(port: int, tmp_path: Path) -> None:
    with ExitStack() as open_ones:
        senders = [open_ones.enter_context(begin(port)) for _ in range(THREADS)]
        begun = time.monotonic()
        assert health(port) == 200
        assert time.monotonic() - begun < BODY_TIME + 5
        for sender in senders:
            answer = answer_to(sender)
            assert answer.startswith(b"HTTP/1.1 400 ")
            assert b'lang="en"' in answer
    with closing(sqlite3.connect(tmp_path / "contact.db")) as database:
        assert database.execute("SELECT count(*) FROM messages").fetchone() == (0,)


def test_one_byte_now_and_then_does_not_buy_more_time(port: int) -> None:
    begun = time.monotonic()
    with begin(port) as sender:
        while time.monotonic() - begun < BODY_TIME - 0.4:
            time.sleep(0.3)
            sender.sendall(b"n")
        assert answer_to(sender).startswith(b"HTTP/1.1 400 ")
    assert time.monotonic() - begun < BODY_TIME + 3
