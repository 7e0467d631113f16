"""The plans of ``correct`` and ``resume``: restore an older version's text, and then the latest one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, no_version, planned, raise_faults, withdrawn
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Basis, ChangeClass, Version


def plan_correct(working_copy: WorkingCopy, day: date, reason: Mapping[str, str]) -> Plan:
    """Restore the text of a version in the files, with its date and a new reason. Raises EditError.

    ``day``: the version's date, or a date that it was published under before its own was stated. ``reason``:
    by language. The file of a language in which the version was never published is not changed.
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
    drafts, faults = make_drafts(working_copy, lambda file: _corrected(working_copy, file, version, reason))
    result = dry_run(working_copy, drafts, other_words=True)
    if drafts:
        faults += _unless_it_corrects(version, result)
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    raise_faults([*faults, *result.faults])
    outcome = [Remark("corrects", (("day", version.date),)), *_left_standing(working_copy, version)]
    return planned(drafts, result, outcome, _steps(working_copy, version))


def plan_resume(working_copy: WorkingCopy) -> Plan:
    """Restore the latest text in the files, after an older one was corrected. Raises EditError."""
    drafts, faults = make_drafts(working_copy, lambda file: _resumed(working_copy, file))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    raise_faults([*faults, *result.faults])
    latest = working_copy.original.active_versions[-1]
    outcome = [Remark("resumes", (("day", latest.date),))]
    return planned(
        drafts,
        result,
        outcome,
        [Remark("step.same-slip"), Remark("step.check"), Remark("step.propose")],
    )


def _corrected(
    working_copy: WorkingCopy, file: PolicyFile, version: Version, reason: Mapping[str, str]
) -> FileDraft | None:
    """None if the version was never published in the file's language."""
    values: dict[str, Value] = {"editorial": reason[file.language]}
    if version.basis is Basis.STATED:
        values["effective"] = version.date
    if file.is_text_of(version.date):
        if file.is_edited and file.front_matter.effective != file.published_front_matter.effective:
            raise EditError([Fault("edit-lost", file.path)])
        return with_values(file, values)
    mine = file.version(version.date)
    if mine is None:
        return None
    if file.is_reworded and file.front_matter.effective == version.date:
        # An earlier run restored the text, and the editor has begun to correct it
        return with_values(file, values)
    return working_copy.restored(file, mine, values)


def _unless_it_corrects(version: Version, result: DryRun) -> Iterator[Fault]:
    """A fault if the rules see a revert, which withdraws versions, because the reason is not a new one."""
    placed = result.original
    corrects = (
        placed is not None
        and placed.change is ChangeClass.EDITORIAL
        and placed.version_date == version.date
        and not placed.withdraws
    )
    if not corrects and not result.faults:
        yield Fault("edit-reason-not-new", "--reason", (("date", str(version.date)),))


def _left_standing(working_copy: WorkingCopy, version: Version) -> Iterator[Remark]:
    """A remark for each upcoming version: it stays announced although the file has another text now."""
    if working_copy.original.is_text_of(version.date):
        return
    yield from (
        Remark("stands", (("day", each.date),)) for each in working_copy.upcoming if each is not version
    )


def _steps(working_copy: WorkingCopy, version: Version) -> Iterator[Remark]:
    yield Remark("step.correct")
    if len(working_copy.files) > 1:
        yield Remark("step.compared")
    yield Remark("step.check")
    yield Remark("step.propose")
    if version is not working_copy.original.active_versions[-1]:
        yield Remark("step.resume", (("policy", working_copy.slug),))


def _resumed(working_copy: WorkingCopy, file: PolicyFile) -> FileDraft | None:
    """None if the file has its latest text already, or no version was published in its language."""
    if not file.active_versions:
        return None
    latest = file.active_versions[-1]
    has_other_date = file.is_edited and file.front_matter.effective != file.published_front_matter.effective
    if file.is_text_of(latest.date) and not has_other_date:
        return None
    return working_copy.restored(file, latest, {})
