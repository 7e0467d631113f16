"""Items are done in groups by one thread, and none fails or waits because of another."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from sayasat_contact.errors import DatabaseError
from sayasat_contact.writer import MOST, GroupWriter
from tests.support.waiting import wait_until


class Desk:
    """Work that can be held up; it remembers its groups."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.free = threading.Event()
        self.begun = threading.Event()

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.groups.append(list(items))
        self.begun.set()
        assert self.free.wait(60)
        if -2 in items:
            raise DatabaseError("OperationalError", "SQLITE_FULL")
        if -1 in items:
            raise DatabaseError("UniqueViolation", "23505")
        return [item * 10 for item in items]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def writer(desk: Desk) -> Iterator[GroupWriter[int, int]]:
    writer = GroupWriter(desk, 60)
    yield writer
    desk.free.set()
    writer.close()


def has_queued(writer: GroupWriter[int, int], number: int) -> bool:
    return writer._queue.qsize() == number


def together(desk: Desk, writer: GroupWriter[int, int], items: Sequence[int]) -> list[int | BaseException]:
    """What becomes of items that wait while another is being done."""
    with ThreadPoolExecutor(len(items) + 1) as pool:
        pool.submit(writer.do, 0)
        assert desk.begun.wait(60)
        futures = []
        for number, item in enumerate(items, 1):
            futures.append(pool.submit(writer.do, item))
            wait_until(partial(has_queued, writer, number))
        desk.free.set()
        return [each.exception() or each.result() for each in futures]


def test_what_waits_is_one_group_and_each_gets_its_own_outcome(
    desk: Desk, writer: GroupWriter[int, int]
) -> None:
    assert together(desk, writer, [1, 2, 3]) == [10, 20, 30]
    assert desk.groups == [[0], [1, 2, 3]]


def test_a_value_that_cannot_be_written_fails_alone(desk: Desk, writer: GroupWriter[int, int]) -> None:
    first, bad, last = together(desk, writer, [1, -1, 3])
    assert (first, str(bad), last) == (10, "UniqueViolation (23505)", 30)
    assert desk.groups == [[0], [1, -1, 3], [1], [-1], [3]]


def test_where_the_database_fails_nothing_is_tried_again(desk: Desk, writer: GroupWriter[int, int]) -> None:
    outcomes = together(desk, writer, [1, -2, 3])
    assert [str(each) for each in outcomes] == ["OperationalError (SQLITE_FULL)"] * 3
    assert desk.groups == [[0], [1, -2, 3]]


def test_a_group_has_a_limit(desk: Desk, writer: GroupWriter[int, int]) -> None:
    assert together(desk, writer, list(range(1, MOST + 3)))[-1] == (MOST + 2) * 10
    assert [len(group) for group in desk.groups] == [1, MOST, 2]


def test_who_waits_too_long_is_told_and_nothing_of_theirs_is_done(desk: Desk) -> None:
    writer = GroupWriter(desk, 0.01)
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(writer.do, 1)
        assert desk.begun.wait(60)
        with pytest.raises(DatabaseError):
            writer.do(2)
        desk.free.set()
        # What has begun comes to an end, however long it takes
        assert begun.result() == 10
    writer.close()
    assert desk.groups == [[1]]


def test_it_starts_again_in_a_process_that_was_forked(desk: Desk, writer: GroupWriter[int, int]) -> None:
    desk.free.set()
    assert writer.do(1) == 10
    child = os.fork()
    if not child:
        os._exit(writer.do(2))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 20


def test_it_can_be_closed_twice_and_used_again(desk: Desk, writer: GroupWriter[int, int]) -> None:
    desk.free.set()
    assert writer.do(1) == 10
    writer.close()
    writer.close()
    assert writer.do(2) == 20


def test_two_threads_do_two_groups_at_once(desk: Desk) -> None:
    writer = GroupWriter(desk, 60, threads=2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(writer.do, 1)
        wait_until(lambda: desk.groups == [[1]])  # else one thread may take both as one group
        both = [first, pool.submit(writer.do, 2)]
        wait_until(lambda: desk.groups == [[1], [2]])
        desk.free.set()
        assert [each.result() for each in both] == [10, 20]
    writer.close()
