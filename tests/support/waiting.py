"""Waits for a condition; the limit is for a test that fails, so it also holds on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], object], seconds: float = 120) -> None:
    """Return when the condition is true. Raises AssertionError where it is not within so many seconds."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"it was not so within {seconds} seconds"
        time.sleep(0.02)
