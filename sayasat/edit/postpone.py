"""The plan of ``postpone``: move an upcoming version to a later or earlier day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_taken, no_version, planned, raise_faults, withdrawn
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Version


def plan_postpone(working_copy: WorkingCopy, old: date, new: date) -> Plan:
    """Move the version of the day ``old`` to the day ``new``. Raises EditError."""
    version = working_copy.original.version(old)
    if version is None:
        raise EditError([no_version(working_copy, old)])
    if version.withdrawn_on is not None and version.replaced_by != new:
        raise EditError([withdrawn(version)])
    drafts, faults = make_drafts(working_copy, lambda file: _draft(working_copy, file, version, new))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    drafts, result = _dry_run(working_copy, drafts, version)
    own = list(_faults(working_copy, version, new))
    # A version that cannot be moved cannot be replaced either: report only the first fault
    rule_faults = [fault for fault in result.faults if not (own and fault.code.startswith("replaces-"))]
    raise_faults([*faults, *own, *rule_faults])
    return planned(drafts, result, _outcome(result, old, new), _steps(working_copy, drafts, old))


def _draft(working_copy: WorkingCopy, file: PolicyFile, version: Version, new: date) -> FileDraft | None:
    """None if the version was never published in the file's language, or has been withdrawn."""
    values: dict[str, Value] = {"effective": new, "replaces": None}
    if file.is_text_of(version.date):
        if file.is_reworded and file.front_matter.effective not in {version.date, new}:
            raise EditError([Fault("edit-lost", file.path)])
        return with_values(file, values)
    mine = file.version(version.date)
    if mine is None or version.withdrawn_on is not None:
        return None
    draft = working_copy.restored(file, mine, values)
    named = draft.with_values({"replaces": version.date})
    # An earlier run may have set `replaces`: keep it
    return draft if named.is_change else named


def _dry_run(
    working_copy: WorkingCopy, drafts: list[FileDraft], version: Version
) -> tuple[list[FileDraft], DryRun]:
    """A draft with the same words replaces the version without a key (rule 6.4); else ``replaces`` is set."""
    result = dry_run(working_copy, drafts)
    placed = result.original
    if placed is None or (not result.faults and placed.withdraws == (version.date,)):
        return drafts, result
    named = [
        draft.with_values({"replaces": version.date}) if draft.file is working_copy.original else draft
        for draft in drafts
    ]
    return named, dry_run(working_copy, named)


def _faults(working_copy: WorkingCopy, version: Version, new: date) -> Iterator[Fault]:
    if version.date <= working_copy.today:
        facts = (("date", str(version.date)), ("today", str(working_copy.today)))
        yield Fault("edit-took-effect", str(version.date), facts)
    if new < working_copy.today:
        yield Fault("edit-postpone-past", str(new), (("date", str(new)), ("today", str(working_copy.today))))
    if new not in {version.date, version.replaced_by}:
        yield from date_taken(working_copy, new, version, str(new))


def _outcome(result: DryRun, old: date, new: date) -> Iterator[Remark]:
    if result.original is not None:
        yield Remark("moves", (("old", old), ("new", new)))


def _steps(working_copy: WorkingCopy, drafts: list[FileDraft], old: date) -> Iterator[Remark]:
    yield Remark("step.no-words")
    yield Remark("step.check")
    yield Remark("step.propose")
    yield Remark("step.before-moving", (("day", old),))
    if any(draft.restored for draft in drafts):
        yield Remark("step.resume", (("policy", working_copy.slug),))
