"""Workers: the same jobs done in this process, in several processes, or on a cluster.

Work is a function of a module and a job that can be pickled; workers share
folders only. No result depends on which worker made it.
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

PREVIOUS_SITE = "SAYASAT_BEFORE"
"""The variable with the folder of a site that nobody reads any more: it is taken apart for the new one."""

REPLACED = "before"
"""The folder beside the cache's file for the site that the last one replaced."""

_WORTH_PROCESSES = 60
"""Texts to read or write from which on processes are started: that takes as long as these."""

_CONNECT_TIMEOUT = 15
"""Seconds to wait for a scheduler."""

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What there is to build with."""

    folder: Path
    """For what is kept from build to build. A cluster's machines all have it under this name."""

    workers: int
    cluster: str = ""
    """The address of a Dask scheduler; empty for this machine alone."""

    previous_site: Path | None = None
    """A site that is to be taken apart; it need not be there."""

    @property
    def cache(self) -> Path:
        """The file of the cache."""
        return self.folder / FILE


def read_build_options(environment: Mapping[str, str], folder: Path) -> BuildOptions:
    """What the variables ask for; ``folder`` is where they name none. Raises SettingsError."""
    asked = environment.get(WORKERS, "")
    if asked and (not asked.isdecimal() or int(asked) < 1):
        facts = (("value", asked), ("expected", "1, 2, 3 …"))
        raise SettingsError([Fault("setting-bad", WORKERS, facts)])
    workers = int(asked) if asked else len(os.sched_getaffinity(0))
    cache = environment.get(CACHE, "")
    previous_site = environment.get(PREVIOUS_SITE, "")
    return BuildOptions(
        (Path(cache) if cache else folder).absolute(),
        workers,
        environment.get(CLUSTER, ""),
        Path(previous_site) if previous_site else None,
    )


class Workers:
    """Does work. A context manager; workers are started when they are first needed."""

    most_taken: ClassVar[int] = 0
    """The most bytes of memory that the workers of one build in this process have held together."""

    def __init__(self, options: BuildOptions) -> None:
        self.options = options
        self._executor: Executor | None = None
        self._peak_memory: dict[str, int] = {}
        """The most memory that each worker has reported."""

        self._client: Any = None
        self._lost_worker_errors: tuple[type[BaseException], ...] = (BrokenExecutor,)
        """The errors that mean that workers were lost."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job], *, texts: int) -> Iterator[_Result]:
        """The results in the order of the jobs; ``texts`` says how much there is to do, all in all.

        Raises WorkError where workers are lost, and what the work itself raises.
        """
        if not self.options.cluster and (
            len(jobs) < 2 or texts < _WORTH_PROCESSES or self.options.workers == 1  # noqa: PLR2004
        ):
            yield from map(work, jobs)
            return
        try:
            for worker, memory, result in self._started_executor().map(partial(_measured, work), jobs):
                self._peak_memory[worker] = max(memory, self._peak_memory.get(worker, 0))
                yield result
        except self._lost_worker_errors as error:
            raise WorkError([Fault("work-lost", "", (("problem", str(error)),))]) from error

    def close(self) -> None:
        """Stop the workers."""
        Workers.most_taken = max(Workers.most_taken, sum(self._peak_memory.values()))
        executor, self._executor = self._executor, None
        client, self._client = self._client, None
        if client is not None:
            client.close()  # what was asked for and not waited for is dropped
        elif executor is not None:
            executor.shutdown(cancel_futures=True)

    def _started_executor(self) -> Executor:
        if self._executor is None:
            self._executor = self._cluster() if self.options.cluster else self._processes()
        return self._executor

    def _processes(self) -> Executor:
        # Not forked from this one: it may have threads, and has a Git running.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["sayasat.builder.jobs"])
        return ProcessPoolExecutor(self.options.workers, context)

    def _cluster(self) -> Executor:
        address = self.options.cluster
        try:
            from distributed import Client, KilledWorker  # noqa: PLC0415 (only where there is a cluster)
        except ImportError as error:
            raise WorkError([Fault("cluster-not-installed", CLUSTER, (("address", address),))]) from error
        try:
            self._client = Client(address, timeout=_CONNECT_TIMEOUT)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            facts = (("address", address), ("problem", str(error)))
            raise WorkError([Fault("cluster-unreachable", CLUSTER, facts)]) from error
        self._lost_worker_errors = (KilledWorker, CancelledError)
        executor: Executor = self._client.get_executor(pure=False)
        return executor


def peak_memory(whose: int = resource.RUSAGE_SELF) -> int:
    """Bytes that this process, or the largest of its children that have ended, held at the most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss * unit


def _measured(work: Callable[[_Job], _Result], job: _Job) -> tuple[str, int, _Result]:
    """The result of a job, the worker that did it, and the most memory that this worker has held."""
    result = work(job)
    return f"{os.uname().nodename} {os.getpid()}", peak_memory(), result
