"""What a visit costs, beside plain Material in the same run: make bench writes bench/RESULTS-first-visit.md.

The sample office's privacy policy is opened in a phone's window of Chromium: as this project publishes it,
and as MkDocs with Material shows the same Markdown, with its own defaults but for the web font. A server
counts what it sends, compressed with gzip.
"""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread

from msgspec import Struct, field
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, HOST, chromium
from tests.demo.repository import sample_office
from tests.support.mini_site import ROOT, build
from tests.support.repo import PolicyRepo

RESULTS = ROOT / "bench" / "RESULTS-first-visit.md"
TODAY = date(2026, 11, 24)
ROUNDS = 5
PLAIN = """site_name: Политики
theme: {name: material, language: ru, font: false}
markdown_extensions: [attr_list, tables]
"""
PAINT = """() => new Promise((resolve) => {
  let shifted = 0
  new PerformanceObserver((list) => { for (const each of list.getEntries()) shifted += each.value })
    .observe({ type: "layout-shift", buffered: true })
  const tell = (list) => setTimeout(() => resolve([list.getEntries().at(-1).startTime, shifted]), 200)
  new PerformanceObserver(tell)
    .observe({ type: "largest-contentful-paint", buffered: true })
})"""


class Sent(Struct):
    """What a server has sent: the bytes of each body, compressed."""

    bodies: list[int] = field(default_factory=list)


class Visit(Struct, frozen=True):
    """What visits of a page cost, each in a new browser context."""

    page: str
    requests: int
    first: int
    """Bytes of the first visit."""

    repeated: int
    """Bytes of the second visit of the same page."""

    paint: float
    """Milliseconds to the largest contentful paint, the median of `ROUNDS`."""

    shift: float
    """The largest cumulative layout shift."""


class _Counting(SimpleHTTPRequestHandler):
    """Serves files compressed, with the cache headers of the server's configuration in deploy/."""

    def __init__(self, *args: object, sent: Sent, directory: str) -> None:
        self.sent = sent
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            self.send_error(404)
            return
        body = gzip.compress(file.read_bytes(), 9)
        self.sent.bodies.append(len(body))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache" if file.suffix == ".html" else "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[tuple[str, Sent]]:
    """Serve a folder; gives its address and what was sent."""
    sent = Sent()
    server = ThreadingHTTPServer((HOST, 0), partial(_Counting, sent=sent, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}/", sent
    finally:
        server.shutdown()


def visit(browser: Browser, site: Path, name: str, page: str) -> Visit:
    """Open a page in new contexts, and the last time again in the same one."""
    paints, shifts = [], []
    first: list[int] = []
    with served(site) as (address, sent):
        for _ in range(ROUNDS):
            sent.bodies.clear()
            with browser.new_context(viewport={"width": 320, "height": 640}, locale="ru") as context:
                opened = context.new_page()
                opened.goto(address + page)
                opened.wait_for_load_state("networkidle")
                paint, shift = opened.evaluate(PAINT)
                paints.append(paint)
                shifts.append(shift)
                first = list(sent.bodies)
                sent.bodies.clear()
                opened.goto("about:blank")
                opened.goto(address + page)
                opened.wait_for_load_state("networkidle")
    return Visit(name, len(first), sum(first), sum(sent.bodies), median(paints), max(shifts))


def plain_site(folder: Path) -> Path:
    """The same policies in MkDocs with Material."""
    policies = folder / "docs" / "policies"
    policies.mkdir(parents=True)
    for file in sorted((ROOT / "tests/demo/texts").glob("*.ru.md")):
        shutil.copy(file, policies / file.name.replace(".ru", ""))
    (folder / "docs/index.md").write_text("# Политики\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, env=environment, check=True
    )
    return folder / "site"


def page(visits: list[Visit]) -> str:
    """The page of results."""
    return f"""# The first visit, measured

{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {platform.system()}, Python {platform.python_version()}. \
`make bench` writes this page.

A phone's window (320 × 640) of Chromium, nothing cached at first. Bytes are those of bodies compressed with
`gzip -9`; the headless browser asks for no icon. LCP is the median of {ROUNDS} visits on this machine,
without a network; CLS is the largest.

| page | requests | bytes, first | bytes, again | LCP, ms | CLS |
| --- | --: | --: | --: | --: | --: |
{"".join(map(_row, visits))}"""


def _row(each: Visit) -> str:
    cells = (
        f"{each.requests}",
        f"{each.first:,}",
        f"{each.repeated:,}",
        f"{each.paint:.0f}",
        f"{each.shift:.3f}",
    )
    return f"| {each.page} | {' | '.join(cells)} |\n"


def main() -> None:
    """Build both sites and measure them in one browser."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        repo = PolicyRepo(Path(folder) / "office")
        sample_office(repo, TODAY)
        built = build(repo, today=TODAY.isoformat())
        if built.code:
            sys.exit(built.log)
        plain = plain_site(Path(folder) / "plain")
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        visits = [
            visit(browser, plain, "plain Material", "policies/privacy/"),
            visit(browser, built.site, "a policy", "ru/policies/privacy/"),
            visit(browser, built.site, "a dated version", "ru/policies/privacy/2026-07-01/"),
            visit(browser, built.site, "a history", "ru/policies/privacy/history/"),
            visit(browser, built.site, "two versions compared", "ru/policies/privacy/compare/"),
            visit(browser, built.site, "the home page", "ru/"),
        ]
        browser.close()
    RESULTS.write_text(page(visits), encoding="utf-8")


if __name__ == "__main__":
    main()
