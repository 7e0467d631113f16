"""The tests' SMTP server takes mail, and fails where a test says so: seen by Python's own client."""

from __future__ import annotations

import smtplib
import ssl

import pytest

from tests.contact.smtp import Accident, Certificate, SmtpServer, make_certificate

TEXT = b"Message-ID: <1@example.org>\r\nSubject: a\r\n\r\n.\r\nb\r\n"


def client(server: SmtpServer, timeout: float = 120) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", server.port, timeout=timeout)


def send(server: SmtpServer, timeout: float = 120) -> None:
    with client(server, timeout) as session:
        session.sendmail("a@example.org", ["b@example.org"], TEXT)


def test_a_mail_arrives_as_it_was_sent(smtp: SmtpServer) -> None:
    send(smtp)
    (mail,) = smtp.mails
    assert (mail.sender, mail.recipients, mail.data) == ("a@example.org", ("b@example.org",), TEXT)
    assert smtp.message_ids() == ["<1@example.org>"]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("GREETING", smtplib.SMTPConnectError),
        ("MAIL", smtplib.SMTPSenderRefused),
        ("RCPT", smtplib.SMTPRecipientsRefused),
        ("RCPT b@example.org", smtplib.SMTPRecipientsRefused),
        ("DATA", smtplib.SMTPDataError),
        ("BODY", smtplib.SMTPDataError),
        ("TAKEN", smtplib.SMTPDataError),
    ],
)
@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "451 4.3.0 later", "550 5.1.1 no", "552 5.2.2 full"])
def test_a_step_is_refused(smtp: SmtpServer, step: str, error: type[Exception], reply: str) -> None:
    smtp.faults = {step: reply}
    with pytest.raises(error):
        send(smtp)
    assert len(smtp.mails) == (step == "TAKEN")


@pytest.mark.parametrize("step", ["GREETING", "MAIL", "RCPT", "DATA", "BODY", "TAKEN"])
@pytest.mark.parametrize("accident", Accident)
def test_an_accident_befalls_a_step(smtp: SmtpServer, step: str, accident: Accident) -> None:
    smtp.faults = {step: accident}
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp, timeout=0.5)
    assert len(smtp.mails) == (step == "TAKEN")


def test_starttls_and_login_are_offered_and_can_be_stripped(smtp_with_tls: SmtpServer) -> None:
    certificate = smtp_with_tls.certificate
    assert certificate
    with client(smtp_with_tls) as session:
        session.ehlo()
        assert not session.has_extn("auth")
        session.starttls(context=ssl.create_default_context(cafile=certificate.file))
        session.login("sayasat", "open sesame")
        session.sendmail("a@example.org", ["b@example.org"], TEXT)
    assert [(mail.is_encrypted, mail.user) for mail in smtp_with_tls.mails] == [(True, "sayasat")]
    smtp_with_tls.stop()
    smtp_with_tls.certificate = None
    smtp_with_tls.start()
    with client(smtp_with_tls) as session:
        session.ehlo()
        assert not session.has_extn("starttls")
    smtp_with_tls.certificate = certificate


def test_a_certificate_is_for_the_names_it_was_made_for(
    smtp_with_tls: SmtpServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_certificate(tmp_path_factory.mktemp("other"), "DNS:mail.example.org")
    smtp_with_tls.stop()
    smtp_with_tls.certificate = other
    smtp_with_tls.start()
    with client(smtp_with_tls) as session, pytest.raises(ssl.SSLCertVerificationError, match="IP address"):
        session.starttls(context=ssl.create_default_context(cafile=other.file))


def test_tls_can_be_spoken_from_the_start(certificate: Certificate) -> None:
    server = SmtpServer(certificate, is_implicit=True)
    server.start()
    context = ssl.create_default_context(cafile=certificate.file)
    with smtplib.SMTP_SSL("127.0.0.1", server.port, timeout=120, context=context) as session:
        session.sendmail("a@example.org", ["b@example.org"], TEXT)
    server.stop()
    assert [mail.is_encrypted for mail in server.mails] == [True]


def test_a_stopped_server_refuses_and_returns_at_its_port(smtp: SmtpServer) -> None:
    smtp.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp)
    smtp.start()
    send(smtp)
    assert len(smtp.mails) == 1
