"""Sealing a message to the office's public keys (age, https://age-encryption.org/v1), and opening it.

The handler holds recipients only: whoever steals the database or the handler can read no message.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped] # it ships no types
from pyrage import x25519

from sayasat_contact.errors import ContactFault, SealingError

_ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END = "-----END AGE ENCRYPTED FILE-----"


def is_unfit(recipient: str) -> bool:
    """Whether it is no age recipient (``age1…``)."""
    return not _is_key(x25519.Recipient, recipient)


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """A binary age file that any one of the recipients, which are fit, can open."""
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
    if not identities or not all(_is_key(x25519.Identity, each) for each in identities):
        raise SealingError([_unreadable(path, "a line is no age identity" if identities else "it is empty")])
    return identities


def armor(sealed: bytes) -> str:
    """The same age file as text for a mail, a line end after every line; the age tool reads both."""
    lines = textwrap.wrap(base64.b64encode(sealed).decode("ascii"), 64)
    return "\n".join([_ARMOR_BEGIN, *lines, _ARMOR_END, ""])


def _is_key(kind: Any, text: str) -> bool:  # noqa: ANN401 (pyrage ships no types)
    try:
        kind.from_str(text)
    except (pyrage.RecipientError, pyrage.IdentityError):
        return False
    return True


def _unreadable(path: Path, why: str) -> ContactFault:
    return ContactFault(str(path), f"No identity can be read: {why}.", "Name the file that age-keygen wrote.")
