"""The worker: takes messages out of the outbox, one by one, and hands them to the mail server.

At least once to the mail server, exactly once by Message-ID: nothing is noted before the server has said 250,
so a worker that dies between the two, or a 250 that is lost, makes the mail go once more, byte for byte the
same. Trouble that will pass is met again later, in growing pauses; what is refused for good becomes a dead
letter, told in a line that begins with ``ALARM contact:``. No line holds a message or an address.
"""

from __future__ import annotations

import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from random import Random
from socket import SHUT_RDWR

from sqlalchemy.exc import SQLAlchemyError

from contact.errors import ContactError
from contact.letter import Letterhead, envelope, letter
from contact.outbox import ATTEMPTS, LATE, Leased, bury, lease, mark_delivered, pause, postpone
from contact.settings import Smtp, Tls
from contact.store import Store

_PERMANENT = 500
_CLOSING = 421
_TOO_LARGE = 552


class Verdict(Enum):
    """What an attempt came to."""

    TAKEN = "the mail server has it"
    LATER = "this message was not taken now"
    NEVER = "this message will not be taken"
    UNREACHABLE = "no message can be handed over now"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand a mail over."""

    verdict: Verdict
    trouble: str | None = None
    """Step and code or kind of error. With `Verdict.TAKEN`: the codes of recipients that were refused."""


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
        begun = time.monotonic()
        session: smtplib.SMTP | None = None
        step = "connect"
        try:
            session = self._connect()
            left = self.limit.total_seconds() - (time.monotonic() - begun)
            with _ended_after(session, left):
                step = "tls"
                self._protect(session)
                step = "login"
                self._log_in(session)
                return self._transact(session, mail)
        except smtplib.SMTPResponseException as error:
            return Attempt(Verdict.UNREACHABLE, f"{step} {error.smtp_code}")
        except (OSError, ValueError) as error:
            # smtplib's own errors are OSErrors; a ValueError is one of names and contexts
            return Attempt(Verdict.UNREACHABLE, f"{step} {type(error).__name__}")
        finally:
            if session is not None:
                session.close()

    def _connect(self) -> smtplib.SMTP:
        name = self.sender.rpartition("@")[2].encode("idna").decode("ascii")
        seconds = self.timeout.total_seconds()
        server = self.server
        if server.tls is Tls.IMPLICIT:
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=name, timeout=seconds, context=self._context()
            )
        return smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=seconds)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authorities)

    def _protect(self, session: smtplib.SMTP) -> None:
        if self.server.tls is not Tls.STARTTLS:
            return
        # Raises where STARTTLS is not offered, or was cut out on the way: never go on in clear text
        session.ehlo_or_helo_if_needed()
        code, _ = session.starttls(context=self._context())
        if code != 220:  # noqa: PLR2004 (RFC 3207)
            raise smtplib.SMTPResponseException(code, b"")

    def _log_in(self, session: smtplib.SMTP) -> None:
        session.ehlo_or_helo_if_needed()
        if self.server.user is not None and self.server.password is not None:
            session.login(self.server.user, self.server.password)

    def _transact(self, session: smtplib.SMTP, mail: bytes) -> Attempt:
        # From here on the limit of the whole is enough: an impatient client sends everything twice
        _wait_for(session, self.limit)
        try:
            refused = session.sendmail(
                envelope(self.sender), [envelope(each) for each in self.recipients], mail
            )
        except smtplib.SMTPRecipientsRefused as error:
            return _recipients_refused({code for code, _ in error.recipients.values()})
        except smtplib.SMTPSenderRefused as error:
            return _sender_refused(error.smtp_code)
        except smtplib.SMTPResponseException as error:
            return Attempt(_by_code(error.smtp_code), f"data {error.smtp_code}")
        except OSError as error:
            return Attempt(Verdict.LATER, f"transaction {type(error).__name__}")
        _wait_for(session, timedelta(seconds=1))
        with suppress(OSError):
            session.quit()
        codes = sorted({code for code, _ in refused.values()})
        return Attempt(Verdict.TAKEN, f"recipients {' '.join(map(str, codes))}" if codes else None)


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker works with."""

    owner: str
    """Names it in leases; no other worker has the same."""

    store: Store
    letterhead: Letterhead
    mailer: Mailer
    now: Callable[[], datetime]
    """The clock: aware, UTC. It is asked again for each message."""

    random: Random
    say: Callable[[str], None]
    """Takes lines for whoever watches over the worker."""


