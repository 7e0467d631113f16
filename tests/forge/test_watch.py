"""The issue about a site that does not show the present day, opened by the program of the workflow."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from sayasat.forge.watch import MARKER
from tests.forge.api import Forge, run_target
from tests.support.built_site import Sample

ZONE = "Asia/Bishkek"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing to the standard error."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server of a folder on loopback; its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def watch(forge: Forge, folder: Path) -> subprocess.CompletedProcess[str]:
    with serving(folder) as url:
        return run_target(forge, "report-late", SITE_URL=url)


def write_status(folder: Path, days: int) -> str:
    """A status of so many days ago; its day."""
    as_of = (datetime.now(ZoneInfo(ZONE)) - timedelta(days)).date().isoformat()
    (folder / "status.json").write_text(json.dumps({"as_of": as_of, "zone": ZONE}), encoding="utf-8")
    return as_of


def test_a_site_of_today_opens_no_issue(forge: Forge, tmp_path: Path) -> None:
    # One day ahead, so that the test holds at midnight too
    write_status(tmp_path, -1)
    done = watch(forge, tmp_path)
    assert (done.returncode, forge.issues) == (0, []), done.stderr


def test_a_site_of_an_earlier_day_opens_one_issue_in_three_languages(forge: Forge, tmp_path: Path) -> None:
    as_of = write_status(tmp_path, 1)
    for _ in range(2):
        assert watch(forge, tmp_path).returncode == 0
    (issue,) = forge.issues
    assert issue["body"].startswith(MARKER)
    assert issue["body"].count(as_of) == 3
    assert issue["title"] == "Сайт жаңыртылган эмес · Сайт не обновлён · Site out of date"


@pytest.mark.parametrize("status", [None, "<html>", "{}", "[]"])
def test_a_site_without_a_status_opens_an_issue(forge: Forge, tmp_path: Path, status: str | None) -> None:
    if status is not None:
        (tmp_path / "status.json").write_text(status, encoding="utf-8")
    assert watch(forge, tmp_path).returncode == 0
    assert len(forge.issues) == 1


def test_the_status_of_a_built_site_has_the_day_and_its_zone(four_commits_site: Sample) -> None:
    status = json.loads((four_commits_site.site / "status.json").read_text(encoding="utf-8"))
    assert (status["as_of"], status["zone"]) == ("2026-11-24", ZONE)
