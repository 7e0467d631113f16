"""What a client asks, and what it posted: a form, form data or JSON, within limits, as values by name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from http import HTTPStatus
from io import BytesIO
from typing import IO
from urllib.parse import parse_qsl

from werkzeug import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from sayasat_contact.form import Sent

MOST_BYTES = 128 * 1024
"""Of a body. The longest message in Cyrillic letters, each sent as %D0%B0, takes a quarter."""

MOST_DISCARDED = 256 * 1024
"""Of a body that is refused: as much as the web server before us lets through (sayasat/hosting/rules.py)."""

MOST_FIELDS = 40

FORM = "application/x-www-form-urlencoded"
FORM_DATA = "multipart/form-data"
JSON = "application/json"
PROBLEM = "application/problem+json"

_KEY = re.compile(r'"?([!-~]{16,128}?)"?')
"""An Idempotency-Key, quoted or not. Shorter ones can be guessed, and with them another's reference."""

_SECONDS = re.compile(r"[0-9]{1,9}")


class Refusal(Enum):
    """Why a request is not taken: the name of its texts ``contact.<name>.…``, and its status (RFC 9110)."""

    BAD = ("bad", HTTPStatus.BAD_REQUEST)
    CROSS = ("cross", HTTPStatus.FORBIDDEN)
    TOKEN = ("token", HTTPStatus.FORBIDDEN)
    NOT_FOUND = ("not-found", HTTPStatus.NOT_FOUND)
    UNKNOWN = ("unknown", HTTPStatus.NOT_FOUND)
    METHOD = ("method", HTTPStatus.METHOD_NOT_ALLOWED)
    STALE = ("stale", HTTPStatus.CONFLICT)
    OTHER = ("other", HTTPStatus.CONFLICT)
    LENGTH = ("bad", HTTPStatus.LENGTH_REQUIRED)
    LARGE = ("large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    MEDIA = ("media", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    FIELDS = ("form", HTTPStatus.UNPROCESSABLE_ENTITY)
    LIMIT = ("limit", HTTPStatus.TOO_MANY_REQUESTS)
    BROKEN = ("broken", HTTPStatus.SERVICE_UNAVAILABLE)
    """A fault of the handler's own. No 500: for who sent it, it is as if the store had failed."""

    UNAVAILABLE = ("unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
    FULL = ("full", HTTPStatus.SERVICE_UNAVAILABLE)
    """The messages that are kept take the space there is: another try will not help soon."""

    LATER = ("later", HTTPStatus.SERVICE_UNAVAILABLE)
    """The store cannot be asked about a message that was sent before: not the same as one not sent."""

    @property
    def texts(self) -> str:
        """What its texts' keys begin with."""
        return f"contact.{self.value[0]}"

    @property
    def status(self) -> HTTPStatus:
        """The response's."""
        return self.value[1]

    @property
    def code(self) -> str:
        """For programs; it never changes."""
        return self.name.lower().replace("_", "-")


class RefusedError(Exception):
    """A request that is not taken; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


class PostedRequest(Request):
    """A request whose body is never taken in beyond the limit, whatever its length claims to be."""

    max_content_length: int | None = MOST_BYTES
    max_form_memory_size: int | None = MOST_BYTES
    max_form_parts = MOST_FIELDS

    @property
    def wants_json(self) -> bool:
        """Whether the answer is to be JSON."""
        best = self.accept_mimetypes.best_match(["text/html", JSON, PROBLEM])
        return self.mimetype == JSON or best in {JSON, PROBLEM}

    @property
    def has_no_origin(self) -> bool:
        """Whether it says nothing of the page that sent it: old phones do not."""
        return "Sec-Fetch-Site" not in self.headers and "Origin" not in self.headers

    def is_from_elsewhere(self, origin: str) -> bool:
        """Whether a page of another site sent it (Fetch Metadata; without it, RFC 6454)."""
        site = self.headers.get("Sec-Fetch-Site")
        if site == "same-origin":
            return False
        return site not in {None, "none"} or self.headers.get("Origin", origin) != origin

    @property
    def page_age(self) -> timedelta:
        """How long the script says that its page has been open; 0 where it does not say so in seconds."""
        match = _SECONDS.fullmatch(self.args.get("opened", ""))
        return timedelta(seconds=int(match[0])) if match else timedelta(0)

    @property
    def client_key(self) -> str:
        """The client's own idempotency key, or empty. Raises RefusedError."""
        value = self.headers.get("Idempotency-Key", "")
        match = _KEY.fullmatch(value)
        if value and not match:
            raise RefusedError(Refusal.BAD)
        return match[1] if match else ""


def read_posted(request: PostedRequest) -> Sent:
    """The values by name. Raises RefusedError.

    Bytes of a form that are no UTF-8 become U+FFFD, which no field takes: so the rest is kept and the visitor
    is told. JSON must be UTF-8 as it is (RFC 8259).
    """
    mimetype = request.mimetype
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if mimetype not in {FORM, FORM_DATA, JSON} or charset not in {"utf-8", "utf8"}:
        raise RefusedError(Refusal.MEDIA)
    body = _body(request)
    try:
        if mimetype == FORM:
            return _form(body)
        return _json(body) if mimetype == JSON else _form_data(request, body)
    except RequestEntityTooLarge:
        raise RefusedError(Refusal.LARGE) from None
    except (ValueError, RecursionError):
        raise RefusedError(Refusal.BAD) from None


def _body(request: PostedRequest) -> bytes:
    is_ended = request.content_length is not None or "wsgi.input_terminated" in request.environ
    if not is_ended and request.headers.get("Transfer-Encoding"):
        raise RefusedError(Refusal.LENGTH)
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        discard(request)
        raise RefusedError(Refusal.LARGE) from None
    except (BadRequest, OSError):
        # The client went away midway
        raise RefusedError(Refusal.BAD) from None
    claimed = request.content_length or 0
    # Where the server ends the body, Werkzeug neither misses what did not come nor tells what it cut off
    if len(body) < claimed:
        raise RefusedError(Refusal.BAD)
    if claimed < MOST_BYTES <= len(body):
        raise RefusedError(Refusal.LARGE)
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
    raise RefusedError(Refusal.MEDIA)


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
