"""deploy/FIRST-PUBLICATION.md: its commands end well in their order, and so does the nightly run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from sayasat.publish.manifest import Release, read_release
from tests.forge.workplace import borrow_environment
from tests.support.mini_site import ROOT
from tests.support.publisher import Publisher, begin_log, environment, open_publisher
from tests.test_readme import shown

PAGE = ROOT / "deploy/FIRST-PUBLICATION.md"
SITE = "/srv/sayasat/site"


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A clone with the commands of this repository."""
    made = open_publisher(tmp_path)
    made.clone.commit(
        files={".gitignore": "/site\n/.site.*\n/.cache\n/.venv\n"}, date="2026-11-20T13:00:00+06:00"
    )
    made.push()
    borrow_environment(made.clone.path / ".venv")
    return made


def run(publisher: Publisher, command: str, today: str = "2026-11-24") -> subprocess.CompletedProcess[str]:
    """Run a command of the page at the top of the clone, whose site is the folder `site`."""
    return subprocess.run(
        ["bash", "-e", "-c", command.replace(SITE, str(publisher.site))],
        cwd=publisher.clone.path,
        env=environment(today),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_commands_of_the_page_end_well_in_their_order(publisher: Publisher) -> None:
    commands = [each for each in shown(PAGE.read_text(encoding="utf-8")) if "begin" not in each]
    assert len(commands) > 6
    begin_log(publisher.clone)
    publisher.push()
    for command in commands:
        done = run(publisher, command)
        assert done.returncode == 0, (command, done.stdout + done.stderr)
    assert publisher.numbers == [1]
    assert publisher.clone.git("show", "origin/publications:log.txt")


@pytest.mark.parametrize("page", [PAGE, ROOT / "deploy/README.md"], ids=lambda page: page.stem)
def test_every_file_that_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert links
    assert [each for each in links if not (page.parent / each).is_file()] == []


def nightly(publisher: Publisher, day: str, *options: str) -> tuple[int, Release | None]:
    """The exit code of the nightly run, and what the site is of."""
    sayasat = publisher.clone.path / ".venv/bin/sayasat"
    command = [f"SAYASAT={sayasat}", ROOT / "deploy/publish", publisher.clone.path, SITE, *options]
    done = run(publisher, " ".join(map(str, command)), day)
    return done.returncode, read_release(publisher.site)


def test_the_nightly_run_falls_back_to_the_last_published_commit_and_reports_it(publisher: Publisher) -> None:
    """Where a gate stops the newest commit, and where the remote cannot be reached."""
    publisher.begin()
    published = publisher.clone.head
    assert nightly(publisher, "2026-11-24") == (0, Release(1, published, "2026-11-24"))
    assert nightly(publisher, "2026-11-25", "--if-new") == (0, Release(1, published, "2026-11-24"))
    settings = (publisher.clone.path / "mkdocs.yml").read_text(encoding="utf-8")
    changed = settings.replace("zone: Asia/Bishkek", "zone: Asia/Almaty")
    publisher.clone.commit(files={"mkdocs.yml": changed}, date="2026-11-25T12:00:00+06:00")
    publisher.push()
    assert nightly(publisher, "2026-11-26", "--if-new") == (1, Release(1, published, "2026-11-26"))
    # A commit that was stopped is tried again in the night and each hour, and not every five minutes
    assert nightly(publisher, "2026-11-27", "--if-new") == (0, Release(1, published, "2026-11-26"))
    assert nightly(publisher, "2026-11-28") == (1, Release(1, published, "2026-11-28"))
    publisher.origin.path.rename(publisher.origin.path.with_name("away"))
    assert nightly(publisher, "2026-12-01") == (1, Release(1, published, "2026-12-01"))
