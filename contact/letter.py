"""A stored message as a mail to the office. Pure.

What a visitor wrote stands in the body only, as base64: no line of it can be a header, a lone dot or an end
of line that two mail servers read differently (SMTP smuggling). The headers hold the publisher's words, the
settings' addresses and the reference. There is no Reply-To: nobody answers a visitor by accident.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from contact.contract import MARKED, Field, FieldKind, Texts
from contact.errors import ContactError, ContactFault, MailError, SealingError
from contact.outbox import Leased
from contact.sealing import armor, open_sealed

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

    Raises MailError where what is stored cannot be read.
    """
    try:
        return _compose(leased, letterhead).as_bytes()
    except (ValueError, OverflowError, OSError):
        # A lone surrogate, a Message-ID of two lines, a time beyond the calendar: the handler wrote none
        raise _unreadable(leased) from None


def _compose(leased: Leased, letterhead: Letterhead) -> EmailMessage:
    received = datetime.fromtimestamp(leased.received, UTC)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = envelope(letterhead.sender)
    mail["To"] = ", ".join(map(envelope, letterhead.recipients))
    subject = "suspect-subject" if _marks(leased) else "subject"
    mail["Subject"] = letterhead.texts(f"contact.mail.{subject}", reference=leased.reference)
    # When it was written, and not when it is sent: a repeated delivery is the same mail
    mail["Date"] = format_datetime(received)
    mail["Message-ID"] = leased.message_id
    # RFC 3834: no holiday notice comes back
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(leased, received, letterhead), cte="base64")
    return mail


def envelope(address: str) -> str:
    """An address as it goes over the wire: the domain as the Domain Name System has it (IDNA)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def self_test() -> None:
    """Raise MailError unless letters made of hostile values have exactly the headers that they should.

    Python's `email` lets an encoded word break out of a header (CVE-2024-6923, and CVE-2026-1299 in another
    place): the versions in use differ, so what is asked is not the version but whether our letters are whole.
    """
    for message in map(_sample, _HOSTILE):
        made = letter(message, _SAMPLE_HEAD)
        read = message_from_bytes(made, policy=default)
        block, _, body = made.partition(b"\r\n\r\n")
        lines = [line for line in block.decode("ascii").split("\r\n") if not line.startswith((" ", "\t"))]
        is_whole = (
            tuple(read.keys()) == HEADERS
            and tuple(line.partition(":")[0] for line in lines) == HEADERS
            and not read.is_multipart()
            and all(line.isalnum() or set(line) <= _BASE64 for line in body.decode("ascii").split("\r\n"))
        )
        if not is_whole:
            fault = ContactFault(
                "Python", "Its module email puts text into headers.", "Install a newer Python."
            )
            raise MailError([fault])


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
    body = leased.body
    if leased.is_sealed:
        if not body.startswith(_SEALED):
            raise _unreadable(leased)
        try:
            body = open_sealed(body, letterhead.identities) if letterhead.identities else b""
        except SealingError:
            body = b""
        if not body:
            return f"{letterhead.texts('contact.mail.sealed')}\n\n{armor(leased.body)}"
    try:
        values = read_fields(body)
    except ContactError:
        raise _unreadable(leased) from None
    return "\n".join(_rows(values, letterhead))


def read_fields(body: bytes) -> Mapping[str, str]:
    """The fields of an opened message, agreement left out. Raises MailError where they cannot be read."""
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


_BASE64 = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")

_HOSTILE = (
    "=?utf-8?q?a=0D=0ABcc:_evil=40example.org?=",
    "=?utf-8?b?YQ0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=",
    "a\r\nBcc: evil@example.org\r\n\r\nb",
    "a\nBcc: evil@example.org",
    "a\x85Bcc: evil@example.org\u2028Bcc: evil@example.org",
    "\r\n.\r\nMAIL FROM:<evil@example.org>\r\n",
    "a" * 100_000,
)

_SAMPLE_HEAD = Letterhead(
    sender="form@example.org",
    recipients=("office@example.org", "second@example.org"),
    texts=Texts(
        "ky",
        MappingProxyType(
            {
                "contact.mail.subject": "Сайттан кат {reference}",
                "contact.mail.suspect-subject": "Шектүү кат {reference}",
                "contact.mail.suspect": "g",
                "contact.mail.suspect-young": "h",
                "contact.mail.reference": "a",
                "contact.mail.received": "b",
                "contact.mail.language": "c",
                "contact.mail.agreed": "d",
                "contact.field.name.label": "e",
                "contact.field.message.label": "f",
                "contact.date.long": "{year} {month} {day}",
                "contact.date.months": "1 2 3 4 5 6 7 8 9 10 11 12",
            }
        ),
    ),
    fields=(Field("name", FieldKind.LINE, required=True), Field("message", FieldKind.TEXT, required=True)),
    policies=MappingProxyType({}),
    zone=ZoneInfo("UTC"),
)


def _sample(hostile: str) -> Leased:
    body = json.dumps({"name": hostile, "email": hostile, "message": hostile, hostile: hostile})
    sample = Leased(
        message=0,
        owner="self-test",
        reference="2222-2222-2222",
        message_id="<2222-2222-2222@example.org>",
        attempts=0,
        received=0,
        language="ky",
        agreed=("privacy", "2026-01-01"),
        suspicions=("young",),
        is_sealed=False,
        body=body.encode(),
    )
    return replace(sample, language=hostile, agreed=(hostile, hostile))
