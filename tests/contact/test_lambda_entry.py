"""The function as the platform runs it: AWS's own runtime client loads the entry and asks it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sayasat_contact.function_url import HEADERS, NOT_SENT
from sayasat_contact.lambda_entry import LEAST_TIME
from sayasat_contact.posted import MOST_BYTES
from sayasat_contact.security_headers import HEADERS as APPLICATION_HEADERS
from tests.contact.events import HOSTILE, function_url_event
from tests.contact.form_data import MESSAGE, filled, working_settings
from tests.contact.runtime_api import Function, Outcome, function

ENTRY = "sayasat_contact.lambda_entry.handler"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Function]:
    """The real handler, over SQLite."""
    folder = tmp_path_factory.mktemp("function")
    with function(ENTRY, working_settings(folder), folder) as entry:
        yield entry


class Reply:
    """A response of the function, as the platform reads it."""

    def __init__(self, outcome: Outcome) -> None:
        assert outcome.kind == "response", outcome
        assert isinstance(outcome.value, dict)
        self.status: int = outcome.value["statusCode"]
        self.headers: dict[str, str] = outcome.value["headers"]
        self.body: str = outcome.value["body"]


def post(running: Function, values: dict[str, str], prefix: str = "ru/") -> Reply:
    body = urlencode(values).encode()
    headers = {"sec-fetch-site": "same-origin"}
    event = function_url_event("POST", f"/{prefix}contact/messages", body=body, headers=headers)
    return Reply(running.invoke(event))


def stored(running: Function) -> int:
    with closing(sqlite3.connect(running.log.parent / "contact.db")) as database:
        found = database.execute("SELECT count(*) FROM messages JOIN outbox ON message = messages.id")
        return int(found.fetchone()[0])


def test_a_message_is_sent_through_the_function(running: Function) -> None:
    """Without JavaScript: the form, the page that asks to check, the receipt."""
    before = stored(running)
    check = post(running, filled())
    assert (check.status, stored(running)) == (200, before)
    token = re.search(r'name="token" value="([^"]+)"', check.body)
    assert token
    sent = post(running, filled(token=token[1]))
    assert (sent.status, stored(running)) == (303, before + 1)
    receipt = Reply(running.invoke(function_url_event("GET", sent.headers["location"])))
    assert receipt.status == 200
    assert 'lang="ru"' in receipt.body
    assert MESSAGE not in receipt.body
    again = post(running, filled(token=token[1]))
    assert (again.headers["location"], stored(running)) == (sent.headers["location"], before + 1)


def test_a_message_above_the_limit_is_refused_in_the_visitors_language(running: Function) -> None:
    before = stored(running)
    reply = post(running, filled(message="a" * MOST_BYTES))
    assert (reply.status, stored(running)) == (413, before)
    assert 'lang="ru"' in reply.body


def test_errors_are_told_beside_the_fields(running: Function) -> None:
    reply = post(running, filled(email="nobody"))
    assert reply.status == 422
    assert MESSAGE in reply.body


def test_it_survives_every_hostile_event(running: Function) -> None:
    """One after another, and none is an error of the function, which a visitor would see as 502."""
    for name, event in HOSTILE.items():
        reply = Reply(running.invoke(event))
        assert (name, reply.status) == (name, 400)
    assert running.process.poll() is None
    assert Reply(running.invoke(function_url_event("GET", "/contact/health"))).status == 200


def test_it_begins_nothing_that_it_cannot_end(running: Function) -> None:
    event = function_url_event("GET", "/contact/health")
    late = Reply(running.invoke(event, seconds=LEAST_TIME / 1000 - 1))
    assert (late.status, late.body) == (503, NOT_SENT)
    assert Reply(running.invoke(event, seconds=LEAST_TIME / 1000 + 2)).status == 200


def test_every_answer_has_the_same_headers(running: Function) -> None:
    answers = [
        Reply(running.invoke(event))
        for event in (function_url_event("GET", "/contact/health"), function_url_event("BREW"), None)
    ]
    assert [answer.status for answer in answers] == [200, 405, 400]
    for answer in answers:
        assert {name.lower() for name, _ in APPLICATION_HEADERS} <= set(answer.headers)
    same = {name.lower(): value for name, value in APPLICATION_HEADERS if name != "Content-Security-Policy"}
    assert same.items() <= HEADERS.items()


def test_nothing_of_a_message_is_logged(running: Function) -> None:
    post(running, filled())
    post(running, filled(email="nobody"))
    assert not re.search(r"5551234|Айсулуу|aisuluu|203\.0\.113\.7", running.said)


def test_a_database_that_is_not_there_is_told_as_not_sent(tmp_path: Path) -> None:
    settings = working_settings(tmp_path) | {"CONTACT_DATABASE": f"sqlite:///{tmp_path}/nowhere/contact.db"}
    with function(ENTRY, settings, tmp_path) as entry:
        token = json.loads(Reply(entry.invoke(function_url_event("GET", "/ru/contact/token"))).body)["token"]
        for _ in range(3):
            reply = post(entry, filled(token=token))
            assert reply.status == 503
            assert MESSAGE in reply.body
        assert "5551234" not in entry.said


def test_a_fault_at_the_start_is_answered_with_503_and_logged_with_its_fixing(tmp_path: Path) -> None:
    settings = working_settings(tmp_path) | {"CONTACT_SECRET": "too-short-to-sign", "CONTACT_PROXIES": "many"}
    with function(ENTRY, settings, tmp_path) as entry:
        for _ in range(3):
            reply = Reply(entry.invoke(function_url_event("GET", "/contact/health")))
            assert (reply.status, reply.headers, reply.body) == (503, HEADERS, NOT_SENT)
        assert entry.process.poll() is None
        said = entry.said
    assert "CONTACT_SECRET: " in said
    assert "CONTACT_PROXIES: " in said
    assert "too-short-to-sign" not in said


def test_a_function_that_could_not_start_heals(tmp_path: Path) -> None:
    settings = working_settings(tmp_path)
    contract = tmp_path / "contract.json"
    content = contract.read_bytes()
    contract.write_bytes(b"{")
    with function(ENTRY, settings, tmp_path) as entry:
        event = function_url_event("GET", "/contact/health")
        assert Reply(entry.invoke(event)).status == 503
        contract.write_bytes(content)
        assert Reply(entry.invoke(event)).status == 200


def test_a_library_of_another_machine_is_a_fault_of_the_start(tmp_path: Path) -> None:
    """As a package built on a Mac would have: loading it fails before any code of ours."""
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/pyrage.py").write_text("raise ImportError('invalid ELF header')", encoding="utf-8")
    settings = working_settings(tmp_path)
    foreign = f"{tmp_path / 'foreign'}:{Path(__file__).parents[2]}"
    with function(ENTRY, settings | {"PYTHONPATH": foreign}, tmp_path) as entry:
        assert Reply(entry.invoke(function_url_event("GET", "/contact/health"))).status == 503
        assert "ImportError at " in entry.said


def test_the_runtime_api_tells_an_error_from_an_answer(tmp_path: Path) -> None:
    """Else every test here would pass whatever the function does."""
    (tmp_path / "raising.py").write_text(
        "def handler(event, context):\n    return 1 // event['by']\n", encoding="utf-8"
    )
    with function("raising.handler", {"PYTHONPATH": str(tmp_path)}, tmp_path) as entry:
        kinds = [entry.invoke({"by": by}).kind for by in (1, 0, 0, 1)]
    assert kinds == ["response", "error", "error", "response"]
