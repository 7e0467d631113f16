"""The plan of an edit command: the files to write, the outcome, the next steps; and its summary. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from sayasat.edit.dry_run import DryRun
from sayasat.edit.working_copy import FileDraft, WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import Messages, report
from sayasat.policy_files.document import read_document
from sayasat.policy_files.front_matter import KEYS
from sayasat.versions.model import Version


class Remark(Struct, frozen=True):
    """A sentence for the editor."""

    key: str
    """The key of its message, below ``edit``."""

    facts: tuple[tuple[str, str | date], ...] = ()
    """The values of the message's placeholders; dates are formatted in the editor's language."""


class Plan(Struct, frozen=True):
    """What a command will write."""

    drafts: tuple[FileDraft, ...]
    """The files that change; empty if the files are already as requested."""

    outcome: tuple[Remark, ...] = ()
    """What happens when the files are published."""

    steps: tuple[Remark, ...] = ()
    """What the editor does next, in this order."""

    old_faults: tuple[Fault, ...] = ()
    """Faults that the texts had before and still have."""


NOTHING = Plan(())
"""The plan if the files are already as requested."""


def planned(
    drafts: Sequence[FileDraft],
    result: DryRun,
    faults: Iterable[Fault],
    outcome: Iterable[Remark],
    steps: Iterable[Remark],
) -> Plan:
    """The plan to write those drafts that change a file. Raises EditError with the faults, each once."""
    if found := dict.fromkeys(faults):
        raise EditError(found)
    changes = tuple(draft for draft in drafts if draft.is_change)
    return Plan(changes, tuple(outcome), tuple(steps), result.old_faults)


def last_steps(working_copy: WorkingCopy, day: date | None = None) -> Iterator[Remark]:
    """The last steps of every command: check and propose, before the ``day`` on which it takes effect."""
    yield Remark("step.check")
    yield Remark("step.propose")
    if day is not None and day > working_copy.today:
        yield Remark("step.before", (("day", day),))


def withdrawals(result: DryRun) -> list[Remark]:
    """A remark for each version that the drafts withdraw."""
    return [Remark("withdraws", (("day", day),)) for day in result.withdraws]


def date_taken(working_copy: WorkingCopy, day: date, own: Version | None, option: str) -> list[Fault]:
    """A fault if another version than ``own`` has this date and is not withdrawn."""
    taken = {each.date for each in working_copy.original.active_versions if each is not own}
    return [working_copy.fault("edit-date-taken", day, option)] if day in taken else []


def date_past(working_copy: WorkingCopy, day: date, authority: Mapping[str, str], option: str) -> list[Fault]:
    """A fault if the day has passed and the original does not name whose decision it is (rule 10)."""
    is_right = day >= working_copy.today or working_copy.original.language in authority
    return [] if is_right else [working_copy.fault("edit-date-past", day, option)]


def plan_summary(plan: Plan, t: Messages) -> str:
    """The summary: each file with its changed keys, the outcome, the next steps, and old faults."""
    if not plan.drafts:
        return t("edit.nothing")
    parts = ["\n".join(_file(draft, t)) for draft in plan.drafts]
    if plan.outcome:
        parts.append("\n".join([t("edit.outcome"), *(f"  – {_sentence(each, t)}" for each in plan.outcome)]))
    steps = (f"  {number}. {_sentence(step, t)}" for number, step in enumerate(plan.steps, 1))
    parts.append("\n".join([t("edit.steps"), *steps]))
    if plan.old_faults:
        parts.append("\n".join([t("edit.old-faults"), report(plan.old_faults, t)]))
    return "\n\n".join(parts)


def _file(draft: FileDraft, t: Messages) -> Iterator[str]:
    yield draft.file.path
    if draft.data is None:
        yield f"    {t('edit.deleted')}"
        return
    if draft.restored is not None:
        yield f"    {t('edit.copied', day=draft.restored)}"
    old, new = read_document(draft.base).front_matter, read_document(draft.data).front_matter
    for key in KEYS:
        values = getattr(old, key), getattr(new, key)
        before, after = ("none" if key == "replaces" and each == () else each for each in values)
        if before == after:
            continue
        if after is None:
            yield f"    {t('edit.taken-out', key=key, value=before)}"
        elif before is None:
            yield f"    {key}: {after}"
        else:
            yield f"    {key}: {before} → {after}"


def _sentence(remark: Remark, t: Messages) -> str:
    return t.sentence(t(f"edit.{remark.key}", **dict(remark.facts)))
