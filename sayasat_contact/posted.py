"""What a client posted: a form, form data or JSON, within limits, as values by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import IO
from urllib.parse import parse_qsl

from werkzeug import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from sayasat_contact.form import Sent
from sayasat_contact.problem import Refusal

MOST_BYTES = 128 * 1024
"""Of a body. The longest message in Cyrillic letters, each sent as %D0%B0, takes a quarter."""

MOST_DISCARDED = 256 * 1024
"""Of a body that is refused: as much as the web server before us lets through (sayasat/hosting/rules.py)."""

MOST_FIELDS = 40

FORM = "application/x-www-form-urlencoded"
FORM_DATA = "multipart/form-data"
JSON = "application/json"


class PostedError(Exception):
    """A body that cannot be read; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


class PostedRequest(Request):
    """A request whose body is never taken in beyond the limit, whatever its length claims to be."""

    max_content_length: int | None = MOST_BYTES
    max_form_memory_size: int | None = MOST_BYTES
    max_form_parts = MOST_FIELDS


def read_posted(request: PostedRequest) -> Sent:
    """The values by name. Raises PostedError.

    Bytes of a form that are no UTF-8 become U+FFFD, which no field takes: so the rest is kept and the visitor
    is told. JSON must be UTF-8 as it is (RFC 8259).
    """
    mimetype = request.mimetype
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if mimetype not in {FORM, FORM_DATA, JSON} or charset not in {"utf-8", "utf8"}:
        raise PostedError(Refusal.MEDIA)
    body = _body(request)
    try:
        if mimetype == FORM:
            return _form(body)
        return _json(body) if mimetype == JSON else _form_data(request, body)
    except RequestEntityTooLarge:
        raise PostedError(Refusal.LARGE) from None
    except (ValueError, RecursionError):
        raise PostedError(Refusal.BAD) from None


def _body(request: PostedRequest) -> bytes:
    is_ended = request.content_length is not None or "wsgi.input_terminated" in request.environ
    if not is_ended and request.headers.get("Transfer-Encoding"):
        raise PostedError(Refusal.LENGTH)
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        discard(request)
        raise PostedError(Refusal.LARGE) from None
    except (BadRequest, OSError):
        # The client went away midway
        raise PostedError(Refusal.BAD) from None
    claimed = request.content_length or 0
    # Where the server ends the body, Werkzeug neither misses what did not come nor tells what it cut off
    if len(body) < claimed:
        raise PostedError(Refusal.BAD)
    if claimed < MOST_BYTES <= len(body):
        raise PostedError(Refusal.LARGE)
    return body


def discard(request: Request) -> None:
    """Read what a proxy may still send: with bytes unread, the connection is reset and the answer lost."""
    claimed = request.content_length or 0
    if claimed <= MOST_DISCARDED:
        with suppress(OSError, ValueError):
            request.environ["wsgi.input"].read(claimed)


def _form(body: bytes) -> Sent:
    pairs = parse_qsl(
        body.decode(errors="replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
    )
    sent: dict[str, list[object]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    return sent


def _form_data(request: PostedRequest, body: bytes) -> Sent:
    parser = FormDataParser(
        stream_factory=_no_file, max_form_memory_size=MOST_BYTES, max_form_parts=MOST_FIELDS, silent=False
    )
    _, form, _ = parser.parse(BytesIO(body), FORM_DATA, len(body), dict(request.mimetype_params))
    return {name: list(values) for name, values in form.lists()}


def _no_file(*_facts: object, **_more: object) -> IO[bytes]:
    """No field takes a file; to drop one in silence would be to lose it."""
    raise PostedError(Refusal.MEDIA)


def _json(body: bytes) -> Sent:
    # A number of any length is no text: as a float it costs nothing to read
    values = json.loads(
        body.decode("utf-8-sig"), object_pairs_hook=_distinct, parse_constant=_no_constant, parse_int=float
    )
    if not isinstance(values, Mapping) or len(values) > MOST_FIELDS:
        raise ValueError
    return {name: [value] for name, value in values.items()}


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values


def _no_constant(_name: str) -> object:
    """NaN and Infinity are not JSON, though Python reads them."""
    raise ValueError
