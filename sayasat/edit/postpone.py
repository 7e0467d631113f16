"""The plan of ``postpone``: move an upcoming version to a later or earlier day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.placement import placed_drafts
from sayasat.edit.plan import (
    NOTHING,
    Plan,
    Remark,
    date_taken,
    last_steps,
    no_version,
    planned,
    raise_faults,
    withdrawn,
    without_file,
)
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Version


def plan_postpone(working_copy: WorkingCopy, old: date, new: date) -> Plan:
    """Move the version of the day ``old`` to the day ``new``. Raises EditError.

    The file of a version in ``versions/`` gets the name of the new day. Where another version is the latest
    one after the move, that one stands in ``policies/`` then.
    """
    version = working_copy.original.version(old)
    if version is None:
        raise EditError([no_version(working_copy, old)])
    if version.withdrawn_on is not None:
        if version.replaced_by == new:
            return NOTHING
        raise EditError([withdrawn(version)])
    drafts, faults = make_drafts(working_copy, lambda main: _drafts(working_copy, main, old, new))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    own = list(_faults(working_copy, version, new))
    # A version that cannot be moved cannot be replaced either: report only the first fault
    rule_faults = [fault for fault in result.faults if not (own and fault.code.startswith("replaces-"))]
    if not (faults or own or result.faults) and old not in result.withdraws:
        own = [without_file(working_copy, version)]
    raise_faults([*faults, *own, *rule_faults])
    moved = [Remark("moves", (("old", old), ("new", new)))] if result.placed else []
    before = Remark("step.before-moving", (("day", old),))
    steps = (Remark("step.no-words"), *last_steps(working_copy), before)
    return planned(drafts, result, moved, steps)


def _drafts(working_copy: WorkingCopy, main: PolicyFile, old: date, new: date) -> Iterator[FileDraft]:
    latest = working_copy.latest([old], new)
    moved = _moved(working_copy, main, old, new, in_policies=new == latest)
    texts = {new: moved} if moved else {}
    yield from placed_drafts(working_copy, main, texts, [old], latest)


def _moved(
    working_copy: WorkingCopy, main: PolicyFile, old: date, new: date, *, in_policies: bool
) -> FileDraft | None:
    """The text under its new date; None if the version is not in this language.

    If its words were changed on disk, it says which version it replaces (rule 6).
    """
    if main.is_text_of(old) and in_policies:
        if main.is_reworded and main.front_matter.effective not in {old, new}:
            raise EditError([Fault("edit-lost", main.path)])
        named = old if main is working_copy.original and main.is_reworded else None
        return with_values(main, {"effective": new, "replaces": named})
    if working_copy.text(main, old) is None:
        return None
    values: dict[str, Value] = {"effective": new}
    target = main if in_policies else working_copy.version_file(main, new)
    return working_copy.copied(main, target, old, values)


def _faults(working_copy: WorkingCopy, version: Version, new: date) -> Iterator[Fault]:
    if version.date <= working_copy.today:
        facts = (("date", str(version.date)), ("today", str(working_copy.today)))
        yield Fault("edit-took-effect", str(version.date), facts)
    if new < working_copy.today:
        yield Fault("edit-postpone-past", str(new), (("date", str(new)), ("today", str(working_copy.today))))
    if new != version.date:
        yield from date_taken(working_copy, new, version, str(new))
