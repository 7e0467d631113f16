"""A unit is there whole, as it was left, or not at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from sayasat.cache.database import FILE, Cache, Digest, digest
from sayasat.cache.page_folders import PageFolders
from sayasat.cache.previous_site import PreviousSite
from tests.support.batches import CODE, UNITS, unit
from tests.support.built_site import contents
from tests.support.workers import batches, process

KEY = digest("a unit")
OTHER = digest("another unit")
DAY = date(2026, 11, 24)
FILES = {
    "policies/privacy/index.html": b"<p>main</p>",
    "policies/%D1%81%D3%A9%D0%B7/index.html": "сөз".encode(),
    "policies/a%20b/%FF.md": b"no UTF-8 in its name",
    "empty.json": b"",
}
NAMES = {
    "policies/privacy/index.html": b"<p>main</p>",
    "policies/сөз/index.html": "сөз".encode(),
    "policies/a b/\udcff.md": b"no UTF-8 in its name",
    "empty.json": b"",
}
"""What lies in the site's folder then."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / FILE


@pytest.fixture
def folder(file: Path) -> Path:
    return file.parent / UNITS


@pytest.fixture
def units(file: Path, folder: Path) -> Iterator[PageFolders]:
    with Cache(file, CODE) as cache:
        yield PageFolders(folder, cache)


def paths(units: PageFolders, *keys: Digest) -> dict[Digest, tuple[str, ...]]:
    """The units that are found, with the paths of their files."""
    return {key: tuple(file.path for file in files) for key, files in units.find(keys).items()}


def page(folder: Path, path: str = "policies/privacy/index.html") -> Path:
    """The file in a unit for this path."""
    return folder / KEY.hex() / str(list(FILES).index(path))


def laid_out(units: PageFolders, site: Path, key: Digest = KEY) -> dict[str, bytes]:
    """What is in a site's folder that this unit was put into."""
    units.link_into(key, units.find([key])[key], site, PreviousSite(None))
    return contents(site)


# ---------------------------------------------------------------- made and found


def test_a_unit_is_found_by_its_key_and_laid_out_by_links(
    units: PageFolders, folder: Path, tmp_path: Path
) -> None:
    assert units.find([KEY]) == {}
    assert units.make(KEY, FILES.items()) == units.find([KEY])[KEY]
    assert paths(units, KEY, OTHER) == {KEY: tuple(FILES)}
    assert laid_out(units, tmp_path / "site") == NAMES
    for name, path in zip(NAMES, FILES, strict=True):
        assert (tmp_path / "site" / name).samefile(page(folder, path))


def test_some_of_a_unit_is_laid_out_and_nothing_is_overwritten(units: PageFolders, tmp_path: Path) -> None:
    files = {file.path: file for file in units.make(KEY, FILES.items())}
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "empty.json").write_bytes(b"MkDocs' own")
    some = [files[path] for path in ("empty.json", "policies/privacy/index.html")]
    units.link_into(KEY, some, tmp_path / "site", PreviousSite(None))
    expected = {"empty.json": b"MkDocs' own", "policies/privacy/index.html": b"<p>main</p>"}
    assert contents(tmp_path / "site") == expected


def test_a_unit_without_files_is_one(units: PageFolders, tmp_path: Path) -> None:
    for _ in range(2):
        assert units.make(KEY, []) == ()
        assert units.find([KEY]) == {KEY: ()}
    units.link_into(KEY, [], tmp_path / "site", PreviousSite(None))


def test_a_unit_that_is_there_stays_where_another_build_makes_it_too(
    units: PageFolders, folder: Path, tmp_path: Path
) -> None:
    units.make(KEY, FILES.items())
    was = page(folder).stat().st_ino
    assert [file.path for file in units.make(KEY, FILES.items())] == list(FILES)
    assert page(folder).stat().st_ino == was
    assert laid_out(units, tmp_path / "site") == NAMES


def test_a_site_keeps_its_pages_where_their_unit_is_made_again(
    units: PageFolders, folder: Path, tmp_path: Path
) -> None:
    units.make(KEY, FILES.items())
    assert laid_out(units, tmp_path / "site") == NAMES
    page(folder, "empty.json").touch()
    units.make(KEY, [("empty.json", b"not any more")])
    assert paths(units, KEY) == {KEY: ("empty.json",)}
    assert contents(tmp_path / "site") == NAMES


def test_other_code_finds_no_unit(units: PageFolders, file: Path, folder: Path) -> None:
    units.make(KEY, FILES.items())
    with Cache(file, digest("other code")) as cache:
        assert PageFolders(folder, cache).find([KEY]) == {}


# ---------------------------------------------------------------- as it was left


def _edited(page: Path) -> None:
    with page.open("r+b") as opened:
        opened.write(b"<b>")


def _replaced(page: Path) -> None:
    page.unlink()
    page.write_bytes(b"<p>MAIN</p>")


