"""Counts tell a flood from a busy hour, and keep no address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sayasat_contact.limits import Limits, blinded, seconds_left, window

NOW = datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
SECRET = "s" * 32
LIMITS = Limits(address=20, total=500)


@pytest.mark.parametrize(
    ("width", "count", "is_labelled", "is_refused"),
    [
        (0, 1, False, False),
        (0, 20, False, False),
        (0, 21, True, False),
        (0, 100, True, False),
        (0, 101, True, True),
        (1, 40, False, False),
        (1, 200, True, False),
        (1, 201, True, True),
        (2, 400, True, False),
        (2, 401, True, True),
    ],
)
def test_a_busy_network_is_labelled_before_it_is_refused(
    width: int, count: int, is_labelled: bool, is_refused: bool
) -> None:
    """A whole mobile operator may stand behind one address: it must not be shut out."""
    assert (LIMITS.labels(width, count), LIMITS.refuses(width, count)) == (is_labelled, is_refused)


@pytest.mark.parametrize(("in_total", "hours"), [(1, 0), (500, 0), (501, 1), (1001, 2), (10**6, 6)])
def test_what_is_over_the_total_is_mailed_in_the_hours_after(in_total: int, hours: int) -> None:
    assert LIMITS.held(in_total) == timedelta(hours=hours)


def test_an_address_is_blinded_alike_for_a_day() -> None:
    assert blinded("192.0.2.1", SECRET, NOW) == blinded("192.0.2.1", SECRET, NOW + timedelta(hours=17))
    assert {len(each) for each in blinded("192.0.2.1", SECRET, NOW)} == {32}


def test_another_day_or_secret_blinds_it_otherwise() -> None:
    blind = {
        blinded("192.0.2.1", SECRET, NOW),
        blinded("192.0.2.1", SECRET, NOW + timedelta(days=1)),
        blinded("192.0.2.1", "t" * 32, NOW),
        blinded("192.0.2.2", SECRET, NOW),
    }
    assert len(blind) == 4


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("2001:db8::1", "2001:db8::ffff", 3),
        ("2001:db8::1", "2001:0DB8:0000::2", 3),
        ("fe80::1%eth0", "fe80::1%25wlan0", 3),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", 2),
        ("2001:db8:0:1::1", "2001:db8:0:100::1", 1),
        ("2001:db8:0:1::1", "2001:db8:1:1::1", 0),
        ("::ffff:192.0.2.1", "192.0.2.1", 2),
        ("192.0.2.1", "192.0.2.2", 1),
        ("192.0.2.1", "192.0.3.1", 0),
        (None, "", 1),
        ("unknown", "<script>", 1),
        (None, "999.1.1.1", 1),
    ],
)
def test_addresses_share_the_networks_that_both_are_in(
    one: str | None, other: str | None, shared: int
) -> None:
    pairs = zip(blinded(one, SECRET, NOW), blinded(other, SECRET, NOW), strict=True)
    assert [left == right for left, right in pairs].count(True) == shared


def test_windows_begin_with_the_hour() -> None:
    assert (window(NOW), seconds_left(NOW)) == (int(NOW.timestamp()) - 3599, 1)
    assert (window(NOW + timedelta(seconds=1)), seconds_left(NOW + timedelta(seconds=1))) == (
        int(NOW.timestamp()) + 1,
        3600,
    )
