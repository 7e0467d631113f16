"""The site and the handler under one name, behind a real nginx with the server block that is deployed."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sayasat.exports.http_headers import headers
from sayasat_contact.limits import blinded
from sayasat_contact.posted import MOST_BYTES
from tests.contact.form_data import filled, working_settings
from tests.contact.listening import free_port, wait_for
from tests.support.nginx import write_configuration
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SLOW = 1
"""Seconds, in place of the ten of the real file, in which a part of a request must come."""

MIRROR = "tests.contact.mirror:application"

HTTP = """
    types {{ text/html html; }}
    access_log {folder}/access.log;
    include {folder}/sayasat.conf;
"""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: str

    @property
    def request(self) -> dict[str, object]:
        """What the handler was asked."""
        told: dict[str, object] = json.loads(self.body)
        return told

    @property
    def request_headers(self) -> dict[str, str]:
        found = self.request["headers"]
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Front:
    """nginx before a handler."""

    port: int
    folder: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body, {"Host": "www.example.org", **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())

    def send(self, raw: bytes) -> tuple[bytes, float]:
        """What comes back until the connection is closed, and after how many seconds that was."""
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout=120) as connection:
            connection.sendall(raw)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts), time.monotonic() - begun


def site(folder: Path) -> Path:
    """A site of a few pages."""
    for path in ("index.html", "404.html", "ru/index.html", "ru/404.html", "contact/index.html"):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<!doctype html><title>{path}</title>", encoding="utf-8")
    return folder


def server_block(folder: Path, port: int, handler: int) -> str:
    """The deployed file; only its name's port, its paths and its patience are of this test."""
    text = (DEPLOY / "contact/nginx.conf").read_text(encoding="utf-8")
    for real, ours in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/srv/sayasat/site", str(site(folder / "site"))),
        ("/srv/sayasat/pages", str(DEPLOY / "contact/pages")),
        ("/etc/nginx/snippets/sayasat-headers.conf", str(DEPLOY / "nginx-headers.conf")),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{handler}"),
        ("client_header_timeout 10s", f"client_header_timeout {SLOW}s"),
        ("client_body_timeout 10s", f"client_body_timeout {SLOW}s"),
    ):
        assert real in text
        text = text.replace(real, ours)
    return text


@pytest.fixture(scope="session")
def nginx() -> str:
    found = subprocess.run([ROOT / "scripts/nginx"], stdout=subprocess.PIPE, check=True)
    return found.stdout.decode().strip()


@contextmanager
def behind_nginx(
    nginx: str, folder: Path, application: str | None, environ: Mapping[str, str]
) -> Iterator[Front]:
    """nginx before gunicorn with the application; before nobody where it is None."""
    port, handler = free_port(), free_port()
    (folder / "sayasat.conf").write_text(server_block(folder, port, handler), encoding="utf-8")
    configuration = write_configuration(folder, HTTP.format(folder=folder))
    commands: dict[int, list[str | Path]] = {port: [nginx, "-e", folder / "error.log", "-c", configuration]}
    if application is not None:
        config = DEPLOY / "contact/gunicorn.conf.py"
        bind = f"127.0.0.1:{handler}"
        commands[handler] = [sys.executable, "-m", "gunicorn", "-c", config, "-b", bind, application]
    running = {
        each: subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ})
        for each, command in commands.items()
    }
    try:
        for each, process in running.items():
            wait_for(each, process)
        yield Front(port, folder)
    finally:
        for process in running.values():
            process.terminate()
            process.wait(timeout=120)


