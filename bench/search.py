"""What the search finds, weighs and takes, beside Material's own: make bench writes bench/RESULTS-search.md.

Both are built from the same texts in the same run: the sample office and the publisher's site, as this
project builds them, and the same docs without the plugin. Both answer the table of queries in one browser.
"""

from __future__ import annotations

import gzip
import platform
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from msgspec import Struct
from playwright.sync_api import Browser, Page, sync_playwright

from bench import search_phone
from bench.scale.own_site import without_plugin
from bench.scale.programmes import mkdocs_build, run
from bench.search_phone import FIRST_RESULT, RESULT
from tests.browser.conftest import chromium
from tests.demo.repository import sample_office
from tests.support.mini_site import LANGUAGES, ROOT, build, furnish
from tests.support.repo import PolicyRepo
from tests.support.search_queries import Asked, asked

RESULTS = ROOT / "bench" / "RESULTS-search.md"
DAY = date(2026, 11, 24)
ROUNDS = 9
COPIES = 25
"""How often the larger site has each policy of the sample office."""

OURS, PLAIN = "Sayasat", "plain Material"

_BEFORE = "## Before"
"""The heading of the part of the results that was measured once and stays."""

FIELD = {OURS: search_phone.FIELD, PLAIN: "[data-md-component=search-query]"}

_ASK_OURS = """async ([language, queries]) => {
  const script = document.querySelector("script[src$='sayasat.js']").src
  const root = new URL(script.replace(/assets.*/, ""))
  const worker = new Worker(new URL("search/worker.js", script), { type: "module" })
  const found = []
  for (const [number, query] of queries.entries())
    found.push(await new Promise(resolve => {
      worker.onmessage = ({ data }) => resolve(data.results.map(({ url }) => url))
      worker.postMessage({ number, query, language, root: root.href, names: [language] })
    }))
  return found
}"""

_ASK_PLAIN = """async ([language, queries]) => {
  const config = JSON.parse(document.getElementById("__config").textContent)
  const root = new URL(config.base, location)
  const index = await (await fetch(new URL("search/search_index.json", root))).json()
  const worker = new Worker(new URL(config.search, location))
  const answer = message => new Promise(resolve => {
    worker.onmessage = event => resolve(event.data)
    worker.postMessage(message)
  })
  await answer({ type: 0, data: { ...index, options: {} } })
  const found = []
  for (const query of queries) {
    const { data } = await answer({ type: 2, data: query })
    const items = data.items.flat().filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
    found.push(items.map(({ location }) => location))
  }
  return found
}"""


class Used(Struct, frozen=True):
    """One visit in which a visitor searched once."""

    first_view: Counter[str]
    """Requests and compressed bytes of what belongs to the search, before the field was used."""

    search: Counter[str]
    """The same of all that belongs to the search."""

    milliseconds: float
    """From the text in the field to the first result on the page."""


