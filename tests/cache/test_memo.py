"""Values are made once: of several, those that the cache lacks, in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sayasat.cache.database import FILE, Cache, Digest
from sayasat.cache.memo import Memo
from sayasat.redline.counts import ChangeCount

KEYS = [Digest(bytes([number]) * 16) for number in range(4)]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache(tmp_path / FILE) as cache:
        yield cache


def made(keys: list[Digest]) -> list[ChangeCount]:
    return [ChangeCount(key[0]) for key in keys]


def refused(keys: list[Digest]) -> list[ChangeCount]:
    raise AssertionError(keys)


def test_what_the_cache_lacks_is_made_and_kept(cache: Cache) -> None:
    memo = Memo(cache)
    memo.get_many(ChangeCount, KEYS[:2], made)
    memo.store()
    asked: list[list[Digest]] = []

    def make(keys: list[Digest]) -> list[ChangeCount]:
        asked.append(keys)
        return made(keys)

    again = Memo(cache)
    found = again.get_many(ChangeCount, [KEYS[3], KEYS[0], KEYS[2], KEYS[3]], make)
    assert asked == [[KEYS[3], KEYS[2]]]
    assert list(found.items()) == [(key, ChangeCount(key[0])) for key in (KEYS[3], KEYS[0], KEYS[2])]


def test_what_is_not_stored_yet_is_found(cache: Cache) -> None:
    memo = Memo(cache)
    assert memo.get(ChangeCount, KEYS[1], lambda: ChangeCount(1)) == ChangeCount(1)
    assert memo.get_many(ChangeCount, [KEYS[1]], refused) == {KEYS[1]: ChangeCount(1)}
    assert not Cache(None).find(KEYS)


def test_a_value_of_another_type_is_made_again(cache: Cache) -> None:
    cache.store({KEYS[1]: b"\xc1"})
    assert Memo(cache).get(ChangeCount, KEYS[1], lambda: ChangeCount(7)) == ChangeCount(7)
