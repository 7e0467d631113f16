"""A policy's end is stated, moved, or called off. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sayasat.edit.dry_run import judge
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, planned, refuse, withdrawals
from sayasat.edit.working_copy import Desk, Sheet, changed, drafts


def plan_repeal(desk: Desk, day: date | None, reason: Mapping[str, str]) -> Plan:
    """State the first day without force; None calls the repeal off. Raises EditError.

    ``reason`` is by language: why, which a day that has passed cannot do without.
    """
    made, faults = drafts(desk, lambda sheet: changed(sheet, _values(sheet, day, reason)))
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    outlook = judge(desk, made)
    if day is not None:
        faults += date_past(desk, day, reason, "--on")
    refuse([*faults, *outlook.faults])
    outcome = [*_outcome(desk, day), *withdrawals(outlook.original)]
    return planned(made, outlook, outcome, _steps(desk, day))


def _values(sheet: Sheet, day: date | None, reason: Mapping[str, str]) -> dict[str, Value]:
    said = {"editorial": reason[sheet.language]} if sheet.language in reason else {}
    return {"repealed": day, **said}


def _outcome(desk: Desk, day: date | None) -> Iterator[Remark]:
    standing = desk.original.published_head.repealed
    if standing is not None and standing != day:
        yield Remark("calls-off", (("day", standing),))
    if day is not None:
        yield Remark("repeals", (("day", day),))


def _steps(desk: Desk, day: date | None) -> Iterator[Remark]:
    yield Remark("step.check")
    yield Remark("step.propose")
    if day is not None and day > desk.day:
        yield Remark("step.before", (("day", day),))