def main() -> None:
    """Build the sites, ask both searches, write the results."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        sites = {name: _sites(Path(folder) / name, name) for name in ("demo", "own", "large")}
        lines = [*_head(browser), *_hits(browser, sites), *_weights(browser, sites)]
        own = {name: built[OURS] for name, built in sites.items()}
        lines += search_phone.rows(browser, own, Path(folder) / "archive")
        browser.close()
    old = RESULTS.read_text(encoding="utf-8")
    RESULTS.write_text("\n".join([*lines, old[old.index(_BEFORE) :]]), encoding="utf-8")


def _sites(folder: Path, name: str) -> dict[str, Path]:
    """The site as it is, and the same docs without the plugin."""
    repo = PolicyRepo(folder / "ours")
    if name == "demo":
        sample_office(repo, DAY)
    else:
        furnish(repo)
        repo.commit("Texts", date=f"{DAY}T12:00:00+06:00", files=_texts(name))
    built = build(repo, today=DAY.isoformat())
    assert not built.code, built.log
    plain = folder / "plain"
    without_plugin(repo.path, plain)
    run("mkdocs build without the plugin", 0, mkdocs_build(plain / "site"), (plain, plain / "site"))
    return {OURS: built.site, PLAIN: plain / "site"}


def _texts(name: str) -> dict[str, str]:
    """The publisher's texts, or those of the sample office many times, by path."""
    files = {}
    for language in LANGUAGES:
        if name == "own":
            path = f"docs/{language}/policies/privacy.md"
            files[path] = (ROOT / path).read_text(encoding="utf-8")
            continue
        for file in sorted((ROOT / "tests/demo/texts").glob(f"*.{language}.md")):
            slug, body = file.name.split(".")[0], file.read_text(encoding="utf-8")
            # Links between the copies would lead to names that no copy has
            body = body.replace("](services.md#payment)", "](#)").replace("](privacy.md)", "](#)")
            for number in range(1, COPIES + 1):
                head = f"---\ntitle: {body.split(' {')[0].removeprefix('# ')} {number}\n---\n\n"
                files[f"docs/{language}/policies/{slug}-{number}.md"] = head + body
    return files


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Print nothing."""


def _head(browser: Browser) -> list[str]:
    day = datetime.now(tz=UTC).date()
    return [
        "# Search: what is found, and what it weighs",
        "",
        f"{day}, {platform.machine()}, {platform.system()}, Chromium {browser.version}",
        "",
        "The queries and their right sections are in `tests/data/search/`, over the texts of `make demo` and",
        "of the publisher. Plain Material is the same docs without the plugin, built and asked in the same",
        "run. `make bench` writes this page.",
        "",
    ]


def _hits(browser: Browser, sites: dict[str, dict[str, Path]]) -> list[str]:
    lines = [
        "## What is found",
        "",
        "| language | search | queries | right section first | in the first three | nothing found |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for language in LANGUAGES:
        for search, script in ((OURS, _ASK_OURS), (PLAIN, _ASK_PLAIN)):
            counted = Counter[str]()
            for site in ("demo", "own"):
                queries = [each for each in asked() if (each.language, each.site) == (language, site)]
                with _served(sites[site][search]) as address:
                    counted += _asked(browser, address, script, queries)
            shares = [f"{counted[key]} ({counted[key] / counted['all']:.0%})" for key in ("first", "three")]
            lines.append(
                f"| {language} | {search} | {counted['all']} | {' | '.join(shares)} | {counted['none']} |"
            )
    return [*lines, ""]


def _asked(browser: Browser, address: str, script: str, queries: list[Asked]) -> Counter[str]:
    page = browser.new_page()
    language = queries[0].language
    prefix = "" if language == LANGUAGES[0] else f"{language}/"
    page.goto(address + prefix)
    answers: list[list[str]] = page.evaluate(script, [language, [each.query for each in queries]])
    page.close()
    counted = Counter(all=len(queries))
    for each, urls in zip(queries, answers, strict=True):
        found = [url.removeprefix(prefix) for url in urls]
        counted["first"] += bool(found) and found[0] in each.right
        counted["three"] += bool(each.right & set(found[:3]))
        counted["none"] += not found
    return counted


def _weights(browser: Browser, sites: dict[str, dict[str, Path]]) -> list[str]:
    lines = [
        "## What it weighs and takes",
        "",
        f"Russian pages; the large site has {COPIES * 4} policies in each language. Bytes are gzipped.",
        "The time is from a text in the field to the first result, for a new visitor and a server on this",
        f"machine: the median of {ROUNDS} visits.",
        "",
        "| site | search | with every first page | index | in all, when used | first result |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for name, built in sites.items():
        for search, site in built.items():
            with _served(site) as address:
                visits = [_visit(browser, address, site, search) for _ in range(ROUNDS)]
            one, taken = visits[0], median(each.milliseconds for each in visits)
            lines.append(
                f"| {name} | {search} | {_amount(one.first_view)} | {one.search['index'] / 1000:.1f} KB | "
                f"{_amount(one.search)} | {taken:.0f} ms |"
            )
    return [*lines, ""]


def _amount(counted: Counter[str]) -> str:
    return f"{counted['bytes'] / 1000:.1f} KB in {counted['requests']}"


def _visit(browser: Browser, address: str, site: Path, search: str) -> Used:
    """Open a page as a new visitor, and search once."""
    context = browser.new_context()
    page: Page = context.new_page()
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(f"{address}ru/about/", wait_until="networkidle")
    page.wait_for_timeout(300)
    before = len(asked_for)
    taken: Any = page.evaluate(FIRST_RESULT, [FIELD[search], RESULT, "информация"])
    paths = [url.removeprefix(address) for url in asked_for]
    context.close()
    return Used(_weight(site, paths[:before]), _weight(site, paths), float(taken))


def _weight(site: Path, paths: list[str]) -> Counter[str]:
    counted = Counter[str]()
    for path in paths:
        if not ("search/" in path or "lunr" in path or "workers/" in path):
            continue
        size = len(gzip.compress((site / path).read_bytes(), mtime=0))
        counted.update(bytes=size, requests=1, index=size if path.endswith(".json") else 0)
    return counted


if __name__ == "__main__":
    main()
