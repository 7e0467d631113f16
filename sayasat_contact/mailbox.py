"""E-mail addresses: one bare address that an office can answer to. Pure.

`email-validator` checks it by RFC 5321 and IDNA 2008, without names, comments, quotes, lists or address
literals. Here is added: ``=?`` is refused wherever it stands, because Python's own `email` decodes encoded
words inside a local part, which let a line end into headers (CVE-2024-6923); and no label of a domain mixes
scripts: a Cyrillic «а» among Latin letters is a slip of the keyboard or a trap.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class MailboxFault(StrEnum):
    """Why an address cannot be used; each has its text ``contact.error.email.…``."""

    SYNTAX = "syntax"
    LETTERS = "letters"
    """Cyrillic or other letters where only Latin ones can stand."""

    SEVERAL = "several"


def mailbox_fault(text: str) -> MailboxFault | None:
    """What is wrong with one address, blanks around it included; None where it can be used."""
    if len(re.findall(r"[@＠]", text)) > 1 and re.search(r"[,;\s]", text):
        return MailboxFault.SEVERAL
    local, _, domain = text.rpartition("@")
    scripts = [_scripts(label) for label in domain.split(".")]
    if not all(each.isascii() for each in local if each.isalpha()) or any(map(_is_mixed, scripts)):
        return MailboxFault.LETTERS
    try:
        wire_address(text)
    except ValueError:
        return MailboxFault.SYNTAX
    return MailboxFault.SYNTAX if "=?" in text else None


def wire_address(text: str) -> str:
    """An address as it goes over the wire: the domain as the Domain Name System has it (IDNA 2008).

    Raises `email_validator.EmailNotValidError`, a ValueError.
    """
    # Here, for only a message needs it: a cold start does not pay for it
    from email_validator import validate_email  # noqa: PLC0415

    checked = validate_email(
        text, check_deliverability=False, allow_smtputf8=False, strict=True, test_environment=True
    )
    return str(checked.ascii_email)


def _is_mixed(scripts: set[str]) -> bool:
    return "LATIN" in scripts and len(scripts) > 1


def _scripts(text: str) -> set[str]:
    """The scripts of its letters, by the first word of their names."""
    return {unicodedata.name(each, "?").split()[0] for each in text if each.isalpha()}
