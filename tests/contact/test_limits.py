"""Counts tell a flood from a busy hour, and keep no address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contact.limits import Limits, LimitVerdict, blinded, seconds_left, window

NOW = datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
SECRET = "s" * 32
LIMITS = Limits(address=20, total=500)


@pytest.mark.parametrize(
    ("of_address", "in_total", "verdict"),
    [
        (1, 1, LimitVerdict.TAKE),
        (20, 500, LimitVerdict.TAKE),
        (21, 21, LimitVerdict.LABEL),
        (100, 100, LimitVerdict.LABEL),
        (101, 101, LimitVerdict.REFUSE),
        (1, 501, LimitVerdict.REFUSE),
    ],
)
def test_a_busy_address_is_labelled_before_it_is_refused(
    of_address: int, in_total: int, verdict: LimitVerdict
) -> None:
    """A whole mobile operator may stand behind one address: it must not be shut out."""
    assert LIMITS.verdict(of_address, in_total) is verdict


def test_an_address_is_blinded_alike_for_a_day() -> None:
    assert blinded("192.0.2.1", SECRET, NOW) == blinded("192.0.2.1", SECRET, NOW + timedelta(hours=17))
    assert len(blinded("192.0.2.1", SECRET, NOW)) == 32


def test_another_day_or_secret_blinds_it_otherwise() -> None:
    blind = {
        blinded("192.0.2.1", SECRET, NOW),
        blinded("192.0.2.1", SECRET, NOW + timedelta(days=1)),
        blinded("192.0.2.1", "t" * 32, NOW),
        blinded("192.0.2.2", SECRET, NOW),
    }
    assert len(blind) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff"),
        ("2001:db8::1", "2001:0DB8:0000::2"),
        ("fe80::1%eth0", "fe80::1%25wlan0"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        (None, ""),
        ("unknown", "<script>"),
        (None, "999.1.1.1"),
    ],
)
def test_what_is_one_network_is_one_address(one: str | None, other: str | None) -> None:
    assert blinded(one, SECRET, NOW) == blinded(other, SECRET, NOW)


def test_networks_differ() -> None:
    assert blinded("2001:db8:0:1::1", SECRET, NOW) != blinded("2001:db8:0:2::1", SECRET, NOW)


def test_windows_begin_with_the_hour() -> None:
    assert (window(NOW), seconds_left(NOW)) == (int(NOW.timestamp()) - 3599, 1)
    assert (window(NOW + timedelta(seconds=1)), seconds_left(NOW + timedelta(seconds=1))) == (
        int(NOW.timestamp()) + 1,
        3600,
    )
