"""``make demo``: builds the sample office's repository and site, and says where to look."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.demo.repository import EDIT_URL, sample_office
from tests.demo.sights import sights
from tests.support.mini_site import ROOT, build
from tests.support.repo import PolicyRepo

FOLDER = ROOT / "build" / "demo"
HOST, PORT = "127.0.0.1", 8000


def main() -> int:
    """Build the demo anew; returns the exit code of the build."""
    options = _parser().parse_args()
    today = options.today or datetime.now(ZoneInfo("Asia/Bishkek")).date()
    repository, site = options.folder / "repository", options.folder / "site"
    for made in (repository, site):
        shutil.rmtree(made, ignore_errors=True)
    repo = PolicyRepo(repository)
    sample_office(repo, today)
    address = f"http://{HOST}:{options.port}/"
    built = build(repo, today=today.isoformat(), site=site, site_url=address, edit_url=EDIT_URL)
    if built.code:
        sys.stderr.write(built.log)
        return built.code
    sys.stdout.write("\n".join(listing(address, options.folder, today)) + "\n")
    if options.serve:
        sys.stdout.flush()
        _serve(site, options.port)
    return 0


def listing(address: str, folder: Path, today: date) -> Iterator[str]:
    """What is printed: where it all is, and a line for each sight."""
    yield f"A sample as of {today}. The office and its texts are invented."
    yield f"Repository: {folder / 'repository'}"
    yield f"Site: {folder / 'site'}"
    yield ""
    shown = sights(today)
    addresses = [next(sight.addresses())[1] for sight in shown]
    width = max(map(len, addresses))
    yield from (
        f"{address}{place:<{width}}  {sight.shows}" for place, sight in zip(addresses, shown, strict=True)
    )
    yield ""
    yield "All but two are in Kyrgyz. Russian is under /ru/, English under /en/; each page has a switcher."
    yield "To answer at these addresses: make demo SERVE=1. It ends with Ctrl+C."


def _serve(site: Path, port: int) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=site)
    with ThreadingHTTPServer((HOST, port), handler) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument("--today", type=date.fromisoformat, help="the day to tell it from (default: today)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to (default: build/demo)")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--serve", action="store_true", help="then answer at the addresses")
    return parser


if __name__ == "__main__":
    sys.exit(main())