@pytest.fixture(scope="module")
def front(nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with behind_nginx(nginx, tmp_path_factory.mktemp("nginx"), MIRROR, {}) as running:
        yield running


def has_site_headers_once(sent: HTTPMessage) -> bool:
    return all(sent.get_all(name) == [value] for name, value in headers())


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/", 200, "index.html"),
        ("/ru/", 200, "ru/index.html"),
        ("/contact/", 200, "contact/index.html"),
        ("/nowhere/", 404, "404.html"),
        ("/ru/nowhere/", 404, "ru/404.html"),
        ("/contact/message", 404, "404.html"),
        ("/api/nothing.json", 404, "404.html"),
        ("/..%2f..%2fetc/passwd", 400, "400 Bad Request"),
    ],
)
def test_pages_come_with_each_header_once(front: Front, path: str, status: int, title: str) -> None:
    answer = front.ask("GET", path)
    assert (answer.status, f"<title>{title}</title>" in answer.body) == (status, True)
    assert status == 400 or has_site_headers_once(answer.headers)


@pytest.mark.parametrize("prefix", ["", "ru/", "en/"])
@pytest.mark.parametrize("path", ["messages", "token", "receipts/K7M4-2XQP", "health", "openapi.json"])
def test_the_handlers_addresses_go_to_the_handler(front: Front, prefix: str, path: str) -> None:
    assert front.ask("GET", f"/{prefix}contact/{path}").request["path"] == f"/{prefix}contact/{path}"


@pytest.mark.parametrize(
    "path", ["/contact/messages/", "/contact/messagesx", "/x/contact/token", "/abcd/contact/token"]
)
def test_no_other_address_does(front: Front, path: str) -> None:
    assert "<title>404.html</title>" in front.ask("GET", path).body


def test_a_message_passes_byte_for_byte_with_the_handlers_own_headers(front: Front) -> None:
    body = "message=Саламатсызбы".encode()
    answer = front.ask("POST", "/ru/contact/messages", body, {"Origin": "https://www.example.org"})
    assert str(answer.request["body"]).encode("latin-1") == body
    assert answer.request_headers["Origin"] == "https://www.example.org"
    assert answer.headers.get_all("Content-Security-Policy") == ["default-src 'none'"]
    assert (
        answer.headers.get_all("X-Content-Type-Options") is None
    )  # the mirror sends none, and nginx adds none


def test_a_message_without_a_stated_length_passes(front: Front) -> None:
    raw = (
        b"POST /contact/messages HTTP/1.1\r\nHost: www.example.org\r\nConnection: close\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n4\r\nname\r\n2\r\n=x\r\n0\r\n\r\n"
    )
    answer, _ = front.send(raw)
    assert b'"body": "name=x"' in answer


def test_a_message_of_two_lengths_is_refused(front: Front) -> None:
    """Which of them holds is what request smuggling lives on."""
    raw = (
        b"POST /contact/messages HTTP/1.1\r\nHost: www.example.org\r\nConnection: close\r\n"
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert front.send(raw)[0].startswith(b"HTTP/1.1 400 ")


def test_a_message_above_the_handlers_limit_is_refused_by_the_handler(front: Front) -> None:
    answer = front.ask("POST", "/contact/messages", b"a" * (MOST_BYTES + 1))
    assert (answer.status, answer.body) == (413, "refused")


def test_a_message_above_every_limit_is_told_that_it_was_not_sent(front: Front) -> None:
    answer = front.ask("POST", "/contact/messages", b"a" * (256 * 1024 + 1))
    assert answer.status == 413
    for words in ("Билдирүү жөнөтүлгөн жок", "Сообщение не отправлено", "Your message was not sent"):
        assert words in answer.body
    assert has_site_headers_once(answer.headers)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["too-large", "no-answer"])
def test_the_pages_of_faults_are_not_pages_of_the_site(front: Front, page: str) -> None:
    assert front.ask("GET", f"/contact-{page}.html").status == 404


@pytest.mark.parametrize(
    "raw",
    [
        b"POST /contact/messages HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: 100\r\n\r\nname=",
        b"POST /contact/messages HTTP/1.1\r\nHost: www.exam",
    ],
    ids=["body", "headers"],
)
def test_a_slow_request_is_cut_off_and_never_reaches_the_handler(front: Front, raw: bytes) -> None:
    answer, seconds = front.send(raw)
    assert b"200" not in answer[:20]
    assert seconds >= SLOW


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-for", "X_Forwarded_For"])
def test_a_forged_address_is_overridden(front: Front, name: str) -> None:
    headers = front.ask("GET", "/contact/token", headers={name: "198.51.100.9, 198.51.100.8"}).request_headers
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert "198.51.100" not in str(headers)


