"""A letter holds what a visitor wrote, in its body only, and its headers are ours."""

from __future__ import annotations

import email.message
import json
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519  # type: ignore[import-untyped]

from sayasat_contact.arrival import Suspicion
from sayasat_contact.errors import MailError
from sayasat_contact.letter import HEADERS, letter, read_fields
from sayasat_contact.outbox import StoredMessage
from sayasat_contact.sealing import armor, open_sealed, seal
from sayasat_contact.wording import MARKED
from tests.contact.contract_sample import LANGUAGES, sample_contract
from tests.contact.mailroom import FIELDS, OFFICE, SENDER, letterhead

REFERENCE = "K7M2-QX9D-4RTC"
HOSTILE = (
    "=?utf-8?q?a=0D=0ABcc:_evil=40example.org?=",
    "=?utf-8?b?YQ0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=",
    "a\r\nBcc: evil@example.org\r\n\r\nb",
    "a\nBcc: evil@example.org",
    "a\x85Bcc: evil@example.org\u2028Bcc: evil@example.org",
    "\r\n.\r\nMAIL FROM:<evil@example.org>\r\n",
    "a" * 100_000,
)
OURS = x25519.Identity.generate()
OTHER = x25519.Identity.generate()


def leased(
    body: bytes | None = None, *, is_sealed: bool = False, suspicions: tuple[str, ...] = (), **fields: str
) -> StoredMessage:
    return StoredMessage(
        id=1,
        reference=REFERENCE,
        message_id=f"<{REFERENCE}@policies.example.org>",
        attempts=0,
        received=int(datetime(2026, 11, 24, 6, 0, tzinfo=UTC).timestamp()),
        language="ru",
        topic="data-access",
        agreed_policy="privacy",
        agreed_date="2026-11-24",
        agreed_sha256="ab" * 32,
        suspicions=" ".join(suspicions),
        is_sealed=is_sealed,
        body=json.dumps({**FIELDS, **fields}).encode() if body is None else body,
        state="waiting",
        trouble=None,
    )