def _replaced_by_a_folder(page: Path) -> None:
    page.unlink()
    page.mkdir()


DAMAGE: dict[str, Callable[[Path], None]] = {
    "edited in place, of the same length": _edited,
    "truncated": lambda page: os.truncate(page, 3),
    "emptied": lambda page: os.truncate(page, 0),
    "longer": lambda page: os.truncate(page, 100),
    "deleted": Path.unlink,
    "touched": Path.touch,
    "set back": lambda page: os.utime(page, (0, 0)),
    "replaced by another": _replaced,
    "replaced by a folder": _replaced_by_a_folder,
    "without its folder": lambda page: shutil.rmtree(page.parent),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_unit_that_is_not_as_it_was_left_is_made_again(
    units: PageFolders, folder: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    units.make(KEY, FILES.items())
    damage(page(folder))
    assert units.find([KEY]) == {}
    units.make(KEY, FILES.items())
    assert laid_out(units, tmp_path / "site") == NAMES


def test_whoever_edits_a_published_page_gets_its_unit_made_again(units: PageFolders, tmp_path: Path) -> None:
    """Page and unit are one file."""
    units.make(KEY, FILES.items())
    laid_out(units, tmp_path / "site")
    _edited(tmp_path / "site/policies/privacy/index.html")
    assert units.find([KEY]) == {}
    units.make(KEY, FILES.items())
    assert laid_out(units, tmp_path / "new site") == NAMES


def test_a_unit_that_is_gone_is_made_again(units: PageFolders, folder: Path, tmp_path: Path) -> None:
    units.make(KEY, FILES.items())
    shutil.rmtree(folder)
    assert units.find([KEY]) == {}
    units.make(KEY, FILES.items())
    (folder / KEY.hex()).rename(folder / "aside")
    (folder / KEY.hex()).write_text("no folder", encoding="utf-8")
    assert units.find([KEY]) == {}
    units.make(KEY, FILES.items())
    assert laid_out(units, tmp_path / "site") == NAMES


def test_units_that_the_cache_knows_nothing_of_are_made_again(
    units: PageFolders, file: Path, folder: Path, tmp_path: Path
) -> None:
    units.make(KEY, FILES.items())
    file.write_bytes(b"garbage" * 1_000)
    with Cache(file, CODE) as cache:
        anew = PageFolders(folder, cache)
        assert anew.find([KEY]) == {}
        anew.make(KEY, FILES.items())
        assert laid_out(anew, tmp_path / "site") == NAMES


# ---------------------------------------------------------------- whole or not at all


def _failing() -> Iterator[tuple[str, bytes]]:
    yield from FILES.items()
    raise RuntimeError("no more")


def test_a_unit_that_cannot_be_made_whole_is_not_there(units: PageFolders, folder: Path) -> None:
    with pytest.raises(RuntimeError, match="no more"):
        units.make(KEY, _failing())
    assert units.find([KEY]) == {}
    assert not list(folder.iterdir())


def test_one_that_cannot_be_made_again_stays_as_it_was(units: PageFolders, tmp_path: Path) -> None:
    units.make(KEY, FILES.items())
    with pytest.raises(RuntimeError, match="no more"):
        units.make(KEY, _failing())
    assert laid_out(units, tmp_path / "site") == NAMES


def test_a_killed_maker_leaves_each_unit_whole_or_not_at_all(
    units: PageFolders, file: Path, folder: Path
) -> None:
    """At any moment, again and again; what it left unfinished is cleared up."""
    chance = random.Random(3)  # noqa: S311 (a test)
    for turn in range(8):
        first = turn * 10_000
        said: set[int] = set()
        with batches("units", file, first, 5_000) as (started, out):
            said.update(int(out.readline()) for _ in range(chance.randrange(1, 12)))
            started.send_signal(signal.SIGKILL)
            said.update(int(line) for line in out if line.endswith("\n"))
        for number in range(first, first + len(said) + 3):
            key, files = unit(number)
            found = paths(units, key)
            assert found in ({}, {key: tuple(files)})
            assert found or number not in said
            if found:
                written = contents(folder / key.hex())
                assert written == {str(place): data for place, data in enumerate(files.values())}
    units.remove_unused("site", [], DAY)
    assert [each.name for each in folder.iterdir()] == [".in-use"]


# ---------------------------------------------------------------- two builds at once


def test_builds_that_make_the_same_units_at_once_all_get_them(
    units: PageFolders, file: Path, tmp_path: Path
) -> None:
    """What one has found or made is there while another makes the same."""
    with batches("units", file, 0, 60), batches("units", file, 0, 60):
        for number in range(60):
            key, files = unit(number)
            made = units.make(key, files.items())
            units.link_into(key, made, tmp_path / f"site {number}", PreviousSite(None))
            assert len(contents(tmp_path / f"site {number}")) == len(files)
    for number in range(60):
        key, files = unit(number)
        assert paths(units, key) in ({key: tuple(files)}, {})  # or made once more, by whoever comes next


def test_a_unit_that_is_made_again_and_again_can_always_be_laid_out(
    units: PageFolders, file: Path, tmp_path: Path
) -> None:
    key, files = unit(7)
    made = units.make(key, files.items())
    script = (
        "import sys; from tests.support.batches import *\n"
        "with Cache(Path(sys.argv[1]), CODE) as cache:\n"
        "    units, (key, files) = PageFolders(Path(sys.argv[1]).parent / UNITS, cache), unit(7)\n"
        "    for _ in range(60): units.make(key, files.items())\n"
    )
    with process("-c", script, file) as (one, _), process("-c", script, file) as (other, _):
        turn = 0
        while one.poll() is None or other.poll() is None:
            site = tmp_path / f"site {turn}"
            units.link_into(key, made, site, PreviousSite(None))
            assert len(contents(site)) == len(files)
            turn += 1
        assert one.returncode == other.returncode == 0


# ---------------------------------------------------------------- cleared up


def test_what_no_site_uses_any_more_is_cleared_up(units: PageFolders, folder: Path) -> None:
    for key in (KEY, OTHER):
        units.make(key, FILES.items())
    (folder / ".part-left").mkdir()
    units.remove_unused("site", [KEY], DAY)
    assert {each.name for each in folder.iterdir()} == {KEY.hex(), ".in-use"}
    assert paths(units, KEY, OTHER) == {KEY: tuple(FILES)}


def test_what_another_site_uses_is_kept_until_it_is_not_built_for_long(units: PageFolders) -> None:
    for key in (KEY, OTHER):
        units.make(key, FILES.items())
    units.remove_unused("one", [KEY], DAY)
    units.make(OTHER, FILES.items())
    units.remove_unused("other", [OTHER], DAY)
    units.remove_unused("other", [OTHER], DAY + timedelta(days=30))
    assert units.find([KEY, OTHER]).keys() == {KEY, OTHER}
    units.remove_unused("other", [OTHER], DAY + timedelta(days=31))
    assert units.find([KEY, OTHER]).keys() == {OTHER}


def test_of_one_site_only_the_last_build_counts(units: PageFolders) -> None:
    units.make(KEY, FILES.items())
    units.remove_unused("site", [KEY], DAY)
    units.make(OTHER, FILES.items())
    units.remove_unused("site", [OTHER], DAY)
    assert units.find([KEY, OTHER]).keys() == {OTHER}


def test_nothing_is_cleared_up_while_another_build_goes_on(
    units: PageFolders, file: Path, folder: Path
) -> None:
    for key in (KEY, OTHER):
        units.make(key, FILES.items())
    with Cache(file, CODE) as cache, PageFolders(folder, cache).in_use(), units.in_use():
        units.remove_unused("site", [KEY], DAY)
        assert units.find([KEY, OTHER]).keys() == {KEY, OTHER}
    units.remove_unused("site", [KEY], DAY)
    assert units.find([KEY, OTHER]).keys() == {KEY}


def test_a_killed_build_is_not_waited_for(units: PageFolders, folder: Path) -> None:
    units.make(OTHER, FILES.items())
    script = (
        "import sys; from tests.support.batches import *\n"
        "with PageFolders(Path(sys.argv[1]), Cache(None)).in_use(): print(flush=True); input()"
    )
    with process("-c", script, folder) as (build, out):
        out.readline()
        units.remove_unused("site", [], DAY)
        assert units.find([OTHER])
        build.kill()
        build.wait()
        units.remove_unused("site", [], DAY)
        assert not units.find([OTHER])


def test_what_other_code_kept_goes_with_its_units(units: PageFolders, file: Path, folder: Path) -> None:
    with Cache(file, digest("other code")) as cache:
        PageFolders(folder, cache).make(OTHER, FILES.items())
        units.remove_unused("site", [], DAY)
        assert not PageFolders(folder, cache).find([OTHER])
    assert not (folder / OTHER.hex()).exists()


# ---------------------------------------------------------------- file systems without links


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system: no link leads from one to the other."""
    memory = Path("/dev/shm")  # noqa: S108 (made by mkdtemp)
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_unit_is_copied_where_no_link_can_be(units: PageFolders, folder: Path, elsewhere: Path) -> None:
    units.make(KEY, FILES.items())
    site = elsewhere / "site"
    assert laid_out(units, site) == NAMES
    assert not (site / "empty.json").samefile(page(folder, "empty.json"))
    _edited(site / "policies/privacy/index.html")
    assert paths(units, KEY) == {KEY: tuple(FILES)}


def test_nothing_is_overwritten_where_no_link_can_be(units: PageFolders, elsewhere: Path) -> None:
    units.make(KEY, FILES.items())
    (elsewhere / "empty.json").write_bytes(b"MkDocs' own")
    assert laid_out(units, elsewhere) == NAMES | {"empty.json": b"MkDocs' own"}
