"""One mail at a real mail server that refuses, hangs, half-closes, drips, or has the wrong certificate."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sayasat_contact.mailer import Attempt, DeliveryVerdict, Mailer
from sayasat_contact.setting_values import Smtp, Tls
from tests.contact.mailroom import OFFICE, SENDER, tls_mailer, unprotected
from tests.contact.smtp import HOST, Accident, Certificate, SmtpServer, make_certificate

MAIL = b"Message-ID: <1@example.org>\r\n\r\na\r\n"
EHLO = b"250-mail.example.org\r\n250 STARTTLS\r\n"
NAME = "mail.example.org"
RECORD = b"\x16\x03\x03\x3f\xff\x02"
"""The beginning of TLS's longest record: a handshake that waits for the rest of it."""


@pytest.mark.parametrize(
    ("step", "reply", "verdict", "trouble"),
    [
        ("GREETING", "421 4.3.2 closing", DeliveryVerdict.UNREACHABLE, "connect 421"),
        ("GREETING", "554 5.7.1 not you", DeliveryVerdict.UNREACHABLE, "connect 554"),
        ("MAIL", "421 4.3.2 closing", DeliveryVerdict.UNREACHABLE, "sender 421"),
        ("MAIL", "451 4.3.0 later", DeliveryVerdict.UNREACHABLE, "sender 451"),
        ("MAIL", "550 5.7.1 not from there", DeliveryVerdict.UNREACHABLE, "sender 550"),
        ("MAIL", "552 5.3.4 too large", DeliveryVerdict.NEVER, "sender 552"),
        ("RCPT", "421 4.3.2 closing", DeliveryVerdict.UNREACHABLE, "recipients 421"),
        ("RCPT", "451 4.7.1 greylisted", DeliveryVerdict.LATER, "recipients 451"),
        ("RCPT", "452 4.2.2 mailbox full", DeliveryVerdict.LATER, "recipients 452"),
        ("RCPT", "550 5.1.1 no such user", DeliveryVerdict.NEVER, "recipients 550"),
        ("RCPT", "552 5.2.2 mailbox full", DeliveryVerdict.NEVER, "recipients 552"),
        ("DATA", "421 4.3.2 closing", DeliveryVerdict.UNREACHABLE, "data 421"),
        ("DATA", "451 4.3.0 later", DeliveryVerdict.LATER, "data 451"),
        ("DATA", "550 5.7.1 no", DeliveryVerdict.NEVER, "data 550"),
        ("BODY", "421 4.3.2 closing", DeliveryVerdict.UNREACHABLE, "data 421"),
        ("BODY", "451 4.3.0 later", DeliveryVerdict.LATER, "data 451"),
        ("BODY", "550 5.7.1 looks like spam", DeliveryVerdict.NEVER, "data 550"),
        ("BODY", "552 5.3.4 too large", DeliveryVerdict.NEVER, "data 552"),
    ],
)
def test_each_refusal_is_told_apart(
    smtp: SmtpServer, step: str, reply: str, verdict: DeliveryVerdict, trouble: str
) -> None:
    smtp.faults = {step: reply}
    assert unprotected(smtp.port).send(MAIL) == Attempt(verdict, trouble)
    assert smtp.mails == []


@pytest.mark.parametrize("accident", Accident)
@pytest.mark.parametrize("step", ["GREETING", "MAIL", "RCPT", "DATA", "BODY", "TAKEN"])
def test_each_accident_is_met_again_later(smtp: SmtpServer, step: str, accident: Accident) -> None:
    smtp.faults = {step: accident}
    attempt = unprotected(smtp.port).send(MAIL)
    assert attempt.verdict is (DeliveryVerdict.UNREACHABLE if step == "GREETING" else DeliveryVerdict.LATER)


def test_nobody_listens(smtp: SmtpServer) -> None:
    smtp.stop()
    attempt = unprotected(smtp.port).send(MAIL)
    assert attempt == Attempt(DeliveryVerdict.UNREACHABLE, "connect ConnectionRefusedError")


def test_a_name_that_does_not_exist() -> None:
    mailer = Mailer(Smtp("mail.invalid", 25, Tls.NONE), SENDER, OFFICE, timeout=timedelta(seconds=5))
    assert mailer.send(MAIL).verdict is DeliveryVerdict.UNREACHABLE


