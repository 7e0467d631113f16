"""``make site`` and ``sayasat build``: several at once, killed and failing ones, uncommitted changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.built_site import Sample, contents, read_page
from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo

AT = "T12:00:00+06:00"
ENVIRONMENT = os.environ | {
    "SAYASAT_TODAY": "2026-11-24",
    "SITE_URL": "https://example.org/",
    "NO_MKDOCS_2_WARNING": "1",
}
MAKE = ("make", "--old-file=.venv/.base", f"python={sys.executable}", "site")
"""With the tests' own environment in place of a new one."""

COMMAND = (sys.executable, "-m", "sayasat", "build")
FAULTY = {"docs/en/about.md": "# About\n\n[x](nowhere.md)\n"}
SOUND = {"docs/en/about.md": "# About this site\n"}
MOMENTS = ("config", "env", "post_build", "shutdown")
PAUSE = """
import os, signal

def _pause(moment):
    if os.environ.get("PAUSE_AT") == moment:
        os.write(int(os.environ["PAUSE_TOLD"]), b"x")
        signal.pause()
"""
"""A hook of MkDocs that tells of a moment, and waits there for the kill."""

FULL = """
mount -t tmpfs -o size=1m none "$1" && {python} -m sayasat --config-file "$2" build --out "$1/site"
echo "code $?, left: $(ls -A "$1")"
"""


@pytest.fixture
def repo(four_commits_site: Sample, tmp_path: Path) -> PolicyRepo:
    """The four commits, with the Makefile."""
    shutil.copytree(four_commits_site.repo.path, tmp_path / "repo", ignore=shutil.ignore_patterns("site"))
    repo = PolicyRepo(tmp_path / "repo")
    shutil.copy(ROOT / "Makefile", repo.path)
    repo.commit(files={".gitignore": "/site\n/.site.*\n/.cache\n"}, date=f"2026-11-20{AT}")
    return repo


