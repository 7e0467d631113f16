"""What the variables ``CONTACT_*`` may hold, one reader for each kind of value."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sayasat_contact.mailbox import mailbox_fault
from sayasat_contact.sealing import is_unfit

SHORTEST_SECRET = 32
"""Characters: 128 bits, if they are hexadecimal digits drawn at random."""


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


class UnfitError(ValueError):
    """A value that cannot be used; its text says what is wrong, and never repeats the value."""


def read_number(text: str, least: int = 1, most: int = 1_000_000) -> int:
    """A whole number. Raises UnfitError."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise UnfitError(f"It is not a whole number from {least} to {most}.")
    return int(text)


def read_few(text: str) -> int:
    """A whole number up to 10. Raises UnfitError."""
    return read_number(text, 0, 10)


def read_line(text: str) -> str:
    """Text that can be shown. Raises UnfitError."""
    if not text.isprintable():
        raise UnfitError("It holds a character that cannot be shown.")
    return text


def read_database(text: str) -> str:
    """The address of a database. Raises UnfitError."""
    scheme, separator, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and not rest.startswith("/:memory:") and len(rest) > 1:
        return text
    if scheme == "postgresql+psycopg" and urlsplit(f"pg://{rest}").path.strip("/"):
        return text
    if scheme == "sqlite":
        raise UnfitError("It names no file: a database in memory would lose every message.")
    is_known = not separator or scheme.startswith("postgresql")
    raise UnfitError("It names no database." if is_known else "It is of a kind not known.")


def read_secrets(text: str) -> tuple[str, ...]:
    """Secrets, parted by blanks. Raises UnfitError."""
    secrets = _several(text, lambda each: len(each) < SHORTEST_SECRET, "Too short: secret")
    if any(len(set(secret)) < 8 for secret in secrets):  # noqa: PLR2004 (a pattern typed by hand)
        raise UnfitError("A secret repeats a few characters, so it can be guessed.")
    return secrets


def read_recipients(text: str) -> tuple[str, ...]:
    """Age recipients, parted by blanks. Raises UnfitError."""
    return _several(text, is_unfit, "Not an age recipient: number")


def read_mailbox(text: str) -> str:
    """An e-mail address. Raises UnfitError."""
    if mailbox_fault(text) is not None:
        raise UnfitError("It is not an e-mail address.")
    return text


def read_mailboxes(text: str) -> tuple[str, ...]:
    """E-mail addresses, parted by blanks. Raises UnfitError."""
    return _several(text, mailbox_fault, "Not an e-mail address: number")


def _several(text: str, fault: Callable[[str], object], what: str) -> tuple[str, ...]:
    """The values that blanks part. Raises UnfitError with the numbers of those that have a fault."""
    values = tuple(text.split())
    if wrong := [str(number) for number, each in enumerate(values, 1) if fault(each)]:
        raise UnfitError(f"{what} {', '.join(wrong)}.")
    return values


def read_certificates(text: str) -> Path:
    """A file of certificates. Raises UnfitError."""
    import ssl  # noqa: PLC0415 (only a worker needs it)

    try:
        ssl.create_default_context(cafile=text)
    except OSError:  # of the file, and of what stands in it: ssl.SSLError is one
        raise UnfitError("It is no file with certificates that can be read.") from None
    return Path(text)


def read_zone(text: str) -> ZoneInfo:
    """A time zone. Raises UnfitError."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnfitError("No such time zone is known.") from None


def read_smtp(text: str) -> Smtp:
    """The address of a mail server. Raises UnfitError."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/"):
        raise UnfitError("It is no address of a mail server.")
    if parts.query not in {"", "starttls=yes", "starttls=no"}:
        raise UnfitError("After the question mark only starttls=yes or starttls=no may stand.")
    tls = Tls.NONE if parts.query == "starttls=no" else Tls.STARTTLS
    if parts.scheme == "smtps":
        if tls is Tls.NONE:
            raise UnfitError("smtps:// does not go with starttls=no.")
        tls = Tls.IMPLICIT
    if tls is Tls.NONE and not _is_loopback(host):
        raise UnfitError("It sends mail unprotected to another machine.")
    if (parts.username is None) != (parts.password is None):
        raise UnfitError("It has a user without a password, or a password without a user.")
    login = [None if each is None else unquote(each) for each in (parts.username, parts.password)]
    return Smtp(host, port or (465 if tls is Tls.IMPLICIT else 587), tls, *login)


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
