"""An event becomes a request and an answer; no event makes it raise."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug import Request, Response

from sayasat_contact.application import make_application
from sayasat_contact.contracts import ContractFile
from sayasat_contact.function_url import HEADERS, NOT_SENT, UNCERTAIN, Reply, answer, read
from sayasat_contact.posted import MOST_BYTES
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store
from tests.contact.events import DOCUMENTED, HOSTILE, HTTP_API, Event, function_url_event
from tests.contact.form_data import filled, working_settings
from tests.contact.mirror import application as mirror


def asked(event: Event) -> dict[str, object]:
    reply = answer(mirror, event)
    assert reply["statusCode"] == 200
    answered: dict[str, object] = json.loads(reply["body"])
    return answered


def headers_of(event: Event) -> dict[str, str]:
    found = asked(event)["headers"]
    assert isinstance(found, dict)
    return found


def answering(response: Callable[[], Response]) -> Reply:
    """The reply that is made of a response."""
    return answer(Request.application(lambda _: response()), function_url_event("GET"))


def test_the_documented_event_is_read() -> None:
    answered = asked(dict(DOCUMENTED))
    assert answered | {"headers": None} == {
        "method": "POST",
        "path": "/my/path",
        "query": "parameter1=value1&parameter1=value2&parameter2=value",
        "body": "Hello from client!",
        "address": "123.123.123.123",
        "headers": None,
        "is_secure": True,
    }
    assert answered["headers"] == {
        "Header1": "value1",
        "Header2": "value1,value2",
        "Content-Length": "18",
    }


def test_an_event_of_an_http_api_is_read() -> None:
    body = str(asked(HTTP_API)["body"]).encode("latin-1")
    assert body.decode() == "name=Айсулуу"


def test_an_event_without_a_body_has_an_empty_one() -> None:
    for event in (function_url_event("GET"), function_url_event(body=b"") | {"body": None}):
        assert asked(event)["body"] == ""
        assert headers_of(event)["Content-Length"] == "0"


@pytest.mark.parametrize("headers", [None, {}])
def test_an_event_without_headers_is_a_request_without_headers(headers: object) -> None:
    assert headers_of(function_url_event() | {"headers": headers}) == {"Content-Length": "0"}


def test_a_text_flagged_as_one_is_not_decoded() -> None:
    """B7-2: the flag decides, right or wrong; what comes of it is the application's to refuse."""
    event = function_url_event(body=b"") | {"body": b64encode(b"name=x").decode(), "isBase64Encoded": False}
    assert asked(event)["body"] == b64encode(b"name=x").decode()


@pytest.mark.parametrize("path", ["/ru/contact/%D1%81", "/ru/contact/с"])
def test_a_path_may_come_encoded_or_not(path: str) -> None:
    """A function URL gives it as it was asked for, an HTTP API decoded."""
    assert asked(function_url_event(path=path))["path"] == "/ru/contact/с"


def test_names_of_headers_may_be_in_any_case_and_come_twice() -> None:
    event = function_url_event() | {
        "headers": {"ACCEPT": "a/b", "Accept": "c/d", "content-TYPE": "text/plain"}
    }
    assert headers_of(event) == {"Accept": "a/b,c/d", "Content-Type": "text/plain", "Content-Length": "0"}


def test_a_name_with_an_underscore_cannot_pass_for_one_with_a_hyphen() -> None:
    event = function_url_event() | {"headers": {"x_forwarded_for": "198.51.100.1", "sec fetch": "x", "": "y"}}
    assert headers_of(event) == {"Content-Length": "0"}


@pytest.mark.parametrize("said", ["0", "5", "99999999", "-1", "many"])
def test_the_length_is_that_of_the_body_whatever_a_header_says(said: str) -> None:
    headers = {"content-length": said, "Transfer-Encoding": "chunked"}
    answered = asked(function_url_event(body=b"name=x", headers=headers))
    assert answered["body"] == "name=x"
    assert headers_of(function_url_event(body=b"name=x", headers=headers))["Content-Length"] == "6"


@pytest.mark.parametrize("size", [MOST_BYTES - 1, MOST_BYTES])
def test_a_body_up_to_the_limit_is_taken(size: int) -> None:
    assert len(str(asked(function_url_event(body=b"a" * size))["body"])) == size
    assert len(str(asked(function_url_event() | {"body": "a" * size})["body"])) == size


@pytest.mark.parametrize("size", [MOST_BYTES + 1, MOST_BYTES + 2, MOST_BYTES + 3, 6_000_000])
def test_a_body_above_the_limit_is_refused_by_the_application(size: int) -> None:
    """So the visitor reads the answer in the page's own language."""
    for event in (function_url_event(body=b"a" * size), function_url_event() | {"body": "a" * size}):
        reply = answer(mirror, event)
        assert (reply["statusCode"], reply["body"]) == (413, "refused")


def test_a_body_above_the_limit_is_not_decoded() -> None:
    event = function_url_event(body=b"") | {"body": "%" * 6_000_000}
    assert answer(mirror, event)["statusCode"] == 413


