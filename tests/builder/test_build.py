"""A build with any workers, any cache and after any loss of cached files gives the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from distributed import Client, LocalCluster, Worker
from msgspec import Struct
from msgspec.structs import replace

from sayasat.builder.shared_values import SharedValue, unpacked
from sayasat.builder.workers import BuildOptions as WorkerOptions
from sayasat.builder.workers import Workers
from sayasat.cache.database import FILE, Cache, Digest
from sayasat.cache.page_folders import PageFolders
from sayasat.errors import WorkError
from tests.support.archives import many_versions, one_more_commit
from tests.support.built_site import Sample, contents
from tests.support.mini_site import build
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo
from tests.support.samples import every_kind
from tests.support.soak import chosen
from tests.support.write_site import MAIN_PAGES, PREVIOUS_SITE, Around, write_site

AS_OF = "2026-11-24"
Site = Mapping[str, bytes]


class Options(Struct, frozen=True):
    """The options of a build."""

    folder: Path
    workers: int = 1
    cluster: str = ""
    before: Path | str = ""
    """A site that is taken apart."""

    @property
    def variables(self) -> dict[str, str]:
        return {
            "SAYASAT_CACHE": str(self.folder),
            "SAYASAT_WORKERS": str(self.workers),
            "SAYASAT_CLUSTER": self.cluster,
            PREVIOUS_SITE: str(self.before),
        }

    @property
    def file(self) -> Path:
        return self.folder / FILE

    @property
    def rows(self) -> dict[bytes, int]:
        """What is kept: a key, and a number that is another where the value was made again."""
        with closing(sqlite3.connect(self.file)) as connection:
            return dict(connection.execute("SELECT key, rowid FROM kept"))

    @property
    def units(self) -> dict[str, tuple[int, int]]:
        """The units: which folder it is, and when it was made."""
        folders = (each for each in (self.folder / "pages").iterdir() if each.is_dir())
        return {each.name: (each.stat().st_ino, each.stat().st_mtime_ns) for each in folders}


def start(repo: PolicyRepo, site: Path, options: Options) -> subprocess.Popen[str]:
    """Begin to build a site, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.write_site", repo.path, site],
        env=os.environ | options.variables | {"PYTHONPATH": str(Path(__file__).parents[2]), "LANGUAGE": "en"},
        text=True,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str], site: Path) -> Site:
    """The files of the built site."""
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return contents(site)


def built(repo: PolicyRepo, site: Path, options: Options) -> Site:
    return end(start(repo, site, options), site)


class BuiltSite(Struct, frozen=True):
    """A repository, and the site that one process built from it from an empty cache."""

    repo: PolicyRepo
    site: Site
    options: Options


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = tmp_path_factory.mktemp("scratch")
    repo = PolicyRepo(folder / "repo")
    many_versions(repo)
    options = Options(folder / "cache")
    return BuiltSite(repo, built(repo, folder / "site", options), options)


@pytest.fixture
def full(scratch: BuiltSite, tmp_path: Path) -> Options:
    """A copy of all that was kept, with the times of its files."""
    shutil.copytree(scratch.options.folder, tmp_path / "cache")
    return Options(tmp_path / "cache")


USES = Cache(None).key("use")
"""The key under which each build notes what it used."""


# ---------------------------------------------------------------- the same bytes


def test_a_site_has_what_it_is_to_have(scratch: BuiltSite) -> None:
    """So that what follows compares no empty sites."""
    assert len(scratch.site) > 400
    for path in ("terms/2004-01-01/index.html", "orders/history/index.html", "terms/versions.json"):
        assert f"policies/{path}" in scratch.site
    assert scratch.site[MAIN_PAGES].count(b"\n") == 8
    assert sum("to-current" in path for path in scratch.site) > 40