@pytest.mark.parametrize(
    ("tls", "answers", "drop"),
    [
        (Tls.NONE, [], b"2"),
        (Tls.NONE, [], b"220-wait\r\n"),
        (Tls.NONE, [b"220 a\r\n"], b"2"),
        (Tls.NONE, [b"220 a\r\n"], b"250-more\r\n"),
        (Tls.NONE, [b"220 a\r\n", EHLO, b"250 from\r\n", b"250 to\r\n", b"250 to\r\n"], b"3"),
        (Tls.NONE, [b"220 a\r\n", EHLO, b"250 from\r\n", *2 * [b"250 to\r\n"], b"354 go\r\n", b"250"], b"x"),
        (Tls.STARTTLS, [b"220 a\r\n", EHLO, b"220 go\r\n" + RECORD], b"\0"),
        (Tls.IMPLICIT, [RECORD], b"\0"),
    ],
    ids=[
        "greeting",
        "lines of it",
        "hello",
        "lines of it again",
        "data",
        "answer",
        "handshake",
        "handshake first",
    ],
)
def test_a_server_that_drips_is_cut_off(tls: Tls, answers: Sequence[bytes], drop: bytes) -> None:
    """Each byte comes in time, and the answer never."""
    attempts: list[Attempt] = []
    with socket.create_server((HOST, 0)) as server:
        there = Smtp(HOST, server.getsockname()[1], tls)
        mailer = Mailer(there, SENDER, OFFICE, None, timedelta(seconds=1), timedelta(seconds=2))
        threading.Thread(target=_drip, args=(server, answers, drop), daemon=True).start()
        sending = threading.Thread(target=lambda: attempts.append(mailer.send(MAIL)), daemon=True)
        sending.start()
        sending.join(60)
    assert attempts, "the server holds the worker"
    assert attempts[0].verdict in {DeliveryVerdict.UNREACHABLE, DeliveryVerdict.LATER}


def _drip(server: socket.socket, answers: Sequence[bytes], drop: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        for number, answer in enumerate(answers):
            if number:
                connection.recv(4096)
            connection.sendall(answer)
        try:
            while True:
                time.sleep(0.1)
                connection.sendall(drop)
        except OSError:
            return


def test_all_addresses_of_a_name_are_tried_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may have many addresses behind which nobody answers: each would cost a whole answer's time."""
    with socket.create_server((HOST, 0), backlog=0) as silent, socket.create_connection(silent.getsockname()):
        port = silent.getsockname()[1]
        # The backlog is full: further connections are neither taken nor refused
        full = [socket.socket() for _ in range(4)]
        for each in full:
            each.setblocking(False)
            each.connect_ex((HOST, port))
        look_up, connect = socket.getaddrinfo, socket.create_connection
        tried: list[object] = []

        def many(host: str, *arguments: int, **options: int) -> list[Any]:
            return look_up(HOST, *arguments, **options) * (1000 if host == NAME else 1)

        def counted(address: tuple[str, int], seconds: float) -> socket.socket:
            tried.append(address)
            return connect(address, seconds)

        monkeypatch.setattr(socket, "create_connection", counted)
        monkeypatch.setattr(socket, "getaddrinfo", many)
        patience = {"timeout": timedelta(seconds=0.2), "limit": timedelta(seconds=1)}
        mailer = Mailer(Smtp(NAME, port, Tls.NONE), SENDER, OFFICE, None, **patience)
        assert mailer.send(MAIL) == Attempt(DeliveryVerdict.UNREACHABLE, "connect TimeoutError")
        assert 1 < len(tried) < 100
        for each in full:
            each.close()


def test_a_reply_after_the_250_changes_nothing(smtp: SmtpServer) -> None:
    mailer = unprotected(smtp.port)
    assert mailer.send(MAIL) == Attempt(DeliveryVerdict.TAKEN)
    assert len(smtp.mails) == 1


# TLS


def test_mail_goes_by_starttls_with_the_login(smtp_with_tls: SmtpServer, certificate: Certificate) -> None:
    mailer = tls_mailer(smtp_with_tls, certificate.file, user="sayasat", password="open sesame")  # noqa: S106
    assert mailer.send(MAIL) == Attempt(DeliveryVerdict.TAKEN)
    assert [(mail.is_encrypted, mail.user) for mail in smtp_with_tls.mails] == [(True, "sayasat")]


def test_mail_goes_by_tls_from_the_start(certificate: Certificate) -> None:
    server = SmtpServer(certificate, is_implicit=True)
    server.start()
    assert tls_mailer(server, certificate.file).send(MAIL) == Attempt(DeliveryVerdict.TAKEN)
    server.stop()


def test_a_stripped_starttls_is_never_answered_in_clear_text(smtp: SmtpServer) -> None:
    mailer = tls_mailer(smtp, None, user="sayasat", password="open sesame")  # noqa: S106
    assert mailer.send(MAIL) == Attempt(DeliveryVerdict.UNREACHABLE, "tls SMTPNotSupportedError")
    assert smtp.mails == []


@pytest.mark.parametrize("case", ["unknown authority", "other name"])
@pytest.mark.parametrize("is_implicit", [False, True])
def test_a_wrong_certificate_gets_no_mail(tmp_path: Path, case: str, is_implicit: bool) -> None:
    wrong = make_certificate(tmp_path, "DNS:mail.example.org")
    server = SmtpServer(wrong, is_implicit=is_implicit)
    server.start()
    attempt = tls_mailer(server, wrong.file if case == "other name" else None).send(MAIL)
    step = "connect" if is_implicit else "tls"
    assert attempt == Attempt(DeliveryVerdict.UNREACHABLE, f"{step} SSLCertVerificationError")
    server.stop()
    assert server.mails == []
