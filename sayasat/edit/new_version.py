"""A new version of a policy: its date, set in every language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sayasat.edit.dry_run import Outlook, judge
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, date_taken, planned, refuse, withdrawals
from sayasat.edit.working_copy import Desk, Sheet, changed, drafts
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


def plan_new_version(desk: Desk, asked: NewVersion) -> Plan:
    """Set the date of a version that is yet to be written, or of a recorded text that has none.

    Raises EditError.
    """
    made, faults = drafts(desk, lambda sheet: changed(sheet, dict(_values(desk, sheet, asked))))
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    dates = _dates_the_recorded_text(desk, asked)
    outlook = judge(desk, made, other_words=not dates)
    faults += _faults(desk, asked, dates=dates)
    refuse([*faults, *_worded_for_the_command(outlook, asked)])
    return planned(made, outlook, _outcome(desk, outlook, dates=dates), _steps(desk, asked, dates=dates))


def _values(desk: Desk, sheet: Sheet, asked: NewVersion) -> Iterator[tuple[str, Value]]:
    """What the head of a file is to say. A second run takes nothing out that was written since the first."""
    now, before = sheet.head, sheet.published_head
    if now.effective != asked.effective and not _dates_the_recorded_text(desk, asked):
        lingering = [key for key in _OF_ONE_VERSION if getattr(now, key) == getattr(before, key)]
        yield from ((key, None) for key in lingering)
    yield "effective", asked.effective
    texts = {"summary": asked.summary, "authority": asked.authority, "editorial": asked.reason}
    yield from ((key, said[sheet.language]) for key, said in texts.items() if sheet.language in said)
    if asked.adopted:
        yield "adopted", asked.adopted
    if asked.replaces and sheet is desk.original and (asked.replaces != "none" or _others(desk, asked)):
        yield "replaces", asked.replaces
    if asked.reenact:
        yield "repealed", None


def _others(desk: Desk, asked: NewVersion) -> bool:
    """Whether other versions are announced: what becomes of them is to be said."""
    return any(each.date != asked.effective for each in desk.announced)


def _dates_the_recorded_text(desk: Desk, asked: NewVersion) -> bool:
    """Whether the date is for the text as it is: none was stated, no word is changed, the day has come."""
    versions = desk.original.timeline.versions if desk.original.timeline else ()
    has_stated = any(each.basis is Basis.STATED for each in versions)
    return bool(versions) and not has_stated and not desk.original.is_reworded and asked.effective <= desk.day


def _faults(desk: Desk, asked: NewVersion, *, dates: bool) -> Iterator[Fault]:
    if not dates:
        yield from date_taken(desk, asked.effective, desk.original.held, "--effective")
        yield from date_past(desk, asked.effective, asked.reason, "--effective")
        yield from _built_on_an_older_text(desk, asked)
    yield from _correction_begun(desk, asked)
    if asked.adopted and asked.adopted > desk.day:
        facts = (("date", str(asked.adopted)), ("today", str(desk.day)))
        yield Fault("edit-adopted-later", "--adopted", facts)


def _built_on_an_older_text(desk: Desk, asked: NewVersion) -> Iterator[Fault]:
    """After a correction the file may hold an older text than the one that the new version follows."""
    held = desk.original.held
    followed = [
        each.date
        for each in desk.original.standing
        if each.date <= asked.effective and each.date != asked.replaces
    ]
    if held and followed and held.date < followed[-1]:
        facts = (("held", str(held.date)), ("latest", str(followed[-1])), ("policy", desk.slug))
        yield Fault("edit-not-latest", desk.original.path, facts)


def _correction_begun(desk: Desk, asked: NewVersion) -> Iterator[Fault]:
    """A text that was put back to be corrected is not the one to go on from."""
    original = desk.original
    others = {each.date for each in original.standing if each is not original.held}
    if original.is_edited and original.head.effective in others - {asked.effective}:
        yield Fault("edit-lost", original.path)


def _worded_for_the_command(outlook: Outlook, asked: NewVersion) -> Iterator[Fault]:
    """The rules' faults; where an option mends one, it is named."""
    for fault in outlook.faults:
        if fault.code == "replaces-missing":
            yield Fault("edit-replaces-missing", "--replaces", fault.facts)
        elif fault.code == "repealed-lingers" and not asked.reenact:
            yield Fault("edit-repealed", "--reenact", fault.facts)
        else:
            yield fault


def _outcome(desk: Desk, outlook: Outlook, *, dates: bool) -> Iterator[Remark]:
    placed = outlook.original
    if placed is None:
        return
    yield Remark("dates" if dates else "opens", (("day", placed.date),))
    yield from withdrawals(placed)
    if placed.change is ChangeClass.NEW and not dates and not desk.original.is_reworded:
        is_recorded = desk.original.head.effective is None
        yield Remark("unchanged-recorded" if is_recorded else "unchanged")


def _steps(desk: Desk, asked: NewVersion, *, dates: bool) -> Iterator[Remark]:
    if not dates:
        yield Remark("step.write")
    if not dates and len(desk.sheets) > 1:
        yield Remark("step.translate")
    yield Remark("step.check")
    yield Remark("step.propose")
    if asked.effective > desk.day:
        yield Remark("step.before", (("day", asked.effective),))
