"""An event of an AWS Lambda function URL, given to a WSGI application, and its answer given back.

Function URLs and API Gateway's HTTP APIs (in their ``$default`` stage) send payload format 2.0. Nothing in an
event makes `answer` raise: the platform would answer with a 502 of its own, which tells a visitor nothing.
"""

from __future__ import annotations

import binascii
import logging
import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TypedDict
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.test import run_wsgi_app

from contact.errors import described
from contact.posted import MOST_BYTES

HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
    "content-type": "text/plain; charset=utf-8",
}
"""What goes with an answer that the application did not make: the same names as on those that it made."""

NOT_SENT = """\
Билдирүү жөнөтүлгөн жок. Бир аздан кийин кайра аракет кылыңыз.
Сообщение не отправлено. Попробуйте ещё раз позже.
The message was not sent. Try again later.
"""
UNCERTAIN = """\
Билдирүү кабыл алынганы белгисиз. Аны кайра жөнөтүңүз: ал бир гана жолу эсептелет.
Неизвестно, принято ли сообщение. Отправьте его ещё раз: оно будет учтено один раз.
It is not known whether the message was received. Send it again: it will be counted once.
"""
"""In all three languages, for without the application no page knows the visitor's."""

# WSGI cannot tell X_Forwarded_For from X-Forwarded-For: names with an underscore are left out
_HEADER = re.compile(r"[A-Za-z0-9-]+")
# The body is here whole, whatever these say of it
_FRAMING = {"content-length", "transfer-encoding"}
_METHOD = re.compile(r"[A-Z]{1,20}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TEXT = re.compile(r"text/|application/([a-z.]+\+)?json\b", re.ASCII | re.IGNORECASE)

_log = logging.getLogger(__name__)


class Reply(TypedDict):
    """What the platform makes an HTTP answer of. Names of headers are in small letters."""

    statusCode: int
    headers: dict[str, str]
    cookies: list[str]
    body: str
    isBase64Encoded: bool


class UnreadableEventError(ValueError):
    """The event is none of payload format 2.0, or a part of it is malformed; the message says which."""


def answer(application: WSGIApplication, event: object) -> Reply:
    """The application's answer; 400 where the event cannot be read, 503 where the application fails."""
    try:
        environ = read(event)
    except UnreadableEventError as error:
        return refusal(400, f"{NOT_SENT}Unreadable: {error}.\n")
    try:
        parts, status, headers = run_wsgi_app(application, environ, buffered=True)
        return _reply(int(status[:3]), headers, b"".join(parts))
    except Exception as error:  # noqa: BLE001 (whatever it is, the visitor gets an answer)
        _log.error("contact: the handler failed: %s", described(error))  # a traceback may quote a message
        return refusal(503, UNCERTAIN)


def refusal(status: int, text: str) -> Reply:
    """An answer without the application."""
    return Reply(statusCode=status, headers=dict(HEADERS), cookies=[], body=text, isBase64Encoded=False)


def read(event: object) -> WSGIEnvironment:
    """The request as WSGI has it (PEP 3333); raises UnreadableEventError.

    A body above what the application takes is not decoded: its length alone is given on, and the application
    refuses it by that, in the visitor's language.
    """
    event = _mapping(event, "event")
    context = _mapping(event.get("requestContext"), "requestContext")
    http = _mapping(context.get("http"), "requestContext.http")
    method = http.get("method")
    if not isinstance(method, str) or not _METHOD.fullmatch(method):
        raise UnreadableEventError("requestContext.http.method")
    path = _native(event.get("rawPath"), "rawPath")
    if not path.startswith("/"):
        raise UnreadableEventError("rawPath")
    body, length = _body(event)
    return {
        **_headers(event),
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
        "QUERY_STRING": _native(event.get("rawQueryString") or "", "rawQueryString"),
        "REMOTE_ADDR": _native(http.get("sourceIp") or "", "requestContext.http.sourceIp"),
        # No page is made with the name by which a visitor came: the contract has the site's
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _mapping(value: object, name: str) -> Mapping[object, object]:
    if not isinstance(value, Mapping):
        raise UnreadableEventError(name)
    return value


def _native(value: object, name: str) -> str:
    """Text as WSGI has it: the bytes, each as one character."""
    if not isinstance(value, str) or _CONTROL.search(value):
        raise UnreadableEventError(name)
    try:
        return value.encode().decode("latin-1")
    except UnicodeEncodeError:
        raise UnreadableEventError(name) from None


def _headers(event: Mapping[object, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _mapping(event.get("headers") or {}, "headers").items():
        text = _native(value, "headers")
        if not isinstance(name, str) or not _HEADER.fullmatch(name) or name.lower() in _FRAMING:
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        found[key] = f"{found[key]},{text}" if key in found else text
    cookies = event.get("cookies") or []
    if not isinstance(cookies, list):
        raise UnreadableEventError("cookies")
    if cookies:
        found["HTTP_COOKIE"] = "; ".join(_native(cookie, "cookies") for cookie in cookies)
    return found


def _body(event: Mapping[object, object]) -> tuple[bytes, int]:
    """The body and its length in bytes; above the limit no body, and a length that is about right."""
    body, encoded = event.get("body"), event.get("isBase64Encoded")
    body = "" if body is None else body
    if not isinstance(body, str):
        raise UnreadableEventError("body")
    if not isinstance(encoded, bool | None):
        raise UnreadableEventError("isBase64Encoded")
    length = len(body) // 4 * 3 - 2 if encoded else len(body)
    if length > MOST_BYTES:
        return b"", length
    try:
        content = b64decode(body, validate=True) if encoded else body.encode()
    except (binascii.Error, ValueError):
        raise UnreadableEventError("body") from None
    return (content if len(content) <= MOST_BYTES else b""), len(content)


def _reply(status: int, headers: Iterable[tuple[str, str]], content: bytes) -> Reply:
    joined: dict[str, str] = {}
    cookies = []
    for name, value in headers:
        key = name.lower()
        if key == "set-cookie":
            cookies.append(value)
        else:
            joined[key] = f"{joined[key]}, {value}" if key in joined else value
    text = _as_text(content) if _TEXT.match(joined.get("content-type", "")) else None
    body = b64encode(content).decode() if text is None else text
    return Reply(statusCode=status, headers=joined, cookies=cookies, body=body, isBase64Encoded=text is None)


def _as_text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
