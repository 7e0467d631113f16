"""What an edit is to do: files, what comes of them, and what is left for the editor. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sayasat.edit.dry_run import DryRun
from sayasat.edit.working_copy import FileDraft, WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.versions.model import PlacedRevision, Version


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for the editor."""

    key: str
    """Of the texts, below ``edit``."""

    facts: tuple[tuple[str, str | date], ...] = ()
    """What it is filled with; a date is written out in the editor's language."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Drafts that may be written."""

    drafts: tuple[FileDraft, ...]
    """Those that change a file; none where the files already say what was asked for."""

    outcome: tuple[Remark, ...] = ()
    """What comes of them once they are published."""

    steps: tuple[Remark, ...] = ()
    """What the editor does next, in this order."""

    old_faults: tuple[Fault, ...] = ()
    """What was wrong with the texts before, and still is."""


NOTHING = Plan(())
"""The files already say what was asked for."""


def refuse(faults: Iterable[Fault]) -> None:
    """Raise EditError where there is any fault, each once."""
    found = tuple(dict.fromkeys(faults))
    if found:
        raise EditError(found)


def planned(
    drafts: Sequence[FileDraft], dry_run_result: DryRun, outcome: Iterable[Remark], steps: Iterable[Remark]
) -> Plan:
    """The plan to write these drafts."""
    changes = tuple(draft for draft in drafts if draft.is_change)
    return Plan(changes, tuple(outcome), tuple(steps), dry_run_result.old_faults)


def withdrawals(placed: PlacedRevision | None) -> list[Remark]:
    """A remark for each announced version that would be withdrawn."""
    return [Remark("withdraws", (("day", day),)) for day in placed.withdraws] if placed else []


def no_version(working_copy: WorkingCopy, day: date) -> Fault:
    """The fault of a date that no version has."""
    known = ", ".join(str(each.date) for each in working_copy.original.standing)
    return Fault("edit-no-version", str(day), (("policy", working_copy.slug), ("dates", known)))


def withdrawn(version: Version) -> Fault:
    """The fault of a version that never took effect."""
    return Fault("edit-withdrawn", str(version.date), (("date", str(version.date)),))


def date_taken(working_copy: WorkingCopy, day: date, own: Version | None, option: str) -> list[Fault]:
    """A fault where a version that stands, other than one's own, has this date."""
    if day not in {each.date for each in working_copy.original.standing if each is not own}:
        return []
    return [Fault("edit-date-taken", option, (("date", str(day)), ("policy", working_copy.slug)))]


def date_past(working_copy: WorkingCopy, day: date, reason: object, option: str) -> list[Fault]:
    """A fault for a day that has passed, unless a reason is given."""
    if day >= working_copy.today or reason:
        return []
    return [Fault("edit-date-past", option, (("date", str(day)), ("today", str(working_copy.today))))]
