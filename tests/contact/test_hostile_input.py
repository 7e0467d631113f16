"""What may be sent by mistake, by malice or by a bad line, each numbered as in the list we keep of it.

Cases 1 to 3 are those of a function's event (`test_function_url`), 36 to 39, 43 and 45 those of delivery
(`test_delivery`, `test_outbox`, `test_register`). None of what is here may give an answer above 499, but for
the 503 that is announced; no case may store what was not sent, or lose what was.
"""

from __future__ import annotations

import html
import io
import json
import logging
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from werkzeug.test import Client, TestResponse

from sayasat_contact.errors import HandlerSettingsError
from sayasat_contact.posted import FORM, FORM_DATA, MOST_BYTES, MOST_DISCARDED
from sayasat_contact.posted import JSON as JSON_TYPE
from sayasat_contact.settings import Part, read_settings
from tests.contact.contract_sample import contract_json
from tests.contact.visitor import BROWSER, GOOD, NOW, PATH, SECRET, Visit, hidden, shown_errors, visit

JSON = {"Accept": "application/json"}


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Visit]:
    made = visit(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def either(database: str, tmp_path: Path) -> Iterator[Visit]:
    """Over SQLite, and over PostgreSQL."""
    made = visit(tmp_path, url=database)
    yield made
    made.store.close()


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def body(guest: Visit, **changes: object) -> bytes:
    """A good form, urlencoded."""
    return urlencode(guest.values(**changes)).encode()


def multipart(parts: list[tuple[str, bytes]], end: bytes = b"--x--\r\n") -> bytes:
    """Form data by hand; a name may bring more of its header along."""
    return (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
            for name, value in parts
        )
        + end
    )


def raw(guest: Visit, stream: io.BytesIO, **environ: Any) -> TestResponse:  # noqa: ANN401
    """A request as a WSGI server hands it over, with whatever length it claims."""
    return guest.client.open(
        path=PATH,
        method="POST",
        input_stream=stream,
        content_type=FORM,
        environ_overrides=environ,
        headers=BROWSER,
    )


# 4 and 5: bodies above the limit


def test_4_a_body_above_the_limit_is_refused_by_its_length(guest: Visit) -> None:
    answer = guest.post_body(b"message=" + b"a" * MOST_BYTES, FORM)
    assert answer.status_code == 413
    assert guest.contract.texts["ky"]("contact.large.text") in html.unescape(answer.text)


def test_4_nothing_of_it_is_read_where_no_proxy_would_let_it_through(guest: Visit) -> None:
    stream = io.BytesIO(b"a" * 1000)
    assert raw(guest, stream, CONTENT_LENGTH=str(MOST_DISCARDED + 1)).status_code == 413
    assert stream.tell() == 0


def test_4_what_a_proxy_lets_through_is_read_to_its_end_so_that_the_answer_arrives(guest: Visit) -> None:
    stream = io.BytesIO(b"a" * MOST_DISCARDED)
    assert raw(guest, stream, CONTENT_LENGTH=str(MOST_DISCARDED)).status_code == 413
    assert stream.tell() == MOST_DISCARDED


