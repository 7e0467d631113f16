"""A small disk that can be filled to its last byte."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 16


@dataclass(slots=True)
class Disk:
    """A folder that may be a file system of its own."""

    folder: Path
    is_real: bool
    """Whether it is one. If not, being full is a limit on the size of files (RLIMIT_FSIZE) of processes."""

    is_full: bool = False

    @property
    def kind(self) -> str:
        """In words."""
        return "a small tmpfs, filled to its last byte" if self.is_real else "RLIMIT_FSIZE of the processes"

    def fill(self, processes: Iterable[int]) -> None:
        """From now on nothing more can be written."""
        self.is_full = True
        if self.is_real:
            self._add_ballast()
        for process in processes:
            self.admit(process)

    def clear(self, processes: Iterable[int]) -> None:
        """There is room again."""
        self.is_full = False
        self._ballast.unlink(missing_ok=True)
        for process in () if self.is_real else processes:
            _limit(process, resource.RLIM_INFINITY)

    def admit(self, process: int) -> None:
        """A process that uses the disk: it finds no room either, while there is none."""
        if self.is_full and not self.is_real:
            _limit(process, 4096)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def _add_ballast(self) -> None:
        opened = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        block = _BLOCK
        while block:
            try:
                os.write(opened, b"\0" * block)
            except OSError:
                block //= 2
        os.close(opened)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A file system of so many megabytes in memory, where we may mount one; else a plain folder."""
    folder.mkdir(mode=0o755)
    is_real = _mount(folder, megabytes)
    try:
        yield Disk(folder, is_real)
    finally:
        if is_real:
            # Lazily: a process that was killed this moment may still have a file open
            subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _mount(folder: Path, megabytes: int) -> bool:
    if os.getuid() or not shutil.which("mount"):
        return False
    # Containers may have root without the right to mount
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs"]
    run = subprocess.run(["mount", *options, folder], capture_output=True, check=False)  # noqa: S603, S607
    return run.returncode == 0


def _limit(process: int, size: int) -> None:
    with suppress(OSError):  # it is gone
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
