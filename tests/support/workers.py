"""Processes beside the test's own: each a Python of its own, killed when it is not needed any more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

Process = tuple[subprocess.Popen[str], IO[str]]
"""It, and what it says."""


@contextmanager
def process(*command: str | Path) -> Iterator[Process]:
    """Python with these arguments."""
    started = subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert started.stdout is not None
    with started:
        yield started, started.stdout
        started.kill()


def batches(what: str, file: Path, first: int, count: int) -> AbstractContextManager[Process]:
    """`tests.support.batches`: so many from the first on."""
    return process("-m", "tests.support.batches", what, file, str(first), str(count))
