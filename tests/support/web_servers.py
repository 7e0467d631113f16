"""The web servers that the project configures, and the handler behind them, as tests run them."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from msgspec import Struct

from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store
from tests.contact.listening import free_port, wait_for
from tests.support.built_site import Sample
from tests.support.mini_site import ROOT
from tests.support.nginx import write_configuration
from tests.support.waiting import wait_until

_HTTP = "access_log {folder}/access.log; {server}"


class Answer(Struct, frozen=True):
    """What a server answered."""

    status: int
    headers: HTTPMessage
    body: bytes


class Front(Struct, frozen=True):
    """A web server before a site."""

    kind: str
    port: int
    folder: Path
    host: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask on a connection of its own."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body, {"Host": self.host, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a URL; ``if_none_match`` is the header If-None-Match."""
        return self.ask(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def send(self, raw: bytes) -> tuple[bytes, float]:
        """What comes back until the connection is closed, and after how many seconds that was."""
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout=120) as connection:
            connection.sendall(raw)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts), time.monotonic() - begun


def program(kind: str) -> str:
    """The path of nginx or Caddy."""
    found = subprocess.run([ROOT / "scripts" / kind], stdout=subprocess.PIPE, check=True)
    return found.stdout.decode().strip()


def configuration(kind: str, settings: Path, site_url: str, *options: str | Path) -> str:
    """What ``sayasat hosting`` prints for the site of this ``mkdocs.yml``."""
    command = [sys.executable, "-m", "sayasat", "--config-file", settings, "hosting", kind, *options]
    environ = os.environ | {"SITE_URL": site_url}
    return subprocess.run(command, env=environ, capture_output=True, check=True).stdout.decode()


@contextmanager
def serving(kind: str, text: str, port: int, folder: Path, host: str) -> Iterator[Front]:
    """Run a web server with a configuration, which listens on the port."""
    if kind == "nginx":
        file = write_configuration(folder, _HTTP.format(folder=folder, server=text))
        command = [program(kind), "-e", str(folder / "error.log"), "-c", str(file)]
    else:
        file = folder / "Caddyfile"
        file.write_text(text, encoding="utf-8")
        command = [program(kind), "run", "--config", str(file), "--adapter", "caddyfile"]
    environ = os.environ | {
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
    }
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environ, stderr=log)
        try:
            wait_for(port, process)
            yield Front(kind, port, folder, host)
        finally:
            process.terminate()
            process.wait(timeout=120)


def handler_settings(folder: Path, site: Sample) -> dict[str, str]:
    """Settings of a handler for the site's form, with a new database in the folder."""
    settings = {
        "CONTACT_CONTRACT": str(site.site / "api/contact.json"),
        "CONTACT_DATABASE": f"sqlite:///{folder}/contact.db",
        "CONTACT_SECRET": secrets.token_hex(32),
        "CONTACT_PROXIES": "1",
    }
    store = open_store(read_settings(settings, Part.HANDLER))
    store.prepare()
    store.close()
    return settings


@contextmanager
def handling(application: str, socket_file: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """Run an application in gunicorn as the handler is deployed; gives the address for ``--handler``."""
    options = ("-c", str(ROOT / "deploy/contact/gunicorn.conf.py"), "-b", f"unix:{socket_file}")
    command = [sys.executable, "-m", "gunicorn", *options, application]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ})
    try:
        wait_until(lambda: socket_file.exists() or process.poll() is not None)
        assert process.poll() is None, "it ended at once"
        yield f"unix:{socket_file}"
    finally:
        process.terminate()
        process.wait(timeout=120)