@dataclass(slots=True)
class Counts:
    """Messages of one pass, by what became of them."""

    delivered: int = 0
    postponed: int = 0
    dead: int = 0
    lost: int = 0
    """Leases that ran out before the outcome could be noted: another worker has these messages."""


def deliver_once(worker: Worker, is_stopped: Callable[[], bool] = lambda: False) -> Counts:
    """Send whatever is due; end early where the server cannot be reached, or once ``is_stopped``.

    Raises `sqlalchemy.exc.SQLAlchemyError` where the database fails; what is leased comes free by itself.
    """
    counts = Counts()
    while not is_stopped():
        with worker.store.transaction(write=True) as connection:
            leased = lease(connection, worker.owner, worker.now())
        if leased is None:
            break
        attempt = _attempt(leased, worker)
        _conclude(leased, attempt, worker, counts)
        if attempt.verdict is Verdict.UNREACHABLE:
            break
    return counts


def watch(worker: Worker, every: timedelta, stopped: threading.Event) -> Counts:
    """Deliver, pause and deliver again, until told to stop. A database that fails is met again."""
    total = Counts()
    while not stopped.is_set():
        try:
            counts = deliver_once(worker, stopped.is_set)
        except SQLAlchemyError as error:
            worker.say(f"contact: the database does not answer: {type(error).__name__}")
        else:
            total.delivered += counts.delivered
            total.postponed += counts.postponed
            total.dead += counts.dead
            total.lost += counts.lost
        stopped.wait(every.total_seconds())
    return total


def _attempt(leased: Leased, worker: Worker) -> Attempt:
    try:
        mail = letter(leased, worker.letterhead)
    except ContactError:
        return Attempt(Verdict.NEVER, "unreadable")
    return worker.mailer.send(mail)


def _conclude(leased: Leased, attempt: Attempt, worker: Worker, counts: Counts) -> None:
    trouble = attempt.trouble or ""
    failed = leased.attempts + 1
    is_dead = attempt.verdict is Verdict.NEVER or (
        attempt.verdict is not Verdict.TAKEN and failed >= ATTEMPTS
    )
    now = worker.now()
    with worker.store.transaction(write=True) as connection:
        if attempt.verdict is Verdict.TAKEN:
            is_noted = mark_delivered(connection, leased, now, attempt.trouble)
        elif is_dead:
            is_noted = bury(connection, leased, trouble)
        else:
            is_noted = postpone(connection, leased, trouble, now + pause(failed, worker.random))
    # Only now is it so
    if not is_noted:
        counts.lost += 1
        worker.say(f"contact: {leased.reference}: the lease ran out; another worker has the message")
    elif attempt.verdict is Verdict.TAKEN:
        counts.delivered += 1
        if trouble:
            worker.say(f"ALARM contact: {leased.reference}: delivered, but not to everybody: {trouble}")
    elif is_dead:
        counts.dead += 1
        worker.say(f"ALARM contact: {leased.reference}: dead letter after {failed} attempts: {trouble}")
    else:
        counts.postponed += 1
        alarm = "ALARM " if failed == LATE else ""
        worker.say(
            f"{alarm}contact: {leased.reference}: attempt {failed} failed, will be repeated: {trouble}"
        )


def _recipients_refused(codes: set[int]) -> Attempt:
    trouble = f"recipients {' '.join(map(str, sorted(codes)))}"
    if _CLOSING in codes:
        return Attempt(Verdict.UNREACHABLE, trouble)
    # As long as one of them may take it later, it is not dead
    return Attempt(Verdict.NEVER if min(codes) >= _PERMANENT else Verdict.LATER, trouble)


def _sender_refused(code: int) -> Attempt:
    # Of MAIL, only the size is the message's own fault (RFC 1870); the rest is met by every message alike
    verdict = Verdict.NEVER if code == _TOO_LARGE else Verdict.UNREACHABLE
    return Attempt(verdict, f"sender {code}")


def _by_code(code: int) -> Verdict:
    if code == _CLOSING:
        return Verdict.UNREACHABLE
    return Verdict.NEVER if code >= _PERMANENT else Verdict.LATER


def _wait_for(session: smtplib.SMTP, answer: timedelta) -> None:
    if session.sock is not None:
        session.sock.settimeout(answer.total_seconds())


@contextmanager
def _ended_after(session: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Cut the connection after so many seconds: no attempt outlives its lease, however slow the server."""

    def cut() -> None:
        with suppress(OSError):  # it is closed already
            if session.sock is not None:
                session.sock.shutdown(SHUT_RDWR)

    timer = threading.Timer(max(seconds, 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
