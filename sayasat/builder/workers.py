"""Many hands: the same work done in this process, in several, or on a cluster.

Work is a function of a module and a job that can be pickled; what hands share are folders. Nothing that is
made depends on whose hands made it.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from sayasat.cache.database import FILE
from sayasat.errors import Fault, SettingsError, WorkError

CACHE = "SAYASAT_CACHE"
"""The variable with the folder for what is kept; without it, ``.cache`` beside mkdocs.yml."""

WORKERS = "SAYASAT_WORKERS"
"""The variable with the number of processes; without it, one for each processor."""

CLUSTER = "SAYASAT_CLUSTER"
"""The variable with the address of a Dask scheduler; without it, the work is done on this machine."""

BEFORE = "SAYASAT_BEFORE"
"""The variable with the folder of a site that nobody reads any more: it is taken apart for the new one."""

REPLACED = "before"
"""The folder beside the cache's file for the site that the last one replaced."""

_WORTH_IT = 60
"""Texts to read or write from which on processes are started: that takes as long as these."""

_CONNECTING = 15
"""Seconds to wait for a scheduler."""

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to build with."""

    folder: Path
    """For what is kept from build to build. A cluster's machines all have it under this name."""

    workers: int
    cluster: str = ""
    """The address of a Dask scheduler; empty for this machine alone."""

    before: Path | None = None
    """A site that is to be taken apart; it need not be there."""

    @property
    def cache(self) -> Path:
        """The file of the cache."""
        return self.folder / FILE


def read_means(environment: Mapping[str, str], folder: Path) -> Means:
    """What the variables ask for; ``folder`` is where they name none. Raises SettingsError."""
    asked = environment.get(WORKERS, "")
    if asked and (not asked.isdecimal() or int(asked) < 1):
        facts = (("value", asked), ("expected", "1, 2, 3 …"))
        raise SettingsError([Fault("setting-bad", WORKERS, facts)])
    workers = int(asked) if asked else len(os.sched_getaffinity(0))
    kept = environment.get(CACHE, "")
    before = environment.get(BEFORE, "")
    return Means(
        (Path(kept) if kept else folder).absolute(),
        workers,
        environment.get(CLUSTER, ""),
        Path(before) if before else None,
    )


class Workshop:
    """Does work. A context manager; hands are called in when they are needed first."""

    most_taken: ClassVar[int] = 0
    """Bytes of memory that the hands of one workshop of this process have taken together at the most."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self._executor: Executor | None = None
        self._taken: dict[str, int] = {}
        """The most memory that each hand has told of."""

        self._client: Any = None
        self._losses: tuple[type[BaseException], ...] = (BrokenExecutor,)
        """What tells that hands were lost."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job], *, texts: int) -> Iterator[_Result]:
        """The results in the order of the jobs; ``texts`` says how much there is to do, all in all.

        Raises WorkError where hands are lost, and what the work itself raises.
        """
        if not self.means.cluster and (len(jobs) < 2 or texts < _WORTH_IT or self.means.workers == 1):  # noqa: PLR2004
            yield from map(work, jobs)
            return
        try:
            for hand, taken, result in self._hands().map(partial(_measured, work), jobs):
                self._taken[hand] = max(taken, self._taken.get(hand, 0))
                yield result
        except self._losses as error:
            raise WorkError([Fault("work-lost", "", (("problem", str(error)),))]) from error

    def close(self) -> None:
        """Let the hands go."""
        Workshop.most_taken = max(Workshop.most_taken, sum(self._taken.values()))
        executor, self._executor = self._executor, None
        client, self._client = self._client, None
        if client is not None:
            client.close()  # what was asked for and not waited for is dropped
        elif executor is not None:
            executor.shutdown(cancel_futures=True)

    def _hands(self) -> Executor:
        if self._executor is None:
            self._executor = self._cluster() if self.means.cluster else self._processes()
        return self._executor

    def _processes(self) -> Executor:
        # Not forked from this one: it may have threads, and has a Git running.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["sayasat.builder.jobs"])
        return ProcessPoolExecutor(self.means.workers, context)

    def _cluster(self) -> Executor:
        address = self.means.cluster
        try:
            from distributed import Client, KilledWorker  # noqa: PLC0415 (only where there is a cluster)
        except ImportError as error:
            raise WorkError([Fault("cluster-not-installed", CLUSTER, (("address", address),))]) from error
        try:
            self._client = Client(address, timeout=_CONNECTING)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            facts = (("address", address), ("problem", str(error)))
            raise WorkError([Fault("cluster-unreachable", CLUSTER, facts)]) from error
        self._losses = (KilledWorker, CancelledError)
        executor: Executor = self._client.get_executor(pure=False)
        return executor


def peak_memory(whose: int = resource.RUSAGE_SELF) -> int:
    """Bytes that this process, or the largest of its children that have ended, held at the most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss * unit


def _measured(work: Callable[[_Job], _Result], job: _Job) -> tuple[str, int, _Result]:
    """What the work comes to, with whose hand did it and how much memory that one has taken so far."""
    result = work(job)
    return f"{os.uname().nodename} {os.getpid()}", peak_memory(), result
