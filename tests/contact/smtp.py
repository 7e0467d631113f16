"""A real SMTP server on loopback (aiosmtpd) that fails where a test says so."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import Enum
from pathlib import Path
from typing import AnyStr

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"

_PASSES = 10
"""Passes of the event loop in which connections are ended: asyncio needs three to accept one."""


class Accident(Enum):
    """What can befall a connection where a reply was due."""

    HANG = "no answer, ever"
    HALF_CLOSE = "no answer; the server ends its side and goes on listening"
    DROP = "the connection is reset"


Fault = str | Accident
"""A reply in place of the one expected (``451 4.2.2 full``, and 421 ends the connection), or an accident."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that the server took upon itself."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    is_encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """The mail as a mail program reads it."""
        message = message_from_bytes(self.data, policy=default)
        assert isinstance(message, EmailMessage)
        return message


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that signs itself: whoever is to trust it names its file as the one of an authority."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """A server's side of TLS."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.file, self.key)
        return context


def make_certificate(folder: Path, name: str = f"IP:{HOST},DNS:localhost") -> Certificate:
    """For the names given, as OpenSSL writes a subjectAltName; it is valid for a day."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    usage = "keyUsage=critical,digitalSignature,keyCertSign"
    run = subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-days", "1", "-subj", "/CN=mail", "-addext", f"subjectAltName={name}", "-addext", usage),
            *("-keyout", os.fspath(made.key), "-out", os.fspath(made.file)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return made


@dataclass
class SmtpServer:
    """A server that keeps what it took.

    `faults` says what happens at which step, from now on and until it is changed: ``GREETING``, ``MAIL``,
    ``RCPT`` (``RCPT person@example.org`` for one of them), ``DATA`` (the command), ``BODY`` (the text was
    read and is not kept), ``TAKEN`` (it is kept, and the reply is lost or another).
    """

    certificate: Certificate | None = None
    """With one, STARTTLS is offered (or spoken from the start: `is_implicit`); without, it is stripped."""

    is_implicit: bool = False
    user: str | None = None
    password: str = ""
    mails: list[Mail] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    connections: int = 0
    port: int = 0

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{HOST}:{self.port}"

    def message_ids(self) -> list[str]:
        """The Message-ID of each mail taken, in order."""
        return [str(mail.message["Message-ID"]) for mail in self.mails]

    def start(self) -> None:
        """Listen; returns when connections are accepted. A port once had is had again."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the SMTP server did not start"

    def stop(self) -> None:
        """End every connection; from then on connecting is refused. May be called twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(10)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        context = self.certificate.context() if self.certificate else None
        # Named as TCP: only then does asyncio send each line of an answer at once, and not 40 ms later
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, self.port))
        self.port = listener.getsockname()[1]
        sessions: list[_FaultySession] = []

        def session() -> _FaultySession:
            self.connections += 1
            sessions.append(_FaultySession(self, None if self.is_implicit else context))
            return sessions[-1]

        server = await self._loop.create_server(
            session, sock=listener, ssl=context if self.is_implicit else None
        )
        ready.set()
        await self._stopped.wait()
        server.close()
        # A connection that was just accepted gets its transport in one of the next passes of the loop
        for _ in range(_PASSES):
            for each in sessions:
                each.abort()
            await asyncio.sleep(0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook: the text has been read."""
        assert isinstance(server, _FaultySession)
        assert isinstance(envelope.original_content, bytes)
        if await server.stumbles("BODY"):
            return "451 unseen: the connection is gone or has had its answer"
        self.mails.append(
            Mail(
                str(envelope.mail_from),
                tuple(map(str, envelope.rcpt_tos)),
                envelope.original_content,
                session.ssl is not None or self.is_implicit,
                self.user if session.authenticated else None,
            )
        )
        fault = self.faults.get("TAKEN")
        if isinstance(fault, Accident):
            await server.befall(fault)
        return fault if isinstance(fault, str) else "250 2.0.0 taken"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        """aiosmtpd's authenticator."""
        assert isinstance(given, LoginPassword)
        right = (given.login, given.password) == ((self.user or "").encode(), self.password.encode())
        return AuthResult(success=right, handled=False)


class _FaultySession(SMTP):
    def __init__(self, server: SmtpServer, tls: ssl.SSLContext | None) -> None:
        self._server = server
        super().__init__(
            server,
            hostname="mail.example.org",
            tls_context=tls,
            authenticator=server.authenticate if server.user else None,
            auth_require_tls=not server.is_implicit,
        )

    def abort(self) -> None:
        """End the connection at once, if there is one."""
        # CPython 3.11.2 raises an error where TLS's transport was closed before
        if isinstance(self.transport, asyncio.Transport) and not self.transport.is_closing():
            self.transport.abort()

    async def _handle_client(self) -> None:
        if await self.stumbles("GREETING"):
            assert self.transport is not None
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if not await self.stumbles("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        recipient = (arg or "").partition("<")[2].partition(">")[0]
        if not await self.stumbles(f"RCPT {recipient}") and not await self.stumbles("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not await self.stumbles("DATA"):
            await super().smtp_DATA(arg)

    async def push(self, status: AnyStr) -> None:
        """Nothing is written to a connection that a fault has ended."""
        if self.transport is not None and not self.transport.is_closing():
            await super().push(status)

    async def stumbles(self, step: str) -> bool:
        """Do what the test asked of this step; whether there was anything."""
        fault = self._server.faults.get(step)
        match fault:
            case None:
                return False
            case str():
                await self.push(fault)
                if step == "BODY" or fault.startswith("421"):
                    assert self.transport is not None
                    self.transport.close()
            case Accident():
                await self.befall(fault)
        return True

    async def befall(self, accident: Accident) -> None:
        """Never returns with the connection usable."""
        assert isinstance(self.transport, asyncio.Transport)
        match accident:
            case Accident.HANG:
                await asyncio.Event().wait()
            case Accident.HALF_CLOSE:
                self.transport.write_eof()
                await asyncio.Event().wait()
            case Accident.DROP:
                self.transport.abort()


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """A server without TLS."""
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of the server's own address."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def smtp_with_tls(certificate: Certificate) -> Iterator[SmtpServer]:
    """A server that offers STARTTLS, and login after it."""
    server = SmtpServer(certificate, user="sayasat", password="open sesame")  # noqa: S106 (the test's own)
    server.start()
    yield server
    server.stop()