def test_a_text_is_measured_in_bytes() -> None:
    event = function_url_event() | {"body": "ө" * (MOST_BYTES // 2 + 1)}
    assert answer(mirror, event)["statusCode"] == 413


@pytest.mark.parametrize("event", HOSTILE.values(), ids=HOSTILE)
def test_a_malformed_event_is_answered_with_400(event: object) -> None:
    reply = answer(mirror, event)
    assert (reply["statusCode"], reply["headers"]) == (400, HEADERS)
    assert reply["body"].startswith(NOT_SENT)


def test_what_cannot_be_read_is_named_and_not_repeated() -> None:
    text = answer(mirror, function_url_event() | {"body": 5551234})["body"]
    assert text.endswith("Unreadable: body.\n")
    assert "5551234" not in text


def test_an_application_that_raises_is_answered_with_503(logged: Callable[[], list[str]]) -> None:
    def failing() -> Response:
        raise RuntimeError("a visitor's words")

    reply = answering(failing)
    assert (reply["statusCode"], reply["headers"], reply["body"]) == (503, HEADERS, UNCERTAIN)
    (line,) = logged()
    assert "RuntimeError at " in line
    assert "test_function_url.py:" in line
    assert "a visitor's words" not in line


def test_an_application_that_answers_nothing_is_answered_with_503() -> None:
    assert answer(lambda _environ, _start: [], function_url_event())["statusCode"] == 503


def test_an_application_that_fails_halfway_is_answered_with_503() -> None:
    def parts() -> Iterator[bytes]:
        yield b"half"
        raise OSError

    assert answering(lambda: Response(parts()))["statusCode"] == 503


def test_a_redirect_keeps_its_place() -> None:
    reply = answering(lambda: Response(status=303, headers={"Location": "/contact/receipts/ABC"}))
    assert (reply["statusCode"], reply["headers"]["location"]) == (303, "/contact/receipts/ABC")


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "application/problem+json"])
def test_text_is_answered_as_it_is(kind: str) -> None:
    reply = answering(lambda: Response("Саламатсызбы", content_type=kind))
    assert (reply["body"], reply["isBase64Encoded"]) == ("Саламатсызбы", False)


def test_headers_that_come_twice_are_joined() -> None:
    reply = answering(lambda: Response(headers=[("Vary", "Accept"), ("vary", "Origin")]))
    assert reply["headers"]["vary"] == "Accept, Origin"


def test_an_application_is_closed_after_its_answer() -> None:
    closed = []
    response = Response("ok")
    response.call_on_close(lambda: closed.append(True))
    answering(lambda: response)
    assert closed == [True]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
text = st.text(st.characters(), max_size=40) | json_like
near_events = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from(["2.0", "1.0"]) | json_like,
        "rawPath": st.just("/contact/messages") | st.from_regex(r"/[^\0]{0,30}", fullmatch=True) | text,
        "rawQueryString": text,
        "headers": st.dictionaries(
            st.sampled_from(["Host", "host", "CONTENT-TYPE", "content-length", "x_y", "Transfer-Encoding"])
            | st.text(max_size=20),
            text,
            max_size=5,
        )
        | json_like,
        "cookies": st.lists(text, max_size=3) | json_like,
        "requestContext": st.fixed_dictionaries(
            {
                "http": st.fixed_dictionaries(
                    {"method": st.sampled_from(["GET", "POST", "HEAD", "BREW"]) | text},
                    optional={"sourceIp": text},
                )
                | json_like
            }
        )
        | json_like,
        "body": st.binary(max_size=60).map(lambda content: b64encode(content).decode()) | text,
        "isBase64Encoded": st.booleans() | json_like,
    },
)


@given(json_like | near_events)
def test_no_event_makes_it_raise(event: object) -> None:
    reply = answer(mirror, event)
    assert type(reply["statusCode"]) is int
    assert reply["statusCode"] in {200, 400, 413}
    assert all(type(name) is type(value) is str for name, value in reply["headers"].items())
    assert type(reply["body"]) is str
    assert json.loads(json.dumps(reply)) == reply


@pytest.fixture(scope="module")
def handler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WSGIApplication]:
    """The real application, over SQLite."""
    environ = working_settings(tmp_path_factory.mktemp("handler"))
    settings = read_settings(environ, Part.HANDLER)
    store = open_store(settings)
    yield make_application(settings, ContractFile(Path(environ["CONTACT_CONTRACT"])), store)
    store.close()


paths = st.sampled_from(
    ["/contact/messages", "/ru/contact/messages", "/contact/token", "/en/contact/receipts/K7M2-QX9D-4RTC"]
)
kinds = st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data", "application/json", "x"])
forms = st.dictionaries(st.sampled_from([*filled(), "token", "website", "change"]), st.text(max_size=20)).map(
    lambda values: urlencode({**filled(), **values}, errors="replace").encode()
)


@given(
    near_events
    | st.builds(
        lambda method, path, kind, body: function_url_event(
            method, path, body=body, headers={"content-type": kind}
        ),
        st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS"]),
        paths,
        kinds,
        st.binary(max_size=200) | forms | json_like.map(lambda value: json.dumps(value).encode()),
    )
)
@example(function_url_event(body=b"{}", headers={"content-type": "application/json"}))
def test_the_real_application_answers_every_event(handler: WSGIApplication, event: object) -> None:
    """And none is beyond it: 503 would say that it failed."""
    reply = answer(handler, event)
    assert 200 <= reply["statusCode"] < 500
    assert {name for name in HEADERS if name != "content-type"} <= set(reply["headers"])
    assert json.loads(json.dumps(reply)) == reply


@given(st.binary(max_size=300))
def test_a_body_arrives_byte_for_byte(body: bytes) -> None:
    environ = read(function_url_event(body=body))
    assert environ["wsgi.input"].read() == body
    assert environ["CONTENT_LENGTH"] == str(len(body))