def test_5_a_body_in_chunks_is_read_up_to_the_limit(guest: Visit) -> None:
    stream = io.BytesIO(body(guest) + b"&a=" + b"a" * 10 * MOST_BYTES)
    answer = raw(guest, stream, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
    assert answer.status_code == 413
    assert stream.tell() <= 2 * MOST_BYTES


def test_5_a_body_in_chunks_is_read_where_the_server_ends_it(guest: Visit) -> None:
    answer = raw(guest, io.BytesIO(body(guest)), CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
    assert answer.status_code == 303


def test_5_a_body_without_a_length_or_an_end_is_refused(guest: Visit) -> None:
    answer = raw(guest, io.BytesIO(body(guest)), CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411


@pytest.mark.parametrize("length", ["100000", "99999999999999999999"])
def test_5_a_body_that_is_shorter_than_it_claims_is_not_stored(guest: Visit, length: str) -> None:
    assert raw(guest, io.BytesIO(body(guest)), CONTENT_LENGTH=length).status_code in {400, 413}
    assert not guest.stored()


@pytest.mark.parametrize("length", ["-1", "x", "0", "1e3", "٣"])
def test_5_a_length_that_is_none_is_no_body(guest: Visit, length: str) -> None:
    assert raw(guest, io.BytesIO(body(guest)), CONTENT_LENGTH=length).status_code == 409
    assert not guest.stored()


@pytest.mark.parametrize("missing", [1, 40, 200, 300])
def test_5_a_body_cut_by_a_lying_length_has_no_token_and_is_not_stored(guest: Visit, missing: int) -> None:
    """The token is the form's last input."""
    whole = body(guest)
    answer = raw(guest, io.BytesIO(whole), CONTENT_LENGTH=str(len(whole) - missing))
    assert answer.status_code in {200, 409, 422}
    assert not guest.stored()


def test_6_a_slow_body_is_the_server_s_to_end() -> None:
    """The application reads what the server hands it and has no clock over the socket: gunicorn's
    ``--timeout`` ends a worker that waits, and nginx passes no body on before it is whole (`test_nginx`)."""


# 7: content types


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/xml",
        "application/x-url-encoded",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=koi8-r",
        "application/x-www-form-urlencoded; charset=no-such",
        "multipart/mixed; boundary=x",
        "application/problem+json",
        "x" * 10_000,
        'application/json; charset="',
    ],
)
def test_7_a_type_that_is_not_taken_is_told_so(guest: Visit, content_type: str) -> None:
    assert guest.post_body(body(guest), content_type).status_code in {409, 415, 400}
    assert not guest.stored()


def test_7_the_charset_that_everyone_uses_may_be_named(guest: Visit) -> None:
    assert guest.post_body(body(guest), f"{FORM}; charset=UTF-8").status_code == 303


# 8, 9 and 11: bytes that are no text


@pytest.mark.parametrize(
    "wrong", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", "ң".encode()[:1]]
)
def test_8_a_form_that_is_not_utf_8_is_told_and_the_rest_is_kept(guest: Visit, wrong: bytes) -> None:
    values = guest.values()
    for sent in (quote_plus(b"before" + wrong + b"after").encode(), b"before" + wrong + b"after"):
        form = urlencode({**values, "message": ""}).encode().replace(b"message=", b"message=" + sent)
        answer = guest.post_body(form, FORM)
        assert answer.status_code == 422
        assert list(shown_errors(answer.text)) == ["message"]
        assert "before\ufffd" in answer.text
    assert not guest.stored()


def test_8_form_data_that_is_not_utf_8_is_told_too(guest: Visit) -> None:
    parts = [(name, str(value).encode()) for name, value in guest.values(message=None).items()]
    answer = guest.post_body(multipart([*parts, ("message", b"a\xffb")]), f"{FORM_DATA}; boundary=x")
    assert list(shown_errors(answer.text)) == ["message"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "koi8-r"])
def test_8_9_json_is_utf_8(guest: Visit, encoding: str) -> None:
    sent = json.dumps(guest.values(message="Жооп", name="Ай"), ensure_ascii=False).encode(encoding)
    assert code(guest.post_body(sent, JSON_TYPE)) == (400, "bad")


def test_9_a_mark_of_utf_8_before_json_is_passed_over(guest: Visit) -> None:
    assert (
        guest.post_body(b"\xef\xbb\xbf" + json.dumps(guest.values()).encode(), JSON_TYPE).status_code == 201
    )


def test_9_a_form_in_utf_16_is_no_form_of_ours(guest: Visit) -> None:
    assert guest.post_body(body(guest).decode().encode("utf-16"), FORM).status_code == 409


@pytest.mark.parametrize(
    "field", ["name", "email", "message", "topic", "policy", "agreement", "website", "token"]
)
@pytest.mark.parametrize("half", ["\ud800", "a\udfffb"])
def test_11_half_a_surrogate_pair_is_told(guest: Visit, field: str, half: str) -> None:
    values = guest.values(**{field: half})
    as_json = guest.post_body(json.dumps(values).encode(), JSON_TYPE)
    as_page = guest.client.post(PATH, data=json.dumps(values), content_type=JSON_TYPE, headers=BROWSER)
    assert as_json.status_code == as_page.status_code
    assert as_json.status_code in {201, 403, 422}


# 10 and 17: control characters and line ends


@pytest.mark.parametrize("character", [*map(chr, range(9)), "\x0b", "\x0c", "\x1f", "\x7f", "\x80", "\x9f"])
def test_10_controls_are_named_and_the_text_is_kept(guest: Visit, character: str) -> None:
    answer = guest.post(guest.values(name=f"a{character}b", message=f"a{character}b"))
    errors = shown_errors(answer.text)
    assert list(errors) == ["name", "message"]
    assert f"U+{ord(character):04X}" in errors["name"]
    assert 'value="a\ufffdb"' in answer.text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("field", ["name", "email", "topic"])
