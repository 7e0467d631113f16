"""Runs a command and measures the time and memory of the process and all its descendants."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from msgspec import Struct

MEGABYTE = 1_000_000

_PAUSE = 0.05
_ORPHANS_END = 5.0
"""Seconds to wait for descendants that outlive the process that was started."""

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux's prctl: orphaned descendants become children of this process."""

_PAUSE_FACTOR = 20
"""The pause between two samples is so many times as long as a sample, which takes longer with more memory."""


class Taken(Struct, frozen=True):
    """The time and memory of a run."""

    seconds: float
    cpu: float
    """Seconds of processor time, user and system, of the process and all its descendants."""

    peak: int
    """The largest sample of memory, in bytes."""

    code: int
    """The exit code; if negative, the number of the signal that ended the process."""

    stopped: bool
    """Whether the process was killed because it reached the limit of time."""

    main: int = 0
    """The largest sample of memory of the process itself, in bytes."""


def measured(
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> Taken:
    """Run a command to its end, or kill it after ``limit`` seconds. Its output is written to ``log``.

    The memory of a tree of processes is the sum of their proportional set sizes (PSS): a page that several
    share counts once. On systems without PSS it is the sum of resident sets. It is sampled about twenty times
    a second, so a shorter peak may be missed.

    The processor time is reported by the system, not sampled. A process reports the time of the children it
    waited for. This process waits for orphans, such as workers of a server that nobody waits for; only Linux
    makes them its children.
    """
    os.sync()  # so that this run does not compete with writes of an earlier one
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output, _adopted_orphans():
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = _Watch(process.pid, begun + limit if limit else None)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait again
        watch.end()
        cpu = usage.ru_utime + usage.ru_stime + sum(_orphans_time(process.pid))
    return Taken(seconds, cpu, watch.peak, process.returncode, watch.stopped, watch.main)


@contextmanager
def _adopted_orphans() -> Iterator[None]:
    """Within the block, orphaned descendants become children of this process (Linux only)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is None:
        yield
        return
    prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_SUBREAPER, 0, 0, 0, 0)


def _orphans_time(session: int) -> Iterator[float]:
    """The processor time of each orphan of a session, with the children that it waited for."""
    until = time.monotonic() + _ORPHANS_END
    while time.monotonic() < until and (orphans := [pid for pid in _children() if _session(pid) == session]):
        for pid in orphans:
            found, _, usage = os.wait4(pid, os.WNOHANG)
            if found:
                yield usage.ru_utime + usage.ru_stime
        time.sleep(_PAUSE / 10)


def _children() -> list[int]:
    return [each.pid for each in psutil.Process().children()]


def _session(pid: int) -> int | None:
    with suppress(ProcessLookupError):
        return os.getsid(pid)
    return None


class _Watch(threading.Thread):
    """Samples the memory of a tree of processes until `end`, and kills the tree at the limit of time."""

    def __init__(self, pid: int, until: float | None) -> None:
        super().__init__(daemon=True)
        self.peak = self.main = 0
        self.stopped = False
        self._pid, self._until = pid, until
        self._ended = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            own, descendants = _memory(self._pid)
            self.peak, self.main = max(self.peak, own + descendants), max(self.main, own)
            now = time.perf_counter()
            if self._until is not None and now > self._until and not self.stopped:
                self.stopped = True
                os.killpg(self._pid, signal.SIGKILL)
            pause = max(_PAUSE, (now - begun) * _PAUSE_FACTOR)

    def end(self) -> None:
        self._ended.set()
        self.join()


def _memory(pid: int) -> tuple[int, int]:
    """The memory of a process and that of its descendants now, in bytes; 0 if it has ended."""
    try:
        process = psutil.Process(pid)
        descendants = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return 0, 0
    return _own_memory(process), sum(map(_own_memory, descendants))


def _own_memory(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_full_info(), "pss", 0)) or int(process.memory_info().rss)
    except psutil.Error:
        return 0
