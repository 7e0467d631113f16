"""A publisher: a bare repository that everybody pushes to, and clones of it that publish."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from sayasat.publish.manifest import FILE as MANIFEST
from sayasat.publish.manifest import digests, manifest, read_release
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog, parse_log
from tests.contact.listening import free_port, wait_for
from tests.support.forked import run_module
from tests.support.repo import PolicyRepo
from tests.support.samples import four_commits

BRANCH = "refs/heads/publications"
ABOUT = "docs/en/about.md"
AT = "T12:00:00+06:00"
TODAY = "2026-11-24"


class Publisher(Struct, frozen=True):
    """A clone of the repository that the log is shared through."""

    origin: PolicyRepo
    clone: PolicyRepo

    @property
    def site(self) -> Path:
        return self.clone.path / "site"

    @property
    def log(self) -> PublicationLog:
        """The log as everybody else sees it."""
        return PublicationLog(parse_log(f"{self.origin.git('show', f'{BRANCH}:log.txt')}\n".encode()))

    @property
    def numbers(self) -> list[int | None]:
        return [line.number for line in self.log.lines if line.event is LogEvent.PUBLISHED]

    def push(self) -> None:
        self.clone.git("push", "--quiet", "origin", "main")

    def begin(self) -> None:
        """Begin the log, and push the setting that names it."""
        begin_log(self.clone)
        self.push()

    def run(self, *command: str, today: str = TODAY) -> subprocess.CompletedProcess[str]:
        return run_module("sayasat", *command, cwd=self.clone.path, env=environment(today))

    def publish(self, *options: str, today: str = TODAY) -> subprocess.CompletedProcess[str]:
        return self.run("publish", "--to", "site", *options, today=today)

    def published(self, *options: str, today: str = TODAY) -> str:
        """What a publication says that is not stopped."""
        done = self.publish(*options, today=today)
        assert done.returncode == 0, done.stderr
        return done.stdout


def environment(today: str = TODAY, **more: str) -> Mapping[str, str]:
    return {
        **os.environ,
        "SAYASAT_TODAY": today,
        "SITE_URL": "https://example.org/",
        "NO_MKDOCS_2_WARNING": "1",
        "LC_ALL": "C.UTF-8",
        **more,
    }


def begin_log(clone: PolicyRepo, to: PolicyRepo | None = None, day: str = "2026-11-21") -> None:
    """Run ``sayasat log begin`` on a day, and commit the setting that it prints, here or in ``to``."""
    command = [sys.executable, "-m", "sayasat", "log", "begin"]
    said = subprocess.check_output(command, cwd=clone.path, env=environment(day), text=True)
    found = re.search(r"    log:\n      origin: .*\n      first: .*\n", said)
    assert found is not None, said
    repo = to or clone
    text = (repo.path / "mkdocs.yml").read_text(encoding="utf-8")
    named = text.replace("  sayasat:\n", f"  sayasat:\n{found[0]}")
    repo.commit("Name the log", files={"mkdocs.yml": named}, date=f"{day}T12:00:00+06:00")


@contextmanager
def git_server(origin: PolicyRepo) -> Iterator[str]:
    """A server of Git that takes pushes, while the block runs: the URL of a bare repository."""
    port = free_port()
    command = ["git", "daemon", f"--base-path={origin.path.parent}", "--export-all", "--reuseaddr"]
    command += ["--enable=receive-pack", "--listen=127.0.0.1", f"--port={port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield f"git://127.0.0.1:{port}/{origin.path.name}"
        finally:
            server.terminate()


def another_clone(publisher: Publisher, folder: Path) -> Publisher:
    """Another machine of the same publisher."""
    publisher.origin.git("clone", "--quiet", publisher.origin.path, folder)
    return Publisher(publisher.origin, PolicyRepo(folder))


def open_publisher(folder: Path) -> Publisher:
    """A clone with `four_commits`, whose log is not begun."""
    clone = PolicyRepo(folder / "clone")
    four_commits(clone)
    return with_origin(clone, day="2026-11-20")


def with_origin(clone: PolicyRepo, *, day: str) -> Publisher:
    """The publisher of a clone, which is pushed to a new remote beside it."""
    clone.commit(files={".gitignore": "/site\n/.site.*\n/.cache\n"}, date=f"{day}T12:00:00+06:00")
    origin = PolicyRepo(clone.path.parent / "origin.git", bare=True)
    clone.git("remote", "add", "origin", origin.path)
    clone.git("push", "--quiet", "--set-upstream", "origin", "main")
    return Publisher(origin, clone)


def edit(publisher: Publisher, text: str, *, day: str = "2026-11-22") -> str:
    """Push a commit that changes a page; gives the commit."""
    commit = publisher.clone.commit(files={ABOUT: f"# About\n\n{text}\n"}, date=day + AT)
    publisher.push()
    return commit


def assert_whole(publisher: Publisher, commits: Sequence[str]) -> None:
    """The site is whole, of one of these commits, and everybody can see what its log says."""
    release = read_release(publisher.site)
    assert release is not None
    assert release.commit in commits
    assert (publisher.site / MANIFEST).read_bytes() == manifest(release, digests(publisher.site))
    served = (publisher.site / "proof/log.txt").read_bytes()
    assert publisher.log.data.startswith(served)