def test_a_second_build_is_the_same_and_makes_nothing_again(
    scratch: BuiltSite, full: Options, tmp_path: Path
) -> None:
    """No unit, front, source, piece or redline: all that is written is what this build used."""
    rows, units = full.rows, full.units
    assert len(units) > 12
    assert built(scratch.repo, tmp_path / "site", full) == scratch.site
    assert full.units == units
    assert {**full.rows, USES: 0} == {**rows, USES: 0}


def test_three_processes_make_the_same(scratch: BuiltSite, tmp_path: Path) -> None:
    """From an empty cache; and what they keep is what one keeps."""
    options = Options(tmp_path / "cache", workers=3)
    assert built(scratch.repo, tmp_path / "site", options) == scratch.site
    assert options.units.keys() == scratch.options.units.keys()
    assert not [each for each in options.folder.iterdir() if each.name not in {FILE, "pages"}]


def test_after_one_commit_only_the_new_version_the_one_before_it_and_overviews_are_made(
    scratch: BuiltSite, full: Options, tmp_path: Path
) -> None:
    """And the site is what a build of it from scratch is."""
    repo = PolicyRepo(tmp_path / "repo")
    many_versions(repo)
    assert repo.head == scratch.repo.head
    one_more_commit(repo)
    rows, units = full.rows, full.units
    site = built(repo, tmp_path / "site", full)
    new = full.units.keys() - units.keys()
    # Its pages, and the pointers at its former name
    assert set().union(*(_slugs(full, name) for name in new)) == {"orders", "rules"}
    present = {
        path for path in set().union(*(_pages(full, name) for name in new)) if path.parts[1] == "orders"
    }
    assert {path.parts[2] for path in present if path.parts[0] == "policies"} == {
        *("2026-11-23", "2024-06-01"),
        "2024-10-01",  # withdrawn: its redline names the status of the version before the new one
        *("history", "parallel", "compare"),
        "2024-05-05",  # a former date: pointers
    }
    # Nothing else was made again, and units of the version before are left to the repository that uses them.
    assert units.items() <= full.units.items()
    assert {key: full.rows.get(key) for key in rows.keys() - {USES}}.items() <= rows.items()
    assert len(full.rows) - len(rows) < len(rows) / 4
    assert site == built(repo, tmp_path / "anew", Options(tmp_path / "empty"))
    assert site != scratch.site


def _pages(options: Options, unit: str) -> set[Path]:
    """The pages of a unit, relative to the site."""
    key = Digest(bytes.fromhex(unit))
    with Cache(options.file) as cache:
        (files,) = PageFolders(options.folder / "pages", cache).find([key]).values()
    return {Path(file.path) for file in files if file.path.endswith(".html")}


def _slugs(options: Options, unit: str) -> set[str]:
    """The names of policies in the URLs of a unit."""
    return {path.parts[path.parts.index("policies") + 1] for path in _pages(options, unit)}


def test_with_pages_damaged_it_is_the_same(scratch: BuiltSite, full: Options, tmp_path: Path) -> None:
    """One page edited, one truncated, one unit gone: these three are made again, and no other."""
    first, second, third, *_ = sorted(full.units)
    pages = {name: sorted((full.folder / "pages" / name).iterdir()) for name in (first, second)}
    with pages[first][0].open("r+b") as page:
        page.write(b"<html>edited")
    os.truncate(pages[second][-1], 10)
    shutil.rmtree(full.folder / "pages" / third)
    units = full.units
    assert built(scratch.repo, tmp_path / "site", full) == scratch.site
    assert full.units.keys() == scratch.options.units.keys()
    assert {name for name, which in full.units.items() if units.get(name) != which} == {first, second, third}


def test_a_build_that_was_killed_is_built_again_and_is_the_same(scratch: BuiltSite, tmp_path: Path) -> None:
    """Killed with all its workers, when the first job is done, and again when more are."""
    options = Options(tmp_path / "cache", workers=3)
    for at_least in (0, 4):
        process = start(scratch.repo, tmp_path / f"killed {at_least}", options)
        while _made(options) < at_least or not options.file.exists():
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    assert built(scratch.repo, tmp_path / "site", Options(options.folder)) == scratch.site
    assert options.units.keys() == scratch.options.units.keys()


