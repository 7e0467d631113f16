"""A lock between processes, on a file that is there only while the lock is held."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sayasat.file_locks import acquire


@contextmanager
def locked(file: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Hold the lock while the block runs. ``waiting`` is called once if another process holds it.

    The file is created, and removed at the end. Raises OSError if it cannot be created or locked.
    """
    handle = _acquire(file, waiting)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)  # before the lock is released: afterwards it may be another process's
        os.close(handle)


def _acquire(file: Path, waiting: Callable[[], object]) -> int:
    has_reported = False
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            if not acquire(handle, waits=False):
                if not has_reported:
                    waiting()
                    has_reported = True
                acquire(handle, waits=True)
            if _is_at(handle, file):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the process that held the lock has removed this file: there may be a new one


def _is_at(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False
