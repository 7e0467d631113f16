"""The page of results of the first visit, from visits that nobody made."""

from __future__ import annotations

from bench.first_visit import Visit, page


def test_each_page_has_its_line() -> None:
    visits = [Visit("plain", 7, 82_000, 4_683, 127.6, 0.0), Visit("ours", 7, 75_100, 7_300, 124.2, 0.076)]
    lines = page(visits).splitlines()
    assert lines[-2:] == [
        "| plain | 7 | 82,000 | 4,683 | 128 | 0.000 |",
        "| ours | 7 | 75,100 | 7,300 | 124 | 0.076 |",
    ]
