"""Threads that write for other threads. All items that wait at once are written in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from sayasat_contact.errors import DatabaseError

_Item = TypeVar("_Item")
_Outcome = TypeVar("_Outcome")

MOST = 64
"""Items that are done at once: their statements stay within what the databases take."""


class GroupWriter(Generic[_Item, _Outcome]):
    """One thread or more, started at the first item, that do items in groups. Threads may share it.

    A group is committed whole. Where it fails because of a value in it, each of its items is done alone: none
    fails because of another.
    """

    def __init__(
        self, work: Callable[[Sequence[_Item]], Sequence[_Outcome]], timeout: float, threads: int = 1
    ) -> None:
        """``work`` does a group and gives an outcome for each item; it may raise DatabaseError.

        ``timeout``: for how many seconds an item waits for the groups before it. With more ``threads``, one
        group is prepared while another waits for the disk.
        """
        self._work = work
        self._timeout = timeout
        self._queue: SimpleQueue[tuple[_Item, Future[_Outcome]] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._number = threads
        self._threads: list[threading.Thread] = []

    def do(self, item: _Item) -> _Outcome:
        """The item's outcome. Raises DatabaseError, also where the groups before take too long."""
        future: Future[_Outcome] = Future()
        self._queue.put((item, future))
        self._start()
        try:
            return future.result(self._timeout)
        except TimeoutError:
            if future.cancel():
                raise DatabaseError("Busy", "") from None
            # The group with the item has begun: its outcome is certain to come
            return future.result()

    def close(self) -> None:
        """End the threads, when what waits is done."""
        with self._lock:
            for _ in self._threads:
                self._queue.put(None)
            for each in self._threads:
                each.join()
            self._threads = []

    def _start(self) -> None:
        if not self._is_running():
            with self._lock:
                if not self._is_running():
                    self._threads = [
                        threading.Thread(target=self._run, daemon=True) for _ in range(self._number)
                    ]
                    for each in self._threads:
                        each.start()

    def _is_running(self) -> bool:
        # After a fork, the threads of the parent do not run in the child
        return bool(self._threads) and self._threads[0].is_alive()

    def _run(self) -> None:
        while True:
            found = [self._queue.get()]
            with suppress(Empty):
                while found[-1] and len(found) < MOST:
                    found.append(self._queue.get_nowait())
            group = [each for each in found if each and each[1].set_running_or_notify_cancel()]
            outcomes = self._done([item for item, _ in group])
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)
            if None in found:
                return

    def _done(self, items: Sequence[_Item]) -> Sequence[_Outcome | Exception]:
        try:
            return self._work(items) if items else []
        except Exception as error:  # noqa: BLE001 (raised again where the item came from)
            is_of_all = isinstance(error, DatabaseError) and not error.is_of_a_value
            if is_of_all or len(items) == 1:
                return [error] * len(items)
        return [outcome for item in items for outcome in self._done([item])]
