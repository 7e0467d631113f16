"""A built site behind a real nginx and a real Caddy: one table of what both answer."""

from __future__ import annotations

import gzip
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest

from sayasat.exports.http_headers import headers
from sayasat.hosting.rules import IMMUTABLE, MOST_POSTED, REVALIDATED, content_type
from sayasat_contact.posted import MOST_BYTES
from tests.contact.listening import free_port
from tests.support.built_site import SITE_URL, Sample, parse
from tests.support.waiting import wait_until
from tests.support.web_servers import Answer, Front, configuration, handler_settings, handling, serving

HOST = urlsplit(SITE_URL).netloc
SERVERS = ("nginx", "caddy")
PREFIXES = {"ky": "", "ru": "ru/", "en": "en/"}
HASHED = re.compile(
    r"assets/(sayasat/[0-9a-f]{12}|files/[0-9a-f]{40})/.+|assets/.+\.[0-9a-f]{8}\.min\.(css|js)"
)
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": SITE_URL.rstrip("/")}
POSTED = {
    "name": "Айсулуу",
    "email": "aisuluu@example.org",
    "topic": "other",
    "message": "Саламатсызбы",
    "agreement": "yes",
}


@pytest.fixture(scope="module")
def site(every_kind_site: Sample, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample behind a link, as `sayasat publish` leaves it, with files that nobody may get."""
    folder = tmp_path_factory.mktemp("hosted")
    shutil.copytree(every_kind_site.site, folder / "release", copy_function=os.link)
    for hidden in ("release/.git/config", "release/ru/.env", "outside.txt"):
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text("secret", encoding="utf-8")
    (folder / "site").symlink_to(folder / "release")
    return Sample(every_kind_site.repo, folder / "site")


def run(kind: str, site: Sample, handler: str, folder: Path) -> Iterator[Front]:
    """A web server before the site, with what the command prints."""
    port, settings = free_port(), site.repo.path / "mkdocs.yml"
    options = ("--root", site.site, "--handler", handler, "--listen", f"127.0.0.1:{port}")
    text = configuration(kind, settings, SITE_URL, *options).replace("timeout 10s", "timeout 1s")
    with serving(kind, text, port, folder, HOST) as front:
        yield front


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A handler that answers with what it was asked."""
    folder = tmp_path_factory.mktemp("mirror")
    with handling("tests.contact.mirror:application", folder / "socket", {}) as address:
        yield address


@pytest.fixture(scope="module", params=SERVERS)
def front(
    request: pytest.FixtureRequest, site: Sample, mirror: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    yield from run(request.param, site, mirror, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def handler(site: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real one, with the contract of the site."""
    folder = tmp_path_factory.mktemp("handler")
    settings = handler_settings(folder, site)
    with handling("sayasat_contact.wsgi:application", folder / "socket", settings) as at:
        yield at


@pytest.fixture(scope="module", params=SERVERS)
def office(
    request: pytest.FixtureRequest, site: Sample, handler: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    yield from run(request.param, site, handler, tmp_path_factory.mktemp(request.param))


def received_headers(answer: Answer) -> dict[str, str]:
    """The headers that the mirror was asked with."""
    sent: dict[str, str] = json.loads(answer.body)["headers"]
    return sent


def is_public(file: Path) -> bool:
    return "/." not in str(file) and file.name not in {"413.html", "502.html"}


def has_headers_once(answer: Answer) -> bool:
    return all(answer.headers.get_all(name) == [value] for name, value in headers())


def test_each_file_comes_whole_with_its_type_its_cache_rule_and_each_header_once(
    front: Front, site: Sample
) -> None:
    wrong = []
    files = [each for each in sorted(site.site.rglob("*")) if each.is_file() and is_public(each)]
    for file in files:
        path = file.relative_to(site.site).as_posix()
        cached = IMMUTABLE if HASHED.fullmatch(path) else REVALIDATED
        answer = front.get(f"/{quote(path.removesuffix('index.html'))}")
        found = (answer.status, answer.headers["Content-Type"], answer.headers["Cache-Control"])
        expected = (200, content_type(file.suffix[1:]), cached)
        if found != expected or answer.body != file.read_bytes() or not has_headers_once(answer):
            wrong.append((path, found, expected))
    assert len(files) > 100
    assert not wrong


def test_the_site_has_no_source_map_and_no_file_for_another_host(site: Sample) -> None:
    names = {file.name for file in site.site.rglob("*")}
    assert not [name for name in names if name.endswith(".map") or name in {"_headers", "_redirects"}]


def test_a_first_visit_is_compressed(front: Front) -> None:
    address = "/policies/privacy/"
    page = parse(front.get(address).body.decode())
    parts = [each["href"] for each in page.all("link", rel="stylesheet")]
    parts += [each["src"] for each in page.all("script") if "src" in each.attributes]
    paths = [address, *(urljoin(address, part) for part in parts)]
    assert len(paths) >= 5
    plain = packed = 0
    for path in paths:
        answer = front.get(path, accept_encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip", path
        assert "Accept-Encoding" in answer.headers["Vary"], path
        plain += len(gzip.decompress(answer.body))
        packed += len(answer.body)
    assert packed < 0.3 * plain


def test_what_is_compressed_already_comes_as_it_is(front: Front, site: Sample) -> None:
    answer = front.get("/assets/images/card.png", accept_encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.body == (site.site / "assets/images/card.png").read_bytes()


@pytest.mark.parametrize("packing", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/", "/policies/privacy/2025-04-01/", "/ru/feed.atom"])
def test_what_has_not_changed_is_not_sent_again(front: Front, path: str, packing: str) -> None:
    first = front.get(path, accept_encoding=packing)
    for validator in (
        {"if_none_match": first.headers["ETag"]},
        {"if_modified_since": first.headers["Last-Modified"]},
    ):
        again = front.get(path, accept_encoding=packing, **validator)
        assert (again.status, again.body) == (304, b""), validator
    assert front.get(path, if_none_match='"other"').status == 200


@pytest.mark.parametrize("host", [HOST, "other.example:8443"])
def test_a_folder_without_its_slash_leads_there_on_whatever_host_it_was_asked_for(
    front: Front, host: str
) -> None:
    answer = front.ask("GET", "/ru/policies/privacy?a=1", headers={"Host": host})
    assert answer.status in {301, 307, 308}
    assert answer.headers["Location"].startswith(("/ru/policies/privacy/", "privacy/"))


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/nowhere/", "404.html"),
        ("/nowhere.md", "404.html"),
        ("/ru/nowhere/", "ru/404.html"),
        ("/en/policies/privacy/2020-01-01/", "en/404.html"),
        ("/assets/images/", "404.html"),
        ("/assets/sayasat/000000000000/x.js", "404.html"),
        ("/contact/message", "404.html"),
        ("/contact/messages/", "404.html"),
        ("/de/contact/token", "404.html"),
        ("/.git/config", "404.html"),
        ("/.git/", "404.html"),
        ("/ru/.env", "ru/404.html"),
        ("/ru/%2eenv", "ru/404.html"),
        ("/_headers", "404.html"),
        ("/413.html", "404.html"),
        ("/ru/502.html", "ru/404.html"),
        ("/assets/stylesheets/main.css.map", "404.html"),
    ],
)
def test_what_is_not_there_is_said_in_the_language_of_its_folder(
    front: Front, site: Sample, path: str, page: str
) -> None:
    answer = front.get(path)
    assert (answer.status, answer.body) == (404, (site.site / page).read_bytes())
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == REVALIDATED
    assert has_headers_once(answer)


@pytest.mark.parametrize(
    "path", ["/../outside.txt", "/..%2foutside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt"]
)
def test_nothing_outside_the_site_is_served(front: Front, path: str) -> None:
    answer = front.get(path)
    assert answer.status in {400, 404}
    assert b"secret" not in answer.body
    assert has_headers_once(answer)


@pytest.mark.parametrize("prefix", PREFIXES.values())
@pytest.mark.parametrize("path", ["messages", "token", "receipts/K7M4-2XQP", "health", "openapi.json"])
def test_the_handlers_urls_go_to_the_handler(front: Front, prefix: str, path: str) -> None:
    answer = front.get(f"/{prefix}contact/{path}")
    assert json.loads(answer.body)["path"] == f"/{prefix}contact/{path}"


def test_a_message_passes_byte_for_byte_with_the_handlers_own_headers(front: Front) -> None:
    body = "message=Саламатсызбы".encode()
    answer = front.ask("POST", "/ru/contact/messages", body, {"Origin": "https://www.example.org"})
    assert str(json.loads(answer.body)["body"]).encode("latin-1") == body
    assert received_headers(answer)["Origin"] == "https://www.example.org"
    assert answer.headers.get_all("Content-Security-Policy") == ["default-src 'none'"]
    # The mirror sends neither
    assert not answer.headers.get_all("X-Content-Type-Options")
    assert not answer.headers.get_all("Cache-Control")


def test_the_handlers_answers_are_not_compressed(front: Front) -> None:
    """Compressed together, what a visitor typed and the form's token give the token away."""
    body = b"a" * 5_000
    answer = front.ask("POST", "/contact/messages", body, {"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_message_without_a_stated_length_passes(front: Front) -> None:
    raw = (
        f"POST /contact/messages HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
        "Transfer-Encoding: chunked\r\n\r\n4\r\nname\r\n2\r\n=x\r\n0\r\n\r\n"
    )
    answer, _ = front.send(raw.encode())
    assert b'"body": "name=x"' in answer


def test_a_message_of_two_lengths_is_no_message_of_the_stated_length(front: Front) -> None:
    """Which of them holds is what request smuggling lives on: RFC 9112, 6.3."""
    raw = (
        f"POST /contact/messages HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    answer, _ = front.send(raw.encode())
    assert answer.startswith(b"HTTP/1.1 400 ") or b'"body": ""' in answer


def test_a_message_above_the_handlers_limit_is_refused_by_the_handler(front: Front) -> None:
    answer = front.ask("POST", "/contact/messages", b"a" * (MOST_BYTES + 1))
    assert (answer.status, answer.body) == (413, b"refused")


@pytest.mark.parametrize("language", PREFIXES)
def test_a_message_above_every_limit_is_answered_in_the_visitors_language(
    front: Front, site: Sample, language: str
) -> None:
    prefix = PREFIXES[language]
    answer = front.ask("POST", f"/{prefix}contact/messages", b"a" * 300_000)
    assert (answer.status, answer.body) == (413, (site.site / prefix / "413.html").read_bytes())
    assert parse(answer.body.decode()).language == language
    assert has_headers_once(answer)


@pytest.mark.parametrize("front", ["nginx"], indirect=True)
@pytest.mark.parametrize("body", ["", "\r\nContent-Length: 100\r\n\r\nname="], ids=["headers", "body"])
def test_a_slow_request_is_cut_off(front: Front, body: str) -> None:
    """Caddy passes a body on as it comes: gunicorn cuts it off (tests/contact/test_gunicorn.py)."""
    answer, seconds = front.send(f"POST /contact/messages HTTP/1.1\r\nHost: {HOST}{body}".encode())
    assert b"200" not in answer[:20]
    assert seconds >= 1


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-for", "X_Forwarded_For"])
def test_a_forged_address_is_overridden(front: Front, name: str) -> None:
    asked = received_headers(front.ask("GET", "/contact/token", headers={name: "198.51.100.9, 198.51.100.8"}))
    assert asked["X-Forwarded-For"] == "127.0.0.1"
    assert "198.51.100" not in str(asked)


def test_a_forged_host_never_reaches_the_handler(front: Front) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = front.ask("POST", "/contact/messages", b"a=b", forged)
    assert received_headers(answer)["Host"] == HOST
    assert b"evil" not in answer.body
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("status", [403, 404, 413, 422, 429, 503])
def test_the_handlers_own_errors_pass_as_they_are(front: Front, status: int) -> None:
    answer = front.ask("POST", f"/contact/messages?status={status}", b"a=b")
    assert (answer.status, json.loads(answer.body)["body"]) == (status, "a=b")


def test_the_log_does_not_say_who_wrote(front: Front) -> None:
    """Caddy keeps no log unless its configuration names one."""
    log = front.folder / "access.log"
    if front.kind == "caddy":
        assert not log.exists()
        assert "log" not in (front.folder / "Caddyfile").read_text(encoding="utf-8").split()
        return
    before = log.stat().st_size
    front.ask("POST", "/contact/messages", b"a=b")
    front.ask("POST", "/contact/messages", b"a" * (MOST_POSTED + 1))
    front.get("/contact/receipts/K7M4-2XQP")
    front.get("/logged/")
    # nginx writes a line when its answer has gone, perhaps after it came
    wait_until(lambda: b"/logged/" in log.read_bytes()[before:])
    lines = log.read_bytes()[before:].decode().splitlines()
    assert [line.split()[6] for line in lines] == ["/logged/"]


@pytest.mark.parametrize("kind", SERVERS)
def test_where_the_handler_does_not_answer_nothing_is_claimed(
    kind: str, site: Sample, tmp_path: Path
) -> None:
    for front in run(kind, site, f"unix:{tmp_path}/nobody", tmp_path):
        for language, prefix in PREFIXES.items():
            answer = front.ask("POST", f"/{prefix}contact/messages", b"message=x")
            assert (answer.status, answer.body) == (502, (site.site / prefix / "502.html").read_bytes())
            assert parse(answer.body.decode()).language == language
            assert has_headers_once(answer)


def form_of(front: Front, prefix: str) -> tuple[str, dict[str, str]]:
    """Where the form on the contact page is sent to, and what is in its hidden fields."""
    address = f"/{prefix}contact/"
    page = parse(front.get(address).body.decode())
    action = urljoin(address, page.one("form", "contact-form")["action"])
    hidden = {each["name"]: each["value"] for each in page.all("input", type="hidden")}
    return action, hidden


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_a_message_is_sent_without_javascript(office: Front, prefix: str) -> None:
    """The form, the page that asks to check, the receipt."""
    action, hidden = form_of(office, prefix)
    check = office.ask("POST", action, urlencode(POSTED | hidden).encode(), FORM)
    page = parse(check.body.decode())
    assert check.status == 200
    token = page.one("input", name="token")["value"]
    sent = office.ask("POST", action, urlencode(POSTED | hidden | {"token": token}).encode(), FORM)
    assert sent.status == 303
    receipt = office.get(sent.headers["Location"])
    assert receipt.status == 200
    assert has_headers_once(receipt)


def test_a_message_is_sent_as_the_script_sends_it(office: Front) -> None:
    action, hidden = form_of(office, "ru/")
    token = json.loads(office.get("/ru/contact/token", accept="application/json").body)["token"]
    body = urlencode(POSTED | hidden | {"token": token, "website": ""}).encode()
    asked = FORM | {"Accept": "application/json", "Idempotency-Key": secrets.token_hex(16)}
    sent = office.ask("POST", action, body, asked)
    assert (sent.status, sent.headers["Content-Type"]) == (201, "application/json"), sent.body


def test_the_handler_refuses_in_the_visitors_language(office: Front) -> None:
    large = office.ask("POST", "/ru/contact/messages", b"a" * (MOST_BYTES + 1), FORM)
    assert (large.status, parse(large.body.decode()).language) == (413, "ru")


@pytest.mark.parametrize("front", ["nginx"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/contact/token"])
def test_headers_have_a_limit(front: Front, path: str) -> None:
    assert front.ask("GET", path, headers={"X": "a" * 9_000}).status == 400
    assert front.ask("GET", f"{path}?{'a' * 9_000}").status == 414
