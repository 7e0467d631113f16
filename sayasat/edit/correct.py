"""A version is corrected while another text stands in the file, and that text is taken up again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sayasat.edit.dry_run import Outlook, judge
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, no_version, planned, refuse, withdrawn
from sayasat.edit.working_copy import Desk, Draft, Sheet, changed, drafts
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Basis, ChangeClass, Version


def plan_correct(desk: Desk, day: date, reason: Mapping[str, str]) -> Plan:
    """Put the text of a version back into the files, with its date and a new reason. Raises EditError.

    ``day`` may be a date that the version was published under before it was given its own. A file in a
    language that the version was never published in stays as it is.
    """
    timeline = desk.original.timeline
    version = timeline.dated(day) if timeline else None
    if version is None:
        raise EditError([no_version(desk, day)])
    if version.withdrawn_on is not None:
        raise EditError([withdrawn(version)])
    if version.basis is Basis.RECORDED and not desk.original.holds(version.date):
        facts = (("date", str(version.date)), ("policy", desk.slug))
        raise EditError([Fault("edit-recorded", str(day), facts)])
    made, faults = drafts(desk, lambda sheet: _corrected(desk, sheet, version, reason))
    outlook = judge(desk, made, other_words=True)
    if made:
        faults += _unless_it_corrects(version, outlook)
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    refuse([*faults, *outlook.faults])
    outcome = [Remark("corrects", (("day", version.date),)), *_left_standing(desk, version)]
    return planned(made, outlook, outcome, _steps(desk, version))


def plan_resume(desk: Desk) -> Plan:
    """Put the latest text back into the files, after an older one was corrected. Raises EditError."""
    made, faults = drafts(desk, lambda sheet: _resumed(desk, sheet))
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    outlook = judge(desk, made)
    refuse([*faults, *outlook.faults])
    latest = desk.original.standing[-1]
    outcome = [Remark("resumes", (("day", latest.date),))]
    return planned(
        made, outlook, outcome, [Remark("step.same-slip"), Remark("step.check"), Remark("step.propose")]
    )


def _corrected(desk: Desk, sheet: Sheet, version: Version, reason: Mapping[str, str]) -> Draft | None:
    """Absent for a file that has nothing of that version."""
    values: dict[str, Value] = {"editorial": reason[sheet.language]}
    if version.basis is Basis.STATED:
        values["effective"] = version.date
    if sheet.holds(version.date):
        if sheet.is_edited and sheet.head.effective != sheet.published_head.effective:
            raise EditError([Fault("edit-lost", sheet.path)])
        return changed(sheet, values)
    mine = sheet.version(version.date)
    if mine is None:
        return None
    if sheet.is_reworded and sheet.head.effective == version.date:
        # Put back by a run before this one, and being corrected already.
        return changed(sheet, values)
    return desk.restored(sheet, mine, values)


def _unless_it_corrects(version: Version, outlook: Outlook) -> Iterator[Fault]:
    """Without a new reason it would be no correction, but a return that withdraws what is announced."""
    placed = outlook.original
    corrects = (
        placed is not None
        and placed.change is ChangeClass.EDITORIAL
        and placed.date == version.date
        and not placed.withdraws
    )
    if not corrects and not outlook.faults:
        yield Fault("edit-reason-not-new", "--reason", (("date", str(version.date)),))


def _left_standing(desk: Desk, version: Version) -> Iterator[Remark]:
    """The versions whose text is in the file no more, but goes on all the same."""
    if desk.original.holds(version.date):
        return
    yield from (Remark("stands", (("day", each.date),)) for each in desk.announced if each is not version)


def _steps(desk: Desk, version: Version) -> Iterator[Remark]:
    yield Remark("step.correct")
    if len(desk.sheets) > 1:
        yield Remark("step.compared")
    yield Remark("step.check")
    yield Remark("step.propose")
    if version is not desk.original.standing[-1]:
        yield Remark("step.resume", (("policy", desk.slug),))


def _resumed(desk: Desk, sheet: Sheet) -> Draft | None:
    """Absent for a file that holds its latest text, or never held one."""
    if not sheet.standing:
        return None
    latest = sheet.standing[-1]
    is_begun_otherwise = sheet.is_edited and sheet.head.effective != sheet.published_head.effective
    if sheet.holds(latest.date) and not is_begun_otherwise:
        return None
    return desk.restored(sheet, latest, {})
