"""What the bench says that a run took."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from bench.scale.metering import MEGABYTE, Taken, measured

FILLED = "import time; x = b'1' * 200_000_000; time.sleep(4)"  # long enough for a sample on a busy machine
BUSY = """
import time
until = time.process_time() + 1
while time.process_time() < until: pass
"""


def run(tmp_path: Path, code: str, limit: float | None = None) -> Taken:
    return measured([sys.executable, "-c", code], folder=tmp_path, log=tmp_path / "log", limit=limit)


def in_a_child(code: str) -> str:
    return f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"


def test_the_memory_of_a_child_is_seen(tmp_path: Path) -> None:
    assert 200 * MEGABYTE < run(tmp_path, in_a_child(FILLED)).peak < 260 * MEGABYTE


def test_memory_that_is_shared_counts_once(tmp_path: Path) -> None:
    forked = "x = b'1' * 200_000_000\nimport os, time\nos.fork()\ntime.sleep(4)"
    assert 200 * MEGABYTE < run(tmp_path, forked).peak < 260 * MEGABYTE


def test_the_processor_time_of_grandchildren_is_counted(tmp_path: Path) -> None:
    taken = run(tmp_path, in_a_child(in_a_child(BUSY)))
    assert taken.cpu >= 1
    assert taken.seconds >= 1
    assert not taken.stopped


def test_the_processor_time_of_workers_that_nobody_waits_for_is_counted(tmp_path: Path) -> None:
    """The server that forks Sayasat's workers ends after the build, and the build does not wait for it."""
    code = f"""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
if __name__ == "__main__":
    with ProcessPoolExecutor(2, multiprocessing.get_context("forkserver")) as workers:
        list(workers.map(exec, [{BUSY!r}] * 2))
"""
    (tmp_path / "build.py").write_text(code)
    taken = measured([sys.executable, "build.py"], folder=tmp_path, log=tmp_path / "log")
    assert taken.code == 0
    assert taken.cpu >= 2


def test_a_process_that_stays_behind_is_not_waited_for_without_end(tmp_path: Path) -> None:
    taken = run(tmp_path, "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)")
    assert taken.code == 0
    # Raises ProcessLookupError where the process has ended
    os.kill(int((tmp_path / "log").read_text()), signal.SIGKILL)


def test_waiting_takes_no_processor_time(tmp_path: Path) -> None:
    taken = run(tmp_path, "import time; time.sleep(2)")
    assert taken.seconds >= 2
    assert taken.cpu < 1


def test_a_run_is_stopped_with_its_children_when_its_time_is_over(tmp_path: Path) -> None:
    taken = run(tmp_path, in_a_child("import time; time.sleep(600)"), limit=1)
    assert taken.stopped
    assert taken.code == -signal.SIGKILL
    assert taken.seconds < 300


def test_how_it_ended_and_what_it_said_are_kept(tmp_path: Path) -> None:
    assert run(tmp_path, "import sys; print('so'); sys.exit(3)").code == 3
    assert (tmp_path / "log").read_text() == "so\n"
