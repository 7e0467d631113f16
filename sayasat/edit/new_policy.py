"""The plan of ``new-policy``: a file in every language, with a title and without placeholder text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.edit.plan import NOTHING, Plan, Remark, last_steps, planned
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts
from sayasat.errors import EditError, Fault
from sayasat.markdown.section_reader import sections
from sayasat.markdown.visible_text import fold
from sayasat.policy_files.front_matter import SLUG

_OWN_PAGES = frozenset({"index", "readme"})
"""Names of files that MkDocs renders as the page of their folder."""

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


def plan_new_policy(
    working_copy: WorkingCopy, title: Mapping[str, str], day: date | None, names: Mapping[str, str]
) -> Plan:
    """Write the first file of a policy in every language of the site. Raises EditError.

    ``working_copy`` is from `open_new_working_copy`; `checked_name` must accept its slug. ``title``: by
    language. ``day``: None for a text that is published without a date. ``names``: the present and former
    slugs of policies, each with the policy's present one.
    """
    drafts, faults = make_drafts(
        working_copy, lambda file: [_skeleton(working_copy, file, title[file.language], day)]
    )
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    faults += _taken(working_copy.slug, names, drafts)
    result = dry_run(working_copy, drafts)
    outcome = [Remark("opens", (("day", day),)) if day else Remark("opens-undated")]
    others = [Remark("step.translate-new")] if len(working_copy.files) > 1 else []
    steps = (Remark("step.write-new"), *others, *last_steps(working_copy, day))
    return planned(drafts, result, [*faults, *result.faults], outcome, steps)


def checked_name(slug: str, names: Mapping[str, str]) -> str:
    """The slug itself. Raises EditError if it is not a valid slug, or another policy had it before."""
    if names.get(slug, slug) != slug:
        raise EditError([Fault("edit-slug-former", slug, (("policy", names[slug]),))])
    if SLUG.fullmatch(slug) and slug not in _OWN_PAGES:
        return slug
    example = "-".join(re.findall(r"[a-z0-9]+", slug.casefold().removesuffix(".md")))
    usable = example and example not in _OWN_PAGES
    raise EditError([Fault("edit-slug", slug, (("example", example if usable else "privacy"),))])


def _taken(slug: str, names: Mapping[str, str], drafts: Sequence[FileDraft]) -> Iterator[Fault]:
    if slug in names:
        yield Fault("edit-slug-taken", slug, (("policy", slug),))
    else:
        lost = (draft.file for draft in drafts if draft.is_change and draft.file.on_disk is not None)
        yield from (Fault("edit-file-there", file.path) for file in lost)


def _skeleton(working_copy: WorkingCopy, file: PolicyFile, title: str, day: date | None) -> FileDraft:
    """A file with front matter and one heading; a file that has the same title and date is not changed."""
    title = " ".join(title.split())
    values: dict[str, Value] = {"title": title, "effective": day}
    old = file.front_matter
    if file.on_disk is not None and (old.title, old.effective) == (title, day):
        return FileDraft(file, file.on_disk, file.on_disk)
    translation = "" if file is working_copy.original else "translation: unofficial\n"
    bare = f"---\ntitle: t\n{translation}---\n\n{_heading(title, working_copy.slug)}\n"
    try:
        return FileDraft(file, b"", with_keys(bare.encode(), values))
    except EditError as error:
        raise EditError([replace(fault, where="--title") for fault in error.faults]) from error


def _heading(title: str, slug: str) -> str:
    """The title as a heading; characters that Markdown would interpret are escaped."""
    plain = f"# {title} {{#{slug}}}"
    found = sections(plain)
    if len(found) == 1 and found[0].heading == fold(title) and found[0].id == slug:
        return plain
    escaped = _MARKS.sub(r"\\\1", title)
    return f"# {escaped} {{#{slug}}}"