def test_17_a_line_end_has_no_place_in_a_line(guest: Visit, field: str, end: str) -> None:
    answer = guest.post(guest.values(**{field: f"a{end}Bcc: evil@example.org"}))
    assert list(shown_errors(answer.text)) == [field]
    assert not guest.stored()


# 12 to 16: forms and JSON of odd shapes


def test_12_two_hundred_thousand_fields_are_too_many(guest: Visit) -> None:
    assert guest.post_body(b"a=&" * 200_000, FORM).status_code == 413
    assert guest.post_body(b"a&" * 40_000, FORM).status_code == 400


def test_12_many_fields_cost_no_memory(guest: Visit) -> None:
    many = b"a=&" * 40_000
    tracemalloc.start()
    guest.post_body(many, FORM)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


@pytest.mark.parametrize("field", [*GOOD])
def test_13_a_repeated_field_is_told_and_not_guessed(guest: Visit, field: str) -> None:
    answer = guest.post_body(body(guest) + b"&" + urlencode({field: "x"}).encode(), FORM)
    assert list(shown_errors(answer.text)) == [field]


@pytest.mark.parametrize("name", ["token", "contract"])
def test_13_of_two_tokens_or_contracts_none_holds(guest: Visit, name: str) -> None:
    sent = body(guest) + f"&{name}=x".encode()
    assert guest.post_body(sent, FORM).status_code == {"token": 200, "contract": 409}[name]
    assert not guest.stored()


def test_13_a_name_twice_in_json_is_no_message(guest: Visit) -> None:
    sent = json.dumps(guest.values()).encode()[:-1] + b', "name": "b"}'
    assert code(guest.post_body(sent, JSON_TYPE)) == (400, "bad")


def test_14_25_unknown_fields_are_neither_stored_nor_followed(guest: Visit) -> None:
    extra = {
        "__proto__": "x",
        "_cc": "evil@example.org",
        "_next": "//evil.example",
        "next": "//evil.example",
        "_subject": "x",
        "lang": "../../etc/passwd",
        "reference": "2222-2222-2222",
    }
    answers = [guest.post({**guest.values(), **extra}), guest.post_json({**guest.values(), **extra})]
    for answer, stored in zip(answers, guest.stored(), strict=True):
        assert answer.headers["Location"] == f"/contact/receipts/{stored['reference']}"
        assert "evil" not in stored["body"].decode()


@pytest.mark.parametrize("content_type", [FORM_DATA, f"{FORM_DATA}; boundary=", f"{FORM_DATA}; boundary=ң"])
def test_15_form_data_without_a_boundary_is_told(guest: Visit, content_type: str) -> None:
    sent = multipart([(name, str(value).encode()) for name, value in guest.values().items()])
    assert guest.client.open(
        PATH,
        method="POST",
        data=sent,
        environ_overrides={"CONTENT_TYPE": content_type.encode().decode("latin-1")},
    ).status_code in {400, 409}
    assert not guest.stored()


def test_15_sixty_thousand_parts_are_too_many(guest: Visit) -> None:
    parts = multipart([("a", b"")] * 60_000)
    assert guest.post_body(parts, f"{FORM_DATA}; boundary=x").status_code == 413
    assert guest.post_body(multipart([("a", b"")] * 100), f"{FORM_DATA}; boundary=x").status_code == 413


@pytest.mark.parametrize("end", [b"", b"--x", b"--x\r\n", b"--y--"])
def test_15_form_data_that_does_not_end_is_not_stored(guest: Visit, end: bytes) -> None:
    sent = multipart([(name, str(value).encode()) for name, value in guest.values().items()], end)
    assert guest.post_body(sent, f"{FORM_DATA}; boundary=x").status_code == 400
    assert not guest.stored()


@pytest.mark.parametrize("name", ["message", "file", "name"])
def test_15_a_file_is_refused_and_not_dropped_in_silence(guest: Visit, name: str) -> None:
    values: dict[str, Any] = guest.values()
    values[name] = (io.BytesIO(b"MZ"), "../../evil.exe")
    answer = guest.post(values, content_type=FORM_DATA)
    assert answer.status_code == 415
    assert not guest.stored()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[",
        b"null",
        b"[]",
        b'"a"',
        b"1",
        b"NaN",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b"[" * 60_000,
        b'{"a":' * 20_000,
        b"{" + b",".join(b'"%d": 1' % i for i in range(1000)) + b"}",
        b'{"name": "\xff"}',
        b"{'name': 1}",
    ],
)
def test_16_what_is_no_json_object_is_told(guest: Visit, sent: bytes) -> None:
    assert code(guest.post_body(sent, JSON_TYPE)) == (400, "bad")


