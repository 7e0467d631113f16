"""An announced version is moved to another day, later or earlier. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sayasat.edit.dry_run import Outlook, judge
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_taken, no_version, planned, refuse, withdrawn
from sayasat.edit.working_copy import Desk, Draft, Sheet, changed, drafts
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Version


def plan_postpone(desk: Desk, old: date, new: date) -> Plan:
    """Move the version announced for ``old`` to ``new``. Raises EditError."""
    version = desk.original.version(old)
    if version is None:
        raise EditError([no_version(desk, old)])
    if version.withdrawn_on is not None and version.replaced_by != new:
        raise EditError([withdrawn(version)])
    made, faults = drafts(desk, lambda sheet: _draft(desk, sheet, version, new))
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    made, outlook = _judged(desk, made, version)
    own = list(_faults(desk, version, new))
    # A version that cannot be moved cannot be replaced either: that would be said twice.
    judged = [fault for fault in outlook.faults if not (own and fault.code.startswith("replaces-"))]
    refuse([*faults, *own, *judged])
    return planned(made, outlook, _outcome(outlook, old, new), _steps(desk, made, old))


def _draft(desk: Desk, sheet: Sheet, version: Version, new: date) -> Draft | None:
    """Absent for a file that has nothing of that version, or does not any more."""
    values: dict[str, Value] = {"effective": new, "replaces": None}
    if sheet.holds(version.date):
        if sheet.is_reworded and sheet.head.effective not in {version.date, new}:
            raise EditError([Fault("edit-lost", sheet.path)])
        return changed(sheet, values)
    mine = sheet.version(version.date)
    if mine is None or version.withdrawn_on is not None:
        return None
    draft = desk.restored(sheet, mine, values)
    named = draft.saying({"replaces": version.date})
    # A run before this one may have had to name it.
    return draft if named.is_change else named


def _judged(desk: Desk, made: list[Draft], version: Version) -> tuple[list[Draft], Outlook]:
    """The same words replace by themselves (rule 6.4); where they do not, the head says whom."""
    outlook = judge(desk, made)
    placed = outlook.original
    if placed is None or (not outlook.faults and placed.withdraws == (version.date,)):
        return made, outlook
    named = [
        draft.saying({"replaces": version.date}) if draft.sheet is desk.original else draft for draft in made
    ]
    return named, judge(desk, named)


def _faults(desk: Desk, version: Version, new: date) -> Iterator[Fault]:
    if version.date <= desk.day:
        facts = (("date", str(version.date)), ("today", str(desk.day)))
        yield Fault("edit-took-effect", str(version.date), facts)
    if new < desk.day:
        yield Fault("edit-postpone-past", str(new), (("date", str(new)), ("today", str(desk.day))))
    if new not in {version.date, version.replaced_by}:
        yield from date_taken(desk, new, version, str(new))


def _outcome(outlook: Outlook, old: date, new: date) -> Iterator[Remark]:
    if outlook.original is not None:
        yield Remark("moves", (("old", old), ("new", new)))


def _steps(desk: Desk, made: list[Draft], old: date) -> Iterator[Remark]:
    yield Remark("step.no-words")
    yield Remark("step.check")
    yield Remark("step.propose")
    yield Remark("step.before-moving", (("day", old),))
    if any(draft.restored for draft in made):
        yield Remark("step.resume", (("policy", desk.slug),))
