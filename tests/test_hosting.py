"""A built site behind a real nginx, on a host of its own and below a path of another site's host."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from sayasat.exports.http_headers import headers
from tests.contact.listening import free_port, wait_for
from tests.support.built_site import SITE_URL, Sample, pages
from tests.support.mini_site import ROOT, build
from tests.support.nginx import write_configuration
from tests.support.repo import PolicyRepo
from tests.support.samples import four_commits

DEPLOY = ROOT / "deploy"
BELOW_A_PATH = "https://www.example.org/legal/"

OTHER_SITE = """
server {{
    listen 127.0.0.1:{port};
    server_name www.example.org;
    root {folder}/other;
    add_header X-Other-Site yes always;
    {rules}
}}
"""

HTTP = """
    types {{ text/html html; text/css css; text/javascript js; application/json json; application/xml xml; }}
    access_log off;
    {server}
"""


class Host:
    """A host that answers on one connection."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """The status, headers and body of an answer."""
        self._connection.request("GET", path, headers={"Host": "www.example.org"})
        response = self._connection.getresponse()
        return (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )


@contextmanager
def nginx_with(server: str, folder: Path, port: int) -> Iterator[Host]:
    """Run nginx with one server block."""
    found = subprocess.run([ROOT / "scripts/nginx"], stdout=subprocess.PIPE, check=True)
    configuration = write_configuration(folder, HTTP.format(server=server))
    command = [found.stdout.decode().strip(), "-e", str(folder / "error.log"), "-c", str(configuration)]
    process = subprocess.Popen(command)
    try:
        wait_for(port, process)
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            yield Host(connection)
    finally:
        process.terminate()
        process.wait(timeout=30)


def rules(file: str, site: Path) -> str:
    """A deployed file with the paths of this test."""
    text = (DEPLOY / "contact" / file).read_text(encoding="utf-8")
    for real, ours in (
        ("/srv/sayasat/site", str(site)),
        ("/srv/sayasat/pages", str(DEPLOY / "contact/pages")),
        ("/etc/nginx/snippets/sayasat-headers.conf", str(DEPLOY / "nginx-headers.conf")),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{free_port()}"),
    ):
        assert real in text
        text = text.replace(real, ours)
    return text


def unanswered(host: Host, site: Path, site_url: str) -> list[str]:
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
        status, _, body = host.get(quote(unquote(path)))
        if status != 200 or body != expected.read_bytes():
            wrong.append(f"{status} {url}")
    return wrong


def test_on_a_host_of_its_own_every_url_answers(four_commits_site: Sample, tmp_path: Path) -> None:
    port = free_port()
    server = rules("nginx.conf", four_commits_site.site).replace("listen 80;", f"listen 127.0.0.1:{port};")
    with nginx_with(server, tmp_path, port) as host:
        assert unanswered(host, four_commits_site.site, SITE_URL) == []


def test_below_a_path_of_another_site_every_url_answers_and_the_other_site_stays_as_it_is(
    tmp_path: Path,
) -> None:
    repo = PolicyRepo(tmp_path / "repository")
    four_commits(repo)
    built = build(repo, today="2026-11-24", site_url=BELOW_A_PATH)
    assert built.code == 0, built.log
    (tmp_path / "other/contact").mkdir(parents=True)
    for page in ("index.html", "contact/index.html"):
        (tmp_path / "other" / page).write_text("the other site", encoding="utf-8")
    port = free_port()
    server = OTHER_SITE.format(port=port, folder=tmp_path, rules=rules("nginx-subpath.conf", built.site))
    with nginx_with(server, tmp_path, port) as host:
        assert unanswered(host, built.site, BELOW_A_PATH) == []
        for path in ("/", "/contact/"):
            status, sent, body = host.get(path)
            assert (status, sent["x-other-site"], body) == (200, "yes", b"the other site")
        for path, page in (("/legal/none/", "404.html"), ("/legal/ru/none/", "ru/404.html")):
            status, sent, body = host.get(path)
            assert (status, body) == (404, (built.site / page).read_bytes())
            assert dict(headers()).items() <= {name: sent.get(name.lower()) for name, _ in headers()}.items()
            assert "x-other-site" not in sent
        status, _, body = host.get("/legal/ru/contact/token")
        assert status == 502
        assert body == (DEPLOY / "contact/pages/contact-no-answer.html").read_bytes()
        assert host.get("/legal/..%2f..%2fetc/passwd")[0] == 400
