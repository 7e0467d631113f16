"""How long a slow phone takes to the first result of the search: in small sites, and in 3,500 laws."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from playwright.sync_api import Browser, Page

from sayasat.exports.search_entries import SearchEntry, SearchText
from sayasat.exports.search_index import search_files
from tests.browser.conftest import HOST

LAWS = 3500
ROUNDS = 5
SLOWER = 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
"""In milliseconds, and bytes in a second: 1.6 Mbit/s."""

_TURN = 0.008
"""Seconds of a turn, in which the browser's processes run for one part of `SLOWER`."""

FIRST_RESULT = """([field, result, query]) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("no result")), 120_000)
  const input = document.querySelector(field)
  const started = performance.now()
  const shown = () => document.querySelector(result) && resolve(performance.now() - started)
  new MutationObserver(shown).observe(document.body, { childList: true, subtree: true })
  input.focus()
  input.value = query
  input.dispatchEvent(new InputEvent("input", { bubbles: true }))
  input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }))
})"""
"""The milliseconds from a text in the field to the first result on the page."""

FIELD, RESULT = "[data-search] input.md-search__input", "a.md-search-result__link"
OPENED = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"


def rows(browser: Browser, sites: Mapping[str, Path], folder: Path) -> Iterator[str]:
    """The table: the sites by name, each asked for one word, and the archive for several kinds of words."""
    yield from (
        "## A slow phone",
        "",
        f"A new visitor with 1.6 Mbit/s, {NETWORK['latency']} ms of latency and a processor that runs",
        f"the page and the search's worker for one part of {SLOWER} of the time; HTTP/1.1, gzip. The time is",
        "from a text in the field, for which nothing was loaded before, to the first result; beside it",
        f"the time in which the same phone opens the page itself. Medians of {ROUNDS} visits. The archive is",
        f"the own site with the index of {LAWS:,} generated laws; what is loaded is counted until half a",
        "second after the first result.",
        "",
        "| site | query | requests | loaded | page opened | first result | ratio |",
        "|---|---|--:|--:|--:|--:|--:|",
    )
    for name, site in sites.items():
        yield _row(browser, name, site, "one word", "информация")
    site, queries, sections = _archive(sites["own"], folder)
    for kind, query in queries.items():
        yield _row(browser, f"{LAWS:,} laws, {sections:,} sections", site, kind, query)
    sizes = Counter[str]()
    for path in (site / "search").rglob("*"):
        if path.name.endswith(".json") and "ru." in str(path):
            kind = path.stem.split("-")[0] if path.parent.name != "search" else "index"
            sizes[kind] += len(gzip.compress(path.read_bytes(), 6, mtime=0))
    parts = ", ".join(f"{kind} {size / 1000:,.0f} KB" for kind, size in sorted(sizes.items()))
    yield from ("", f"All of the archive's index, of which a query loads what the table says: {parts}.", "")


def _row(browser: Browser, name: str, site: Path, kind: str, query: str) -> str:
    visits = [_visit(browser, site, query) for _ in range(ROUNDS)]
    opened, first = (median(each[at] for each in visits) for at in (0, 1))
    requests, loaded = visits[0][2:]
    return (
        f"| {name} | {kind} | {requests:.0f} | {loaded / 1000:.1f} KB | {opened / 1000:.2f} s "
        f"| {first / 1000:.2f} s | {first / opened:.2f} |"
    )


def _visit(browser: Browser, site: Path, query: str) -> tuple[float, float, float, float]:
    """The milliseconds to open the page and to the first result, then requests and bytes of the search."""
    with _served(site) as (address, sent), _slower():
        context = browser.new_context(viewport={"width": 360, "height": 640})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        page.goto(f"{address}ru/about/", wait_until="networkidle")
        opened, before = page.evaluate(OPENED), len(sent)
        taken: Any = _first_result(page, query)
        page.wait_for_timeout(500)
        loaded = sent[before:]
        context.close()
    return float(opened), float(taken), len(loaded), sum(loaded)


def _first_result(page: Page, query: str) -> Any:  # noqa: ANN401 (what a script gives)
    return page.evaluate(FIRST_RESULT, [FIELD, RESULT, query])


