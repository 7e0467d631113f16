"""Limits on processor time, for tests that bound the cost of work that C code does.

Processor time does not count the time that other processes take, so such a test holds on a busy machine.
Where Python code does the work, count instructions instead: see tests/builder/test_growth.py.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Fails the test when the block uses more than these seconds of processor time.

    The limit is a multiple of what the work needs: work that grows with the square of its input exceeds
    it. The failure is raised where Python code runs next: a single long call into C is not interrupted.
    """

    def fail(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"The work took more than {seconds} seconds of processor time.")

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
