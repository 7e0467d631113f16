"""An event of an AWS Lambda function URL, given to a WSGI application, and its answer given back.

Function URLs and API Gateway's HTTP APIs (in their ``$default`` stage) send payload format 2.0. Nothing in an
event makes `answer` raise: the platform would answer with a 502 of its own, which tells a visitor nothing.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Annotated, TypedDict
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

import msgspec
from msgspec import Meta
from werkzeug.test import create_environ, run_wsgi_app

from sayasat_contact import security_headers
from sayasat_contact.log import OperationEvent, report
from sayasat_contact.posted import MOST_BYTES

HEADERS = {
    **{name.lower(): value for name, value in security_headers.HEADERS},
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
_FRAMING = {"CONTENT_LENGTH", "TRANSFER_ENCODING"}
_AT = re.compile(r"missing required field `(?P<name>\w+)`|at `\$\.(?P<place>[\w.]+)")
_PLAIN = r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*\Z"
_Line = Annotated[str, Meta(pattern=f"^{_PLAIN}")]


class _Http(msgspec.Struct):
    method: Annotated[str, Meta(pattern=r"^[A-Z]{1,20}\Z")]
    sourceIp: _Line | None = None  # noqa: N815 (as the platform names it)


class _Context(msgspec.Struct):
    http: _Http


class _Event(msgspec.Struct):
    requestContext: _Context  # noqa: N815
    rawPath: Annotated[str, Meta(pattern=f"^/{_PLAIN}")]  # noqa: N815
    rawQueryString: _Line | None = None  # noqa: N815
    headers: dict[str, _Line] | None = None
    body: str | None = None
    isBase64Encoded: bool | None = None  # noqa: N815


class Reply(TypedDict):
    """What the platform makes an HTTP answer of. Names of headers are in small letters."""

    statusCode: int
    headers: dict[str, str]
    body: str
    isBase64Encoded: bool


class UnreadableEventError(ValueError):
    """The event is none of payload format 2.0, or a part of it is malformed; the message says which."""


def answer(application: WSGIApplication, event: object) -> Reply:
    """The application's answer; 400 where the event cannot be read, 503 where the application fails.

    Its answers are texts without cookies: headers that come twice are joined.
    """
    try:
        environ = read(event)
    except UnreadableEventError as error:
        return refusal(400, f"{NOT_SENT}Unreadable: {error}.\n")
    try:
        parts, status, headers = run_wsgi_app(application, environ, buffered=True)
        joined = {name.lower(): ", ".join(headers.getlist(name)) for name, _ in headers}
        text = b"".join(parts).decode()
        return Reply(statusCode=int(status[:3]), headers=joined, body=text, isBase64Encoded=False)
    except Exception as error:  # noqa: BLE001 (whatever it is, the visitor gets an answer)
        report(OperationEvent("failed", "the handler failed"), error)  # a traceback may quote a message
        return refusal(503, UNCERTAIN)


def refusal(status: int, text: str) -> Reply:
    """An answer without the application."""
    return Reply(statusCode=status, headers=dict(HEADERS), body=text, isBase64Encoded=False)


def read(event: object) -> WSGIEnvironment:
    """The request as WSGI has it (PEP 3333); raises UnreadableEventError.

    A body above what the application takes is not decoded: its length alone is given on, and the application
    refuses it by that, in the visitor's language.
    """
    try:
        given = msgspec.convert(event, _Event)
        body, length = _body(given)
    except msgspec.ValidationError as error:
        found = _AT.search(str(error))
        raise UnreadableEventError((found and (found["name"] or found["place"])) or "event") from None
    except ValueError:  # of base64, and of half a character
        raise UnreadableEventError("body") from None
    # No page is made with the name by which a visitor came: the contract has the site's
    environ = create_environ("/", "https://localhost", method=given.requestContext.http.method, data=body)
    del environ["HTTP_HOST"]
    return environ | {
        **_headers(given),
        "PATH_INFO": unquote_to_bytes(given.rawPath).decode("latin-1"),
        "QUERY_STRING": _native(given.rawQueryString),
        "REMOTE_ADDR": _native(given.requestContext.http.sourceIp),
        "CONTENT_LENGTH": str(length),
    }


def _native(text: str | None) -> str:
    """Text as WSGI has it: the bytes, each as one character."""
    return (text or "").encode().decode("latin-1")


def _headers(event: _Event) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in (event.headers or {}).items():
        key = name.upper().replace("-", "_")
        if _HEADER.fullmatch(name) and key not in _FRAMING:
            key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
            found[key] = f"{found[key]},{_native(value)}" if key in found else _native(value)
    return found


def _body(event: _Event) -> tuple[bytes, int]:
    """The body and its length in bytes; above the limit no body, and a length that is about right."""
    body = event.body or ""
    length = len(body) // 4 * 3 - 2 if event.isBase64Encoded else len(body)
    if length > MOST_BYTES:
        return b"", length
    content = b64decode(body, validate=True) if event.isBase64Encoded else body.encode()
    return (content if len(content) <= MOST_BYTES else b""), len(content)