@contextmanager
def _slower() -> Iterator[None]:
    """Let the processes of the browser's pages run for a part of the time only.

    Chromium's own setting slows the thread of a page, and not its workers.
    """
    stop = Event()

    def turns() -> None:
        while not stop.is_set():
            for pid in (pids := _renderers()):
                _signal(pid, signal.SIGSTOP)
            for _ in range(20):
                time.sleep(_TURN / SLOWER)
                for name, part in ((signal.SIGSTOP, 1 - 1 / SLOWER), (signal.SIGCONT, 0)):
                    for pid in pids:
                        _signal(pid, name)
                    time.sleep(_TURN * part)

    thread = Thread(target=turns, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renderers() -> list[int]:
    """The processes of pages of the browsers that this process has started."""
    parents, renderers = {}, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            pid, parent = int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            is_renderer = b"--type=renderer" in (folder / "cmdline").read_bytes()
        except OSError:
            continue
        parents[pid] = parent
        renderers += [pid] if is_renderer else []
    return [pid for pid in renderers if os.getpid() in _ancestors(pid, parents)]


def _ancestors(pid: int, parents: Mapping[int, int]) -> Iterator[int]:
    while pid in parents:
        pid = parents[pid]
        yield pid


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of a server of a site, and the bytes of each answer that it has given."""
    sent: list[int] = []
    server = _Server((HOST, 0), partial(_Compressing, directory=str(folder), sent=sent))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{HOST}:{server.server_port}/", sent
    server.shutdown()
    thread.join()
    server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: a visit ends before all is sent."""


class _Compressing(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, sent: list[int], **options: Any) -> None:  # noqa: ANN401 (the base class's)
        self._sent = sent
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6, mtime=0)
        self._sent.append(len(body))
        self.send_response(200)
        for name, value in (
            ("Content-Type", self.guess_type(path)),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Print nothing."""


def _archive(site: Path, folder: Path) -> tuple[Path, Mapping[str, str], int]:
    """The site with the index of many laws, queries of several kinds, and the number of sections."""
    shutil.copytree(site, folder)
    texts = list(laws(LAWS))
    for path, data in search_files("ru", texts, [], {}):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    title = texts[LAWS // 2].title.split()
    most = Counter(texts[0].sections[1].text.split()).most_common(1)[0][0]
    queries = {
        "a word of one law": f"особый{LAWS // 2}",
        "a frequent word": most,
        "two words of a title": " ".join(title[2:4]),
        "two letters": most[:2],
        "a word with letters swapped": _swapped(max(title, key=len)),
    }
    return folder, queries, sum(len(text.sections) for text in texts)


def _swapped(word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:]


def laws(count: int) -> Iterator[SearchText]:
    """Generated laws of about four sections; their words are as frequent as those of a language."""
    chosen = random.Random(1)  # noqa: S311 (the same laws each time)
    syllables = [first + second for first in "бвгджзклмнпрстфхч" for second in "аеиоуыя"]
    endings = ("", "а", "ов", "ами", "ого", "ый", "ении", "ения", "ать", "ает", "ных", "ой")
    stems = sorted(
        {"".join(chosen.choices(syllables, k=chosen.choice((2, 2, 3, 3, 4)))) + "т" for _ in range(12_000)}
    )
    chosen.shuffle(stems)
    vocabulary = [stem + ending for stem in stems for ending in chosen.sample(endings, 6)]
    weights = list(accumulate(1 / (3 + at // 2) for at in range(len(vocabulary))))

    def words(length: int) -> str:
        return " ".join(chosen.choices(vocabulary, cum_weights=weights, k=length))

    for number in range(count):
        title = f"Закон о {words(6)}"
        sections = [SearchEntry("", title, words(40))]
        for part in range(1, chosen.choice((2, 3, 4, 5, 5, 7))):
            text = f"{words(chosen.choice((60, 120, 200, 300, 500)))} особый{number}"
            sections.append(SearchEntry(f"s{part}", f"Статья {part}. {words(4)}", text))
        yield SearchText(f"policies/law-{number}/", title, 0, "in-force", "Действует", "", sections)
