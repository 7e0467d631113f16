"""Dates, amounts, references and numbers are read, each by the most specific pattern."""

from __future__ import annotations

import pytest

from sayasat.check.language.figures import figures


def read(text: str, language: str) -> list[tuple[str, ...]]:
    return [(figure.kind.value, *figure.key) for figure in figures(text, language)]


DAY = [("date", "2026", "m12", "1")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ky", "2026-жылдын 1-декабры"),
        ("ky", "2026-жылдын 1-декабрынан"),
        ("ky", "2026-ж. 1-декабрь"),
        ("ky", "1-декабрь 2026-жыл"),
        ("ru", "1 декабря 2026 г."),
        ("ru", "«01» декабря 2026 года"),
        ("en", "1 December 2026"),
        ("en", "December 1, 2026"),
        ("en", "1st day of December 2026"),
        ("ky", "01.12.2026"),
        ("en", "2026-12-01"),
    ],
)
def test_a_day_is_one_date_however_it_is_written(language: str, text: str) -> None:
    assert read(text, language) == DAY


@pytest.mark.parametrize(
    ("language", "text"),
    [("ky", "3 марте"), ("en", "you may 5"), ("ru", "32 декабря"), ("en", "13.13.2026")],
)
def test_what_only_looks_like_a_date_is_not_a_date(language: str, text: str) -> None:
    assert {kind for kind, *_ in read(text, language)} == {"number"}


def test_a_figure_is_read_once() -> None:
    found = read("5-берененин 3-пункту, № 58, 2026-жылдын 1-майы, 100 миң сом, 30 күн", "ky")
    assert found == [
        ("reference", "5"),
        ("reference", "3"),
        ("reference", "58"),
        ("date", "2026", "m5", "1"),
        ("amount", "100000", "KGS"),
        ("number", "30"),
    ]


def test_another_language_has_no_figures() -> None:
    assert not figures("2026 жылғы 1 мамыр", "kk")
