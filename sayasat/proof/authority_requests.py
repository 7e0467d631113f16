"""Asks timestamp authorities (RFC 3161) and fetches revocation lists, over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Final

from sayasat.errors import Fault, ToolError

_SECONDS: Final = 30
_LARGEST: Final = 8 << 20
"""A timestamp has some thousand bytes; a revocation list of a large authority some million."""


def post_query(url: str, query: bytes) -> bytes:
    """The answer of a timestamp authority to a query. Raises ToolError if there is none."""
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    return _read(urllib.request.Request(url, query, headers))  # noqa: S310 (`read_settings` allows http only)


def fetch(url: str) -> bytes:
    """The bytes at a URL. Raises ToolError."""
    return _read(urllib.request.Request(url))  # noqa: S310 (as above)


def _read(request: urllib.request.Request) -> bytes:
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 (as above)
            data: bytes = answer.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        problem = str(error.reason if isinstance(error, urllib.error.URLError) else error)
        facts = (("problem", " ".join(problem.split())),)
        raise ToolError([Fault("proof-unreachable", request.full_url, facts)]) from error
    if len(data) > _LARGEST:
        raise ToolError([Fault("proof-unreachable", request.full_url, (("problem", f"> {_LARGEST} B"),))])
    return data
