"""The plan of ``withdraw``: drop an announced version. Pure."""

from __future__ import annotations

from datetime import date

from sayasat.edit.dry_run import dry_run
from sayasat.edit.placement import placed_drafts
from sayasat.edit.plan import (
    NOTHING,
    Plan,
    Remark,
    last_steps,
    no_version,
    planned,
    raise_faults,
    withdrawals,
    without_file,
)
from sayasat.edit.working_copy import WorkingCopy, make_drafts
from sayasat.errors import EditError, Fault


def plan_withdraw(working_copy: WorkingCopy, day: date) -> Plan:
    """Drop the version that is announced for a day. Raises EditError.

    Its file in ``versions/`` is deleted. If it stands in ``policies/``, the latest version before it stands
    there again, as after the "Revert" button of the forge.
    """
    version = working_copy.original.version(day)
    if version is None:
        raise EditError([no_version(working_copy, day)])
    if version.withdrawn_on is not None:
        return NOTHING
    if day <= working_copy.today:
        facts = (("date", str(day)), ("today", str(working_copy.today)))
        raise EditError([Fault("edit-in-force", str(day), facts)])
    if working_copy.original.active_dates == {day}:
        facts = (("date", str(day)), ("policy", working_copy.slug))
        raise EditError([Fault("edit-only-version", str(day), facts)])
    latest = working_copy.latest([day])
    drafts, faults = make_drafts(
        working_copy, lambda main: placed_drafts(working_copy, main, {}, [day], latest)
    )
    result = dry_run(working_copy, drafts)
    if not faults and not result.faults and day not in result.withdraws:
        faults.append(without_file(working_copy, version))
    raise_faults([*faults, *result.faults])
    if not any(draft.is_change for draft in drafts):
        return NOTHING
    steps = (*last_steps(working_copy), Remark("step.before-moving", (("day", day),)))
    return planned(drafts, result, withdrawals(result), steps)
