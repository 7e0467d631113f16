"""Runs jobs through an executor of `concurrent.futures`: in this process, in a process pool, or with Dask.

A job is a function of a module and an argument that can be pickled. Workers have only files in common with
the process that starts them. The results are identical whichever executor runs the jobs.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from msgspec import Struct

from sayasat.cache.database import FILE
from sayasat.errors import Fault, SettingsError, WorkError
from sayasat.settings import CACHE

WORKERS = "SAYASAT_WORKERS"
"""Environment variable: the number of worker processes; by default one for each processor."""

CLUSTER = "SAYASAT_CLUSTER"
"""Environment variable: the address of a Dask scheduler; by default this machine does the work."""

PREVIOUS_SITE_FOLDER = "previous-site"
"""The folder in the cache folder for the replaced site. Files can be moved from it."""

_MIN_TEXTS = 60
"""Texts to read or render for which processes are started: to start them takes as long as these."""

_JOBS_PER_WORKER = 10
"""Parts of a list for each worker. With fewer, a worker idles at the end; each part opens the repository."""

_CONNECT_TIMEOUT = 15
"""Seconds to wait for a scheduler."""

_Job = TypeVar("_Job")
Result = TypeVar("Result")


class Track(Protocol):
    """Shows how far work has come while its results are read."""

    def __call__(self, results: Iterable[Result], total: int, /) -> Iterator[Result]:
        """The results, of which there will be ``total``."""


def untracked(results: Iterable[Result], _total: int) -> Iterator[Result]:
    """A `Track` that shows nothing."""
    return iter(results)


class BuildOptions(Struct, frozen=True):
    """The cache folder and the workers of a build."""

    folder: Path
    """The cache folder. All machines of a cluster have it under this path."""

    workers: int
    cluster: str = ""
    """The address of a Dask scheduler; empty for this machine."""

    previous_site: Path | None = None
    """The folder of an earlier site whose folders are moved into the new one; it may be missing."""

    published_on: date | None = None
    """The day that ``sayasat publish`` builds for; absent for any other build, which is a draft where the
    settings name a publication log."""

    is_preview: bool = False
    """Whether the site of a proposal is built, which is a draft whatever the settings say."""

    shows_progress: bool = False
    """Whether a terminal shows how far the build has come. Other commands print lines of MkDocs meanwhile."""

    @property
    def cache(self) -> Path:
        """The file of the cache."""
        return self.folder / FILE


def read_build_options(environment: Mapping[str, str], folder: Path) -> BuildOptions:
    """The options that environment variables set; ``folder`` is the default cache folder.

    Raises SettingsError if the number of workers is not a positive integer.
    """
    asked = environment.get(WORKERS, "")
    if asked and (not asked.isdecimal() or int(asked) < 1):
        facts = (("value", asked), ("expected", "1, 2, 3 …"))
        raise SettingsError([Fault("setting-bad", WORKERS, facts)])
    workers = int(asked) if asked else _processors()
    cache = environment.get(CACHE, "")
    return BuildOptions(
        (Path(cache) if cache else folder).absolute(),
        workers,
        environment.get(CLUSTER, ""),
    )


def _processors() -> int:
    """The processors that this process may use; where the system does not say (macOS), all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """Runs jobs. A context manager. Worker processes are started when they are first needed."""

    def __init__(self, options: BuildOptions, track: Track = untracked) -> None:
        self.options = options
        self.track = track
        self._executor: Executor | None = None
        self._client: Any = None
        self._lost_worker_errors: tuple[type[BaseException], ...] = (BrokenExecutor,)
        """The errors that an executor raises if a worker is lost."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def runs_in_parallel(self, targets: int, texts: int) -> bool:
        """Whether workers make the targets; otherwise the calling process makes them.

        ``targets``: their number. ``texts``: how many texts are read or rendered for them. A cluster is used
        for any number of targets.
        """
        if self.options.cluster:
            return targets > 0
        return targets > 1 and texts >= _MIN_TEXTS and self.options.workers > 1

    def run(self, work: Callable[[_Job], Result], jobs: Sequence[_Job], *, texts: int) -> Iterator[Result]:
        """The results of the jobs, in their order. For ``texts``, see `runs_in_parallel`.

        Raises WorkError if a worker is lost or the cluster cannot be reached, and what ``work`` raises.
        """
        if not self.runs_in_parallel(len(jobs), texts):
            yield from self.track(map(work, jobs), len(jobs))
            return
        try:
            yield from self.track(self._started_executor().map(work, jobs), len(jobs))
        except self._lost_worker_errors as error:
            raise WorkError([Fault("work-lost", "", (("problem", str(error)),))]) from error

    def split(self, targets: Sequence[_Job]) -> list[tuple[_Job, ...]]:
        """Parts of a list, in order, some for each worker. Raises WorkError if the cluster cannot be reached.

        The number of parts does not grow with the list, so what each part costs in itself does not either.
        """
        size = max(1, ceil(len(targets) / (self._count() * _JOBS_PER_WORKER)))
        return [tuple(targets[start : start + size]) for start in range(0, len(targets), size)]

    def close(self) -> None:
        """Stop the workers."""
        executor, self._executor = self._executor, None
        client, self._client = self._client, None
        if client is not None:
            client.close()  # cancels the jobs whose results were not read
        elif executor is not None:
            executor.shutdown(cancel_futures=True)

    def _count(self) -> int:
        if not self.options.cluster:
            return self.options.workers
        self._started_executor()
        return sum(self._client.nthreads().values()) or 1

    def _started_executor(self) -> Executor:
        if self._executor is None:
            self._executor = self._cluster() if self.options.cluster else self._processes()
        return self._executor

    def _processes(self) -> Executor:
        # Not by fork: this process may have threads, and has pipes to a running Git.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["sayasat.builder.jobs"])
        return ProcessPoolExecutor(self.options.workers, context)

    def _cluster(self) -> Executor:
        address = self.options.cluster
        try:
            from distributed import Client, KilledWorker  # noqa: PLC0415 (Dask is an optional dependency)
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
