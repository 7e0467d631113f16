"""A site below a path of a host that serves another site: links, errors, form and headers keep apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

import pytest

from sayasat.exports.http_headers import headers
from tests.contact.listening import free_port
from tests.hosting.test_web_servers import POSTED
from tests.support.built_site import SITE_URL, Sample, pages, parse
from tests.support.mini_site import build
from tests.support.repo import PolicyRepo
from tests.support.samples import four_commits
from tests.support.web_servers import Front, configuration, handler_settings, handling, serving

BELOW_A_PATH = "https://www.example.org/legal/"
HOST = "www.example.org"

NGINX_SITE = """
server {{
    listen 127.0.0.1:{port};
    server_name {host};
    root {folder}/other;
    # What a site of many years may say, and what must not reach ours
    add_header X-Other-Site yes always;
    add_header Content-Security-Policy "default-src 'self'" always;
    autoindex on;
    expires 30d;
    charset koi8-r;
    error_page 404 /index.html;
    location ~* \\.(css|js|png|md|html)$ {{ root {folder}/other; }}
    location ~ /contact/ {{ return 403; }}
    location ~ \\.json$ {{ deny all; }}
    {rules}
}}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    repo = PolicyRepo(tmp_path_factory.mktemp("below") / "repository")
    four_commits(repo)
    done = build(repo, today="2026-11-24", site_url=BELOW_A_PATH)
    assert done.code == 0, done.log
    return Sample(repo, done.site)


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def front(
    request: pytest.FixtureRequest, built: Sample, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """A web server with another site, which includes the rules of ours, before the real handler."""
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    (folder / "other/contact").mkdir(parents=True)
    (folder / "other/index.html").write_text("the other site", encoding="utf-8")
    (folder / "other/a.md").write_text("the other site", encoding="utf-8")
    settings = handler_settings(folder, built)
    with handling("sayasat_contact.wsgi:application", folder / "socket", settings) as at:
        options = ("--include", "--root", built.site, "--handler", at)
        rules = configuration(request.param, built.repo.path / "mkdocs.yml", BELOW_A_PATH, *options)
        other = {"nginx": NGINX_SITE, "caddy": CADDY_SITE}[request.param]
        server = other.format(port=port, host=HOST, folder=folder, rules=rules)
        with serving(request.param, server, port, folder, HOST) as running:
            yield running


CADDY_SITE = """
http://:{port} {{
    {rules}
    handle {{
        header X-Other-Site yes
        root * {folder}/other
        try_files {{path}} /index.html
        file_server
    }}
    handle_errors {{
        respond "an error of the other site"
    }}
}}
"""


@pytest.fixture(scope="module")
def alone(built: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Caddy, with the site below the path and nothing beside it."""
    folder, port = tmp_path_factory.mktemp("alone"), free_port()
    options = ("--root", built.site, "--listen", f"{port}")
    text = configuration("caddy", built.repo.path / "mkdocs.yml", BELOW_A_PATH, *options)
    with serving("caddy", text, port, folder, HOST) as running:
        yield running


def unanswered(front: Front, site: Path, site_url: str) -> list[str]:
    """The URLs in the site's pages, of this site, that do not answer with a file of the site."""
    base = urlsplit(site_url)
    found = {
        urljoin(site_url + address, value).partition("#")[0].partition("?")[0]
        for address, page in pages(site)
        for element in page.elements
        for name in ("href", "src")
        if (value := element.attributes.get(name))
    }
    ours = sorted(url for url in found if url.startswith(site_url))
    assert len(ours) > 50
    wrong = []
    for url in ours:
        path = urlsplit(url).path
        file = site / unquote(path.removeprefix(base.path))
        expected = file / "index.html" if path.endswith("/") else file
        answer = front.get(quote(unquote(path)))
        if answer.status != 200 or answer.body != expected.read_bytes():
            wrong.append(f"{answer.status} {url}")
    return wrong


def is_ours(front: Front, path: str, status: int, file: Path) -> bool:
    answer = front.get(path)
    assert all(answer.headers.get_all(name) == [value] for name, value in headers()), path
    assert "X-Other-Site" not in answer.headers
    assert "Expires" not in answer.headers
    assert (answer.status, answer.headers["Cache-Control"]) == (status, "no-cache"), path
    return answer.body == file.read_bytes()


def test_every_url_of_the_pages_answers(front: Front, alone: Front, built: Sample) -> None:
    assert unanswered(front, built.site, BELOW_A_PATH) == []
    assert unanswered(alone, built.site, BELOW_A_PATH) == []


@pytest.mark.parametrize(
    ("path", "status", "file"),
    [
        ("/legal/", 200, "index.html"),
        ("/legal/ru/policies/privacy/", 200, "ru/policies/privacy/index.html"),
        ("/legal/policies/privacy/2025-04-01/privacy.md", 200, "policies/privacy/2025-04-01/privacy.md"),
        ("/legal/api/contact.json", 200, "api/contact.json"),
        ("/legal/none/", 404, "404.html"),
        ("/legal/assets/", 404, "404.html"),
        ("/legal/ru/none/", 404, "ru/404.html"),
        ("/legal/en/.git/config", 404, "en/404.html"),
    ],
)
def test_nothing_of_the_other_site_reaches_ours(
    front: Front, alone: Front, built: Sample, path: str, status: int, file: str
) -> None:
    assert is_ours(front, path, status, built.site / file)
    assert is_ours(alone, path, status, built.site / file)


def test_the_other_site_stays_as_it_is(front: Front) -> None:
    for path in ("/", "/a.md", "/legally/", "/ru/"):
        answer = front.get(path)
        assert answer.body == b"the other site"
        assert answer.headers["X-Other-Site"] == "yes"
        assert answer.headers["Content-Security-Policy"] in {"default-src 'self'", None}
    assert front.get("/contact/messages").headers["X-Other-Site"] == "yes"


def test_the_path_without_its_slash_leads_to_the_site(front: Front, alone: Front) -> None:
    for each in (front, alone):
        answer = each.get("/legal")
        assert (answer.status, answer.headers["Location"]) == (301, "/legal/")
        answer = each.get("/legal/ru/policies")
        assert answer.headers["Location"] in {"/legal/ru/policies/", "policies/"}


def test_without_another_site_there_is_nothing_beside_the_path(alone: Front, built: Sample) -> None:
    answer = alone.get("/")
    assert (answer.status, answer.body) == (404, (built.site / "404.html").read_bytes())


def test_a_message_is_sent_below_the_path_and_leaves_no_cookie(front: Front) -> None:
    address = "/legal/ru/contact/"
    page = parse(front.get(address).body.decode())
    action = urljoin(address, page.one("form", "contact-form")["action"])
    hidden = {each["name"]: each["value"] for each in page.all("input", type="hidden")}
    asked = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
    check = front.ask("POST", action, urlencode(POSTED | hidden).encode(), asked)
    token = parse(check.body.decode()).one("input", name="token")["value"]
    sent = front.ask("POST", action, urlencode(POSTED | hidden | {"token": token}).encode(), asked)
    assert (action, sent.status) == ("/legal/ru/contact/messages", 303)
    assert re.fullmatch(r"/legal/ru/contact/receipts/[\w-]+/?", sent.headers["Location"])
    receipt = front.get(sent.headers["Location"])
    assert receipt.status == 200
    for answer in (check, sent, receipt):
        assert "Set-Cookie" not in answer.headers
        assert "X-Other-Site" not in answer.headers
        assert len(answer.headers.get_all("Content-Security-Policy", [])) == 1
    links = [each.attributes.get("href", "/legal/") for each in parse(receipt.body.decode()).elements]
    assert not [link for link in links if link.startswith("/") and not link.startswith("/legal/")]


def test_the_rules_can_be_included_for_a_whole_host_too(built: Sample, tmp_path: Path) -> None:
    """A server block of one's own, with one's own TLS."""
    port = free_port()
    rules = configuration(
        "nginx", built.repo.path / "mkdocs.yml", SITE_URL, "--include", "--root", built.site
    )
    server = f"server {{ listen 127.0.0.1:{port}; {rules} }}"
    with serving("nginx", server, port, tmp_path, "example.org") as front:
        assert front.get("/").body == (built.site / "index.html").read_bytes()
        assert front.get("/contact/token").status == 404
