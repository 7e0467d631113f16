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
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from sayasat_contact.contract_parts import Field, FieldKind
from sayasat_contact.errors import ContactFault, MailError, SealingError
from sayasat_contact.mailbox import wire_address
from sayasat_contact.outbox import Leased
from sayasat_contact.sealing import armor, open_sealed
from sayasat_contact.wording import MARKED, Texts

HEADERS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
)
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


def letter(leased: Leased, letterhead: Letterhead) -> bytes:
    """The mail, ready for SMTP: ASCII, lines end with CR LF. The same message gives the same bytes.

    Raises MailError where what is stored cannot be read, or Python's `email` makes no whole letter of it.
    """
    try:
        received = datetime.fromtimestamp(leased.received, UTC)
        subject = "suspect-subject" if _marks(leased) else "subject"
        title = letterhead.texts(f"contact.mail.{subject}", reference=leased.reference)
        # Dated by when it was written, and not by when it is sent: a repeated delivery is the same mail
        return composed(letterhead, title, received, leased.message_id, _text(leased, received, letterhead))
    except (ValueError, OverflowError, OSError):
        # A lone surrogate, a Message-ID of two lines, a time beyond the calendar: the handler wrote none
        raise _unreadable(leased) from None


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


def _text(leased: Leased, received: datetime, letterhead: Letterhead) -> str:
    texts = letterhead.texts
    policy, date = leased.agreed
    rows = [
        (texts("contact.mail.reference"), leased.reference),
        (texts("contact.mail.received"), texts.moment(received.astimezone(letterhead.zone))),
        (texts("contact.mail.language"), leased.language),
        (texts("contact.mail.agreed"), f"{letterhead.policies.get(policy, policy)}, {date}"),
        *((texts("contact.mail.suspect"), texts(f"contact.mail.suspect-{sign}")) for sign in _marks(leased)),
    ]
    head = "".join(f"{label}: {value}\n" for label, value in rows)
    return f"{head}\n{_content(leased, letterhead)}"


def _marks(leased: Leased) -> list[str]:
    """The signs that label the mail; the others are no reason to."""
    return [sign for sign in leased.suspicions if sign in MARKED]


def _content(leased: Leased, letterhead: Letterhead) -> str:
    if leased.is_sealed and not leased.body.startswith(_SEALED):
        raise _unreadable(leased)
    try:
        values = read_fields(leased.body, leased.is_sealed, letterhead.identities)
    except MailError:
        raise _unreadable(leased) from None
    if values is None:
        return f"{letterhead.texts('contact.mail.sealed')}\n\n{armor(leased.body)}"
    return "\n".join(_rows(values, letterhead))


def read_fields(body: bytes, is_sealed: bool, identities: Sequence[str]) -> Mapping[str, str] | None:
    """The fields of a stored message, agreement left out; None where it is sealed and no identity opens it.

    Raises MailError where they cannot be read.
    """
    if is_sealed:
        try:
            body = open_sealed(body, identities)
        except SealingError:
            return None
    try:
        values = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise MailError(
            [ContactFault("message", "Its stored body is damaged.", "Restore the database from a backup.")]
        )
    return {str(name): value for name, value in values.items() if isinstance(value, str)}


def _rows(values: Mapping[str, str], letterhead: Letterhead) -> Iterator[str]:
    """The form's fields in order, those that it no longer has, then long texts below their labels."""
    known = {field.name: field for field in letterhead.fields}
    labels = {
        name: letterhead.texts(f"contact.field.{name}.label").rstrip("?") for name in known if name in values
    }
    long = [name for name in labels if known[name].kind is FieldKind.TEXT]
    for name in [*labels, *(name for name in values if name not in known)]:
        if values[name] and name not in long:
            yield f"{labels.get(name, name)}: {_value(known.get(name), values[name], letterhead)}"
    for name in long:
        yield f"\n{labels[name]}:\n{values[name]}"


def _value(field: Field | None, value: str, letterhead: Letterhead) -> str:
    if field is None or field.kind is not FieldKind.CHOICE:
        return value
    title = letterhead.texts.texts.get(f"contact.{field.name}.{value}", value)
    return letterhead.policies.get(value, title) if field.name == "policy" else title


def _unreadable(leased: Leased) -> MailError:
    fault = ContactFault(
        leased.reference, "What is stored of it is damaged.", "Restore the database from a backup."
    )
    return MailError([fault])
