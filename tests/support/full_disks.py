"""Publishes on a disk that is full at some point. `python -m` it in a mount namespace: PUBLISHER DISK COUNT.

The publisher's clone is copied to a disk of its own; for each of COUNT sizes, which grow up to what a
publication needs, a publication is tried. It prints how many failed. Raises AssertionError where a site is
partial, or ahead of its log, or where the next publication with enough room does not end well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.publisher import Publisher, assert_whole, edit
from tests.support.repo import PolicyRepo

ENOUGH = 1 << 30


def mount(disk: Path, *options: str) -> None:
    subprocess.run(["mount", *options, str(disk)], check=True)


def used(disk: Path) -> int:
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def main(folder: Path, disk: Path, count: int) -> int:
    mount(disk, "-t", "tmpfs", "-o", f"size={ENOUGH}", "none")
    shutil.copytree(folder / "clone", disk / "clone", symlinks=True)
    publisher = Publisher(PolicyRepo(folder / "origin.git", bare=True), PolicyRepo(disk / "clone"))
    before = used(disk)
    edit(publisher, "As much as it needs.")
    publisher.published()
    shutil.rmtree(disk / "clone/.site.kept")
    needed = max(used(disk) - before, sum(each.stat().st_size for each in publisher.site.rglob("*")))
    failed = 0
    for number in range(count):
        commits = [publisher.clone.head, edit(publisher, f"Edit {number}.")]
        mount(disk, "-o", f"remount,size={used(disk) + needed * (number + 1) // (count + 1)}")
        failed += publisher.publish().returncode != 0
        assert_whole(publisher, commits)
        mount(disk, "-o", f"remount,size={ENOUGH}")
        publisher.published()
        assert_whole(publisher, commits[1:])
        shutil.rmtree(disk / "clone/.site.kept")
    assert publisher.numbers == list(range(1, count + 3))
    return failed


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))}\n")