def read(made: bytes) -> EmailMessage:
    message = message_from_bytes(made, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text(made: bytes) -> str:
    content = read(made).get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_a_letter_can_be_read_by_a_mail_program() -> None:
    made = letter(leased(), letterhead())
    message = read(made)
    assert message["From"] == SENDER
    assert message["To"] == ", ".join(OFFICE)
    assert REFERENCE in message["Subject"]
    assert message["Message-ID"] == f"<{REFERENCE}@policies.example.org>"
    assert message["Date"] == "Tue, 24 Nov 2026 06:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None
    assert message.get_content_type() == "text/plain"
    assert made.isascii()


def test_a_letter_says_what_was_written_and_agreed_to() -> None:
    lines = text(letter(leased(), letterhead())).split("\n")
    texts = letterhead().texts
    assert lines[:4] == [
        f"{texts('contact.mail.reference')}: {REFERENCE}",
        f"{texts('contact.mail.received')}: 2026-жылдын 24-ноябры, 12:00 (UTC+06:00)",
        f"{texts('contact.mail.language')}: ru",
        f"{texts('contact.mail.agreed')}: Купуялуулук саясаты, 2026-11-24",
    ]
    assert f"{texts('contact.field.name.label')}: Айгүл" in lines
    topic, policy = (texts(f"contact.field.{name}.label").rstrip("?") for name in ("topic", "policy"))
    assert f"{topic}: {texts('contact.topic.data-access')}" in lines
    assert f"{policy}: Купуялуулук саясаты" in lines
    assert "\n".join(lines).endswith(f"{texts('contact.field.message.label')}:\n{FIELDS['message']}\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subject_of_a_suspicious_message_says_so_and_the_letter_why(language: str) -> None:
    texts = sample_contract().texts[language]
    head = letterhead(texts=texts)
    made = letter(leased(suspicions=("address", "no-origin", "young")), head)
    assert read(made)["Subject"] == texts("contact.mail.suspect-subject", reference=REFERENCE)
    label = texts("contact.mail.suspect")
    reasons = [line for line in text(made).split("\n") if line.startswith(f"{label}: ")]
    assert reasons == [f"{label}: {texts(f'contact.mail.suspect-{sign}')}" for sign in ("address", "young")]
    assert tuple(read(made).keys()) == HEADERS


def test_an_old_phone_and_a_sign_of_a_newer_release_make_no_message_suspicious() -> None:
    signs = ("no-origin", "unheard-of")
    assert letter(leased(suspicions=signs), letterhead()) == letter(leased(), letterhead())


def test_every_sign_but_that_of_old_phones_is_told() -> None:
    assert set(MARKED) == set(Suspicion) - {Suspicion.NO_ORIGIN}


def test_the_same_message_gives_the_same_bytes() -> None:
    assert letter(leased(), letterhead()) == letter(
        replace(leased(), trouble="data 451", attempts=7), letterhead()
    )


def test_a_field_that_the_form_no_longer_has_is_shown_by_its_name_before_the_message() -> None:
    lines = text(letter(leased(fax="123"), letterhead())).split("\n")
    assert lines.index("fax: 123") < lines.index(FIELDS["message"].split("\n", maxsplit=1)[0])


def test_an_empty_field_is_left_out() -> None:
    label = letterhead().texts("contact.field.policy.label").rstrip("?")
    assert label not in text(letter(leased(policy=""), letterhead()))


@pytest.mark.parametrize(
    "message",
    [
        "a\n.\nb",
        ".\n..\n.",
        "a\r\n.\r\nMAIL FROM:<x@example.org>",
        "a" * 10_000_000,
        "\u2028\x85\x0b\x0c",
        "ң\n" * 5,
    ],
    ids=["dot", "dots", "smuggling", "10 MB", "line ends", "many"],
)
def test_no_line_of_a_message_is_one_of_the_mail_s(message: str) -> None:
    made = letter(leased(message=message), letterhead())
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not [line for line in lines if line.startswith(b".")]
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert text(made).replace("\r\n", "\n").rstrip("\n").endswith(message.replace("\r\n", "\n").rstrip("\n"))


@given(value=st.text() | st.sampled_from(HOSTILE))
def test_no_value_becomes_a_header(value: str) -> None:
    try:
        body = json.dumps({**dict.fromkeys(FIELDS, value), value: value}).encode()
        made = letter(
            replace(leased(body), language=value, agreed_policy=value, agreed_date=value), letterhead()
        )
    except MailError:
        assert not value.isprintable()  # a lone surrogate is no text
        return
    assert tuple(read(made).keys()) == HEADERS


def test_a_letter_in_which_a_value_reached_a_header_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11.7 and others let an encoded word break out of a header (CVE-2024-6923)."""
    monkeypatch.setattr(email.message.EmailMessage, "set_content", _in_the_header)
    with pytest.raises(MailError, match="Install a newer Python"):
        letter(leased(), letterhead())


def _in_the_header(message: EmailMessage, content: str, cte: str) -> None:
    """What a careless change, or a faulty module, would make of a letter."""
    email.message.MIMEPart.set_content(message, content, cte=cte)
    message._headers.append(("Bcc", "evil@example.org"))  # type: ignore[attr-defined]


def test_a_sealed_message_stays_sealed_without_an_identity() -> None:
    sealed = seal(leased().body, [str(OURS.to_public())])
    made = text(letter(leased(sealed, is_sealed=True), letterhead()))
    assert FIELDS["name"] not in made
    begin = made.index("-----BEGIN AGE")
    assert letterhead().texts("contact.mail.sealed") in made[:begin]
    assert armor(sealed) in made


def test_a_sealed_message_is_opened_with_the_worker_s_identity() -> None:
    sealed = seal(leased().body, [str(OURS.to_public())])
    made = text(letter(leased(sealed, is_sealed=True), letterhead(identities=(str(OURS),))))
    assert FIELDS["name"] in made
    assert "AGE ENCRYPTED" not in made


def test_a_message_that_the_worker_cannot_open_is_left_to_the_office() -> None:
    """The office changed its key, and the worker's identity is not the one that it was sealed to."""
    sealed = seal(leased().body, [str(OTHER.to_public())])
    made = text(letter(leased(sealed, is_sealed=True), letterhead(identities=(str(OURS),))))
    assert open_sealed(sealed, [str(OTHER)]) == leased().body
    assert armor(sealed) in made


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{", b"null", b"[" * 100_000, b'{"name": "\\ud800"}'])
def test_a_damaged_body_is_an_error_that_names_the_message_and_holds_none_of_it(body: bytes) -> None:
    with pytest.raises(MailError, match=f"{REFERENCE}: What is stored of it is damaged"):
        letter(leased(body), letterhead())


@pytest.mark.parametrize(
    "damage", [{"received": 10**18}, {"received": -(10**18)}, {"message_id": "<a@b>\r\nBcc: c@example.org"}]
)
def test_a_damaged_row_is_the_same_error(damage: dict[str, Any]) -> None:
    with pytest.raises(MailError, match=REFERENCE):
        letter(replace(leased(), **damage), letterhead())


@pytest.mark.parametrize("body", [b"", b"age", b"not sealed"])
def test_what_is_no_age_file_is_no_sealed_message(body: bytes) -> None:
    with pytest.raises(MailError):
        letter(leased(body, is_sealed=True), letterhead())


def test_fields_that_are_no_text_are_left_out() -> None:
    assert read_fields(leased(b'{"a": "b", "c": true, "d": ["e"]}'), ()) == {"a": "b"}


def test_a_domain_goes_over_the_wire_in_ascii() -> None:
    made = letter(leased(), letterhead(recipients=("office@мисал.kg",)))
    assert read(made)["To"] == "office@xn--80apkb0a.kg"
