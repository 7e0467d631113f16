"""A visitor sends a message with or without a script, and gets a true answer in their language."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pyrage import x25519  # type: ignore[import-untyped] # it ships no types
from werkzeug.test import TestResponse

from sayasat.exports import http_headers as site
from sayasat_contact.outbox import OutboxState
from sayasat_contact.sealing import open_sealed
from sayasat_contact.security_headers import HEADERS
from sayasat_contact.store import open_store
from tests.contact.contract_sample import LANGUAGES, contract_json
from tests.contact.mailroom import on_begin
from tests.contact.visitor import GOOD, Visit, hidden, shown_errors, visit

JSON = {"Accept": "application/json"}


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Visit]:
    made = visit(tmp_path)
    yield made
    made.store.close()


def receipt(response: TestResponse) -> str:
    """The reference that an answer led to."""
    assert response.status_code == 303, response.text
    return response.headers["Location"].rpartition("/")[2]


def break_store(guest: Visit) -> None:
    with guest.store.transaction(write=True) as connection:
        connection.change("ALTER TABLE outbox RENAME TO gone")


def fix_store(guest: Visit) -> None:
    with guest.store.transaction(write=True) as connection:
        connection.change("ALTER TABLE gone RENAME TO outbox")


# With a token


def test_a_message_leads_to_its_receipt(guest: Visit) -> None:
    answer = guest.post(guest.values())
    page = guest.client.get(answer.headers["Location"])
    (stored,) = guest.stored()
    assert receipt(answer) == stored["reference"]
    assert stored["reference"] in page.text
    assert (page.status_code, page.headers["Content-Language"]) == (200, "ky")
    assert stored["state"] == OutboxState.WAITING
    assert json.loads(stored["body"]) == {name: GOOD[name] for name in GOOD if name != "agreement"}


def test_it_is_stored_with_the_policy_that_was_agreed_to(guest: Visit) -> None:
    guest.post(guest.values())
    (stored,) = guest.stored()
    agreed = (stored["agreed_policy"], stored["agreed_date"], stored["agreed_sha256"], stored["contract"])
    assert agreed == ("privacy", "2026-11-24", "ab" * 32, guest.contract.digest)
    assert (stored["language"], stored["topic"]) == ("ky", "data-access")
    assert stored["received"] == int(guest.now.timestamp())


def test_it_is_sealed_where_there_are_recipients(tmp_path: Path) -> None:
    identity = x25519.Identity.generate()
    guest = visit(tmp_path, CONTACT_SEAL_TO=str(identity.to_public()))
    guest.post(guest.values())
    (stored,) = guest.stored()
    guest.store.close()
    assert stored["is_sealed"]
    assert json.loads(open_sealed(stored["body"], [str(identity)]))["message"] == GOOD["message"]
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [word for word in ("Айгүл", "aigul", "маалыматтарымды") if word.encode() in everything]


@pytest.mark.parametrize("prefix", ["", "ru/", "en/"])
def test_every_language_answers_in_itself(guest: Visit, prefix: str) -> None:
    path = f"/{prefix}contact/messages"
    language = prefix.strip("/") or "ky"
    wrong = guest.post(guest.values(name=""), path=path)
    sent = guest.post(guest.values(token=guest.token(prefix)), path=path)
    page = guest.client.get(sent.headers["Location"])
    assert sent.headers["Location"].startswith(f"/{prefix}contact/receipts/")
    for answer in (wrong, page):
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["Content-Language"] == language
    assert guest.stored()[0]["language"] == language


def test_form_data_is_read_as_a_form_is(guest: Visit) -> None:
    values = guest.values()
    answer = guest.post(values, content_type="multipart/form-data")
    assert receipt(answer) == receipt(guest.post(values))


# Without a script


def test_without_a_token_the_text_is_shown_to_be_checked_and_sent_by_one_press(guest: Visit) -> None:
    page = guest.post(guest.values(token=None))
    assert page.status_code == 200
    assert not guest.stored()
    shown = html.unescape(page.text)
    assert all(word in shown for word in ("Айгүл", "aigul@example.org", "Саламатсызбы!<br>Менин"))
    guest.wait()
    answer = guest.post(hidden(page.text))
    assert receipt(answer) == guest.stored()[0]["reference"]
    assert json.loads(guest.stored()[0]["body"])["message"] == GOOD["message"]


def test_from_the_check_page_one_can_go_back_to_the_form(guest: Visit) -> None:
    page = guest.post(guest.values(token=None))
    form = guest.post({**hidden(page.text), "change": "yes"})
    assert form.status_code == 200
    assert "aigul@example.org" in form.text
    assert not shown_errors(form.text)
    assert not guest.stored()


def test_an_expired_token_asks_for_one_more_press(guest: Visit) -> None:
    values = guest.values()
    guest.wait(25 * 3600)
    page = guest.post(values)
    guest.wait()
    assert page.status_code == 200
    receipt(guest.post(hidden(page.text)))
    assert guest.stored()[0]["state"] == OutboxState.WAITING


# How quick a visitor was


def test_a_token_fetched_while_sending_makes_nobody_quick(guest: Visit) -> None:
    """The first request for it failed, so the script asked again when the visitor had filled in the form."""
    token = guest.client.get("/contact/token?opened=40").get_json()["token"]
    receipt(guest.post(guest.values() | {"token": token}))
    assert guest.stored()[0]["suspicions"] == ""


def test_a_page_that_answers_what_was_sent_makes_nobody_quick(guest: Visit) -> None:
    """Its button is pressed at once, or one field is corrected: the form was opened long before."""
    check = guest.post(guest.values(token=None))
    receipt(guest.post(hidden(check.text)))
    wrong = guest.post(guest.values(token=None, email="aigul"))
    receipt(guest.post({**GOOD, **hidden(wrong.text)}))
    fresh = guest.post_json(guest.values(token=None)).get_json()["token"]
    values = {**GOOD, "contract": guest.contract.digest, "token": fresh}
    assert guest.post_json(values).status_code == 201
    assert [each["suspicions"] for each in guest.stored()] == [""] * 3


@pytest.mark.parametrize("opened", ["", "-40", "+40", "4e1", "1 0", "\u0664\u0660", "9" * 10, "1", "2.9"])
def test_a_page_that_was_not_open_long_enough_or_does_not_say_so_is_young(guest: Visit, opened: str) -> None:
    token = guest.client.get("/contact/token", query_string={"opened": opened}).get_json()["token"]
    receipt(guest.post({**GOOD, "contract": guest.contract.digest, "token": token}))
    assert guest.stored()[0]["suspicions"] == "young"


# Errors


def test_errors_are_told_beside_the_fields_and_everything_typed_is_kept(guest: Visit) -> None:
    page = guest.post(guest.values(email="aigul", topic=None, message="a", agreement=None))
    assert page.status_code == 422
    assert "<title>Ката: Бизге жазуу – Sample</title>" in page.text
    assert list(shown_errors(page.text)) == ["email", "topic", "message", "agreement"]
    assert 'value="Айгүл"' in page.text
    assert 'value="aigul"' in page.text
    assert not guest.stored()


def test_after_the_errors_are_fixed_nothing_more_is_asked(guest: Visit) -> None:
    page = guest.post(guest.values(token=None, name=""))
    guest.wait()
    answer = guest.post(guest.values(token=hidden(page.text)["token"]))
    receipt(answer)


def test_a_program_gets_the_same_errors_with_the_ids_of_the_fields(guest: Visit) -> None:
    answer = guest.post_json(guest.values(name="", email="aigul"))
    problem = answer.get_json()
    page = guest.post(guest.values(name="", email="aigul"))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert {each["field"]: each["message"] for each in problem["errors"]} == shown_errors(page.text)
    assert all(f'id="{each["id"]}"' in page.text for each in problem["errors"])


# A program


def test_a_program_gets_the_reference(guest: Visit) -> None:
    answer = guest.post_json(guest.values())
    assert answer.status_code == 201
    sent = answer.get_json()
    assert sent == {"reference": guest.stored()[0]["reference"], "receipt": answer.headers["Location"]}
    status = guest.client.get(sent["receipt"], headers=JSON).get_json()
    assert status == {
        "reference": sent["reference"],
        "received": "2026-11-24T06:00:10Z",
        "status": "received",
    }


def test_a_form_that_asks_for_json_gets_it(guest: Visit) -> None:
    answer = guest.client.post("/contact/messages", data=guest.values(), headers=JSON)
    assert answer.status_code == 201


def test_a_program_without_a_token_is_given_one(guest: Visit) -> None:
    answer = guest.post_json(guest.values(token=None))
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (403, "token")
    guest.wait()
    assert guest.post_json(guest.values(token=problem["token"])).status_code == 201


def test_a_client_s_own_key_makes_a_repeated_sending_the_same(guest: Visit) -> None:
    key = {"Idempotency-Key": "c0ffee00-0000-4000-8000-000000000000"}
    quoted = {"Idempotency-Key": f'"{key["Idempotency-Key"]}"'}
    answers = [guest.post_json(guest.values(), headers=each).get_json() for each in (key, quoted, key)]
    assert answers[0] == answers[1] == answers[2]
    assert len(guest.stored()) == 1


@pytest.mark.parametrize("key", ["short", "a" * 129, "with a blank in it"])
def test_a_key_that_can_be_guessed_is_none(guest: Visit, key: str) -> None:
    answer = guest.post_json(guest.values(), headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad")


# The receipt


@pytest.mark.parametrize(
    ("state", "status"),
    [("waiting", "received"), ("dead", "received"), ("delivered", "passed")],
)
def test_a_receipt_tells_what_became_of_a_message(guest: Visit, state: str, status: str) -> None:
    address = guest.post(guest.values()).headers["Location"]
    with guest.store.transaction(write=True) as connection:
        connection.change("UPDATE outbox SET state = :state", state=state)
    page = guest.client.get(address)
    assert f'data-contact-status="{status}"' in page.text
    assert guest.client.get(address, headers=JSON).get_json()["status"] == status


def test_a_receipt_of_an_erased_message_says_so(guest: Visit) -> None:
    address = guest.post(guest.values()).headers["Location"]
    with guest.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET body = NULL, erased = 1")
    page = guest.client.get(address)
    assert "Билдирүүңүз өчүрүлдү" in page.text


def test_a_receipt_has_nothing_personal_and_is_kept_nowhere(guest: Visit) -> None:
    page = guest.client.get(guest.post(guest.values()).headers["Location"])
    shown = html.unescape(page.text)
    assert not [value for value in GOOD.values() if len(value) > 3 and value in shown]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_receipt_is_found_as_it_is_typed(guest: Visit) -> None:
    reference = receipt(guest.post(guest.values()))
    for typed in (reference.lower(), reference.replace("-", ""), reference.replace("-", "%20")):
        assert reference in guest.client.get(f"/en/contact/receipts/{typed}").text


def test_a_deadline_is_shown_only_with_its_source(tmp_path: Path) -> None:
    guest = visit(tmp_path, CONTACT_ANSWER_DAYS="7", CONTACT_ANSWER_SOURCE="Rule <1>")
    address = guest.post(guest.values()).headers["Location"]
    assert "Жооп берүү мөөнөтү: 7 күн (Rule &lt;1&gt;)." in guest.client.get(address).text
    guest.store.close()


# The store fails


@pytest.mark.parametrize("prefix", ["", "ru/", "en/"])
def test_when_the_store_fails_nothing_is_said_to_be_sent_and_the_text_is_given_back(
    guest: Visit, prefix: str
) -> None:
    values = guest.values(token=guest.token(prefix))
    break_store(guest)
    page = guest.post(values, path=f"/{prefix}contact/messages")
    language = prefix.strip("/") or "ky"
    texts = guest.contract.texts[language]
    assert page.status_code == 503
    assert texts("contact.unavailable.title") in page.text
    assert "Менин маалыматтарымды" in page.text
    assert guest.contract.pages[language].office[0][1] in page.text
    fix_store(guest)
    assert not guest.stored()
    again = guest.post({**values, "token": hidden(page.text)["token"]}, path=f"/{prefix}contact/messages")
    assert receipt(again) == guest.stored()[0]["reference"]


@pytest.fixture(params=["locked", "full", "read-only", "corrupt", "gone"])
def failing(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Visit]:
    """A handler whose SQLite fails as it does in life."""
    file = tmp_path / "contact.db"
    whole = visit(tmp_path)
    whole.store.close()
    address = (
        f"sqlite:///file:{file}?mode=ro&uri=true" if request.param == "read-only" else f"sqlite:///{file}"
    )
    settings = replace(whole.settings, database=address)
    guest = Visit(open_store(settings), settings, whole.file)
    lock = sqlite3.connect(file, isolation_level=None)
    match request.param:
        case "locked":
            lock.execute("BEGIN IMMEDIATE")
        case "full":
            on_begin(guest.store.database, monkeypatch, lambda made: made.execute("PRAGMA max_page_count=1"))
        case "corrupt":
            file.write_bytes(b"\0" * 100_000)
        case _:
            file.unlink()
    yield guest
    lock.close()
    guest.store.close()


def test_a_store_that_fails_in_any_way_is_no_success(failing: Visit) -> None:
    page = failing.post(failing.values(message=GOOD["message"] + " ө" * 2000))  # needs more than one page
    assert page.status_code == 503
    assert "Менин маалыматтарымды" in page.text
    assert failing.client.get("/contact/health").status_code == 503


def test_a_program_is_told_so_too(guest: Visit) -> None:
    values = guest.values()
    break_store(guest)
    answer = guest.post_json(values)
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (503, "unavailable")
    assert problem["office"] == [{"label": "Дарек", "value": "Үлгү шаары, Биринчи көчө, 1"}]


def test_a_receipt_that_cannot_be_read_does_not_say_that_nothing_was_sent(guest: Visit) -> None:
    address = guest.post(guest.values()).headers["Location"]
    break_store(guest)
    page = guest.client.get(address)
    assert page.status_code == 503
    assert guest.contract.texts["ky"]("contact.unavailable.title") not in page.text


@pytest.mark.parametrize("prefix", ["", "ru/", "en/"])
def test_a_fault_of_our_own_is_no_success_either_and_wakes_somebody(
    guest: Visit, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], list[str]], prefix: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError("CANARY")

    monkeypatch.setattr(guest.store, "accept", fail)
    page = guest.post(guest.values(token=guest.token(prefix)), path=f"/{prefix}contact/messages")
    texts = guest.contract.texts[prefix.strip("/") or "ky"]
    assert page.status_code == 503
    assert texts("contact.broken.title") in page.text
    (line,) = logged()
    assert line.startswith("ALARM contact: a fault of the handler's own: ZeroDivisionError at ")
    assert "CANARY" not in page.text + line


def test_health_is_that_of_the_store(guest: Visit) -> None:
    digest = guest.contract.digest
    contract = {"served": digest, "loaded": digest, "earlier": []}
    assert guest.client.get("/contact/health").get_json() == {"status": "ok", "contract": contract}
    with guest.store.transaction(write=True) as connection:
        connection.change("DROP TABLE migrations")
    assert guest.client.get("/contact/health").status_code == 503


# Limits


def test_beyond_the_limit_the_text_is_kept_and_the_time_is_told(tmp_path: Path) -> None:
    guest = visit(tmp_path, CONTACT_LIMIT_ADDRESS="1")
    for _ in range(5):
        receipt(guest.post(guest.values()))
    page = guest.post(guest.values(message="Экинчи кат"))
    assert (page.status_code, page.headers["Retry-After"]) == (429, "3540")
    assert "59 мүнөттөн" in page.text
    assert "Экинчи кат" in page.text
    assert guest.post_json(guest.values(message="Экинчи кат")).get_json()["code"] == "limit"
    guest.wait(3600)
    receipt(guest.post({**GOOD, **hidden(page.text)}))
    guest.store.close()


@pytest.mark.parametrize("prefix", ["", "ru/", "en/"])
def test_when_no_more_may_be_stored_the_text_is_given_back_and_one_alarm_raised(
    tmp_path: Path, logged: Callable[[], list[str]], prefix: str
) -> None:
    guest = visit(tmp_path, CONTACT_LIMIT_STORED="1")
    receipt(guest.post(guest.values()))
    with guest.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET size = 1000")
    guest.wait(3600)
    for _ in range(2):
        page = guest.post(guest.values(token=guest.token(prefix)), path=f"/{prefix}contact/messages")
        assert page.status_code == 503
        assert guest.contract.texts[prefix.strip("/") or "ky"]("contact.full.text") in page.text
        assert "Менин маалыматтарымды" in page.text
    assert len(guest.stored()) == 1
    assert logged() == ["ALARM contact: CONTACT_LIMIT_STORED is reached: no message is taken"]
    guest.store.close()


# A stale page


def test_a_page_from_before_the_last_build_is_told_with_its_text_kept(guest: Visit) -> None:
    page = guest.post(guest.values(contract="0" * 64))
    assert page.status_code == 409
    assert "Менин маалыматтарымды" in page.text
    assert "/policies/privacy/2026-11-24/" in page.text
    assert not re.search(r'name="agreement"[^>]* checked', page.text)
    assert not guest.stored()
    guest.wait()
    form = hidden(page.text)
    assert shown_errors(guest.post({**GOOD, **form, "agreement": ""}).text).keys() == {"agreement"}
    receipt(guest.post({**GOOD, **form}))


def test_a_program_is_told_which_policy_holds_now(guest: Visit) -> None:
    answer = guest.post_json(guest.values(contract=None), path="/ru/contact/messages")
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (409, "stale")
    assert problem["contract"] == guest.contract.digest
    assert problem["policy"] == {
        "id": "privacy",
        "date": "2026-11-24",
        "address": "/ru/policies/privacy/2026-11-24/",
    }


# Every answer


def test_the_policy_is_the_site_s() -> None:
    assert set(site.headers()) <= set(HEADERS)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/contact/token"),
        ("GET", "/contact/health"),
        ("GET", "/contact/openapi.json"),
        ("GET", "/contact/receipts/x"),
        ("GET", "/contact/messages"),
        ("POST", "/contact/messages"),
        ("POST", "/ru/contact/token"),
        ("OPTIONS", "/contact/messages"),
        ("GET", "/"),
        ("GET", "/nowhere"),
    ],
)
def test_every_answer_has_the_headers(guest: Visit, method: str, path: str) -> None:
    answer = guest.client.open(path, method=method)
    assert [(name, answer.headers[name]) for name, _ in HEADERS] == list(HEADERS)
    assert answer.headers["Content-Language"] in LANGUAGES


@pytest.mark.parametrize(
    ("path", "allow"),
    [("/contact/messages", "POST, OPTIONS"), ("/ru/contact/token", "GET, HEAD, OPTIONS")],
)
def test_another_method_is_told_which_are_taken(guest: Visit, path: str, allow: str) -> None:
    answers = [guest.client.open(path, method=method) for method in ("PUT", "DELETE", "PATCH", "OPTIONS")]
    assert {answer.headers["Allow"] for answer in answers} == {allow}
    assert [answer.status_code for answer in answers] == [405, 405, 405, 204]


def test_a_page_that_is_not_there_is_so_in_its_language(guest: Visit) -> None:
    page = guest.client.get("/ru/contact/none")
    assert (page.status_code, page.headers["Content-Language"]) == (404, "ru")
    assert "Страница не найдена" in page.text


def test_a_site_below_a_path_is_served_there(tmp_path: Path) -> None:
    guest = visit(tmp_path, contract_json(site_url="https://example.org/kg/"))
    assert guest.client.get("/kg/ru/contact/token").status_code == 200
    assert guest.client.get("/ru/contact/token").status_code == 404
    guest.store.close()


def test_a_token_of_one_visit_is_good_for_one_message(guest: Visit) -> None:
    values = guest.values()
    first = receipt(guest.post(values))
    other = guest.post({**values, "message": "Экинчи кат"})
    assert other.status_code == 409
    assert first in other.text
    guest.wait()
    assert receipt(guest.post(hidden(other.text))) != first
    assert [json.loads(each["body"])["message"] for each in guest.stored()] == [GOOD["message"], "Экинчи кат"]


def test_the_clock_is_asked_once_for_a_message(guest: Visit) -> None:
    """So what is stored is dated by the same moment that its token was judged by."""
    values = guest.values()
    moments: list[timedelta] = []

    def clock() -> timedelta:
        moments.append(timedelta())
        return guest.now  # type: ignore[return-value]

    guest.client.application.clock = clock  # type: ignore[attr-defined]
    guest.post(values)
    assert len(moments) == 1
