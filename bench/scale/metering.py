"""Runs a command and tells what it and all its descendants took."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

MEGABYTE = 1_000_000

_PAUSE = 0.05
_LEFT = 5.0
"""Seconds in which processes that outlive the one that was started are to end."""

_SUBREAPER = 36
"""Linux's prctl: orphans among the descendants become this process's children."""

_SHARE = 20
"""Of the time, one part in so many goes into looking, at most: it takes longer the more memory is in use."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took."""

    seconds: float
    cpu: float
    """Seconds of processor time, user and system, of the process and all its descendants."""

    peak: int
    """Bytes of memory at the worst moment seen."""

    code: int
    """How it ended: below zero, the signal that ended it."""

    stopped: bool
    """Whether it was not done when its time was over."""


def measured(
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> Taken:
    """Run to the end, or for ``limit`` seconds. What it says goes to ``log``.

    The memory of a tree of processes is the sum of their proportional set sizes (PSS): a page that several
    share counts once. Where the system has no PSS, it is the sum of resident sets. It is sampled about twenty
    times a second, so a shorter peak may be missed.

    The processor time is what the system reports, not sampled. A process tells that of those it waited for;
    the others (workers of a server that nobody waits for) are waited for here, where the system leaves them
    to us: on Linux.
    """
    os.sync()  # the pages that an earlier run has written are on the disk before this one starts
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output, _heir_of_orphans():
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
        process.returncode = os.waitstatus_to_exitcode(status)  # Popen is not to wait again
        watch.end()
        cpu = usage.ru_utime + usage.ru_stime + sum(_left(process.pid))
    return Taken(seconds, cpu, watch.peak, process.returncode, watch.stopped)


@contextmanager
def _heir_of_orphans() -> Iterator[None]:
    """While it lasts, descendants whose parent is gone are this process's to wait for."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is None:
        yield
        return
    prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_SUBREAPER, 0, 0, 0, 0)


def _left(session: int) -> Iterator[float]:
    """The processor time of each process that was left to us, with those it waited for."""
    until = time.monotonic() + _LEFT
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
    """Looks at a tree of processes until told to end, and kills it when its time is over."""

    def __init__(self, pid: int, until: float | None) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.stopped = False
        self._pid, self._until = pid, until
        self._over = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            begun = time.perf_counter()
            self.peak = max(self.peak, _memory(self._pid))
            now = time.perf_counter()
            if self._until is not None and now > self._until and not self.stopped:
                self.stopped = True
                os.killpg(self._pid, signal.SIGKILL)
            pause = max(_PAUSE, (now - begun) * _SHARE)

    def end(self) -> None:
        self._over.set()
        self.join()


def _memory(pid: int) -> int:
    """Of a process and its descendants, now; those that are gone have none."""
    try:
        process = psutil.Process(pid)
        tree = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(map(_own_memory, tree))


def _own_memory(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_full_info(), "pss", 0)) or int(process.memory_info().rss)
    except psutil.Error:
        return 0
