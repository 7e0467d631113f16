"""A stored message as a mail to the office. Pure.

What a visitor wrote stands in the body only, as base64: no line of it can be a header, a lone dot or an end
of line that two mail servers read differently (SMTP smuggling). The headers hold the publisher's words, the
settings' addresses and the reference. There is no Reply-To: nobody answers a visitor by accident.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from sayasat_contact.contract_parts import Field, FieldKind
from sayasat_contact.errors import ContactFault, MailError, SealingError
from sayasat_contact.mailbox import wire_address
from sayasat_contact.outbox import StoredMessage
from sayasat_contact.sealing import armor, open_sealed
from sayasat_contact.wording import MARKED, Texts

_MIME = ("Content-Type", "Content-Transfer-Encoding", "MIME-Version")
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", *_MIME)
"""The headers of every letter, in this order, each once, and no other."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n]*")
_SEALED = b"age-encryption.org/v1\n"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all letters have in common."""

    sender: str
    recipients: tuple[str, ...]
    texts: Texts
    """In the publisher's first language."""

    fields: tuple[Field, ...]
    policies: Mapping[str, str]
    """Titles by id, in the same language."""

    zone: ZoneInfo
    identities: tuple[str, ...] = ()
    """With one that fits, a sealed message is opened; else it stands in the letter as age armor."""


def letter(message: StoredMessage, letterhead: Letterhead) -> bytes:
    """The mail, ready for SMTP: ASCII, lines end with CR LF. The same message gives the same bytes.

    Raises MailError where what is stored cannot be read, or Python's `email` makes no whole letter of it.
    """
    key = "contact.mail.suspect-subject" if _marks(message) else "contact.mail.subject"
    subject = letterhead.texts(key, reference=message.reference)
    try:
        # Dated by when it was written, and not by when it is sent: a repeated delivery is the same mail
        return composed(
            letterhead, subject, message.received_at, message.message_id, _text(message, letterhead)
        )
    except (ValueError, OverflowError, OSError):
        # A lone surrogate, a Message-ID of two lines, a time beyond the calendar: the handler wrote none
        raise _damaged(message) from None


def composed(letterhead: Letterhead, subject: str, date: datetime, message_id: str, text: str) -> bytes:
    """A mail to the office. Raises ValueError for what cannot stand in one, and MailError."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = wire_address(letterhead.sender)
    mail["To"] = ", ".join(map(wire_address, letterhead.recipients))
    mail["Subject"] = subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    # RFC 3834: no holiday notice comes back
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="base64")
    made = mail.as_bytes()
    _check(made)
    return made


def _check(made: bytes) -> None:
    """Raise MailError unless the letter has exactly the headers that it should, and a body of base64.

    Python's `email` lets an encoded word break out of a header (CVE-2024-6923, and CVE-2026-1299 in another
    place): the versions in use differ, so what is asked is not the version but whether this letter is whole.
    """
    block, _, body = made.partition(b"\r\n\r\n")
    lines = [line for line in block.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    names = tuple(line.partition(b":")[0].decode("ascii") for line in lines)
    read = message_from_bytes(made, policy=default)
    is_whole = names == tuple(read.keys()) == HEADERS and not read.is_multipart()
    if not is_whole or not _BASE64.fullmatch(body):
        fix = "Install a newer Python."
        raise MailError([ContactFault("Python", "Its module email puts text into headers.", fix)])


def _text(message: StoredMessage, letterhead: Letterhead) -> str:
    texts = letterhead.texts
    policy = letterhead.policies.get(message.agreed_policy, message.agreed_policy)
    rows = [
        ("reference", message.reference),
        ("received", texts.moment(message.received_at.astimezone(letterhead.zone))),
        ("language", message.language),
        ("agreed", f"{policy}, {message.agreed_date}"),
        *(("suspect", texts(f"contact.mail.suspect-{sign}")) for sign in _marks(message)),
    ]
    head = "".join(f"{texts(f'contact.mail.{name}')}: {value}\n" for name, value in rows)
    if message.is_sealed and not message.body.startswith(_SEALED):
        raise _damaged(message)
    values = read_fields(message, letterhead.identities)
    if values is None:
        return f"{head}\n{texts('contact.mail.sealed')}\n\n{armor(message.body)}"
    return f"{head}\n" + "\n".join(_rows(values, letterhead))


def _marks(message: StoredMessage) -> list[str]:
    """The signs that label the mail; the others are no reason to."""
    return [sign for sign in message.suspicions.split() if sign in MARKED]


def read_fields(message: StoredMessage, identities: Sequence[str]) -> Mapping[str, str] | None:
    """The fields of a stored message, agreement left out; None where it is sealed and no identity opens it.

    Raises MailError where they cannot be read.
    """
    body = message.body
    if message.is_sealed:
        try:
            body = open_sealed(body, identities)
        except SealingError:
            return None
    try:
        values = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise _damaged(message)
    return {str(name): value for name, value in values.items() if isinstance(value, str)}


def _rows(values: Mapping[str, str], letterhead: Letterhead) -> Iterator[str]:
    """The form's fields in order, those that it no longer has, then long texts below their labels."""
    known = {field.name: field for field in letterhead.fields}
    long = []
    for name in [
        *(name for name in known if name in values),
        *(name for name in values if name not in known),
    ]:
        value, field = values[name], known.get(name)
        label = letterhead.texts(f"contact.field.{name}.label").rstrip("?") if field else name
        if field and field.kind is FieldKind.TEXT:
            long.append(f"\n{label}:\n{value}")
        elif value:
            is_choice = field and field.kind is FieldKind.CHOICE
            yield f"{label}: {_choice(name, value, letterhead) if is_choice else value}"
    yield from long


def _choice(name: str, value: str, letterhead: Letterhead) -> str:
    """What a choice is called; one that the form no longer has is itself."""
    if name == "policy":
        return letterhead.policies.get(value, value)
    return letterhead.texts.texts.get(f"contact.{name}.{value}", value)


def _damaged(message: StoredMessage) -> MailError:
    what = "What is stored of it is damaged."
    return MailError([ContactFault(message.reference, what, "Restore the database from a backup.")])