def _made(options: Options) -> int:
    return sum(not each.name.startswith(".") for each in (options.folder / "pages").glob("*"))


def test_taking_over_from_the_site_before_makes_the_same(
    scratch: BuiltSite, full: Options, tmp_path: Path
) -> None:
    """What it has as it is to be is taken; what was edited, added or taken away in it is not."""
    old = tmp_path / "old"
    assert built(scratch.repo, old, full) == scratch.site
    pages = sorted(old.rglob("policies/terms/*/index.html"))
    pages[0].write_bytes(b"edited where it stands")
    pages[1].unlink()
    pages[2].with_name("more.html").write_bytes(b"added")
    (old / "ru/policies/terms").rename(old / "ru/policies/other")
    given = Options(full.folder, before=old)
    assert built(scratch.repo, tmp_path / "site", given) == scratch.site
    assert sum(1 for _ in old.rglob("*.html")) < len(scratch.site) / 2


def test_two_builds_at_once_share_what_they_keep_and_are_the_same(scratch: BuiltSite, tmp_path: Path) -> None:
    options = Options(tmp_path / "cache")
    sites = tmp_path / "one", tmp_path / "other"
    processes = [start(scratch.repo, site, options) for site in sites]
    for process, site in zip(processes, sites, strict=True):
        assert end(process, site) == scratch.site
    assert built(scratch.repo, tmp_path / "third", options) == scratch.site


def test_pages_are_made_anew_where_their_links_lead_elsewhere_now(full: Options, tmp_path: Path) -> None:
    """Nothing changed in any policy; but a page that texts of one have always linked to is there now."""
    repo = PolicyRepo(tmp_path / "repo")
    many_versions(repo)
    repo.commit(date="2026-11-22T12:00:00+06:00", files={"docs/ky/later.md": "# Кийин"})
    units = full.units
    site = built(repo, tmp_path / "site", full)
    assert set().union(*(_slugs(full, name) for name in full.units.keys() - units.keys())) == {"terms"}
    assert site == built(repo, tmp_path / "anew", Options(tmp_path / "empty"))


