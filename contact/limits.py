"""How many messages are taken in an hour, counted without keeping an address. Pure.

An address is only ever used blinded: HMAC-SHA-256 under a key that is made from the secret and the day (UTC),
so that it cannot be read back without the secret, nor joined to that of another day.

A mobile operator may stand behind one address. So what goes over an address's limit is first only labelled,
and refused only from five times the limit on; the limit in total holds against many addresses at once.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address

WINDOW = 3600
"""Seconds. Windows begin with the hours of UTC, so each lies within one day."""

TOTAL = "total"
"""What the count of all messages is stored under."""

_REFUSED_FROM = 5
_UNKNOWN = b"unknown"
_V6_NETWORK = 8
"""Bytes of a /64: what one household or one phone is given (RFC 6177)."""


class LimitVerdict(Enum):
    """What is done with a message, as far as counts go."""

    TAKE = 0
    LABEL = 1
    """It is taken, and its mail says that its address sent many."""

    REFUSE = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages in a window."""

    address: int
    total: int

    def verdict(self, of_address: int, in_total: int) -> LimitVerdict:
        """For a message that is the given number-th of its address, and in total, in this window."""
        if in_total > self.total or of_address > self.address * _REFUSED_FROM:
            return LimitVerdict.REFUSE
        return LimitVerdict.LABEL if of_address > self.address else LimitVerdict.TAKE


def blinded(address: str | None, secret: str, now: datetime) -> str:
    """32 hexadecimal digits for an IPv4 address or IPv6 network (/64); all else is one and the same."""
    day_key = hmac.digest(secret.encode(), f"contact address {now:%Y-%m-%d}".encode(), hashlib.sha256)
    return hmac.digest(day_key, _network(address), hashlib.sha256).hex()[:32]


def window(now: datetime) -> int:
    """When the window began, in seconds since 1970 UTC."""
    return int(now.timestamp()) // WINDOW * WINDOW


def seconds_left(now: datetime) -> int:
    """Until the next window begins; at least 1."""
    return window(now) + WINDOW - int(now.timestamp())


def _network(address: str | None) -> bytes:
    try:
        # A zone id (RFC 4007) names a wire of the server's, not the visitor
        parsed = ip_address((address or "").strip().partition("%")[0])
    except ValueError:
        return _UNKNOWN
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.packed[:_V6_NETWORK]
    v4 = parsed if isinstance(parsed, IPv4Address) else parsed.ipv4_mapped
    assert v4 is not None
    return v4.packed
