"""How many messages are taken in an hour, counted without keeping an address. Pure.

An address is only ever used blinded: HMAC-SHA-256 under a key that is made from the secret and the day (UTC),
so that it cannot be read back without the secret, nor joined to that of another day.

A count is kept for each network that an address is in: of IPv6 the /64 of a household or phone, the /56 of
a site and the /48 of an organisation (RFC 6177), of IPv4 the address and its /24. A wider network may send
twice as much as the one in it. A mobile operator may stand behind one address: so what goes over a limit is
first only labelled, and refused only from five times the limit on. What is refused for one network does not
count for the wider ones, so it closes the form for nobody else.

Nobody is refused for what others sent: what goes over the limit in total is taken, and mailed later, so many
an hour as the limit says.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

WINDOW = 3600
"""Seconds. Windows begin with the hours of UTC, so each lies within one day."""

TOTAL = "total"
"""What the count of all messages is stored under."""

HELD = "held"
"""What the count of those that are mailed later is stored under."""

FULL = "full"
"""What the count of those is stored under that were not taken because those that are kept take the space."""

SIZE = "size"
"""What the size of all messages is counted under, in KB."""

MOST_STORED = 1000
"""MB that messages take at most, where no setting says otherwise."""

REFUSED = "{} refused"
"""What the count of those that a network was refused is stored under."""

MOST_HELD = timedelta(hours=6)
"""A message is not mailed later than this for the sake of the limit in total."""

_REFUSED_FROM = 5
_V6 = (64, 56, 48)
_V4 = (32, 24)


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages in a window, and the space for those that are kept."""

    address: int
    total: int
    stored: int = MOST_STORED * 1000
    """KB."""

    def labels(self, width: int, count: int) -> bool:
        """Whether a message that is the count-th in this window of a network is labelled for it.

        ``width``: 0 for the narrowest that the address is in, 1 for the next, and so on.
        """
        return count > self.address << width

    def refuses(self, width: int, count: int) -> bool:
        """Whether it is refused."""
        return count > (self.address << width) * _REFUSED_FROM

    def held(self, in_total: int) -> timedelta:
        """For how long the mail of a message waits that is the given number-th in this window."""
        return min(timedelta(seconds=WINDOW) * ((in_total - 1) // self.total), MOST_HELD)


def blinded(address: str | None, secret: str, now: datetime) -> tuple[str, ...]:
    """32 hexadecimal digits for each network, the narrowest first; what is no address is one and the same."""
    day_key = hmac.digest(secret.encode(), f"contact address {now:%Y-%m-%d}".encode(), hashlib.sha256)
    return tuple(
        hmac.digest(day_key, network.encode(), hashlib.sha256).hex()[:32] for network in _networks(address)
    )


def window(now: datetime) -> int:
    """When the window began, in seconds since 1970 UTC."""
    return int(now.timestamp()) // WINDOW * WINDOW


def seconds_left(now: datetime) -> int:
    """Until the next window begins; at least 1."""
    return window(now) + WINDOW - int(now.timestamp())


def _networks(address: str | None) -> list[str]:
    try:
        # A zone id (RFC 4007) names a wire of the server's, not the visitor
        parsed = ip_address((address or "").strip().partition("%")[0])
    except ValueError:
        return ["unknown"]
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    lengths = _V6 if parsed.version == 6 else _V4  # noqa: PLR2004
    return [f"{int(parsed) >> (parsed.max_prefixlen - length):x}/{length}" for length in lengths]
