"""The plan of ``new-version``: set the date of a new version in every language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, date_taken, planned, raise_faults, withdrawals
from sayasat.edit.working_copy import PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import Fault
from sayasat.versions.model import Basis, ChangeClass

_OF_ONE_VERSION = ("summary", "adopted", "authority", "editorial", "replaces")
"""Keys that describe one version: they are removed when the next version begins."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The arguments of the command. Texts are by language; a missing one leaves the file's key as it is."""

    effective: date
    summary: Mapping[str, str] = field(default_factory=dict)
    replaces: date | Literal["none"] | None = None
    adopted: date | None = None
    authority: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    """Why the version takes effect on a day that has passed."""

    reenact: bool = False
    """Whether to end the repeal of the policy."""


def plan_new_version(working_copy: WorkingCopy, request: NewVersion) -> Plan:
    """Set the date of a version whose text is still to be written, or of the published text without a date.

    Raises EditError.
    """
    drafts, faults = make_drafts(
        working_copy, lambda file: with_values(file, dict(_values(working_copy, file, request)))
    )
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    dates = _dates_the_recorded_text(working_copy, request)
    result = dry_run(working_copy, drafts, other_words=not dates)
    faults += _faults(working_copy, request, dates=dates)
    raise_faults([*faults, *_as_option_faults(result, request)])
    return planned(
        drafts,
        result,
        _outcome(working_copy, result, dates=dates),
        _steps(working_copy, request, dates=dates),
    )


def _values(working_copy: WorkingCopy, file: PolicyFile, request: NewVersion) -> Iterator[tuple[str, Value]]:
    """The keys to set. A second run with the same date removes no key that was written since the first."""
    now, before = file.front_matter, file.published_front_matter
    if now.effective != request.effective and not _dates_the_recorded_text(working_copy, request):
        lingering = [key for key in _OF_ONE_VERSION if getattr(now, key) == getattr(before, key)]
        yield from ((key, None) for key in lingering)
    yield "effective", request.effective
    texts = {"summary": request.summary, "authority": request.authority, "editorial": request.reason}
    yield from ((key, by[file.language]) for key, by in texts.items() if file.language in by)
    if request.adopted:
        yield "adopted", request.adopted
    if (
        request.replaces
        and file is working_copy.original
        and (request.replaces != "none" or _others(working_copy, request))
    ):
        yield "replaces", request.replaces
    if request.reenact:
        yield "repealed", None


def _others(working_copy: WorkingCopy, request: NewVersion) -> bool:
    """Whether other versions are upcoming, for which ``replaces`` must be given."""
    return any(each.date != request.effective for each in working_copy.upcoming)


def _dates_the_recorded_text(working_copy: WorkingCopy, request: NewVersion) -> bool:
    """Whether the date is for the published text: none was stated, no word changed, the day has come."""
    versions = working_copy.original.timeline.versions if working_copy.original.timeline else ()
    has_stated = any(each.basis is Basis.STATED for each in versions)
    return (
        bool(versions)
        and not has_stated
        and not working_copy.original.is_reworded
        and request.effective <= working_copy.today
    )


def _faults(working_copy: WorkingCopy, request: NewVersion, *, dates: bool) -> Iterator[Fault]:
    if not dates:
        yield from date_taken(
            working_copy, request.effective, working_copy.original.published_version, "--effective"
        )
        yield from date_past(working_copy, request.effective, request.reason, "--effective")
        yield from _built_on_an_older_text(working_copy, request)
    yield from _correction_begun(working_copy, request)
    if request.adopted and request.adopted > working_copy.today:
        facts = (("date", str(request.adopted)), ("today", str(working_copy.today)))
        yield Fault("edit-adopted-later", "--adopted", facts)


def _built_on_an_older_text(working_copy: WorkingCopy, request: NewVersion) -> Iterator[Fault]:
    """A fault if the file has an older text than the version before the new one, as after a correction."""
    published_version = working_copy.original.published_version
    followed = [
        each.date
        for each in working_copy.original.active_versions
        if each.date <= request.effective and each.date != request.replaces
    ]
    if published_version and followed and published_version.date < followed[-1]:
        facts = (
            ("held", str(published_version.date)),
            ("latest", str(followed[-1])),
            ("policy", working_copy.slug),
        )
        yield Fault("edit-not-latest", working_copy.original.path, facts)


def _correction_begun(working_copy: WorkingCopy, request: NewVersion) -> Iterator[Fault]:
    """A fault if the file has the text of another version, which was restored to be corrected."""
    original = working_copy.original
    others = {each.date for each in original.active_versions if each is not original.published_version}
    if original.is_edited and original.front_matter.effective in others - {request.effective}:
        yield Fault("edit-lost", original.path)


def _as_option_faults(result: DryRun, request: NewVersion) -> Iterator[Fault]:
    """The faults of the dry run; a fault that an option corrects names the option instead."""
    for fault in result.faults:
        if fault.code == "replaces-missing":
            yield Fault("edit-replaces-missing", "--replaces", fault.facts)
        elif fault.code == "repealed-lingers" and not request.reenact:
            yield Fault("edit-repealed", "--reenact", fault.facts)
        else:
            yield fault


def _outcome(working_copy: WorkingCopy, result: DryRun, *, dates: bool) -> Iterator[Remark]:
    placed = result.original
    if placed is None:
        return
    yield Remark("dates" if dates else "opens", (("day", placed.version_date),))
    yield from withdrawals(placed)
    if placed.change is ChangeClass.NEW and not dates and not working_copy.original.is_reworded:
        is_recorded = working_copy.original.front_matter.effective is None
        yield Remark("unchanged-recorded" if is_recorded else "unchanged")


def _steps(working_copy: WorkingCopy, request: NewVersion, *, dates: bool) -> Iterator[Remark]:
    if not dates:
        yield Remark("step.write")
    if not dates and len(working_copy.files) > 1:
        yield Remark("step.translate")
    yield Remark("step.check")
    yield Remark("step.propose")
    if request.effective > working_copy.today:
        yield Remark("step.before", (("day", request.effective),))
