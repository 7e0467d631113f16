"""Sealing a message to the office's public keys (age, https://age-encryption.org/v1), and opening it.

The handler holds recipients only: whoever steals the database or the handler can read no message.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pyrage  # type: ignore[import-untyped] # it ships no types
from pyrage import x25519

from contact.errors import ContactFault, SealingError

_ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END = "-----END AGE ENCRYPTED FILE-----"


def check_recipients(recipients: Sequence[str], where: str) -> tuple[ContactFault, ...]:
    """A fault for each that is no age recipient (``age1…``), by its number, from 1."""
    return tuple(
        ContactFault(
            where,
            f"Recipient {number} is not an age recipient.",
            "Paste the line age1… that age-keygen printed.",
        )
        for number, recipient in enumerate(recipients, 1)
        if not _is_recipient(recipient)
    )


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """A binary age file that any one of the recipients can open. Raises SealingError."""
    faults = check_recipients(recipients, "recipients")
    if faults or not recipients:
        raise SealingError(faults or [ContactFault("recipients", "There is none.", "Name one.")])
    return bytes(pyrage.encrypt(content, [x25519.Recipient.from_str(each) for each in recipients]))


def open_sealed(sealed: bytes, identities: Sequence[str]) -> bytes:
    """What was sealed. Raises SealingError where no identity fits, or the file was damaged."""
    try:
        return bytes(pyrage.decrypt(sealed, [x25519.Identity.from_str(each) for each in identities]))
    except (pyrage.IdentityError, pyrage.DecryptError):
        fault = ContactFault(
            "identity",
            "No identity given opens this message, or it is damaged.",
            "Give the identity that was in use when it came.",
        )
        raise SealingError([fault]) from None


def read_identities(path: Path) -> tuple[str, ...]:
    """The ``AGE-SECRET-KEY-…`` lines of a file as age-keygen writes it. Raises SealingError."""
    try:
        lines = path.read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SealingError([_unreadable(path, type(error).__name__)]) from None
    identities = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if not identities or not all(map(_is_identity, identities)):
        raise SealingError([_unreadable(path, "a line is no age identity" if identities else "it is empty")])
    return identities


def armor(sealed: bytes) -> str:
    """The same age file as text for a mail, a line end after every line; the age tool reads both."""
    lines = textwrap.wrap(base64.b64encode(sealed).decode("ascii"), 64)
    return "\n".join([_ARMOR_BEGIN, *lines, _ARMOR_END, ""])


def _is_recipient(text: str) -> bool:
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def _is_identity(text: str) -> bool:
    try:
        x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        return False
    return True


def _unreadable(path: Path, why: str) -> ContactFault:
    return ContactFault(str(path), f"No identity can be read: {why}.", "Name the file that age-keygen wrote.")
