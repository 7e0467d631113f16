"""How one mail is handed to the mail server: connect, protect, log in, send; all within one time limit."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from sayasat_contact.mailbox import wire_address
from sayasat_contact.setting_values import Smtp, Tls

_PERMANENT = 500
_CLOSING = 421
_TOO_LARGE = 552
_READY = 220


class DeliveryVerdict(Enum):
    """What an attempt came to."""

    TAKEN = "the mail server has it"
    LATER = "this message was not taken now"
    NEVER = "this message will not be taken"
    UNREACHABLE = "no message can be handed over now"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand a mail over."""

    verdict: DeliveryVerdict
    trouble: str | None = None
    """Step and code or kind of error.

    With `DeliveryVerdict.TAKEN`: the codes of recipients that were refused.
    """


class _Session(smtplib.SMTP):
    """A session that can be cut at any moment, also in TLS's handshake and before the server has greeted.

    smtplib has a time limit for each read only: a server that sends a byte in time, again and again, would
    hold the worker for ever (RFC 5321, 4.5.3.2, wants a limit for each whole answer).
    """

    def __init__(self, mailer: Mailer) -> None:
        own_name = wire_address(mailer.sender).rpartition("@")[2]
        super().__init__(local_hostname=own_name, timeout=mailer.timeout.total_seconds())
        self._host = mailer.server.host  # smtplib checks the certificate against it in STARTTLS
        self._tls = mailer.context() if mailer.server.tls is Tls.IMPLICIT else None
        self._ends = time.monotonic() + mailer.limit.total_seconds()
        self._line: socket.socket | None = None
        self.is_cut = False

    @contextmanager
    def cut_at_its_end(self) -> Iterator[None]:
        """Cut the connection when the time is over: no attempt outlives its lease."""
        timer = threading.Timer(self._left(), self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def close(self) -> None:
        """Close the connection, if there is one."""
        super().close()
        if self._line is not None:
            self._line.close()

    def wait_for_answers(self, time: timedelta) -> None:
        """Give each further answer so much time."""
        if self.sock is not None:
            self.sock.settimeout(time.total_seconds())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = self._connected(host, port, timeout)
        # A second descriptor of the same connection: the first is out of reach while TLS is being set up
        self._line = connected.dup()
        self._left()
        connected.settimeout(timeout)
        return self._tls.wrap_socket(connected, server_hostname=host) if self._tls else connected

    def _connected(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connection to the first address that takes one, all within the time of the session."""
        fault: OSError | None = None
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                return socket.create_connection((str(address[0]), port), min(timeout, self._left()))
            except OSError as error:
                fault = error
        raise fault or OSError("The name has no address.")

    def _left(self) -> float:
        """Seconds that are left; raises TimeoutError where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _cut(self) -> None:
        self.is_cut = True
        with suppress(OSError):  # it is closed already
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server, and whom it sends to. Each mail has its own connection: nothing of one mars the next."""

    server: Smtp
    sender: str
    recipients: tuple[str, ...]
    authorities: Path | None = None
    """A file of certificates to trust; None for those that the system trusts."""

    timeout: timedelta = timedelta(seconds=60)
    """For each answer, up to the mail's own transaction."""

    limit: timedelta = timedelta(minutes=10)
    """For all of it, the wait after the text too (RFC 5321, 4.5.3.2.6). Shorter than a lease."""

    def send(self, mail: bytes) -> Attempt:
        """Hand one mail over. Whatever goes wrong on the way is in the answer, not raised."""
        step = "connect"
        session: _Session | None = None
        try:
            session = _Session(self)
            with session.cut_at_its_end():
                steps = (("connect", self._reach), ("tls", self._protect), ("login", self._log_in))
                for step, act in steps:  # noqa: B007 (names what has failed)
                    act(session)
                return self._transact(session, mail)
        except smtplib.SMTPResponseException as error:
            return Attempt(DeliveryVerdict.UNREACHABLE, f"{step} {error.smtp_code}")
        except (OSError, ValueError) as error:
            # smtplib's own errors are OSErrors; a ValueError is one of names and contexts
            return Attempt(DeliveryVerdict.UNREACHABLE, f"{step} {type(error).__name__}")
        finally:
            if session is not None:
                session.close()

    def context(self) -> ssl.SSLContext:
        """Checks the server's certificate."""
        return ssl.create_default_context(cafile=self.authorities)

    def _reach(self, session: _Session) -> None:
        _expect_ready(session.connect(self.server.host, self.server.port))

    def _protect(self, session: _Session) -> None:
        if self.server.tls is Tls.STARTTLS:
            # Raises where STARTTLS is not offered, or was cut out on the way: never go on in clear text
            session.ehlo_or_helo_if_needed()
            _expect_ready(session.starttls(context=self.context()))

    def _log_in(self, session: _Session) -> None:
        session.ehlo_or_helo_if_needed()
        if self.server.user is not None and self.server.password is not None:
            session.login(self.server.user, self.server.password)

    def _transact(self, session: _Session, mail: bytes) -> Attempt:
        # From here on the limit of the whole is enough: an impatient client sends everything twice
        session.wait_for_answers(self.limit)
        recipients = [wire_address(each) for each in self.recipients]
        try:
            refused = session.sendmail(wire_address(self.sender), recipients, mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            return Attempt(_verdict(codes), _trouble(codes))
        except smtplib.SMTPSenderRefused as error:
            # Of MAIL, only the size is the message's own fault (RFC 1870); the rest every message meets alike
            is_large = error.smtp_code == _TOO_LARGE
            verdict = DeliveryVerdict.NEVER if is_large else DeliveryVerdict.UNREACHABLE
            return Attempt(verdict, f"sender {error.smtp_code}")
        except smtplib.SMTPResponseException as error:
            return Attempt(_verdict({error.smtp_code}), f"data {error.smtp_code}")
        except OSError as error:
            return Attempt(DeliveryVerdict.LATER, f"transaction {type(error).__name__}")
        if session.is_cut:
            # smtplib takes what came until then for the answer, also the beginning of a line
            return Attempt(DeliveryVerdict.LATER, "transaction TimeoutError")
        session.wait_for_answers(timedelta(seconds=1))
        with suppress(OSError):
            session.quit()
        codes = {code for code, _ in refused.values()}
        return Attempt(DeliveryVerdict.TAKEN, _trouble(codes) if codes else None)


def _expect_ready(reply: tuple[int, bytes]) -> None:
    """Of a greeting, and of STARTTLS (RFC 3207)."""
    if reply[0] != _READY:
        raise smtplib.SMTPResponseException(reply[0], b"")


def _trouble(codes: set[int]) -> str:
    return f"recipients {' '.join(map(str, sorted(codes)))}"


def _verdict(codes: set[int]) -> DeliveryVerdict:
    """Of the answers to one message: as long as one recipient may take it later, it is not dead."""
    if _CLOSING in codes:
        return DeliveryVerdict.UNREACHABLE
    return DeliveryVerdict.NEVER if min(codes) >= _PERMANENT else DeliveryVerdict.LATER