@pytest.mark.parametrize(
    "value", ["1", f"1{'0' * 5000}", "-0.0", "1e999", "true", "[]", "{}", "[[[[]]]]", '{"a": {"b": null}}']
)
def test_16_a_value_that_is_no_text_is_told(guest: Visit, value: str) -> None:
    sent = json.dumps(guest.values(name="@")).replace('"@"', value).encode()
    answer = guest.post_body(sent, JSON_TYPE)
    assert code(answer) == (422, "fields")
    assert [error["code"] for error in answer.get_json()["errors"]] == ["not-text"]


# 18 to 23: texts


@pytest.mark.parametrize(
    "trap",
    [
        "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.org?=",
        "=?utf-8?b?YQ0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=",
    ],
)
def test_18_an_encoded_word_is_a_name_but_no_address(guest: Visit, trap: str) -> None:
    """In a name it is text, and stands in the mail's body only; see `test_letter` for the mail."""
    assert guest.post(guest.values(name=trap)).status_code == 303
    assert list(shown_errors(guest.post(guest.values(email=f"{trap}@example.org")).text)) == ["email"]
    assert list(shown_errors(guest.post(guest.values(email=f"a@{trap}.org")).text)) == ["email"]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.kg, c@d.kg",
        "<a@b.kg>",
        '"a b"@c.kg',
        "a@[127.0.0.1]",
        "a@b.kg%0ABcc:c@d.kg",
        "a" * 300 + "@b.kg",
        "айгүл@example.org",
        "a@b",
        "a@b.kg\u202e",
    ],
)
def test_19_an_address_that_is_not_plain_is_told_and_kept(guest: Visit, address: str) -> None:
    answer = guest.post(guest.values(email=address))
    assert list(shown_errors(answer.text)) == ["email"]
    assert (
        html.escape(address.replace("\u202e", "\ufffd"), quote=True).replace("&quot;", "&#34;") in answer.text
    )


def test_19_a_domain_in_another_script_is_one(guest: Visit) -> None:
    assert guest.post(guest.values(email="aigul@почта.рф")).status_code == 303


@pytest.mark.parametrize("message", [".", "a\n.\nb", "a\r\n.\r\nMAIL FROM:<x@y.kg>", "\n.\n.\nb"])
def test_20_a_lone_dot_is_text(guest: Visit, message: str) -> None:
    answer = guest.post(guest.values(message=message))
    assert answer.status_code == (422 if message == "." else 303)  # a message has two characters at least


def test_20_ten_megabytes_in_a_line_are_too_many(guest: Visit) -> None:
    assert guest.post(guest.values(message="a" * 10_000_000)).status_code == 413


@pytest.mark.parametrize("field", ["name", "email", "topic", "policy", "message", "agreement", "website"])
@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "</textarea></title><script>",
        "{{7*7}}${7*7}{% for x in y %}",
        "%s%n%(x)s{0}{self.__class__}",
        "=cmd|' /C calc'!A1",
        "[[content]][[title]]",
    ],
)
def test_21_markup_is_shown_as_text_on_every_page(guest: Visit, field: str, hostile: str) -> None:
    pages = [
        guest.post(guest.values(**{field: hostile, "topic": hostile})),
        guest.post(guest.values(**{field: hostile, "contract": None})),
        guest.post(guest.values(**{field: hostile, "change": "yes"})),
        guest.post(guest.values(**{field: hostile, "token": None})),
    ]
    for page in pages:
        assert "<script>" not in page.text
        assert "<img" not in page.text
        assert "49" not in page.text.replace(guest.contract.digest, "").split("<form")[0]
    if field == "name" and hostile.isprintable():
        assert guest.post(guest.values(name=hostile)).status_code == 303
        assert json.loads(guest.stored()[-1]["body"])["name"] == hostile


