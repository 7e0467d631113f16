"""The plan of ``correct``: correct the text of a version, whichever file it stands in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import Plan, Remark, last_steps, planned
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import EditError, Fault
from sayasat.versions.model import ChangeClass, Version

ORIGINAL, TRANSLATIONS = "original", "translations"


def plan_correct(working_copy: WorkingCopy, day: date, reason: Mapping[str, str], concerns: str) -> Plan:
    """Give the reason of a correction to the file of a version. Raises EditError.

    ``day``: the version's date, or one that it was published under before its own was stated. ``reason``: by
    language. ``concerns``: `ORIGINAL`, `TRANSLATIONS` (the original and all of them), or the language of the
    only text.

    That is the file in ``policies/`` if it has the version's text, or else the version's own file in
    ``versions/``, which is made with the text that Git has. The words are then corrected by the editor. No
    file is made in a language in which the version was never published.
    """
    timeline = working_copy.original.timeline
    version = timeline.dated(day) if timeline else None
    if version is None:
        raise EditError([working_copy.fault("edit-no-version", day)])
    if version.withdrawn_on is not None:
        raise EditError([working_copy.fault("edit-withdrawn", version.date)])
    drafts, faults = make_drafts(
        working_copy, lambda main: _drafts(working_copy, main, version, reason, concerns)
    )
    if not drafts and not faults:
        where = f"--concerns {concerns}"
        raise EditError([working_copy.fault("edit-not-translated", version.date, where)])
    result = dry_run(working_copy, drafts)
    if not faults:
        # The rules see no correction if the reason is not a new one
        is_known = all(draft.data == draft.file.published for draft in drafts)
        is_other = any(each.change is not ChangeClass.EDITORIAL for each in result.placed)
        if (is_known or is_other or result.withdraws) and not result.faults:
            faults.append(working_copy.fault("edit-reason-not-new", version.date, "--reason"))
    corrected = [Remark("corrects", (("day", version.date),))]
    steps = _steps(working_copy, version, drafts, concerns)
    return planned(drafts, result, [*faults, *result.faults], corrected, steps)


def _drafts(
    working_copy: WorkingCopy, main: PolicyFile, version: Version, reason: Mapping[str, str], concerns: str
) -> Iterator[FileDraft]:
    day, file = version.date, working_copy.version_file(main, version.date)
    is_original = main is working_copy.original and concerns == ORIGINAL
    is_concerned = is_original or concerns in {TRANSLATIONS, main.language}
    if not is_concerned or working_copy.text(main, day) is None:
        return
    values: dict[str, Value] = {"editorial": reason[main.language]}
    if main is working_copy.original:
        values["concerns"] = TRANSLATIONS if concerns == TRANSLATIONS else None
    stands = main.is_text_of(day)
    is_moved = main.is_edited and main.front_matter.effective != main.published_front_matter.effective
    if stands and is_moved:
        raise EditError([Fault("edit-lost", main.path)])
    # The text is copied where it is not yet: from its own file, or into that
    target, is_copied = main if stands else file, stands == (file.on_disk is not None)
    draft = working_copy.copied(main, target, day, values) if is_copied else with_values(target, values)
    if file.is_there and not draft.file.filed:
        yield FileDraft(file, file.on_disk or b"", None)
    yield replace(draft, is_to_be_written=main is working_copy.original)


def _steps(
    working_copy: WorkingCopy, version: Version, drafts: list[FileDraft], concerns: str
) -> Iterator[Remark]:
    yield Remark("step.correct")
    later = [each.date for each in working_copy.original.active_versions if each.date > version.date]
    if later:
        yield Remark("step.same-slip", (("day", later[-1]), ("path", working_copy.original.path)))
    if len(drafts) > 1:
        yield Remark("step.compared")
    elif concerns == ORIGINAL and len(working_copy.files) > 1:
        yield Remark("step.only-original")
    yield from last_steps(working_copy)
