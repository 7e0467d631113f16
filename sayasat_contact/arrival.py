"""A message that arrives, and what becomes of it for whoever sent it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Suspicion(StrEnum):
    """Why a message may be no person's. It is sent like any other: only a person can tell."""

    HONEYPOT = "honeypot"
    YOUNG = "young"
    ADDRESS = "address"
    """Its address sent more than the limit in this hour."""

    NO_ORIGIN = "no-origin"
    """The browser said neither Sec-Fetch-Site nor Origin: old phones do not. No reason to label the mail."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that was found good, ready to be stored."""

    keys: tuple[str, ...]
    """What makes a second sending the same, each of them alone: the token's nonce, and a client's key."""

    contents: tuple[str, ...]
    """Keyed hashes of its content, one for each secret: the first is stored, any is recognised."""

    networks: tuple[str, ...]
    """Of its address, blinded, the narrowest first: see `sayasat_contact.limits`."""

    language: str
    topic: str
    policy: tuple[str, str, str]
    """Id, date (YYYY-MM-DD) and SHA-256 of the policy agreed to."""

    contract: str
    host: str
    """Of the site; the right side of the Message-ID."""

    body: bytes
    is_sealed: bool
    suspicions: frozenset[Suspicion]


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is stored for good, now or at an earlier sending."""

    reference: str
    is_first: bool = False
    """The first in this hour whose mail is sent later, because too many came."""


@dataclass(frozen=True, slots=True)
class Different:
    """Other content was received under the same key; this one was not stored."""

    reference: str
    """Of the first."""


@dataclass(frozen=True, slots=True)
class Limited:
    """Too many messages of its network in this hour; it was not stored."""

    seconds: int
    """Until more are taken."""

    is_first: bool = False
    """Of its network, in this hour."""


@dataclass(frozen=True, slots=True)
class Full:
    """The messages that are kept take the space there is; it was not stored."""

    is_first: bool
    """In this hour."""


Outcome = Accepted | Different | Limited | Full
"""What a message that arrives can come to."""


class MessageStatus(StrEnum):
    """What a visitor may know of a message."""

    RECEIVED = "received"
    PASSED = "passed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Of one message, without anything personal."""

    reference: str
    received: datetime
    """UTC, to the second."""

    status: MessageStatus