@pytest.mark.parametrize("hidden_one", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad"])
def test_22_what_hides_or_turns_a_name_is_named(guest: Visit, hidden_one: str) -> None:
    errors = shown_errors(guest.post(guest.values(name=f"Ай{hidden_one}гүл")).text)
    assert f"U+{ord(hidden_one):04X}" in errors["name"]


def test_22_emoji_and_joined_letters_are_a_message(guest: Visit) -> None:
    message = "👨‍👩‍👧‍👦 می‌خواهم ❤️"
    guest.post(guest.values(message=message))
    assert json.loads(guest.stored()[0]["body"])["message"] == message


def test_22_a_flood_of_marks_is_named(guest: Visit) -> None:
    assert list(shown_errors(guest.post(guest.values(message="Z" + "\u0321" * 500)).text)) == ["message"]


def test_22_a_direction_in_a_text_ends_with_it(guest: Visit) -> None:
    page = guest.post(guest.values(name="שלום", message="\u2067abc", token=None))
    assert "<bdi>שלום</bdi>" in page.text
    assert '<div class="contact-text" dir="auto">' in page.text


def test_22_kyrgyz_letters_count_once_however_they_are_typed(guest: Visit) -> None:
    for letter in ("й", "й", "ң", "ө", "Ү"):
        assert guest.post(guest.values(name=letter * 100)).status_code == 303


@pytest.mark.parametrize("message", [" ", "\n\n\t", "\u00a0\u3000", "a", "a" * 10_000, "ң" * 10_000])
def test_23_too_little_and_too_much_are_told_with_the_text_kept(guest: Visit, message: str) -> None:
    answer = guest.post(guest.values(message=message))
    assert list(shown_errors(answer.text)) == ["message"]
    assert message.strip() in answer.text


# 24 to 27: addresses, methods and headers


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/contact/../../etc/passwd",
        "/de/contact/messages",
        "/ky/contact/messages",
        "/RU/contact/messages",
        "/contact//messages",
        "/contact/messages/",
        "/contact/messages%00",
        "/contact/receipts/",
        "/contact/receipts/../messages",
        "/contact/receipts/" + "a" * 10_000,
        "/%ff%fe",
        "/contact/openapi.json/x",
        "/ru/contact/health",
        "/",
        "",
    ],
)
def test_24_an_unknown_path_is_not_found(guest: Visit, path: str) -> None:
    assert guest.client.get(path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80\r\nX: y", "", "[::1", "a" * 10_000])
def test_27_what_the_request_says_of_its_host_is_in_no_answer(guest: Visit, host: str) -> None:
    environ = {"HTTP_HOST": host, "HTTP_X_FORWARDED_HOST": host, "SERVER_NAME": "evil.example"}
    sent = guest.client.post(PATH, data=guest.values(), headers=BROWSER, environ_overrides=environ)
    wrong = guest.client.post(PATH, data={"a": "b"}, headers=BROWSER, environ_overrides=environ)
    assert (sent.status_code, wrong.status_code) == (303, 409)
    for answer in (sent, wrong):
        assert "evil" not in str(answer.headers) + answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"])
def test_26_nothing_but_post_sends(guest: Visit, method: str) -> None:
    answer = guest.client.open(PATH, method=method, data=guest.values(), headers=BROWSER)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST, OPTIONS"
    assert not guest.stored()


def test_26_head_is_get_without_a_body(guest: Visit) -> None:
    address = guest.post(guest.values()).headers["Location"]
    head, get = guest.client.head(address), guest.client.get(address)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (
        200,
        b"",
        get.headers["Content-Length"],
    )


def test_26_a_preflight_of_another_site_gets_no_permission(guest: Visit) -> None:
    asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = guest.client.options(PATH, headers=asking)
    assert answer.status_code == 204
    assert not [name for name in answer.headers.keys() if name.lower().startswith("access-control")]  # noqa: SIM118


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://policies.example.org"},
        {"Sec-Fetch-Site": "none", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "x"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://policies.example.org"},
        {"Origin": "https://policies.example.org.evil.example"},
        {"Origin": ""},
    ],
)
def test_26_what_another_site_sends_is_refused(guest: Visit, headers: dict[str, str]) -> None:
    assert guest.post(guest.values(), headers=headers).status_code == 403
    assert code(guest.client.post(PATH, json=guest.values(), headers=headers)) == (403, "cross")
    assert not guest.stored()


@pytest.mark.parametrize(
    ("headers", "signs"),
    [
        ({}, "no-origin"),
        ({"Origin": "https://policies.example.org"}, ""),
        ({"Sec-Fetch-Site": "same-origin"}, ""),
        ({"Sec-Fetch-Site": "none"}, ""),
    ],
)
def test_26_old_phones_may_send(guest: Visit, headers: dict[str, str], signs: str) -> None:
    assert guest.post(guest.values(), headers=headers).status_code == 303
    assert (guest.stored()[0]["suspicions"], guest.stored()[0]["state"]) == (signs, "waiting")


def addresses(guest: Visit) -> set[str]:
    """The blinded ones that were counted."""
    with guest.store.transaction(write=False) as connection:
        found = connection.column('SELECT "of" FROM counters')
    return set(found) - {"total", "size"}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "distinct"),
    [
        # An address of IPv4 is in two networks that are counted, one of IPv6 in three
        ("0", ["1.1.1.1", "2.2.2.2, 3.3.3.3", "x"], 1),  # of the test's client, which has no address
        ("1", ["1.1.1.1", "2.2.2.2, 1.1.1.1", "<script>, 9.9.9.9, 1.1.1.1"], 2),
        ("1", ["1.1.1.1", "2.2.2.2"], 4),
        ("1", ["1.1.1.1", "1.1.1.2"], 3),
        ("2", ["5.5.5.5, 1.1.1.1, 8.8.8.8", "6.6.6.6, 1.1.1.1, 8.8.8.8"], 2),
        ("1", ["2001:db8::1", "2001:db8::2", "fe80::1%eth0"], 6),
        ("1", ["unknown", "_hidden", "999.999.999.999"], 1),
    ],
)
def test_27_only_our_own_proxies_are_believed(
    tmp_path: Path, proxies: str, forwarded: list[str], distinct: int
) -> None:
    guest = visit(tmp_path, CONTACT_PROXIES=proxies)
    for each in forwarded:
        assert guest.post(guest.values(), headers={**BROWSER, "X-Forwarded-For": each}).status_code == 303
    assert len(addresses(guest)) == distinct
    guest.store.close()