def start(repo: PolicyRepo, *command: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=repo.path,
        env={**ENVIRONMENT, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def make_site(repo: PolicyRepo) -> tuple[int, str]:
    """The exit code, and the standard error."""
    _, said = (run := start(repo, *MAKE)).communicate(timeout=300)
    return run.returncode, said


def left(repo: PolicyRepo) -> list[Path]:
    return list(repo.path.glob(".site*"))


def test_make_site_puts_a_whole_site_in_place_or_leaves_the_one_before(repo: PolicyRepo) -> None:
    """Also where MkDocs finds the fault at the end of its work, under --strict."""
    assert make_site(repo)[0] == 0
    before = contents(repo.path / "site")
    assert "policies/privacy/2026-12-01/index.html" in before
    repo.commit(date=f"2026-11-21{AT}", files=FAULTY)
    code, said = make_site(repo)
    assert code != 0
    assert "nowhere.md" in said
    assert contents(repo.path / "site") == before
    repo.commit(date=f"2026-11-22{AT}", files=SOUND)
    assert make_site(repo)[0] == 0
    assert read_page(repo.path / "site/en/about/index.html").one("h1").text.startswith("About this site")
    assert not left(repo)


def test_several_at_once_all_end_with_the_whole_site(repo: PolicyRepo) -> None:
    assert make_site(repo)[0] == 0
    whole = contents(repo.path / "site")
    shutil.rmtree(repo.path / "site")
    runs = [start(repo, *MAKE) for _ in range(3)]
    said = [run.communicate(timeout=300)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert contents(repo.path / "site") == whole
    assert not left(repo)
    assert sum("Another build is writing" in each for each in said) >= 1


def test_a_build_that_is_killed_leaves_the_old_site_and_the_next_removes_what_it_left(
    repo: PolicyRepo,
) -> None:
    hook = PAUSE + "".join(f"def on_{each}(*_, **__): _pause({each!r})\n" for each in MOMENTS)
    settings = (repo.path / "mkdocs.yml").read_text(encoding="utf-8")
    hooked = f"{settings}hooks: [hooks/pause.py]\n"
    repo.commit(files={"hooks/pause.py": hook, "mkdocs.yml": hooked}, date=f"2026-11-21{AT}")
    assert make_site(repo)[0] == 0
    before = contents(repo.path / "site")
    repo.commit(files=SOUND, date=f"2026-11-22{AT}")
    for moment in MOMENTS:
        kill_at(moment, repo)
        assert contents(repo.path / "site") == before, moment
        assert len(list(repo.path.glob(".site.*.build"))) == 1, moment
    repo.commit(files=FAULTY, date=f"2026-11-22{AT}")
    assert make_site(repo)[0] != 0
    assert contents(repo.path / "site") == before
    assert not left(repo)


def kill_at(moment: str, repo: PolicyRepo) -> None:
    reading, tells = os.pipe()
    command = [*COMMAND]
    environment = {**ENVIRONMENT, "PAUSE_AT": moment, "PAUSE_TOLD": str(tells)}
    with subprocess.Popen(
        command, cwd=repo.path, env=environment, pass_fds=[tells], stderr=subprocess.DEVNULL
    ) as run:
        os.close(tells)
        reached = os.read(reading, 1)  # nothing, where it has ended before
        run.kill()
    os.close(reading)
    assert reached, f"it ended before {moment}"


def test_uncommitted_changes_are_named(repo: PolicyRepo) -> None:
    repo.write("docs/en/about.md", "# Another about\n")
    repo.write("docs/en/new.md", "# New\n")
    repo.write("cookies.yml", (repo.path / "cookies.yml").read_text(encoding="utf-8") + "\n# a note\n")
    repo.write("README.md", "It has nothing to do with the site.\n")
    code, said = make_site(repo)
    assert code == 0
    warned = [line for line in said.splitlines() if "not committed" in line]
    unpublished = (
        "This change is not committed, so it is not on the site. Commit it, and build the site again."
    )
    used = "This change is not committed, but the site is built with it. Commit it, so that every clone"
    assert warned == [
        f"docs/en/about.md: {unpublished}",
        f"docs/en/new.md: {unpublished}",
        f"cookies.yml: {used} builds the same site.",
    ]
    assert "Another about" not in read_page(repo.path / "site/en/about/index.html").text
    repo.commit(date=f"2026-11-21{AT}")
    code, said = make_site(repo)
    assert code == 0
    assert "not committed" not in said


def test_a_full_disk_is_told_and_nothing_is_left_on_it(repo: PolicyRepo, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    unshare = ("unshare", "--user", "--map-root-user", "--mount")
    if shutil.which("unshare") is None or subprocess.run([*unshare, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk of their own")
    script = FULL.format(python=sys.executable)
    run = start(repo, *unshare, "sh", "-c", script, "sh", str(disk), str(repo.path / "mkdocs.yml"))
    out, said = run.communicate(timeout=300)
    assert out == "code 1, left: \n"
    assert said.splitlines()[-1].startswith(
        f"{disk / 'site'}: The site cannot be written here: No space left on device. Free space on the disk,"
    )


def test_a_place_that_cannot_be_written_is_told(repo: PolicyRepo) -> None:
    repo.write("file", "")
    _, said = (run := start(repo, *COMMAND, "--out", "file/site")).communicate(timeout=300)
    assert run.returncode == 1
    assert said.startswith("file/site: The site cannot be written here: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("out", [".", "docs", "mkdocs.yml", "link"])
def test_nothing_but_a_site_is_replaced(repo: PolicyRepo, out: str) -> None:
    """A build takes what it replaces for a site, and the next one removes it."""
    (repo.path / "link").symlink_to("docs")
    before = contents(repo.path)
    _, said = (run := start(repo, *COMMAND, "--out", out)).communicate(timeout=300)
    assert run.returncode == 1
    assert f"{out}: This folder or file is not a site" in said
    assert contents(repo.path) == before
