"""A version is corrected while another text stands in the file, and that text is taken up again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, no_version, planned, refuse, withdrawn
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, drafts, with_values
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Basis, ChangeClass, Version


def plan_correct(working_copy: WorkingCopy, day: date, reason: Mapping[str, str]) -> Plan:
    """Put the text of a version back into the files, with its date and a new reason. Raises EditError.

    ``day`` may be a date that the version was published under before it was given its own. A file in a
    language that the version was never published in stays as it is.
    """
    timeline = working_copy.original.timeline
    version = timeline.dated(day) if timeline else None
    if version is None:
        raise EditError([no_version(working_copy, day)])
    if version.withdrawn_on is not None:
        raise EditError([withdrawn(version)])
    if version.basis is Basis.RECORDED and not working_copy.original.is_text_of(version.date):
        facts = (("date", str(version.date)), ("policy", working_copy.slug))
        raise EditError([Fault("edit-recorded", str(day), facts)])
    made, faults = drafts(working_copy, lambda file: _corrected(working_copy, file, version, reason))
    dry_run_result = dry_run(working_copy, made, other_words=True)
    if made:
        faults += _unless_it_corrects(version, dry_run_result)
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    refuse([*faults, *dry_run_result.faults])
    outcome = [Remark("corrects", (("day", version.date),)), *_left_standing(working_copy, version)]
    return planned(made, dry_run_result, outcome, _steps(working_copy, version))


def plan_resume(working_copy: WorkingCopy) -> Plan:
    """Put the latest text back into the files, after an older one was corrected. Raises EditError."""
    made, faults = drafts(working_copy, lambda file: _resumed(working_copy, file))
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    dry_run_result = dry_run(working_copy, made)
    refuse([*faults, *dry_run_result.faults])
    latest = working_copy.original.standing[-1]
    outcome = [Remark("resumes", (("day", latest.date),))]
    return planned(
        made,
        dry_run_result,
        outcome,
        [Remark("step.same-slip"), Remark("step.check"), Remark("step.propose")],
    )


def _corrected(
    working_copy: WorkingCopy, file: PolicyFile, version: Version, reason: Mapping[str, str]
) -> FileDraft | None:
    """Absent for a file that has nothing of that version."""
    values: dict[str, Value] = {"editorial": reason[file.language]}
    if version.basis is Basis.STATED:
        values["effective"] = version.date
    if file.is_text_of(version.date):
        if file.is_edited and file.head.effective != file.published_head.effective:
            raise EditError([Fault("edit-lost", file.path)])
        return with_values(file, values)
    mine = file.version(version.date)
    if mine is None:
        return None
    if file.is_reworded and file.head.effective == version.date:
        # Put back by a run before this one, and being corrected already.
        return with_values(file, values)
    return working_copy.restored(file, mine, values)


def _unless_it_corrects(version: Version, dry_run_result: DryRun) -> Iterator[Fault]:
    """Without a new reason it would be no correction, but a return that withdraws what is announced."""
    placed = dry_run_result.original
    corrects = (
        placed is not None
        and placed.change is ChangeClass.EDITORIAL
        and placed.version_date == version.date
        and not placed.withdraws
    )
    if not corrects and not dry_run_result.faults:
        yield Fault("edit-reason-not-new", "--reason", (("date", str(version.date)),))


def _left_standing(working_copy: WorkingCopy, version: Version) -> Iterator[Remark]:
    """The versions whose text is in the file no more, but goes on all the same."""
    if working_copy.original.is_text_of(version.date):
        return
    yield from (
        Remark("stands", (("day", each.date),)) for each in working_copy.announced if each is not version
    )


def _steps(working_copy: WorkingCopy, version: Version) -> Iterator[Remark]:
    yield Remark("step.correct")
    if len(working_copy.files) > 1:
        yield Remark("step.compared")
    yield Remark("step.check")
    yield Remark("step.propose")
    if version is not working_copy.original.standing[-1]:
        yield Remark("step.resume", (("policy", working_copy.slug),))


def _resumed(working_copy: WorkingCopy, file: PolicyFile) -> FileDraft | None:
    """Absent for a file that holds its latest text, or never held one."""
    if not file.standing:
        return None
    latest = file.standing[-1]
    is_begun_otherwise = file.is_edited and file.head.effective != file.published_head.effective
    if file.is_text_of(latest.date) and not is_begun_otherwise:
        return None
    return working_copy.restored(file, latest, {})