def test_27_a_request_without_an_address_or_a_host_is_answered(guest: Visit) -> None:
    sent = body(guest)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.input": io.BytesIO(sent),
        "wsgi.url_scheme": "https",
    }
    statuses: list[str] = []
    app = guest.client.application

    def start(status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return statuses.append  # type: ignore[return-value] # nothing is written by it

    b"".join(app(environ, start))
    assert statuses == ["303 SEE OTHER"]


# 28 to 35: abuse


def test_28_a_double_click_is_one_message(guest: Visit) -> None:
    values = guest.values()
    first, second = guest.post(values), guest.post(values)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(guest.stored()) == 1


def test_28_a_program_with_the_same_key_and_another_body_is_told(guest: Visit) -> None:
    key = {"Idempotency-Key": "0" * 32}
    first = guest.post_json(guest.values(), headers=key).get_json()
    other = guest.post_json(guest.values(message="башка кат"), headers=key)
    assert code(other) == (409, "other")
    assert other.get_json()["reference"] == first["reference"]


def test_29_fifty_at_once_are_one_message_with_one_receipt(either: Visit) -> None:
    values = either.values()
    barrier = threading.Barrier(50)
    locations: list[str] = []

    def send() -> None:
        client = Client(either.client.application)
        barrier.wait()
        locations.append(client.post(PATH, data=values, headers=BROWSER).headers.get("Location", "none"))

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(locations) == 50
    assert set(locations) == {f"/contact/receipts/{either.stored()[0]['reference']}"}
    assert len(either.stored()) == 1


@pytest.mark.parametrize(
    "change", ["truncated", "lengthened", "other language", "future", "expired", "forged"]
)
def test_30_a_token_that_does_not_hold_asks_for_one_more_press_and_loses_nothing(
    guest: Visit, change: str
) -> None:
    token = guest.token()
    tokens = {
        "truncated": token[:-5],
        "lengthened": f"{token}A",
        "other language": guest.token("ru/"),
        "forged": f"AAAAAAAAAAAAAAAAAAAAAA.{token.partition('.')[2]}",
    }
    values = guest.values(token=tokens.get(change, token))
    guest.wait({"future": -3600, "expired": 25 * 3600}.get(change, 0))
    page = guest.post(values)
    assert page.status_code == 200
    assert not guest.stored()
    guest.wait()
    assert guest.post(hidden(page.text)).status_code == 303


def test_30_a_secret_may_change_between_form_and_sending(tmp_path: Path) -> None:
    before = visit(tmp_path)
    values = before.values()
    first = before.post(values).headers["Location"]
    after = visit(tmp_path, CONTACT_SECRET=f"{SECRET[::-1]} {SECRET}")
    after.now = before.now
    assert after.post(values).headers["Location"] == first
    fresh = before.values()
    assert after.post(fresh).status_code == 303
    before.store.close()
    after.store.close()


def test_30_who_is_too_quick_is_labelled_and_not_held_back(guest: Visit) -> None:
    token = guest.client.get("/contact/token").get_json()["token"]
    guest.wait(1)
    assert guest.post(guest.values() | {"token": token}).status_code == 303 or guest.stored()
    quick = guest.client.get("/contact/token").get_json()["token"]
    values = {**GOOD, "contract": guest.contract.digest, "token": quick}
    assert guest.post(values).status_code == 303
    assert (guest.stored()[-1]["suspicions"], guest.stored()[-1]["state"]) == ("young", "waiting")


def test_31_what_a_password_manager_fills_in_is_labelled_and_not_held_back(guest: Visit) -> None:
    answer = guest.post(guest.values(website="https://example.org"))
    assert answer.status_code == 303
    assert guest.client.get(answer.headers["Location"]).status_code == 200
    assert (guest.stored()[0]["suspicions"], guest.stored()[0]["state"]) == ("honeypot", "waiting")


def test_31_it_is_labelled_by_way_of_the_check_page_too(guest: Visit) -> None:
    page = guest.post(guest.values(website="https://example.org", token=None))
    guest.wait()
    guest.post(hidden(page.text))
    assert guest.stored()[0]["suspicions"] == "honeypot"


def test_32_an_operator_s_customers_behind_one_address_are_not_shut_out(tmp_path: Path) -> None:
    guest = visit(tmp_path, CONTACT_LIMIT_ADDRESS="3")
    answers = [guest.post(guest.values()).status_code for _ in range(16)]
    assert answers == [303] * 15 + [429]
    assert [each["suspicions"] for each in guest.stored()] == [""] * 3 + ["address"] * 12
    assert {each["state"] for each in guest.stored()} == {"waiting"}
    guest.store.close()


def test_32_what_many_addresses_send_is_taken_and_mailed_later(
    tmp_path: Path, logged: Callable[[], list[str]]
) -> None:
    guest = visit(tmp_path, CONTACT_LIMIT_TOTAL="5", CONTACT_PROXIES="1")
    answers = [
        guest.post(guest.values(), headers={**BROWSER, "X-Forwarded-For": f"192.0.2.{i}"}).status_code
        for i in range(7)
    ]
    assert answers == [303] * 7
    assert len(guest.stored()) == 7
    assert "\n".join(logged()).count("ALARM contact: too many messages in this hour") == 1
    guest.store.close()


def test_32_one_client_closes_the_form_for_nobody_else(
    tmp_path: Path, logged: Callable[[], list[str]]
) -> None:
    """Five /64 of one /56: each alone would be under its limit."""
    guest = visit(tmp_path, CONTACT_LIMIT_ADDRESS="1", CONTACT_PROXIES="1")

    def send(address: str) -> int:
        return guest.post(guest.values(), headers={**BROWSER, "X-Forwarded-For": address}).status_code

    answers = [send(f"2001:db8:0:{i % 5:x}::1") for i in range(20)]
    assert answers == [303] * 10 + [429] * 10
    assert "\n".join(logged()).count("ALARM contact: too many messages of one network") == 1
    assert send("2001:db8:0:100::1") == 303
    assert send("192.0.2.1") == 303
    guest.store.close()


def test_32_one_token_is_good_for_one_message_whatever_the_key(guest: Visit) -> None:
    values = guest.values()
    answers = [
        guest.post_json({**values, "message": f"Кат {i}"}, headers={"Idempotency-Key": f"{i:032}"})
        for i in range(3)
    ]
    assert [each.status_code for each in answers] == [201, 409, 409]
    assert len(guest.stored()) == 1


def test_33_what_cannot_be_counted_is_not_taken(guest: Visit) -> None:
    """The count is in the message's own transaction: there is no limiter that could fail by itself."""
    values = guest.values()
    with guest.store.transaction(write=True) as connection:
        connection.change("DROP TABLE counters")
    assert guest.post(values).status_code == 503
    assert not guest.stored()


def test_34_receipts_cannot_be_tried_one_after_the_other(guest: Visit) -> None:
    """Eleven of 31 characters are drawn at random; what is none by its check character is not even looked up.
    A page tells nothing personal, and an unknown reference and one that is none look the same."""
    malformed = guest.client.get("/contact/receipts/2222-2222-2223")
    unknown = guest.client.get("/contact/receipts/2222-2222-2222")
    assert (malformed.status_code, unknown.status_code) == (404, 404)
    assert malformed.text == unknown.text


def test_35_no_address_that_a_visitor_names_gets_a_mail() -> None:
    """There is no copy to the sender, and the handler imports nothing that sends (`test_architecture`): a
    letter goes to the office's own addresses only (`test_letter`)."""


# 40 to 47: clocks, starts, logs, deployments


@pytest.mark.parametrize("jump", [-3600, -86_400 * 365, 3600, 86_400 * 365])
def test_40_a_clock_that_jumps_loses_nothing(guest: Visit, jump: float) -> None:
    guest.post(guest.values())
    values = guest.values()
    guest.wait(jump)
    page = guest.post(values)
    assert page.status_code in {200, 303}
    if page.status_code == 200:
        guest.wait()
        assert guest.post(hidden(page.text)).status_code == 303
    assert len(guest.stored()) == 2


def test_40_hours_of_summer_time_and_leap_days_are_those_of_utc(guest: Visit) -> None:
    for moment in (datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)):
        guest.now = moment
        answer = guest.post(guest.values())
        assert guest.client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"CONTACT_SECRET": "short"},
        {"CONTACT_SECRET": f"{SECRET} short"},
        {"CONTACT_SECRET": SECRET, "CONTACT_SEAL_TO": "age1unreadable"},
    ],
)
def test_42_without_a_good_secret_and_recipient_nothing_starts(environ: dict[str, str]) -> None:
    with pytest.raises(HandlerSettingsError):
        read_settings({"CONTACT_CONTRACT": "contract.json", **environ}, Part.HANDLER)


