"""A small sample of what `python -m bench.contact.faults` tries at length: nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from bench.contact.stores import STORES
from bench.contact.tally import Tally
from bench.contact.trial import trial

KEPT = Tally(
    store="SQLite",
    kills=Counter(handler=3, worker=3),
    store_faults=Counter(full=1),
    mail_faults=Counter(hang=1),
    answers=Counter({("fair", "303"): 5, ("full", "503"): 2}),
    written=6,
    received=5,
    stored=6,
    untold=1,
    mails=6,
    delivered=5,
    dead=1,
    both=0,
    lost=[],
    stuck=[],
    false_claims=[],
    doubled=[],
    changed=[],
    alarms=[],
)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.soak
def test_no_message_is_lost_when_all_fails(store: str) -> None:
    tally = trial(store, kills=12, seed=7)
    assert tally.is_kept, str(tally)
    assert tally.received > 5, str(tally)
    assert tally.stored == tally.received + tally.untold
    assert tally.delivered + tally.dead - tally.both == tally.stored
    assert min(tally.kills["handler"], tally.kills["worker"]) >= 12
    assert {"locked", "read-only"} < set(tally.store_faults)


@pytest.mark.parametrize("broken", ["lost", "stuck", "false_claims", "doubled", "changed", "alarms"])
def test_a_broken_promise_is_told(broken: str) -> None:
    found: dict[str, Any] = {broken: ["7-1"]}
    tally = replace(KEPT, **found)
    assert KEPT.is_kept
    assert not tally.is_kept
    assert "BROKEN: 7-1" in str(tally)


def test_an_unannounced_5xx_is_a_broken_promise() -> None:
    assert not replace(KEPT, answers=Counter({("fair", "500"): 1})).is_kept


def test_the_figures_are_shown() -> None:
    shown = str(KEPT)
    assert "answers, full:                           503 2" in shown
    assert "delivered, by Message-ID:                5 (1 mails were repeats)" in shown
    assert "BROKEN" not in shown
