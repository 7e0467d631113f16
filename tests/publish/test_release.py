"""A site is replaced as a whole, or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sayasat.errors import EditError
from sayasat.i18n.messages import messages
from sayasat.publish.exchange import can_exchange, exchange
from sayasat.publish.release import exit_on_signals, release
from tests.support.built_site import contents
from tests.support.killed_releases import CASES, NEW, OLD, build
from tests.support.mini_site import ROOT
from tests.support.soak import chosen

W = messages("en")


@pytest.mark.parametrize("case", chosen(CASES, "link"))
def test_a_release_that_is_killed_at_any_step_leaves_the_old_site_or_the_new_one(
    tmp_path: Path, case: str
) -> None:
    """Also where the file system cannot exchange two names; a failing build comes after each kill."""
    command = [sys.executable, "-m", "tests.support.killed_releases", str(tmp_path), case]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50


def test_the_folder_of_a_build_that_runs_is_left_alone_and_no_other_sites(tmp_path: Path) -> None:
    """The names of two sites in one folder may begin alike."""
    with release(tmp_path / "site.en", tmp_path / "cache/before", W) as running:
        (running.site / "index.html").write_text("new")
        build(tmp_path / "site", NEW)
        assert (running.site / "index.html").is_file()
    assert contents(tmp_path / "site.en") == {"index.html": b"new"}
    assert contents(tmp_path / "site") == NEW


def test_a_second_build_waits_for_the_first_says_so_and_is_the_last_to_be_switched_in(tmp_path: Path) -> None:
    target = tmp_path / "site"
    program = "import sys; from pathlib import Path; from tests.support.killed_releases import NEW, build;"
    command = [sys.executable, "-c", f"{program} build(Path(sys.argv[1]), NEW)", str(target)]
    with release(target, tmp_path / "cache/before", W) as folder:
        second = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        said = second.stderr.readline()
        (folder.site / "index.html").write_bytes(b"old")
        assert not target.exists()
    with second:
        assert second.wait(60) == 0
    assert said == f"Another build is writing {target}; this build starts when that one has finished.\n"
    assert contents(target) == NEW


def test_a_link_of_the_users_is_followed(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    (tmp_path / "site").symlink_to("served")
    build(tmp_path / "site", OLD)
    assert (tmp_path / "site").readlink() == Path("served")
    assert contents(tmp_path / "served") == OLD


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_fault_of_the_disk_is_told_and_changes_nothing(tmp_path: Path, number: int) -> None:
    target = tmp_path / "site"
    build(target, OLD)
    with pytest.raises(EditError) as raised, release(target, tmp_path / "cache/before", W):
        raise OSError(number, os.strerror(number))
    (fault,) = raised.value.faults
    assert (fault.code, fault.where) == ("site-unwritten", str(target))
    assert dict(fault.facts) == {"problem": os.strerror(number)}
    assert contents(target) == OLD


def test_another_fault_of_a_build_is_not_taken_for_one_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), release(tmp_path / "site", tmp_path / "cache/before", W):
        (tmp_path / "nothing").read_bytes()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EditError), release(tmp_path / "file/site", tmp_path / "cache/before", W):
        pytest.fail("it was built")


def test_two_names_are_exchanged_in_one_step(tmp_path: Path) -> None:
    if not can_exchange(tmp_path):
        pytest.skip("this file system has no such call")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    exchange(tmp_path / "folder", tmp_path / "link")
    assert (tmp_path / "folder").readlink() == Path("nowhere")
    assert (tmp_path / "link").is_dir()
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "folder", tmp_path / "nothing")


def test_a_signal_ends_the_block_once_and_the_handlers_before_are_restored() -> None:
    """A second signal does not interrupt the clean-up; one that was ignored before stays ignored."""
    formerly = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    before = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)}
    cleaned: list[str] = []

    def run() -> None:
        with exit_on_signals(*before):
            signal.raise_signal(signal.SIGHUP)
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                signal.raise_signal(signal.SIGTERM)
                signal.raise_signal(signal.SIGINT)
                cleaned.append("up")

    try:
        with pytest.raises(SystemExit) as ended:
            run()
        assert (ended.value.code, cleaned) == (128 + signal.SIGTERM, ["up"])
        assert {number: signal.getsignal(number) for number in before} == before
    finally:
        signal.signal(signal.SIGHUP, formerly)
