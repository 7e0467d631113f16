"""Kills a release at each of its steps, and looks at what readers have then. `python -m` it: it forks.

A step is a line of the modules that do it, or a system call that Python's audit events tell of, such as each
of those that remove a folder.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from sayasat.i18n.messages import messages
from sayasat.publish import release as module
from sayasat.publish.release import release
from tests.support.built_site import contents

OLD, NEW = ({"index.html": word, "policies/a/index.html": word} for word in (b"old", b"new"))
TRACED = ("publish/release.py", "publish/lock.py", "publish/exchange.py")
CASES = ("folder", "first", "link", "folder-to-link")


class Steps:
    """Counts steps, and kills this process at one of them."""

    def __init__(self, last: int, traced: tuple[str, ...] = TRACED) -> None:
        self.left = last
        self.traced = traced
        sys.addaudithook(self.on_event)
        sys.settrace(self.on_line)

    def on_event(self, event: str, _: object) -> None:
        if event.startswith(("os.", "shutil.", "fcntl.")) and event != "os.kill":
            self.step()

    def on_line(self, frame: FrameType, _event: str, _argument: object) -> Any:  # noqa: ANN401 (as typeshed)
        if not frame.f_code.co_filename.endswith(self.traced):
            return None
        self.step()
        return self.on_line

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def build(target: Path, files: dict[str, bytes], *, fails: bool = False) -> None:
    with release(target, target.parent / "cache/before", messages("en")) as folder:
        for path, data in files.items():
            file = folder.site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if fails:
            raise ValueError


def killed(target: Path, step: int) -> bool:
    """Whether a build was killed at a step; it has fewer steps otherwise."""
    child = os.fork()
    if child == 0:
        Steps(step)
        build(target, NEW)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "it failed"
    return os.WIFSIGNALED(status)


def has_links(is_linking: bool) -> None:
    """Do as where the file system cannot exchange two names."""
    if is_linking:
        vars(module)["can_exchange"] = lambda _: False


def attempt(folder: Path, case: str, step: int) -> bool:
    """One build, killed at a step. Raises AssertionError where readers have anything but a whole site."""
    target = folder / "site"
    if case != "first":
        has_links(case == "link")
        build(target, {"index.html": b"older"})
        build(target, OLD)
    has_links("link" in case)
    was_killed = killed(target, step)
    seen = contents(target)
    allowed = [OLD, NEW] if case in {"folder", "link"} else [OLD, NEW, {}]
    assert seen in (allowed if was_killed else [NEW]), (step, sorted(seen))
    with suppress(ValueError):
        build(target, {}, fails=True)
    after = contents(target)
    assert after in ([seen] if seen else [{}] if case == "first" else [OLD]), (step, sorted(after))
    assert target.is_dir() or case == "first"
    left = {each.name for each in folder.iterdir()} - {"site", "cache"}
    assert len(left) == target.is_symlink(), left
    return was_killed


def main(folder: Path, case: str) -> None:
    for step in count(1):
        place = folder / str(step)
        place.mkdir()
        if not attempt(place, case, step):
            break
        shutil.rmtree(place)
    sys.stdout.write(f"{step}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