def test_what_a_killed_build_was_told_is_removed_after_days(
    scratch: BuiltSite, full: Options, tmp_path: Path
) -> None:
    """Not at once: another build may go on."""
    new, old = full.folder / "build-new", full.folder / "build-old"
    for each in (new, old):
        each.mkdir()
        (each / "queue").write_bytes(b"x")
    os.utime(old, (0, 0))
    built(scratch.repo, tmp_path / "site", full)
    assert {each.name for each in full.folder.iterdir()} == {FILE, "pages", "build-new"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A site with every kind of page, as of a day on which a version is announced."""
    folder = tmp_path_factory.mktemp("small")
    repo = PolicyRepo(folder / "repo")
    every_kind(repo)
    options = Options(folder / "cache")
    return BuiltSite(repo, built(repo, folder / "site", options), options)


@pytest.mark.parametrize("left", chosen([0, 0.05, 0.5, 0.95], 0.5))
def test_with_the_cache_truncated_between_it_is_the_same(
    small: BuiltSite, tmp_path: Path, left: float
) -> None:
    options = Options(tmp_path / "cache")
    shutil.copytree(small.options.folder, options.folder)
    os.truncate(options.file, int(left * options.file.stat().st_size))
    assert built(small.repo, tmp_path / "site", options) == small.site


OTHERWISE = {
    "the day before it takes effect": Around(day=date(2026, 11, 30)),
    "the day it takes effect": Around(day=date(2026, 12, 1)),
    "a year later": Around(day=date(2027, 12, 1)),
    "another publisher": Around(settings=replace(SETTINGS, publisher=dict.fromkeys(SETTINGS.languages, "X"))),
    "another address": Around(settings=replace(SETTINGS, site_url="https://example.org/texts/")),
    "another zone": Around(settings=replace(SETTINGS, zone=ZoneInfo("Pacific/Kiritimati"))),
    "another name": Around(site_name="Another"),
    "another theme": Around(nav="<nav>new</nav>"),
}


@pytest.mark.parametrize("what", chosen(OTHERWISE, *list(OTHERWISE)[1::3]))
def test_what_pages_are_made_of_is_in_their_keys(
    small: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """With a full cache, the site of another day, or of other settings, is what it is without."""
    around = OTHERWISE[what]
    shutil.copytree(small.options.folder, tmp_path / "full")
    for folder in ("full", "empty"):
        for name, value in Options(tmp_path / folder).variables.items():
            monkeypatch.setenv(name, value)
        write_site(small.repo.path, tmp_path / f"site {folder}", around)
    full = contents(tmp_path / "site full")
    assert full == contents(tmp_path / "site empty")
    assert full != small.site or around.day == date(2026, 11, 30)


# ---------------------------------------------------------------- a cluster


def _done(dask_worker: Worker) -> int:
    """How many jobs a worker has done."""
    return int(dask_worker.state.executed_count)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process. A worker that is lost is not tried again."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False, "allowed_failures": 0},
    ) as started:
        yield started


@pytest.mark.soak
def test_two_workers_of_a_dask_cluster_make_the_same(
    cluster: Any,  # noqa: ANN401
    scratch: BuiltSite,
    tmp_path: Path,
) -> None:
    """Both workers make pages, and they share one cache."""
    options = Options(tmp_path / "cache", cluster=cluster.scheduler_address)
    assert built(scratch.repo, tmp_path / "site", options) == scratch.site
    with Client(cluster) as client:  # type: ignore[no-untyped-call]
        done = client.run(_done)
    assert len(done) == 2
    assert all(done.values())
    assert options.units.keys() == scratch.options.units.keys()
    assert built(scratch.repo, tmp_path / "again", Options(options.folder)) == scratch.site


def test_a_worker_of_a_cluster_that_is_killed_is_work_lost(cluster: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """The same as of a process; nobody waits for what else was asked for."""
    options = WorkerOptions(tmp_path, 1, cluster.scheduler_address)
    with Workers(options) as workers, pytest.raises(WorkError) as caught:
        list(workers.run(_die, range(4), texts=1))
    assert [fault.code for fault in caught.value.faults] == ["work-lost"]


def _die(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


# ---------------------------------------------------------------- the whole site, MkDocs' own pages too


def test_a_site_is_the_same_out_of_the_cache_and_after_a_commit(
    every_kind_site: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By ``mkdocs build``: first as it was built, moved to another folder; then with a commit more."""
    copy = tmp_path / "repo"
    shutil.copytree(every_kind_site.repo.path, copy, ignore=shutil.ignore_patterns("site"))
    repo, options = PolicyRepo(copy), Options(copy / ".cache")
    units = options.units
    again = build(repo, today=AS_OF, site=tmp_path / "again")
    assert again.code == 0, again.log
    assert contents(again.site) == contents(every_kind_site.site)
    assert options.units == units

    one_more_commit(repo)
    warm = build(repo, today=AS_OF, site=tmp_path / "warm")
    monkeypatch.setenv("SAYASAT_CACHE", str(tmp_path / "empty"))
    anew = build(repo, today=AS_OF, site=tmp_path / "anew")
    assert (warm.code, anew.code) == (0, 0)
    assert contents(warm.site) == contents(anew.site)


# ---------------------------------------------------------------- what workers get


def test_a_shared_value_with_another_digest_is_not_unpickled(tmp_path: Path) -> None:
    """Unpickling runs code, so only what this build wrote is unpickled."""
    file = tmp_path / "value"
    file.write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(WorkError) as caught:
        unpacked(SharedValue(file, Digest(b"another digest")))
    assert [fault.code for fault in caught.value.faults] == ["work-lost"]
