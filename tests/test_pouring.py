"""Whose hands make the pages, out of what, and after what was lost: it is the same site, to the byte."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sayasat.cache import FILE, Cache
from sayasat.errors import WorkError
from sayasat.pouring import Parcel, _unpacked
from tests.archives import many_versions, one_more_commit
from tests.built_site import Sample, contents
from tests.mini_site import build
from tests.pour import FRONTS
from tests.repo import PolicyRepo

AS_OF = "2026-11-24"
Site = Mapping[str, bytes]


@dataclass(frozen=True)
class Means:
    """What a site is poured with, and what was kept then."""

    folder: Path
    workers: int = 1
    cluster: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "SAYASAT_CACHE": str(self.folder),
            "SAYASAT_WORKERS": str(self.workers),
            "SAYASAT_CLUSTER": self.cluster,
            "LANGUAGE": "en",
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


def start(repo: PolicyRepo, site: Path, means: Means) -> subprocess.Popen[str]:
    """Begin to pour a site, in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.pour", repo.path, site],
        env=means.environment,
        text=True,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str], site: Path) -> Site:
    """What was poured."""
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return contents(site)


def poured(repo: PolicyRepo, site: Path, means: Means) -> Site:
    return end(start(repo, site, means), site)


@dataclass(frozen=True)
class Poured:
    """A repository, and the site that one process poured out of it from an empty cache."""

    repo: PolicyRepo
    site: Site
    means: Means


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Poured:
    folder = tmp_path_factory.mktemp("scratch")
    repo = PolicyRepo(folder / "repo")
    many_versions(repo)
    means = Means(folder / "cache")
    return Poured(repo, poured(repo, folder / "site", means), means)


@pytest.fixture
def full(scratch: Poured, tmp_path: Path) -> Means:
    """A copy of all that was kept, with the times of its files."""
    shutil.copytree(scratch.means.folder, tmp_path / "cache")
    return Means(tmp_path / "cache")


USES = Cache(None).key("use")
"""The key under which each build notes what it used."""


# ---------------------------------------------------------------- the same bytes


def test_a_site_has_what_it_is_to_have(scratch: Poured) -> None:
    """So that what follows compares no empty sites."""
    assert len(scratch.site) > 400
    for path in ("terms/2004-01-01/index.html", "orders/history/index.html", "terms/versions.json"):
        assert f"policies/{path}" in scratch.site
    assert scratch.site[FRONTS].count(b"\n") == 8
    assert sum("to-current" in path for path in scratch.site) > 40


def test_a_second_build_is_the_same_and_makes_nothing_again(
    scratch: Poured, full: Means, tmp_path: Path
) -> None:
    """No unit, front, source, piece or redline: all that is written is what this build used."""
    rows, units = full.rows, full.units
    assert len(units) > 12
    assert poured(scratch.repo, tmp_path / "site", full) == scratch.site
    assert full.units == units
    assert {**full.rows, USES: 0} == {**rows, USES: 0}


def test_three_processes_make_the_same(scratch: Poured, tmp_path: Path) -> None:
    """From an empty cache; and what they keep is what one keeps."""
    means = Means(tmp_path / "cache", workers=3)
    assert poured(scratch.repo, tmp_path / "site", means) == scratch.site
    assert means.units.keys() == scratch.means.units.keys()
    assert not [each for each in means.folder.iterdir() if each.name not in {FILE, "pages"}]


def test_after_one_commit_only_that_policy_s_units_are_made(
    scratch: Poured, full: Means, tmp_path: Path
) -> None:
    """And the site is what a build of it from scratch is."""
    repo = PolicyRepo(tmp_path / "repo")
    many_versions(repo)
    assert repo.head == scratch.repo.head
    one_more_commit(repo)
    rows, units = full.rows, full.units
    site = poured(repo, tmp_path / "site", full)
    new = full.units.keys() - units.keys()
    assert {_slug(full, name) for name in new} == {"orders"}
    # Nothing else was made again, and units of the version before are left to the repository that uses them.
    assert units.items() <= full.units.items()
    assert {key: full.rows.get(key) for key in rows.keys() - {USES}}.items() <= rows.items()
    assert len(full.rows) - len(rows) < len(rows) / 4
    assert site == poured(repo, tmp_path / "anew", Means(tmp_path / "empty"))
    assert site != scratch.site


def _slug(means: Means, unit: str) -> str:
    """The policy that a unit's pages are about."""
    paths = {
        each.relative_to(means.folder / "pages" / unit)
        for each in (means.folder / "pages" / unit).rglob("*.html")
    }
    (slug,) = {path.parts[path.parts.index("policies") + 1] for path in paths}
    return slug


@pytest.mark.parametrize("left", [0.01, 0.9])
def test_with_the_cache_truncated_between_it_is_the_same(
    scratch: Poured, full: Means, tmp_path: Path, left: float
) -> None:
    os.truncate(full.file, int(left * full.file.stat().st_size))
    assert poured(scratch.repo, tmp_path / "site", full) == scratch.site


def test_with_pages_damaged_it_is_the_same(scratch: Poured, full: Means, tmp_path: Path) -> None:
    """One page edited, one truncated, one unit gone: these three are made again, and no other."""
    first, second, third, *_ = sorted(full.units)
    pages = {name: sorted((full.folder / "pages" / name).rglob("*.html")) for name in (first, second)}
    with pages[first][0].open("r+b") as page:
        page.write(b"<html>edited")
    os.truncate(pages[second][-1], 10)
    shutil.rmtree(full.folder / "pages" / third)
    units = full.units
    assert poured(scratch.repo, tmp_path / "site", full) == scratch.site
    assert full.units.keys() == scratch.means.units.keys()
    assert {name for name, which in full.units.items() if units.get(name) != which} == {first, second, third}


def test_a_build_that_was_killed_is_built_again_and_is_the_same(scratch: Poured, tmp_path: Path) -> None:
    """Killed with all its hands, when the first unit is there, and again when there are more."""
    means = Means(tmp_path / "cache", workers=3)
    for at_least in (0, 4):
        process = start(scratch.repo, tmp_path / f"killed {at_least}", means)
        while _made(means) < at_least or not means.file.exists():
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    assert poured(scratch.repo, tmp_path / "site", Means(means.folder)) == scratch.site
    assert means.units.keys() == scratch.means.units.keys()


def _made(means: Means) -> int:
    return sum(not each.name.startswith(".") for each in (means.folder / "pages").glob("*"))


def test_two_builds_at_once_share_what_they_keep_and_are_the_same(scratch: Poured, tmp_path: Path) -> None:
    means = Means(tmp_path / "cache")
    sites = tmp_path / "one", tmp_path / "other"
    processes = [start(scratch.repo, site, means) for site in sites]
    for process, site in zip(processes, sites, strict=True):
        assert end(process, site) == scratch.site
    assert poured(scratch.repo, tmp_path / "third", means) == scratch.site


def test_pages_are_made_anew_where_their_links_lead_elsewhere_now(full: Means, tmp_path: Path) -> None:
    """Nothing changed in a policy itself, but one that its texts have always linked to was published."""
    repo = PolicyRepo(tmp_path / "repo")
    many_versions(repo)
    repo.policy("ky", "new", "# Жаңы {#new}", date="2026-11-22T12:00:00+06:00", effective="2026-11-22")
    units = full.units
    site = poured(repo, tmp_path / "site", full)
    assert {_slug(full, name) for name in full.units.keys() - units.keys()} == {"new", "terms"}
    assert site == poured(repo, tmp_path / "anew", Means(tmp_path / "empty"))


# ---------------------------------------------------------------- the whole site, MkDocs' own pages too


def test_a_site_is_the_same_out_of_the_cache_and_after_a_commit(
    every_kind_site: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By ``mkdocs build``: first as it was built, moved to another folder; then with a commit more."""
    copy = tmp_path / "repo"
    shutil.copytree(every_kind_site.repo.path, copy, ignore=shutil.ignore_patterns("site"))
    repo, means = PolicyRepo(copy), Means(copy / ".cache")
    units = means.units
    again = build(repo, today=AS_OF, site=tmp_path / "again")
    assert again.code == 0, again.log
    assert contents(again.site) == contents(every_kind_site.site)
    assert means.units == units

    one_more_commit(repo)
    warm = build(repo, today=AS_OF, site=tmp_path / "warm")
    monkeypatch.setenv("SAYASAT_CACHE", str(tmp_path / "empty"))
    anew = build(repo, today=AS_OF, site=tmp_path / "anew")
    assert (warm.code, anew.code) == (0, 0)
    assert contents(warm.site) == contents(anew.site)


# ---------------------------------------------------------------- what hands are told


def test_a_parcel_that_is_not_what_was_packed_is_not_opened(tmp_path: Path) -> None:
    """It would be run: nothing that this build did not write is."""
    file = tmp_path / "parcel"
    file.write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(WorkError) as caught:
        _unpacked(Parcel(file, b"another digest"))
    assert [fault.code for fault in caught.value.faults] == ["work-lost"]