CANARIES = {"name": "CANARYNAME", "email": "canary.mail@example.org", "message": "CANARYTEXT " * 3}


def test_44_no_log_line_holds_what_was_sent(
    guest: Visit,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    environ = {"REMOTE_ADDR": "198.51.100.77"}

    def send(**changes: object) -> int:
        values = guest.values(**{**CANARIES, **changes})
        return guest.client.post(PATH, data=values, headers=BROWSER, environ_overrides=environ).status_code

    statuses = [
        send(),
        send(email="CANARY"),
        send(token=None),
        send(contract="CANARY"),
        send(website="CANARY"),
    ]
    with guest.store.transaction(write=True) as connection:
        connection.change("ALTER TABLE messages RENAME COLUMN topic TO gone")
    statuses.append(send())

    def fail(arrival: object, *_rest: object) -> None:
        raise ValueError(f"CANARY {arrival}")

    monkeypatch.setattr(guest.store, "accept", fail)
    statuses.append(send())
    assert statuses == [303, 422, 200, 409, 303, 503, 503]
    said = "\n".join([*caplog.messages, caplog.text, *capfd.readouterr()])
    assert "OperationalError" in said
    assert not [word for word in ("CANARY", "canary", "198.51.100.77") if word in said]


def test_46_a_cached_page_of_before_the_deployment_posts_and_loses_nothing(tmp_path: Path) -> None:
    before = visit(tmp_path)
    values = before.values()
    policy = {"id": "privacy", "date": "2027-01-01", "basis": "stated", "sha256": "cd" * 32}
    after = visit(tmp_path, contract_json(policy=policy))
    after.now = before.now
    assert after.client.get("/contact/health").status_code == 200
    after.wait(25 * 3600)
    page = after.post(values)
    assert page.status_code == 409
    assert "2027-жылдын 1-январы" in page.text
    assert "Менин маалыматтарымды" in page.text
    after.wait()
    assert after.post({**GOOD, **hidden(page.text)}).status_code == 303
    assert after.stored()[0]["agreed_date"] == "2027-01-01"
    before.store.close()
    after.store.close()


class Gone:
    """A client that went away: some bytes, then none, or an error. It reads as a server's own input does."""

    def __init__(self, sent: bytes, error: OSError | None) -> None:
        self.sent = io.BytesIO(sent)
        self.error = error

    def read(self, size: int = -1) -> bytes:
        got = self.sent.read(size)
        if not got and self.error:
            raise self.error
        return got


@pytest.mark.parametrize("server", [{}, {"wsgi.input_terminated": True}], ids=["plain", "ending"])
@pytest.mark.parametrize("error", [None, ConnectionResetError(), TimeoutError()])
def test_47_an_upload_that_breaks_off_is_not_stored(
    guest: Visit, error: OSError | None, server: dict[str, object]
) -> None:
    whole = body(guest)
    stream = Gone(whole + b"&a=", error)
    answer = raw(guest, io.BytesIO(), CONTENT_LENGTH=str(len(whole) + 4), **{"wsgi.input": stream, **server})
    assert answer.status_code == 400
    assert not guest.stored()


def test_47_after_the_answer_was_lost_sending_again_gives_the_same_receipt(either: Visit) -> None:
    values = either.values()
    lost = either.post(values)
    either.wait(600)
    again = either.post(values)
    assert again.headers["Location"] == lost.headers["Location"]
    assert len(either.stored()) == 1


def test_47_going_back_and_reloading_sends_nothing_twice(guest: Visit) -> None:
    values = guest.values()
    address = guest.post(values).headers["Location"]
    for _ in range(3):
        assert guest.client.get(address).status_code == 200
    assert guest.post(values).headers["Location"] == address
    assert len(guest.stored()) == 1
    assert guest.now >= NOW
