"""Commits with wrong clocks: as few as possible are disbelieved, and times never decrease."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.versions.clocks import bounded_times

START = datetime(2026, 1, 1, tzinfo=UTC)


def times(*years: int) -> list[datetime]:
    return [datetime(year, 1, 1, tzinfo=UTC) for year in years]


def years(*given_years: int) -> list[int]:
    return [time.year for time in bounded_times(times(*given_years))]


@pytest.mark.parametrize(
    ("commits", "bounded"),
    [
        pytest.param([], [], id="none"),
        pytest.param([2026], [2026], id="one"),
        pytest.param([2020, 2036, 2021, 2022], [2020, 2020, 2021, 2022], id="one in the future"),
        pytest.param([2020, 2036, 2021], [2020, 2020, 2021], id="one in the future, before the newest"),
        pytest.param([2020, 2021, 2001, 2022], [2020, 2021, 2021, 2022], id="one of 2001"),
        pytest.param([2001, 2020, 2021], [2001, 2020, 2021], id="an old beginning"),
        pytest.param([2036, 2020, 2021], [2020, 2020, 2021], id="the first in the future"),
        pytest.param([2021, 2020], [2021, 2021], id="two, the second slow"),
        pytest.param(
            [2020, 2036, 2037, 2021, 2022, 2023], [2020, 2020, 2020, 2021, 2022, 2023], id="two ahead"
        ),
        pytest.param([2020, 2022, 2021, 2023], [2020, 2022, 2022, 2023], id="what was believed stays"),
        pytest.param([2020, 2020, 2020], [2020, 2020, 2020], id="the same second"),
    ],
)
def test_a_wrong_clock_counts_as_the_commit_before(commits: list[int], bounded: list[int]) -> None:
    assert years(*commits) == bounded


HOURS = st.lists(st.integers(0, 12), max_size=9)


@given(HOURS)
def test_times_never_decrease_and_as_few_clocks_as_possible_are_disbelieved(hours: list[int]) -> None:
    """The oracle tries every choice of commits to believe."""
    given_times = [START + timedelta(hours=each) for each in hours]
    bounded = bounded_times(given_times)
    assert all(before <= after for before, after in pairwise(bounded))
    assert bounded_times(bounded) == bounded
    kept = sum(before == after for before, after in zip(given_times, bounded, strict=True))
    best = max(
        size
        for size in range(len(hours) + 1)
        for chosen in combinations(hours, size)
        if list(chosen) == sorted(chosen)
    )
    assert kept >= best


@given(st.lists(st.integers(0, 1000), max_size=30).map(sorted))
def test_clocks_that_agree_are_all_believed(hours: list[int]) -> None:
    given_times = tuple(START + timedelta(hours=each) for each in hours)
    assert bounded_times(given_times) == given_times
