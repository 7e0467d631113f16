"""A token tells when a form was opened, and is believed only whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat_contact.stamp import OLDEST, SKEW, YOUNGEST, Stamper

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
NEW, OLD = "n" * 32, "o" * 32
STAMPER = Stamper([NEW])
SECOND = timedelta(seconds=1)


def age(by: timedelta) -> bool | None:
    """Whether a token of this age is young; None where it does not hold."""
    stamp = STAMPER.read(STAMPER.issue("ky", NOW), "ky", NOW + by)
    return None if stamp is None else stamp.is_young


def test_it_holds_for_a_day() -> None:
    assert (age(OLDEST), age(OLDEST + SECOND)) == (False, None)


def test_before_three_seconds_it_is_young() -> None:
    assert (age(YOUNGEST - SECOND), age(YOUNGEST)) == (True, False)


@pytest.mark.parametrize("opened", [YOUNGEST, timedelta(days=300)])
def test_it_is_as_old_as_the_page_that_it_is_for(opened: timedelta) -> None:
    token = STAMPER.issue("ky", NOW, opened)
    read = [STAMPER.read(token, "ky", NOW + age) for age in (timedelta(0), OLDEST - YOUNGEST)]
    assert [stamp and stamp.is_young for stamp in read] == [False, False]


def test_a_page_from_the_future_makes_no_token_of_the_future() -> None:
    assert STAMPER.read(STAMPER.issue("ky", NOW, -OLDEST), "ky", NOW)


def test_a_clock_set_back_a_little_makes_it_young_and_one_from_the_future_does_not_hold() -> None:
    assert (age(-SKEW), age(-SKEW - SECOND)) == (True, None)


def test_each_has_a_nonce_of_its_own() -> None:
    stamps = [STAMPER.read(STAMPER.issue("ky", NOW), "ky", NOW) for _ in range(100)]
    assert len({stamp.nonce for stamp in stamps if stamp}) == 100


def test_that_of_another_language_does_not_hold() -> None:
    assert STAMPER.read(STAMPER.issue("ru", NOW), "ky", NOW) is None


def test_that_of_another_handler_does_not_hold() -> None:
    assert STAMPER.read(Stamper([OLD]).issue("ky", NOW), "ky", NOW) is None


def test_after_a_rotation_old_tokens_hold_and_new_ones_are_signed_by_the_first() -> None:
    rotated = Stamper([NEW, OLD])
    assert rotated.read(Stamper([OLD]).issue("ky", NOW), "ky", NOW)
    assert Stamper([NEW]).read(rotated.issue("ky", NOW), "ky", NOW)
    assert Stamper([OLD]).read(rotated.issue("ky", NOW), "ky", NOW) is None


@pytest.mark.parametrize("forged", ["", ".", "..", "a.b.c", "a" * 10_000, "ң.ө.ү", "\ud800", "a.////.b"])
def test_what_is_no_token_does_not_hold(forged: str) -> None:
    assert STAMPER.read(forged, "ky", NOW) is None


@given(st.integers(0, 80))
def test_a_cut_one_does_not_hold(length: int) -> None:
    token = STAMPER.issue("ky", NOW)
    assert STAMPER.read(token[:length], "ky", NOW) is None or length >= len(token)


@given(st.text(st.characters(codec=None)))
def test_nothing_typed_is_a_token(text: str) -> None:
    assert STAMPER.read(text, "ky", NOW) is None
