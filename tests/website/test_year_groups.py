"""Long lists fold by year, short ones never."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.website.year_groups import SHORT, by_year


def listed(*days: date) -> list[tuple[int, int]]:
    """Each year with how much is in it."""
    return [(each.year, len(each.entries)) for each in by_year(days, day=lambda day: day).years]


def test_years_come_in_the_order_of_the_list() -> None:
    newest_first = (date(2026, 12, 1), date(2026, 1, 1), date(2024, 12, 31))
    assert listed(*newest_first) == [(2026, 2), (2024, 1)]
    assert listed(*reversed(newest_first)) == [(2024, 1), (2026, 2)]


def test_an_empty_list_has_no_years() -> None:
    assert listed() == []


@pytest.mark.parametrize(
    ("days", "is_folded"),
    [
        ([date(2024, 1, 1), *[date(2025, 1, 1)] * (SHORT - 1)], False),
        ([date(2024, 1, 1), *[date(2025, 1, 1)] * SHORT], True),
        ([date(2025, 1, 1)] * (SHORT + 1), False),
        ([], False),
    ],
    ids=["short", "long", "long, of one year", "empty"],
)
def test_what_is_long_and_spans_years_is_folded(days: list[date], is_folded: bool) -> None:
    assert by_year(days, day=lambda day: day).is_folded is is_folded


@given(st.lists(st.dates()).map(sorted))
def test_the_years_hold_what_the_list_holds(days: list[date]) -> None:
    found = by_year(days, day=lambda day: day)
    assert [day for year in found.years for day in year.entries] == days == list(found.entries)
    assert len({year.year for year in found.years}) == len(found.years)