def test_a_forged_host_never_reaches_the_handler(front: Front) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = front.ask("POST", "/contact/messages", b"a=b", forged)
    assert answer.request_headers["Host"] == "www.example.org"
    assert "evil" not in answer.body + str(answer.headers)


def test_headers_have_a_limit(front: Front) -> None:
    assert front.ask("GET", "/contact/token", headers={"X": "a" * 9_000}).status == 400
    assert front.ask("GET", f"/contact/token?{'a' * 9_000}").status == 414


@pytest.mark.parametrize("status", [403, 404, 413, 422, 429, 503])
def test_the_handlers_own_errors_pass_as_they_are(front: Front, status: int) -> None:
    answer = front.ask("POST", f"/contact/messages?status={status}", b"a=b")
    assert (answer.status, answer.request["body"]) == (status, "a=b")


def logged(log: Path, before: int) -> list[str]:
    """The lines after so many bytes; nginx writes one when its answer has gone, perhaps after it came."""
    wait_until(lambda: log.stat().st_size > before)
    return log.read_bytes()[before:].decode().splitlines()


def test_the_log_does_not_say_who_wrote(front: Front) -> None:
    log = front.folder / "access.log"
    before = log.stat().st_size
    front.ask("POST", "/contact/messages", b"a=b")
    front.ask("POST", "/contact/messages", b"a" * (256 * 1024 + 1))
    front.ask("GET", "/contact/receipts/K7M4-2XQP")
    front.ask("GET", "/logged/")
    lines = logged(log, before)
    assert [line.split()[6] for line in lines] == ["/logged/"]


def test_without_an_answer_nothing_is_claimed(nginx: str, tmp_path: Path) -> None:
    with behind_nginx(nginx, tmp_path, None, {}) as front:
        answer = front.ask("POST", "/contact/messages", b"message=x")
    assert answer.status == 502
    assert "We do not know whether your message was received" in answer.body
    assert has_site_headers_once(answer.headers)


def test_a_message_is_sent_through_nginx_to_the_handler(nginx: str, tmp_path: Path) -> None:
    """The form, the page that asks to check, the receipt; with a forged address and a forged host."""
    settings = working_settings(tmp_path) | {"CONTACT_PROXIES": "1"}
    forged = {
        "Host": "evil.example",
        "X-Forwarded-For": "198.51.100.9",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with behind_nginx(nginx, tmp_path, "sayasat_contact.wsgi:application", settings) as front:
        check = front.ask("POST", "/ru/contact/messages", urlencode(filled()).encode(), forged)
        token = re.search(r'name="token" value="([^"]+)"', check.body)
        assert (check.status, bool(token)) == (200, True)
        assert token
        sent = front.ask("POST", "/ru/contact/messages", urlencode(filled(token=token[1])).encode(), forged)
        assert sent.status == 303
        receipt = front.ask("GET", sent.headers["Location"])
        large = front.ask("POST", "/ru/contact/messages", b"a" * (MOST_BYTES + 1), forged)
    assert receipt.status == 200
    assert has_site_headers_once(receipt.headers)
    assert (large.status, 'lang="ru"' in large.body) == (413, True)
    assert "evil" not in "".join(
        answer.body + str(answer.headers) for answer in (check, sent, receipt, large)
    )
    with closing(sqlite3.connect(tmp_path / "contact.db")) as database:
        counted = {row[0] for row in database.execute("SELECT of FROM counters")}
    now = datetime.now(UTC)
    days = (now, now - timedelta(minutes=1))
    assert counted & {blinded("127.0.0.1", settings["CONTACT_SECRET"], day)[0] for day in days}
    assert not counted & {blinded("198.51.100.9", settings["CONTACT_SECRET"], day)[0] for day in days}
