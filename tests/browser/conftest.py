"""A real Chromium, and a server for what it reads.

Every page is watched: an error in the console or an exception fails the test, and so does a request to an
origin, or a thing kept in the browser, that the site's cookie inventory does not list.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from fnmatch import fnmatchcase
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from sayasat.cookies.inventory import Inventory
from sayasat.exports.http_headers import Headers, headers
from sayasat.mkdocs_plugin.site_files import read_inventory_file
from tests.browser.long_texts import long_texts
from tests.support.built_site import Sample
from tests.support.mini_site import LANGUAGES, ROOT, build
from tests.support.repo import PolicyRepo

HOST = "127.0.0.1"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What a page must not ask for, it does not get either
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
)

Serve = Callable[..., str]
OpenPage = Callable[..., Page]

INVENTORY = read_inventory_file(ROOT, LANGUAGES)
"""What pages may keep and call, unless a test opens them with another."""

_REFUSED = "Failed to load resource: "
_BLOCKED = "Executing inline script violates "

SERVED: set[str] = set()
"""Origins of this process's servers."""

STORED = """() => ["localStorage", "sessionStorage"].flatMap((kind) => {
  try { return Object.keys(window[kind]).map((name) => [kind, name]); } catch { return []; }
})"""


def chromium() -> str:
    """The Chromium that ``CHROMIUM`` names (the Makefile finds one), else the one on PATH."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, "No Chromium. Run the tests with `make test`, or name one: CHROMIUM=/path/to/chromium"
    return found


def chromium_with_settings() -> str:
    """One that heeds the settings of a profile: the headless shell has none."""
    return shutil.which("chromium") or chromium()


PATIENCE = 60_000
"""Milliseconds until what does not happen is a fault: enough for a busy machine."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for each process."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serves a folder for the rest of the session; gives its address, which ends with a slash.

    ``serve(folder, sent)`` sends these headers, and not those of a site without statistics.
    """
    with ExitStack() as servers:

        def start(directory: Path, sent: Headers = headers()) -> str:  # noqa: B008 (a constant)
            server = ThreadingHTTPServer((HOST, 0), partial(_Silent, directory=directory, sent=sent))
            servers.enter_context(server)
            thread = Thread(target=server.serve_forever, daemon=True)
            thread.start()
            servers.callback(thread.join)
            servers.callback(server.shutdown)
            SERVED.add(f"http://{HOST}:{server.server_port}")
            return f"http://{HOST}:{server.server_port}/"

        yield start


@pytest.fixture(scope="session")
def every_kind_address(every_kind_site: Sample, serve: Serve) -> str:
    """Where `every_kind` is served."""
    return serve(every_kind_site.site)


@pytest.fixture(scope="session")
def demo_address(demo_site: Sample, serve: Serve) -> str:
    """Where the demo is served."""
    return serve(demo_site.site)


@pytest.fixture(scope="session")
def long_texts_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`long_texts`, as of 2026-11-24; built once for each process."""
    repo = PolicyRepo(tmp_path_factory.mktemp("long_texts"))
    long_texts(repo)
    built = build(repo, today="2026-11-24")
    assert not built.code, built.log
    return built.site


@pytest.fixture(scope="session")
def long_texts_address(long_texts_site: Path, serve: Serve) -> str:
    """Where `long_texts` is served."""
    return serve(long_texts_site)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens watched pages, each as in a browser of its own; takes what `Browser.new_context` takes.

    ``open_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)``; ``inventory`` is that of
    the site, where it is another than the project's own; ``refusals`` are answers that the test provokes,
    as ``status of 422``, or scripts that the policy blocks: Chromium tells each in its console.
    """
    faults: list[str] = []
    with ExitStack() as contexts:

        def open_one(
            inventory: Inventory = INVENTORY, *, refusals: Collection[str] = (), **options: object
        ) -> Page:
            context = browser.new_context(**options)  # type: ignore[arg-type]
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            _watch(page, inventory, refusals, faults)
            contexts.callback(lambda: faults.extend(unlisted(page, inventory)))
            return page

        yield open_one
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One watched page of 1280 × 800."""
    return open_page(viewport={"width": 1280, "height": 800})


def unlisted(page: Page, inventory: Inventory) -> list[str]:
    """What a page has kept in the browser that the inventory does not list."""
    kept = [("cookie", str(each.get("name"))) for each in page.context.cookies()]
    if page.url.startswith("http"):
        kept += [(kind, name) for kind, name in page.evaluate(STORED)]
    return [
        f"{page.url} keeps a thing that cookies.yml does not list: {kind} {name}"
        for kind, name in kept
        if not any(item.kind == kind and fnmatchcase(name, item.name) for item in inventory.items)
    ]


def _watch(page: Page, inventory: Inventory, refusals: Collection[str], faults: list[str]) -> None:
    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        origin = f"{address.scheme}://{address.netloc}"
        is_listed = origin in SERVED or origin in inventory.origins
        if address.scheme in {"http", "https", "ws", "wss"} and not is_listed:
            faults.append(f"{page.url} asked an origin that cookies.yml does not list: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        is_refusal = message.text.startswith((_REFUSED, _BLOCKED))
        is_expected = is_refusal and any(each in message.text for each in refusals)
        if message.type == "error" and not is_expected:
            faults.append(f"{page.url} console: {message.text} ({message.location.get('url')})")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"{page.url} exception: {error}"))


class _Silent(SimpleHTTPRequestHandler):
    """Serves files with the site's headers, so that every test runs under its policy, and without a word."""

    def __init__(self, *args: object, sent: Headers, directory: Path) -> None:
        self.sent = sent
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def end_headers(self) -> None:
        """Send what the real server sends."""
        for name, value in self.sent:
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing."""
