"""A policy's end is stated, moved, or called off. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, planned, refuse, withdrawals
from sayasat.edit.working_copy import PolicyFile, WorkingCopy, drafts, with_values


def plan_repeal(working_copy: WorkingCopy, day: date | None, reason: Mapping[str, str]) -> Plan:
    """State the first day without force; None calls the repeal off. Raises EditError.

    ``reason`` is by language: why, which a day that has passed cannot do without.
    """
    made, faults = drafts(
        working_copy, lambda file: with_values(file, _values(working_copy, file, day, reason))
    )
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    dry_run_result = dry_run(working_copy, made)
    if day is not None:
        faults += date_past(working_copy, day, reason, "--on")
    refuse([*faults, *dry_run_result.faults])
    outcome = [*_outcome(working_copy, day), *withdrawals(dry_run_result.original)]
    return planned(made, dry_run_result, outcome, _steps(working_copy, day))


def _values(
    working_copy: WorkingCopy, file: PolicyFile, day: date | None, reason: Mapping[str, str]
) -> dict[str, Value]:
    """Only the original ends a policy: a translation that says so is an error."""
    said = {"editorial": reason[file.language]} if file.language in reason else {}
    return {"repealed": day if file is working_copy.original else None, **said}


def _outcome(working_copy: WorkingCopy, day: date | None) -> Iterator[Remark]:
    standing = working_copy.original.published_head.repealed
    if standing is not None and standing != day:
        yield Remark("calls-off", (("day", standing),))
    if day is not None:
        yield Remark("repeals", (("day", day),))


def _steps(working_copy: WorkingCopy, day: date | None) -> Iterator[Remark]:
    yield Remark("step.check")
    yield Remark("step.propose")
    if day is not None and day > working_copy.today:
        yield Remark("step.before", (("day", day),))
