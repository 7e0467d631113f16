"""The handler and the worker as processes that can be killed and started often.

A server process that has imported everything forks each of them (multiprocessing's forkserver): what runs is
the deployed gunicorn with its deployed configuration, and the command ``sayasat-contact deliver --watch``,
without the second that an interpreter needs to start.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
_IMPORTED = [
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "sayasat_contact.application",
    "sayasat_contact.__main__",
]
_DATABASES = ["sayasat_contact.postgresql", "sayasat_contact.sqlite"]

_forks = multiprocessing.get_context("forkserver")
# The trial's own modules too: each new process would import what the main module imports
_forks.set_forkserver_preload([*_IMPORTED, *_DATABASES, "bench.contact.trial"])


class Program:
    """One process, with those that it starts in its turn."""

    def __init__(self, name: str, arguments: Sequence[str], environ: Mapping[str, str], log: Path) -> None:
        """``name`` is ``gunicorn`` or ``contact``; what it prints is added to the log."""
        self._process: ForkServerProcess = _forks.Process(
            target=_run, args=(name, list(arguments), dict(environ), log)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """The first process's."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def pids(self) -> list[int]:
        """The first process's and those below it."""
        return [self.pid, *self._children]

    @property
    def is_alive(self) -> bool:
        """Whether the first process runs."""
        return self._process.is_alive()

    def kill(self) -> None:
        """``kill -9`` of all of it; returns when it is gone."""
        with suppress(ProcessLookupError):  # it ended by itself, or has not made its group yet
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()

    def kill_a_child(self, random: Random) -> bool:
        """``kill -9`` of one process below the first, which will start another; False where there is none."""
        try:
            os.kill(random.choice(self._children), signal.SIGKILL)
        except (OSError, IndexError):
            return False
        return True

    def end(self) -> None:
        """As an operator ends it; kills it where it does not end within five seconds."""
        self._process.terminate()
        self._process.join(5)
        self.kill()

    @property
    def _children(self) -> list[int]:
        try:
            listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        except OSError:  # it has ended
            return []
        return [int(each) for each in listed.split()]


def handler(
    port: int, environ: Mapping[str, str], log: Path, *, workers: int = 1, application: str = ""
) -> Program:
    """Gunicorn with the deployed configuration, at a port of this machine, with eight threads."""
    arguments = ["--config", "deploy/contact/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    size = ["--workers", str(workers), "--threads", str(8 // workers)]
    return Program(
        "gunicorn", [*arguments, *size, application or "sayasat_contact.wsgi:application"], environ, log
    )


def worker(environ: Mapping[str, str], log: Path) -> Program:
    """A worker that looks for mail twenty times a second."""
    return Program("contact", ["deliver", "--watch", "0.05"], environ, log)


def _run(name: str, arguments: list[str], environ: dict[str, str], log: Path) -> None:
    os.setsid()
    os.chdir(ROOT)
    opened = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(opened, 1)
    os.dup2(opened, 2)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = [name, *arguments]
    if name == "gunicorn":
        # Not in the process that only starts others; it ships no types
        from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]  # noqa: PLC0415

        run()
    else:
        from sayasat_contact.__main__ import main  # noqa: PLC0415

        sys.exit(main(arguments))
