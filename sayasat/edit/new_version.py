"""A new version of a policy: its date, set in every language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, date_taken, planned, refuse, withdrawals
from sayasat.edit.working_copy import PolicyFile, WorkingCopy, drafts, with_values
from sayasat.errors import Fault
from sayasat.versions.model import Basis, ChangeClass

_OF_ONE_VERSION = ("summary", "adopted", "authority", "editorial", "replaces")
"""What a head says of the version it was written for: in the next one it would be untrue."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is asked for. Texts are by language; one that is not there says nothing."""

    effective: date
    summary: Mapping[str, str] = field(default_factory=dict)
    replaces: date | Literal["none"] | None = None
    adopted: date | None = None
    authority: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    """Why the date has passed already."""

    reenact: bool = False
    """Whether a repealed policy is to apply again."""


def plan_new_version(working_copy: WorkingCopy, asked: NewVersion) -> Plan:
    """Set the date of a version that is yet to be written, or of a recorded text that has none.

    Raises EditError.
    """
    made, faults = drafts(
        working_copy, lambda file: with_values(file, dict(_values(working_copy, file, asked)))
    )
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    dates = _dates_the_recorded_text(working_copy, asked)
    dry_run_result = dry_run(working_copy, made, other_words=not dates)
    faults += _faults(working_copy, asked, dates=dates)
    refuse([*faults, *_as_option_faults(dry_run_result, asked)])
    return planned(
        made,
        dry_run_result,
        _outcome(working_copy, dry_run_result, dates=dates),
        _steps(working_copy, asked, dates=dates),
    )


def _values(working_copy: WorkingCopy, file: PolicyFile, asked: NewVersion) -> Iterator[tuple[str, Value]]:
    """What the head of a file is to say. A second run takes nothing out that was written since the first."""
    now, before = file.head, file.published_head
    if now.effective != asked.effective and not _dates_the_recorded_text(working_copy, asked):
        lingering = [key for key in _OF_ONE_VERSION if getattr(now, key) == getattr(before, key)]
        yield from ((key, None) for key in lingering)
    yield "effective", asked.effective
    texts = {"summary": asked.summary, "authority": asked.authority, "editorial": asked.reason}
    yield from ((key, said[file.language]) for key, said in texts.items() if file.language in said)
    if asked.adopted:
        yield "adopted", asked.adopted
    if (
        asked.replaces
        and file is working_copy.original
        and (asked.replaces != "none" or _others(working_copy, asked))
    ):
        yield "replaces", asked.replaces
    if asked.reenact:
        yield "repealed", None


def _others(working_copy: WorkingCopy, asked: NewVersion) -> bool:
    """Whether other versions are announced: what becomes of them is to be said."""
    return any(each.date != asked.effective for each in working_copy.announced)


def _dates_the_recorded_text(working_copy: WorkingCopy, asked: NewVersion) -> bool:
    """Whether the date is for the text as it is: none was stated, no word is changed, the day has come."""
    versions = working_copy.original.timeline.versions if working_copy.original.timeline else ()
    has_stated = any(each.basis is Basis.STATED for each in versions)
    return (
        bool(versions)
        and not has_stated
        and not working_copy.original.is_reworded
        and asked.effective <= working_copy.today
    )


def _faults(working_copy: WorkingCopy, asked: NewVersion, *, dates: bool) -> Iterator[Fault]:
    if not dates:
        yield from date_taken(
            working_copy, asked.effective, working_copy.original.published_version, "--effective"
        )
        yield from date_past(working_copy, asked.effective, asked.reason, "--effective")
        yield from _built_on_an_older_text(working_copy, asked)
    yield from _correction_begun(working_copy, asked)
    if asked.adopted and asked.adopted > working_copy.today:
        facts = (("date", str(asked.adopted)), ("today", str(working_copy.today)))
        yield Fault("edit-adopted-later", "--adopted", facts)


def _built_on_an_older_text(working_copy: WorkingCopy, asked: NewVersion) -> Iterator[Fault]:
    """After a correction the file may hold an older text than the one that the new version follows."""
    published_version = working_copy.original.published_version
    followed = [
        each.date
        for each in working_copy.original.standing
        if each.date <= asked.effective and each.date != asked.replaces
    ]
    if published_version and followed and published_version.date < followed[-1]:
        facts = (
            ("held", str(published_version.date)),
            ("latest", str(followed[-1])),
            ("policy", working_copy.slug),
        )
        yield Fault("edit-not-latest", working_copy.original.path, facts)


def _correction_begun(working_copy: WorkingCopy, asked: NewVersion) -> Iterator[Fault]:
    """A text that was put back to be corrected is not the one to go on from."""
    original = working_copy.original
    others = {each.date for each in original.standing if each is not original.published_version}
    if original.is_edited and original.head.effective in others - {asked.effective}:
        yield Fault("edit-lost", original.path)


def _as_option_faults(dry_run_result: DryRun, asked: NewVersion) -> Iterator[Fault]:
    """The rules' faults; where an option mends one, it is named."""
    for fault in dry_run_result.faults:
        if fault.code == "replaces-missing":
            yield Fault("edit-replaces-missing", "--replaces", fault.facts)
        elif fault.code == "repealed-lingers" and not asked.reenact:
            yield Fault("edit-repealed", "--reenact", fault.facts)
        else:
            yield fault


def _outcome(working_copy: WorkingCopy, dry_run_result: DryRun, *, dates: bool) -> Iterator[Remark]:
    placed = dry_run_result.original
    if placed is None:
        return
    yield Remark("dates" if dates else "opens", (("day", placed.version_date),))
    yield from withdrawals(placed)
    if placed.change is ChangeClass.NEW and not dates and not working_copy.original.is_reworded:
        is_recorded = working_copy.original.head.effective is None
        yield Remark("unchanged-recorded" if is_recorded else "unchanged")


def _steps(working_copy: WorkingCopy, asked: NewVersion, *, dates: bool) -> Iterator[Remark]:
    if not dates:
        yield Remark("step.write")
    if not dates and len(working_copy.files) > 1:
        yield Remark("step.translate")
    yield Remark("step.check")
    yield Remark("step.propose")
    if asked.effective > working_copy.today:
        yield Remark("step.before", (("day", asked.effective),))
