"""The token in a form: when the page with the form was opened, and a number of its own, signed.

It is no secret and no login. It tells a page that a person had before them from a blind POST, and its nonce
makes sending the same page twice the same as sending it once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, TimestampSigner

YOUNGEST = timedelta(seconds=3)
"""Nobody reads and fills the form faster; the mail of what comes sooner says so."""

OLDEST = timedelta(hours=24)

SKEW = timedelta(minutes=5)
"""By how much the clocks of two machines, or of one that was set back, may differ."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A token that was found genuine and not too old."""

    nonce: str
    is_young: bool


class Stamper:
    """Makes and reads tokens; the first secret signs, all verify."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._keys = list(reversed(secret_keys))

    def issue(self, language: str, now: datetime, opened: timedelta = timedelta(0)) -> str:
        """A token for the form in a language: letters, digits, "-", "_" and ".".

        ``opened`` is how long ago the page with the form was opened. A script may fetch the token only while
        it sends, and the page that asks to check a message gets its own: neither makes the visitor quick.
        More than `YOUNGEST` counts as `YOUNGEST`, so that no claim makes a token expire.
        """
        made = now - max(timedelta(0), min(opened, YOUNGEST))
        return self._signer(language, made).sign(secrets.token_urlsafe(16)).decode("ascii")

    def read(self, token: str, language: str, now: datetime) -> Stamp | None:
        """None for one that is forged, cut, expired, of another language, or from the future."""
        if len(token) > 200 or not token.isascii():  # noqa: PLR2004 (ours have 80)
            return None
        try:
            nonce, made = self._signer(language, now).unsign(token, return_timestamp=True)
        except BadData:
            return None
        age = now - made
        if not -SKEW <= age <= OLDEST:
            return None
        return Stamp(nonce.decode("ascii"), age < YOUNGEST)

    def _signer(self, language: str, now: datetime) -> TimestampSigner:
        # itsdangerous takes the oldest key first; the salt keeps tokens of other uses and languages out
        return _Signer(now, self._keys, f"contact form {language}")


class _Signer(TimestampSigner):
    """With the clock as an argument."""

    def __init__(self, now: datetime, keys: list[str], salt: str) -> None:
        super().__init__(keys, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
        self._now = int(now.timestamp())

    def get_timestamp(self) -> int:
        return self._now
