"""The days of versions: several on one day, none, and their order."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from itertools import permutations

import pytest

from sayasat.version_days import calendar_day, numbered, read_version_day, recorded

DAY = date(2023, 12, 27)
IN_ORDER = [
    numbered(date(1949, 5, 23)),
    *(recorded(date(1970, 1, 1), number) for number in (1, 2, 10)),
    numbered(date(1970, 1, 2)),
    *(numbered(DAY, number) for number in (1, 2, 10)),
    numbered(DAY + timedelta(1)),
]


def test_versions_have_one_order_and_none_is_equal_to_another() -> None:
    for place, day in enumerate(IN_ORDER):
        for other_place, other in enumerate(IN_ORDER):
            compared = (day < other, day <= other, day == other, day != other, day >= other, day > other)
            is_same, is_less = place == other_place, place < other_place
            is_more = not is_same and not is_less
            assert compared == (is_less, not is_more, is_same, not is_same, not is_less, is_more)
    assert len(set(IN_ORDER)) == len(IN_ORDER)
    assert all(sorted(each) == IN_ORDER[3:7] for each in permutations(IN_ORDER[3:7]))


@pytest.mark.parametrize("number", [1, 2, 10])
def test_no_version_of_a_day_is_before_or_after_the_calendar_day(number: int) -> None:
    version = numbered(DAY, number)
    assert DAY - timedelta(1) < version < DAY + timedelta(1)
    for first, second in ((version, DAY), (DAY, version)):
        compared = (first < second, first <= second, first >= second, first > second)
        assert compared == (False, True, True, False)
        assert (first == second, first != second) == (number == 1, number != 1)
    assert calendar_day(version) == DAY
    assert type(calendar_day(version)) is date


def test_a_version_without_a_day_is_equal_to_no_day() -> None:
    undated = recorded(date(1970, 1, 2))
    assert undated != date(1970, 1, 2)
    assert len({undated, date(1970, 1, 2)}) == 2
    assert numbered(date(1970, 1, 2)) == date(1970, 1, 2)


@pytest.mark.parametrize("day", IN_ORDER)
def test_a_name_is_read_again_and_days_are_pickled(day: date) -> None:
    assert read_version_day(str(day)) == day
    assert pickle.loads(pickle.dumps(day)) == day  # noqa: S301 (our own)


@pytest.mark.parametrize(
    "name", ["", "2023-12-27.1", "2023-12-27.02", "undated.1", "2023-13-01", "2023-12-27.x"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any)
        read_version_day(name)
