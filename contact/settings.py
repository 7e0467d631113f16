"""The settings of the handler, the worker and the operator's commands: environment variables, checked.

What each is for stands in contact/README.md. A variable that is empty counts as absent.
"""

# Longer than 300 lines because it is one table: every setting with its check.

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contact.errors import ContactFault, HandlerSettingsError
from contact.mailbox import mailbox_fault
from contact.sealing import check_recipients

_Value = TypeVar("_Value")

SHORTEST_SECRET = 32
"""Characters: 128 bits, if they are hexadecimal digits drawn at random."""

PREFIX = "CONTACT_"

# Kubernetes puts these into every container beside a Service named "contact"
_KUBERNETES = re.compile(r"CONTACT_(SERVICE_\w+|PORT(_\w+)?)")


class Part(StrEnum):
    """Which process reads the settings."""

    HANDLER = "handler"
    DELIVERY = "delivery"
    OPERATION = "operation"
    """The operator's commands, apart from ``deliver``."""

    @property
    def required(self) -> tuple[str, ...]:
        """The variables that must be set for it."""
        return _REQUIRED[self]


class Tls(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    """Required: a server that does not offer it gets no mail."""

    IMPLICIT = "implicit"
    NONE = "none"
    """Loopback only."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server that takes our mail."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HandlerSettings:
    """What this process is told. Of what its part does not need, the absent is None or empty."""

    contract: Path | None
    database: str = field(repr=False)
    """``sqlite:///`` and a path, or ``postgresql+psycopg://…``; it may hold a password."""

    secrets: tuple[str, ...] = field(repr=False)
    """The first signs, all verify."""

    recipients: tuple[str, ...]
    """age recipients; without any, messages are stored unsealed."""

    identity: Path | None
    """A file with age identities."""

    proxies: int
    """How many proxies of our own append to X-Forwarded-For."""

    limit_address: int
    limit_total: int
    """Messages an hour."""

    smtp: Smtp | None
    smtp_ca: Path | None
    """Certificates to trust at the mail server; None for those that the system trusts."""

    mail_from: str | None
    mail_to: tuple[str, ...]
    retention_days: int | None
    erasure_journal: Path | None
    """Where erased references are written down, outside the database: see `contact.erasures`."""

    answer_days: int | None
    answer_source: str
    """Which rule says so; empty where `answer_days` is None."""

    zone: ZoneInfo
    """In which times are shown."""


def read_settings(environ: Mapping[str, str], part: Part) -> HandlerSettings:
    """Check the variables ``CONTACT_*``; raises SettingsError with all faults at once.

    What is set is always checked; what may be absent depends on the part.
    """
    reader = _Reader({name: value.strip() for name, value in environ.items() if value.strip()})
    reader.faults += [_unknown(name) for name in environ if _is_unknown(name)]
    reader.faults += [
        ContactFault(name, "It is not set.", f"{_HELP[name]}.")
        for name in part.required
        if name not in reader.values
    ]
    settings = HandlerSettings(
        contract=reader.read("CONTACT_CONTRACT", Path),
        database=reader.read("CONTACT_DATABASE", _database) or "sqlite:///contact.db",
        secrets=reader.read("CONTACT_SECRET", _secrets) or (),
        recipients=reader.read("CONTACT_SEAL_TO", _recipients) or (),
        identity=reader.read("CONTACT_IDENTITY", Path),
        proxies=reader.read("CONTACT_PROXIES", lambda text: _number(text, 0, 10)) or 0,
        limit_address=reader.read("CONTACT_LIMIT_ADDRESS", _count) or 20,
        limit_total=reader.read("CONTACT_LIMIT_TOTAL", _count) or 500,
        smtp=reader.read("CONTACT_SMTP", _smtp),
        smtp_ca=reader.read("CONTACT_SMTP_CA", _certificates),
        mail_from=reader.read("CONTACT_MAIL_FROM", _mailbox),
        mail_to=reader.read("CONTACT_MAIL_TO", _mailboxes) or (),
        retention_days=reader.read("CONTACT_RETENTION_DAYS", _count),
        erasure_journal=reader.read("CONTACT_ERASURE_JOURNAL", Path),
        answer_days=reader.read("CONTACT_ANSWER_DAYS", _count),
        answer_source=reader.read("CONTACT_ANSWER_SOURCE", _line) or "",
        zone=reader.read("CONTACT_ZONE", _zone) or ZoneInfo("Asia/Bishkek"),
    )
    reader.check_pair("CONTACT_ANSWER_DAYS", "CONTACT_ANSWER_SOURCE")
    if reader.faults:
        raise HandlerSettingsError(reader.faults)
    return settings


_REQUIRED: Mapping[Part, tuple[str, ...]] = {
    Part.HANDLER: ("CONTACT_CONTRACT", "CONTACT_SECRET"),
    Part.DELIVERY: ("CONTACT_CONTRACT", "CONTACT_SMTP", "CONTACT_MAIL_FROM", "CONTACT_MAIL_TO"),
    Part.OPERATION: (),
}

_HELP = {
    "CONTACT_CONTRACT": "Name the file that the site's build wrote as api/contact.json",
    "CONTACT_DATABASE": "Write sqlite:////path/to/contact.db or postgresql+psycopg://user:password@host/name",
    "CONTACT_SECRET": f"Write one or more secrets of at least {SHORTEST_SECRET} characters, parted by "
    "blanks; `openssl rand -hex 32` makes one",
    "CONTACT_SEAL_TO": "Write age recipients (age1…), parted by blanks",
    "CONTACT_IDENTITY": "Name the file that age-keygen wrote",
    "CONTACT_PROXIES": "Write a number from 0 to 10: how many of your proxies stand before the handler",
    "CONTACT_LIMIT_ADDRESS": "Write how many messages an hour one address may send, at least 1",
    "CONTACT_LIMIT_TOTAL": "Write how many messages an hour are taken in all, at least 1",
    "CONTACT_SMTP": "Write smtp://user:password@host:587 or smtps://user:password@host:465; "
    "?starttls=no is for a server on this machine only",
    "CONTACT_SMTP_CA": "Name a file of certificates (PEM) that the mail server's is to be checked against",
    "CONTACT_MAIL_FROM": "Write the address that the mails come from",
    "CONTACT_MAIL_TO": "Write the office's address, or several parted by blanks",
    "CONTACT_RETENTION_DAYS": "Write after how many days messages are erased, at least 1",
    "CONTACT_ERASURE_JOURNAL": "Name a file outside the database and its backups, such as /path/to/erased",
    "CONTACT_ANSWER_DAYS": "Write within how many days an answer is due, at least 1",
    "CONTACT_ANSWER_SOURCE": "Write which rule says so, in one line",
    "CONTACT_ZONE": "Write a time zone such as Asia/Bishkek",
}

VARIABLES = tuple(_HELP)
"""Every variable that is read."""


class _UnfitError(ValueError):
    """A value that cannot be used; its text says what is wrong, and never repeats the value."""


@dataclass(slots=True)
class _Reader:
    values: Mapping[str, str]
    faults: list[ContactFault] = field(default_factory=list)

    def read(self, name: str, convert: Callable[[str], _Value]) -> _Value | None:
        """The value; None where it is absent or a fault."""
        if name not in self.values:
            return None
        try:
            return convert(self.values[name])
        except _UnfitError as error:
            self.faults.append(ContactFault(name, str(error), f"{_HELP[name]}."))
            return None

    def check_pair(self, *names: str) -> None:
        absent = [name for name in names if name not in self.values]
        if len(absent) == 1:
            other = next(name for name in names if name != absent[0])
            fault = ContactFault(absent[0], f"It is not set, and {other} is.", "Set both or neither.")
            self.faults.append(fault)


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in _HELP and not _KUBERNETES.fullmatch(name)


def _unknown(name: str) -> ContactFault:
    near = difflib.get_close_matches(name, VARIABLES, n=1)
    return ContactFault(
        name, "No such setting is known.", f"Is it {near[0]}?" if near else "Remove it, or mend its name."
    )


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise _UnfitError(f"It is not a whole number from {least} to {most}.")
    return int(text)


def _count(text: str) -> int:
    return _number(text, 1, 1_000_000)


def _line(text: str) -> str:
    if not text.isprintable():
        raise _UnfitError("It holds a character that cannot be shown.")
    return text


def _database(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and not rest.startswith("/:memory:") and len(rest) > 1:
        return text
    if scheme == "postgresql+psycopg" and urlsplit(f"pg://{rest}").path.strip("/"):
        return text
    if scheme == "sqlite":
        raise _UnfitError("It names no file: a database in memory would lose every message.")
    raise _UnfitError(
        "It names no database."
        if not separator or scheme.startswith("postgresql")
        else "It is of a kind not known."
    )


def _secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(text.split())
    short = [str(number) for number, secret in enumerate(secrets, 1) if len(secret) < SHORTEST_SECRET]
    if short:
        raise _UnfitError(f"Too short: secret {', '.join(short)}.")
    if any(len(set(secret)) < 8 for secret in secrets):  # noqa: PLR2004 (a pattern typed by hand)
        raise _UnfitError("A secret repeats a few characters, so it can be guessed.")
    return secrets


def _recipients(text: str) -> tuple[str, ...]:
    recipients = tuple(text.split())
    faults = check_recipients(recipients, "")
    if faults:
        raise _UnfitError(" ".join(fault.what for fault in faults))
    return recipients


def _mailbox(text: str) -> str:
    if mailbox_fault(text) is not None:
        raise _UnfitError("It is not an e-mail address.")
    return text


def _mailboxes(text: str) -> tuple[str, ...]:
    mailboxes = tuple(text.split())
    wrong = [str(number) for number, each in enumerate(mailboxes, 1) if mailbox_fault(each) is not None]
    if wrong:
        raise _UnfitError(f"Not an e-mail address: number {', '.join(wrong)}.")
    return mailboxes


def _certificates(text: str) -> Path:
    path = Path(text)
    try:
        is_one = b"-----BEGIN CERTIFICATE-----" in path.read_bytes()
    except OSError:
        is_one = False
    if not is_one:
        raise _UnfitError("It is no file with certificates that can be read.")
    return path


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _UnfitError("No such time zone is known.") from None


def _smtp(text: str) -> Smtp:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _UnfitError("It is no address of a mail server.") from None
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/"):
        raise _UnfitError("It is no address of a mail server.")
    query = parse_qs(parts.query, keep_blank_values=True)
    if set(query) - {"starttls"} or query.get("starttls", ["yes"]) not in (["yes"], ["no"]):
        raise _UnfitError("After the question mark only starttls=yes or starttls=no may stand.")
    tls = _tls(parts.scheme, query.get("starttls") == ["no"])
    if tls is Tls.NONE and not _is_loopback(host):
        raise _UnfitError("It sends mail unprotected to another machine.")
    if (parts.username is None) != (parts.password is None):
        raise _UnfitError("It has a user without a password, or a password without a user.")
    return Smtp(
        host,
        port or (465 if tls is Tls.IMPLICIT else 587),
        tls,
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
    )


def _tls(scheme: str, is_off: bool) -> Tls:
    if scheme == "smtps":
        if is_off:
            raise _UnfitError("smtps:// does not go with starttls=no.")
        return Tls.IMPLICIT
    return Tls.NONE if is_off else Tls.STARTTLS


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
