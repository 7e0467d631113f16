"""The plan of ``repeal``: state, move or cancel the end of a policy. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, last_steps, planned, raise_faults, withdrawals
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values


def plan_repeal(working_copy: WorkingCopy, day: date | None, authority: Mapping[str, str]) -> Plan:
    """State the first day on which the policy no longer applies. Raises EditError.

    ``day``: None cancels the repeal. ``authority``: whose decision it rests on, by language; needed for a
    day that has passed (rule 10).
    """
    drafts, faults = make_drafts(working_copy, lambda file: _drafts(working_copy, file, day, authority))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    if day is not None:
        faults += date_past(working_copy, day, authority, "--on")
    raise_faults([*faults, *result.faults])
    outcome = [*_outcome(working_copy, day), *withdrawals(result)]
    return planned(drafts, result, outcome, last_steps(working_copy, day))


def _drafts(
    working_copy: WorkingCopy, file: PolicyFile, day: date | None, authority: Mapping[str, str]
) -> Iterator[FileDraft]:
    """The file in ``policies/``. Only the original gets `repealed`: in a translation it is an error."""
    values: dict[str, Value] = {"repealed": day if file is working_copy.original else None}
    if file.language in authority:
        values["authority"] = authority[file.language]
    if file.on_disk is not None:
        yield with_values(file, values)


def _outcome(working_copy: WorkingCopy, day: date | None) -> Iterator[Remark]:
    published = working_copy.original.published_front_matter.repealed
    if published is not None and published != day:
        yield Remark("calls-off", (("day", published),))
    if day is not None:
        yield Remark("repeals", (("day", day),))
