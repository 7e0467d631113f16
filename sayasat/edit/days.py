"""The plans of ``postpone``, ``withdraw`` and ``repeal``: days change, and the words stay. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, date_taken, last_steps, planned, withdrawals
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import EditError, Fault
from sayasat.versions.model import Version


def placed_drafts(
    working_copy: WorkingCopy,
    main: PolicyFile,
    texts: Mapping[date, FileDraft],
    gone: Collection[date],
    latest: date,
) -> Iterator[FileDraft]:
    """The drafts of one language, after some of its versions got a new text or went. Raises EditError.

    ``main``: the file in ``policies/``. ``texts``: the new texts by date; the file of a draft is the right
    one. ``gone``: versions that no longer stand. ``latest``: the date of the version, in the authentic
    edition, that stands in ``policies/``. A translation without that version leaves its file there, unless
    it has the text of a version that is gone.
    """
    own = (main.active_dates - set(gone)) | texts.keys()
    held = main.published_version.date if main.published_version else None
    target = latest if latest in own else held
    if target is None or target in gone:
        target = max(own, default=None)
    for day in sorted(own):
        if day in texts:
            yield replace(texts[day], file=main) if day == target else texts[day]
        elif day == target:
            yield from [working_copy.copied(main, main, day, {})] if day != held else []
        elif _needs_file(working_copy, main, day, moves_out=day == held):
            yield working_copy.copied(main, working_copy.version_file(main, day), day, {})
    left = {*gone} if target is None or target == held else {*gone, target}
    files = (working_copy.version_file(main, day) for day in sorted(left))
    yield from (FileDraft(file, file.on_disk or b"", None) for file in files if file.is_there)


def _needs_file(working_copy: WorkingCopy, main: PolicyFile, day: date, *, moves_out: bool) -> bool:
    """Whether an announced version has no file that it needs.

    That of the authentic edition always needs one, that of a translation only if its text leaves
    ``policies/``: Git keeps it under the date that it names.
    """
    if day <= working_copy.today or working_copy.version_file(main, day).is_there:
        return False
    return moves_out or main is working_copy.original


def plan_postpone(working_copy: WorkingCopy, old: date, new: date) -> Plan:
    """Move the version of the day ``old`` to the day ``new``. Raises EditError.

    The file of a version in ``versions/`` gets the name of the new day. Where another version is the latest
    one after the move, that one stands in ``policies/`` then.
    """
    version = working_copy.original.version(old)
    if version is None:
        raise EditError([working_copy.fault("edit-no-version", old)])
    if version.withdrawn_on is not None:
        if version.replaced_by == new:
            return NOTHING
        raise EditError([working_copy.fault("edit-withdrawn", old)])
    drafts, faults = make_drafts(working_copy, lambda main: _drafts(working_copy, main, old, new))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    own = list(_faults(working_copy, version, new))
    # A version that cannot be moved cannot be replaced either: report only the first fault
    rule_faults = [fault for fault in result.faults if not (own and fault.code.startswith("replaces-"))]
    if not (faults or own or result.faults) and old not in result.withdraws:
        # No change of a file withdraws it: earlier rules kept such versions without one
        own = [working_copy.fault("edit-without-file", old)]
    moved = [Remark("moves", (("old", old), ("new", new)))] if result.placed else []
    before = Remark("step.before-moving", (("day", old),))
    steps = (Remark("step.no-words"), *last_steps(working_copy), before)
    return planned(drafts, result, [*faults, *own, *rule_faults], moved, steps)


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
        yield working_copy.fault("edit-took-effect", version.date)
    if new < working_copy.today:
        yield working_copy.fault("edit-postpone-past", new)
    if new != version.date:
        yield from date_taken(working_copy, new, version, str(new))


def plan_withdraw(working_copy: WorkingCopy, day: date) -> Plan:
    """Drop the version that is announced for a day. Raises EditError.

    Its file in ``versions/`` is deleted. If it stands in ``policies/``, the latest version before it stands
    there again, as after the "Revert" button of the forge.
    """
    version = working_copy.original.version(day)
    if version is None:
        raise EditError([working_copy.fault("edit-no-version", day)])
    if version.withdrawn_on is not None:
        return NOTHING
    if day <= working_copy.today:
        raise EditError([working_copy.fault("edit-in-force", day)])
    if working_copy.original.active_dates == {day}:
        raise EditError([working_copy.fault("edit-only-version", day)])
    latest = working_copy.latest([day])
    drafts, faults = make_drafts(
        working_copy, lambda main: placed_drafts(working_copy, main, {}, [day], latest)
    )
    result = dry_run(working_copy, drafts)
    if not faults and not result.faults and day not in result.withdraws:
        faults.append(working_copy.fault("edit-without-file", day))
    steps = (*last_steps(working_copy), Remark("step.before-moving", (("day", day),)))
    return planned(drafts, result, [*faults, *result.faults], withdrawals(result), steps)


def plan_repeal(working_copy: WorkingCopy, day: date | None, authority: Mapping[str, str]) -> Plan:
    """State the first day on which the policy no longer applies. Raises EditError.

    ``day``: None cancels the repeal. ``authority``: whose decision it rests on, by language; needed for a
    day that has passed (rule 10).
    """
    drafts, faults = make_drafts(working_copy, lambda file: _repealing(working_copy, file, day, authority))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    if day is not None:
        faults += date_past(working_copy, day, authority, "--on")
    outcome = [*_outcome(working_copy, day), *withdrawals(result)]
    return planned(drafts, result, [*faults, *result.faults], outcome, last_steps(working_copy, day))


def _repealing(
    working_copy: WorkingCopy, file: PolicyFile, day: date | None, authority: Mapping[str, str]
) -> Iterator[FileDraft]:
    """The file in ``policies/``. Only the original gets `repealed`: in a translation it is an error."""
    values: dict[str, Value] = {"repealed": day if file is working_copy.original else None}
    if file.language in authority:
        values["authority"] = authority[file.language]
    if file.on_disk is not None:
        yield with_values(file, values)


def _outcome(working_copy: WorkingCopy, day: date | None) -> Iterator[Remark]:
    published = working_copy.original.published_front_matter.repealed
    if published is not None and published != day:
        yield Remark("calls-off", (("day", published),))
    if day is not None:
        yield Remark("repeals", (("day", day),))
