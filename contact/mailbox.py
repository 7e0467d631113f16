"""E-mail addresses, more strictly than RFC 5321 allows. Pure.

One bare address: no name, comment, quotes, list or address literal. ``=?`` is refused wherever it stands:
Python's own `email` decodes encoded words inside a local part, which let a line end into headers
(CVE-2024-6923). A domain may be in another script (IDNA), yet no label mixes scripts: a Cyrillic «а» among
Latin letters is a slip of the keyboard or a trap.
"""

from __future__ import annotations

import re
from enum import StrEnum

_LOCAL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE | re.ASCII
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE | re.ASCII)
_FOREIGN_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE | re.ASCII)
_LONGEST = 254
_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 253


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
    local, at, domain = text.rpartition("@")
    if not at or len(text) > _LONGEST or len(local) > _LONGEST_LOCAL or "=?" in text:
        return MailboxFault.SYNTAX
    if re.search(r"[^\W\d_]", re.sub(r"[\x00-\x7f]", "", local)) or any(map(_is_mixed, domain.split("."))):
        return MailboxFault.LETTERS
    return None if _LOCAL.fullmatch(local) and _is_domain(domain) else MailboxFault.SYNTAX


def _is_mixed(label: str) -> bool:
    return not label.isascii() and bool(_LATIN.search(label))


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) == 1 or labels[-1].isdigit():
        return False
    encoded = [_encoded(label) for label in labels]
    return all(_LABEL.fullmatch(label) for label in encoded) and len(".".join(encoded)) <= _LONGEST_DOMAIN


def _encoded(label: str) -> str:
    """The label as the Domain Name System has it (IDNA); empty where it can have none."""
    if label.isascii():
        return label
    if not _FOREIGN_LABEL.fullmatch(label):
        return ""
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
