"""What a request says of itself: which answer it wants, where it comes from, and its keys. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta

from sayasat_contact.posted import JSON, PostedError, PostedRequest
from sayasat_contact.problem import TYPE, Refusal

_KEY = re.compile(r'"?([!-~]{16,128}?)"?')
"""An Idempotency-Key, quoted or not. Shorter ones can be guessed, and with them another's reference."""


_SECONDS = re.compile(r"[0-9]{1,9}")


def wants_json(request: PostedRequest) -> bool:
    """Whether the answer is to be JSON."""
    if request.mimetype == JSON:
        return True
    best = request.accept_mimetypes.best_match(["text/html", JSON, TYPE])
    return best in {JSON, TYPE}


def is_from_elsewhere(request: PostedRequest, origin: str) -> bool:
    """Whether a page of another site sent it (Fetch Metadata; without it, RFC 6454).

    What says neither is taken: old phones do not. It is noted as a sign.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":
        return False
    return site not in {None, "none"} or request.headers.get("Origin", origin) != origin


def page_age(request: PostedRequest) -> timedelta:
    """How long the script says that its page has been open; nothing where it does not say so in seconds."""
    match = _SECONDS.fullmatch(request.args.get("opened", ""))
    return timedelta(seconds=int(match[0])) if match else timedelta(0)


def client_key(request: PostedRequest) -> str:
    """The client's own, or empty. Raises PostedError."""
    value = request.headers.get("Idempotency-Key", "")
    match = _KEY.fullmatch(value)
    if value and not match:
        raise PostedError(Refusal.BAD)
    return match[1] if match else ""


def content_hash(secret: str, language: str, body: bytes) -> str:
    """A keyed hash: from a plain one, a stolen database would tell whether a guessed text was sent."""
    key = hmac.digest(secret.encode(), b"contact content", hashlib.sha256)
    return hmac.digest(key, language.encode() + b"\0" + body, hashlib.sha256).hex()
