"""The plan of ``add-past-version``: enter a text from before the repository, or one found later. Pure."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.edit.plan import NOTHING, Plan, Remark, last_steps, planned
from sayasat.edit.working_copy import ONLY_IN_POLICIES, FileDraft, PolicyFile, WorkingCopy, make_drafts
from sayasat.errors import EditError, Fault
from sayasat.markdown.section_reader import sections
from sayasat.policy_files.document import read_document


class PastVersion(Struct, frozen=True):
    """The arguments of the command. Texts are by language."""

    day: date
    """The first day on which the text applied."""

    texts: Mapping[str, tuple[str, bytes]]
    """The path and the content of a file, with or without front matter."""

    source: Mapping[str, str]
    until: date | None = None
    """The first day of which it is not known which text applied; None: the next version followed it."""


def plan_past_version(working_copy: WorkingCopy, request: PastVersion) -> Plan:
    """Write a text that applied before the version in force into ``versions/`` (rule 4). Raises EditError."""
    drafts, faults = make_drafts(working_copy, lambda main: _drafts(working_copy, main, request))
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    own = list(_faults(working_copy, request))
    # They repeat what the command says: the text cannot be entered under its date, or without the original
    repeated = ("version-file-", "translation-")
    rule_faults = [fault for fault in result.faults if not (own and fault.code.startswith(repeated))]
    outcome = [Remark("enters", (("day", request.day),)), *_until(working_copy, request)]
    others = [Remark("step.past-translations")] if len(request.texts) == 1 else []
    steps = (Remark("step.compare-copy"), *others, *last_steps(working_copy))
    return planned(drafts, result, [*faults, *own, *rule_faults], outcome, steps)


def _drafts(working_copy: WorkingCopy, main: PolicyFile, request: PastVersion) -> Iterator[FileDraft]:
    if main.language not in request.texts:
        return
    path, given = request.texts[main.language]
    file = working_copy.version_file(main, request.day)
    values: dict[str, Value] = {"effective": request.day, "source": request.source[main.language]}
    if main is working_copy.original:
        values["until"] = request.until
    else:
        values["translation"] = read_document(given).front_matter.translation or "unofficial"
    try:
        data = with_keys(_with_head(given, request.day), {**ONLY_IN_POLICIES, **values})
    except EditError as error:
        raise EditError([fault.at(path) for fault in error.faults]) from error
    draft = FileDraft(file, b"", data)
    if file.on_disk is not None and file.published is None and draft.is_change:
        raise EditError([Fault("edit-file-there", file.path)])
    yield draft


def _with_head(given: bytes, day: date) -> bytes:
    """The file with front matter: if it has none, its first heading is the title.

    Raises EditError if there is no such heading, the file has a fault, or states another date.
    """
    document = read_document(given)
    if [fault.code for fault in document.faults] == ["front-matter-missing"]:
        heading = next((section.heading for section in sections(document.body) if section.heading), None)
        if heading is not None:
            body = given.removeprefix(BOM_UTF8).lstrip()
            return with_keys(b"---\ntitle: t\n---\n\n" + body, {"title": heading})
    if document.faults:
        raise EditError(document.faults)
    stated = document.front_matter.effective
    if stated not in {None, day}:
        raise EditError([Fault("version-file-date", "", (("effective", str(stated)), ("file", str(day))))])
    return given


def _faults(working_copy: WorkingCopy, request: PastVersion) -> Iterator[Fault]:
    """What rule 4 refuses: it must be before the version in force, and no version has or had the date."""
    timeline, in_force = working_copy.original.timeline, working_copy.in_force
    version = timeline.dated(request.day) if timeline else None
    is_entered = version is not None and version.is_documented and version.date == request.day
    if version is not None and (version.withdrawn_on or version.date != request.day):
        yield working_copy.fault("edit-date-had", request.day)
    elif version is not None and not is_entered:
        yield working_copy.fault("edit-date-taken", request.day)
    elif request.day >= (in_force.date if in_force else working_copy.today):
        latest = in_force or working_copy.original.active_versions[-1]
        yield working_copy.fault("edit-not-past", request.day, before=str(latest.date))
    if working_copy.original.language not in request.texts and not is_entered:
        yield Fault("edit-missing", f"{working_copy.original.language}=FILE")


def _until(working_copy: WorkingCopy, request: PastVersion) -> Iterator[Remark]:
    later = (day for day in working_copy.original.active_dates if day > request.day)
    following = min(later, default=request.day)
    if request.until is None:
        yield Remark("applies-until", (("day", following),))
    elif request.until < following:
        yield Remark("not-known", (("since", request.until), ("day", following)))
