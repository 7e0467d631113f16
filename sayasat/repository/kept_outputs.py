"""Keeps what Git says of commits from run to run: commits never change, and a long history takes minutes."""

from __future__ import annotations

import hashlib
import os
import zlib
from contextlib import suppress
from pathlib import Path

FOLDER = "git"
"""The folder of the outputs, in the folder of the cache."""

_UNUSED_DAYS = 30
_DIGEST_SIZE = 16


class KeptOutputs:
    """Outputs by name, one file each. Without a folder, `find` finds nothing and `store` does nothing.

    A file that is damaged, or that cannot be read or written, counts as not there.
    """

    def __init__(self, folder: Path | None) -> None:
        """``folder`` is that of the cache. If it does not exist, the first output makes it."""
        self._folder = folder and folder / FOLDER
        self._is_cleared = False

    def find(self, *name: str) -> bytes | None:
        """The output of this name; None if there is none."""
        if self._folder is None:
            return None
        file = self._file(self._folder, name)
        try:
            data = file.read_bytes()
            if _digest(data[_DIGEST_SIZE:]) != data[:_DIGEST_SIZE]:
                return None
            os.utime(file)
        except OSError:
            return None
        return zlib.decompress(data[_DIGEST_SIZE:])

    def store(self, output: bytes, *name: str) -> None:
        """Keep an output in the place of the one of this name. Outputs of other names end after 30 days."""
        if self._folder is None:
            return
        data = zlib.compress(output, 1)
        file = self._file(self._folder, name)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            new = file.with_suffix(f".{os.getpid()}")
            new.write_bytes(_digest(data) + data)
            new.replace(file)
            self._clear(self._folder, file.stat().st_mtime)

    def _clear(self, folder: Path, now: float) -> None:
        """Remove the files that no run has used for long, once."""
        if self._is_cleared:
            return
        self._is_cleared = True
        for each in folder.iterdir():
            if each.stat().st_mtime < now - _UNUSED_DAYS * 24 * 3600:
                each.unlink()

    def _file(self, folder: Path, name: tuple[str, ...]) -> Path:
        return folder / _digest("\0".join(name).encode(errors="surrogatepass")).hex()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST_SIZE).digest()
