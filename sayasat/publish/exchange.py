"""Exchanges two paths in one system call, so that both exist at every moment."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = ctypes.c_int(-100)
_RENAME_EXCHANGE = ctypes.c_uint(2)
"""For renameat2(2) of Linux, since 3.15."""

_RENAME_SWAP = ctypes.c_uint(2)
"""For renamex_np(2) of macOS, since 10.12."""


def exchange(one: Path, other: Path) -> None:
    """Exchange two files, folders or symbolic links of one file system.

    Raises OSError, also if the C library, the kernel or the file system does not support it.
    """
    system = ctypes.CDLL(None, use_errno=True)
    first, second = (ctypes.c_char_p(os.fsencode(path)) for path in (one, other))
    try:
        if sys.platform == "darwin":
            code = system.renamex_np(first, second, _RENAME_SWAP)
        else:
            code = system.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    except AttributeError:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    if code:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), os.fspath(one), None, os.fspath(other))


def can_exchange(folder: Path) -> bool:
    """Whether `exchange` works in a folder: tries it on two new folders in it. Raises OSError."""
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    try:
        exchange(one, other)
    except OSError:
        return False
    finally:
        one.rmdir()
        other.rmdir()
    return True
