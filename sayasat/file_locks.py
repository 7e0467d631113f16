"""Locks between processes, on an open file. The kernel releases them when a process ends, also after a kill.

A system without such locks (Windows) has none: there, nobody may run two builds of one site at a time.
"""

from __future__ import annotations

try:
    import fcntl
except ModuleNotFoundError:
    HAS_LOCKS = False
else:
    HAS_LOCKS = True


def share(handle: int) -> None:
    """Hold a lock with others who share it; waits while another process holds it alone. Raises OSError."""
    if HAS_LOCKS:
        fcntl.flock(handle, fcntl.LOCK_SH)


def acquire(handle: int, *, waits: bool) -> bool:
    """Hold a lock alone. False if another process holds it and this one does not wait. Raises OSError.

    Network file systems without flock may support POSIX locks.
    """
    if not HAS_LOCKS:
        return True
    operation = fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB
    try:
        fcntl.flock(handle, operation)
    except BlockingIOError:
        return False
    except OSError:
        try:
            fcntl.lockf(handle, operation)
        except (BlockingIOError, PermissionError):  # POSIX allows either
            return False
    return True
