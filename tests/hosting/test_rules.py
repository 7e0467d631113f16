"""The table, and what is made from it without a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.cookies.inventory_reader import read_inventory
from sayasat.errors import SettingsError
from sayasat.exports.http_headers import headers
from sayasat.hosting.render import caddy, nginx, static_files
from sayasat.hosting.rules import IMMUTABLE, HostedSite, WebServer
from tests.contact.listening import free_port
from tests.support.mini_site import ROOT
from tests.support.nginx import write_configuration
from tests.support.published import SETTINGS
from tests.support.web_servers import program

SITE = HostedSite.of(SETTINGS, ())
STATISTICS = "https://statistics.example.org"
HSTS = "Strict-Transport-Security"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("certificate")
    files = str(folder / "example.pem"), str(folder / "example.key")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example.org"]
    subprocess.run([*command, "-out", files[0], "-keyout", files[1]], capture_output=True, check=True)
    return files


def refused(kind: str, text: str, folder: Path) -> str:
    """What the server's own check says against a configuration; empty if it takes it."""
    if kind == "nginx":
        file = write_configuration(folder, text)
        command = [program(kind), "-t", "-q", "-e", str(folder / "error.log"), "-c", str(file)]
    else:
        file = folder / "Caddyfile"
        file.write_text(text, encoding="utf-8")
        command = [program(kind), "validate", "--adapter", "caddyfile", "--config", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("site_url", ["https://example.org/", "https://example.org/legal/policies/"])
@pytest.mark.parametrize("handler", [None, "unix:/run/x.sock", "http://127.0.0.1:8001"])
@pytest.mark.parametrize("languages", [("ky", "ru", "uz-Cyrl"), ("ky",)])
def test_both_servers_take_their_configuration(
    site_url: str,
    handler: str | None,
    languages: tuple[str, ...],
    certificate: tuple[str, str],
    tmp_path: Path,
) -> None:
    site = HostedSite.of(replace(SETTINGS, site_url=site_url, languages=languages), ())
    with_tls = WebServer("/srv/site", handler, certificate)
    # nginx binds its ports when it checks
    text = nginx(site, with_tls)
    for port in (443, 80):
        text = text.replace(f"listen {port}", f"listen 127.0.0.1:{free_port()}")
    assert not refused("nginx", text, tmp_path)
    assert not refused("caddy", caddy(site, with_tls), tmp_path)


def test_hsts_is_sent_over_tls_on_a_host_of_its_own_alone() -> None:
    tls = ("/a.pem", "/a.key")
    assert HSTS in nginx(SITE, WebServer("/srv", certificate=tls))
    assert HSTS in caddy(SITE, WebServer("/srv"))
    for server in (WebServer("/srv", listen="8080"), WebServer("/srv", certificate=tls, is_included=True)):
        assert HSTS not in nginx(SITE, server) + caddy(SITE, server)


def test_with_a_certificate_plain_http_leads_to_tls() -> None:
    text = nginx(SITE, WebServer("/srv", certificate=("/a.pem", "/a.key")))
    assert "return 301 https://example.org$request_uri;" in text
    assert "/.well-known/acme-challenge/" in text


def test_a_host_in_other_letters_is_named_as_dns_has_it() -> None:
    site = HostedSite.of(replace(SETTINGS, site_url="https://саясат.example.kg/"), ())
    assert site.host.encode().decode("idna") == "саясат.example.kg"


@pytest.mark.parametrize("path", ["a;b/", "$uri/", "{x}/", "%d0%b1/", ".hidden/", "a/../b/"])
def test_a_path_that_a_configuration_cannot_have_is_refused(path: str) -> None:
    with pytest.raises(SettingsError) as found:
        HostedSite.of(replace(SETTINGS, site_url=f"https://example.org/{path}"), ())
    assert found.value.faults[0].where == "site_url"


def test_static_hosts_get_the_headers_the_types_and_the_pages_of_each_language() -> None:
    files = static_files(HostedSite.of(SETTINGS, [STATISTICS]))
    written = files["_headers"].splitlines()
    assert written[1:5] == ["/*", *(f"  {name}: {value}" for name, value in headers([STATISTICS]))]
    assert written[written.index("/assets/sayasat/*") + 1] == f"  Cache-Control: {IMMUTABLE}"
    assert written[written.index("/*.md") + 1] == "  Content-Type: text/markdown; charset=utf-8"
    assert files["_redirects"].splitlines()[1:] == [
        "/ru/* /ru/404.html 404",
        "/en/* /en/404.html 404",
        "/* /404.html 404",
    ]


def test_an_origin_of_the_inventory_is_in_every_configuration() -> None:
    text = (ROOT / "cookies.yml").read_text(encoding="utf-8").replace("enabled: false", "enabled: true")
    site = HostedSite.of(SETTINGS, read_inventory(text, ("ky", "ru", "en")).origins)
    server = WebServer("/srv")
    for written in (nginx(site, server), caddy(site, server), static_files(site)["_headers"]):
        assert f"connect-src 'self' {STATISTICS};" in written


def hosting(*options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sayasat", "hosting", *options, "--language", "en"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_would_break_a_configuration_is_refused_all_at_once() -> None:
    wrong = ("--root", "srv site", "--handler", "tcp://x", "--key", "/k", "--listen", "a b")
    done = hosting("nginx", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    named = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert named == ["--root", "--handler", "--listen", "--certificate, --key"]


def test_the_files_of_a_static_host_are_written_into_the_site(tmp_path: Path) -> None:
    assert hosting("static", "--to", tmp_path).returncode == 0
    assert {each.name for each in tmp_path.iterdir()} == {"_headers", "_redirects"}
    missing = hosting("static", "--to", tmp_path / "none")
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr
