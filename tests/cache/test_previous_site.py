"""What a new site takes over from the one that it takes the place of is what it would have made itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sayasat.cache.database import Cache, digest
from sayasat.cache.page_folders import PageFolders
from sayasat.cache.previous_site import PreviousSite

FILES = {
    "p/a/index.html": b"a",
    "p/a/changes/index.html": b"changes",
    "p/a/all.json": b"{}",
}
KEY = digest("unit")


class Builds:
    """Sites laid out one after the other, each before the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        with Cache(folder / "cache.sqlite") as cache:
            PageFolders(folder / "pages", cache).make(KEY, FILES.items())

    def site(self, number: int) -> Path:
        return self.folder / f"site{number}"

    def build(self) -> Path:
        """The next site: the one before is taken apart."""
        self.count += 1
        site = self.site(self.count)
        site.mkdir()
        with Cache(self.folder / "cache.sqlite") as cache:
            units = PageFolders(self.folder / "pages", cache)
            (paths,) = units.find([KEY]).values()
            units.link_into(KEY, paths, site, PreviousSite(self.site(self.count - 1)))
        return site


def contents(site: Path) -> Mapping[str, bytes]:
    return {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }


def test_a_folder_in_which_nothing_changed_is_moved(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    first = builds.build()
    folder = (first / "p" / "a").stat().st_ino
    second = builds.build()
    assert contents(second) == FILES
    assert (second / "p" / "a").stat().st_ino == folder
    assert contents(first) == {}


def _edit(site: Path) -> None:
    (site / "p/a/index.html").write_bytes(b"edited")


def _replace(site: Path) -> None:
    (site / "p/a/index.html").unlink()
    (site / "p/a/index.html").write_bytes(b"a")


def _add(site: Path) -> None:
    (site / "p/a/changes/more.html").write_bytes(b"more")


def _add_folder(site: Path) -> None:
    (site / "p/a/empty").mkdir()


def _remove(site: Path) -> None:
    (site / "p/a/changes/index.html").unlink()


def _link(site: Path) -> None:
    (site / "p/a/index.html").unlink()
    (site / "p/a/index.html").symlink_to("changes/index.html")


def _link_folder(site: Path) -> None:
    os.rename(site / "p/a/changes", site / "p/elsewhere")  # noqa: PTH104
    (site / "p/a/changes").symlink_to("../elsewhere")


@pytest.mark.parametrize("disturb", [_replace, _add, _add_folder, _remove, _link, _link_folder])
def test_a_folder_that_somebody_changed_is_not_taken(tmp_path: Path, disturb: Callable[[Path], None]) -> None:
    builds = Builds(tmp_path)
    disturb(builds.build())
    second = builds.build()
    assert contents(second) == FILES
    assert not [each for each in second.rglob("*") if each.is_symlink()]


def test_a_file_edited_in_place_is_no_part_of_a_unit_any_more(tmp_path: Path) -> None:
    """A site's file and the unit's are one: so the unit is made again."""
    builds = Builds(tmp_path)
    _edit(builds.build())
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert not PageFolders(tmp_path / "pages", cache).find([KEY])


def test_what_is_in_the_new_site_already_stays(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    builds.build()
    builds.site(2).joinpath("p/a").mkdir(parents=True)
    builds.site(2).joinpath("p/a/index.html").write_bytes(b"by MkDocs")
    builds.count = 2
    with Cache(tmp_path / "cache.sqlite") as cache:
        units = PageFolders(tmp_path / "pages", cache)
        (paths,) = units.find([KEY]).values()
        units.link_into(KEY, paths, builds.site(2), PreviousSite(builds.site(1)))
    assert contents(builds.site(2)) == FILES | {"p/a/index.html": b"by MkDocs"}


def test_without_a_predecessor_all_is_linked(tmp_path: Path) -> None:
    assert contents(Builds(tmp_path).build()) == FILES
