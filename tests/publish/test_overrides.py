"""The file ``overrides.yml``: what is read from it, and what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from sayasat.errors import SettingsError
from sayasat.publish.overrides import Gate, Override, logged, logged_overrides, read_overrides

GOOD = """
- gate: past
  policy: privacy
  day: 2026-05-01
  reason: The court set the version aside.
  authority: Judgment 12
- {gate: urls, url: /policies/privacy/history/, day: 2026-05-02, reason: Erased, authority: "7"}
"""


def test_the_entries_are_read_and_come_back_from_the_log() -> None:
    day = date(2026, 5, 1)
    entries = read_overrides(GOOD)
    assert entries == (
        Override(Gate.PAST, day, "The court set the version aside.", "Judgment 12", policy="privacy"),
        Override(Gate.URLS, date(2026, 5, 2), "Erased", "7", url="policies/privacy/history/"),
    )
    assert tuple(logged_overrides(logged(each, day) for each in entries)) == entries
    assert read_overrides("") == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("gate: past", [("1", "entry-bad")]),
        ("- past", [("1", "entry-bad")]),
        ("- [", [("1", "entry-syntax")]),
        ("- {gate: door, day: 2026-05-01, reason: r, authority: a}", [("1", "entry-bad")]),
        ("- {gate: settings, day: soon, reason: r, authority: a}", [("1", "entry-bad")]),
        ("- gate: settings\n  day: 2026-05-01\n  reason: ''\n  authority: a", [("3", "entry-bad")]),
        ("- {gate: settings, day: 2026-05-01}", [("1", "entry-missing"), ("1", "entry-missing")]),
        ("- {gate: urls, day: 2026-05-01, reason: r, authority: a}", [("1", "entry-missing")]),
        ("- {gate: past, day: 2026-05-01, reason: r, authority: a, url: x}", [("1", "entry-missing")]),
        (
            "- {gate: ancestry, day: 2026-05-01, reason: r, authority: a, force: yes}",
            [("1", "entry-unknown")],
        ),
    ],
)
def test_each_fault_has_its_line(text: str, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(SettingsError) as raised:
        read_overrides(text)
    assert [(fault.where.partition(":")[2], fault.code) for fault in raised.value.faults] == faults
    assert all(fault.where.startswith("overrides.yml:") for fault in raised.value.faults)
