"""A new policy: a file in every language, with a title and no word that is only a placeholder. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sayasat.edit.dry_run import dry_run
from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.edit.plan import NOTHING, Plan, Remark, planned, refuse
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.markdown.section_reader import sections
from sayasat.markdown.visible_text import fold
from sayasat.policy_files.front_matter import SLUG

_OWN_PAGES = frozenset({"index", "readme"})
"""What a folder's own page is called."""

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """What is asked for."""

    slug: str
    title: Mapping[str, str]
    """By language."""

    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of policies that there are."""

    present: Collection[str]
    former: Mapping[str, str]
    """A name that a policy had, and the one it has now."""


def plan_new_policy(working_copy: WorkingCopy, asked: NewPolicy, names: Names) -> Plan:
    """Lay out the files of a policy. The working copy has a file for every language of the site.

    The name is one that `checked_name` lets pass. Raises EditError.
    """
    made: list[FileDraft] = []
    faults: list[Fault] = []
    for file in working_copy.files:
        try:
            made.append(_skeleton(file, asked, is_translation=file is not working_copy.original))
        except EditError as error:
            faults += error.faults
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    faults += _taken(asked.slug, names, made)
    dry_run_result = dry_run(working_copy, made)
    refuse([*faults, *dry_run_result.faults])
    outcome = [Remark("opens", (("day", asked.effective),))] if asked.effective else [Remark("opens-undated")]
    return planned(made, dry_run_result, outcome, _steps(working_copy, asked))


def checked_name(slug: str, names: Names) -> str:
    """A name that a new policy can have. Raises EditError where no policy can, or another one had it."""
    if slug in names.former:
        raise EditError([Fault("edit-slug-former", slug, (("policy", names.former[slug]),))])
    if SLUG.fullmatch(slug) and slug not in _OWN_PAGES:
        return slug
    example = "-".join(re.findall(r"[a-z0-9]+", slug.casefold().removesuffix(".md")))
    usable = example and example not in _OWN_PAGES
    raise EditError([Fault("edit-slug", slug, (("example", example if usable else "privacy"),))])


def _taken(slug: str, names: Names, made: Sequence[FileDraft]) -> Iterator[Fault]:
    if slug in names.present:
        yield Fault("edit-slug-taken", slug, (("policy", slug),))
    else:
        lost = (draft.file for draft in made if draft.is_change and draft.file.present is not None)
        yield from (Fault("edit-file-there", file.path) for file in lost)


def _skeleton(file: PolicyFile, asked: NewPolicy, *, is_translation: bool) -> FileDraft:
    """A file with a head and one heading; one that was begun with the same head is left as it is."""
    title = " ".join(asked.title[file.language].split())
    values: dict[str, Value] = {"title": title, "effective": asked.effective}
    if file.present is not None and (file.head.title, file.head.effective) == (title, asked.effective):
        return FileDraft(file, file.present, file.present)
    translation = "translation: unofficial\n" if is_translation else ""
    bare = f"---\ntitle: t\n{translation}---\n\n{_heading(title, asked.slug)}\n"
    try:
        return FileDraft(file, b"", with_keys(bare.encode(), values))
    except EditError as error:
        raise EditError([replace(fault, where="--title") for fault in error.faults]) from error


def _heading(title: str, slug: str) -> str:
    """The title as a heading that reads like it: marks that Markdown would take for its own are escaped."""
    plain = f"# {title} {{#{slug}}}"
    found = sections(plain)
    if len(found) == 1 and found[0].heading == fold(title) and found[0].id == slug:
        return plain
    escaped = _MARKS.sub(r"\\\1", title)
    return f"# {escaped} {{#{slug}}}"


def _steps(working_copy: WorkingCopy, asked: NewPolicy) -> Iterator[Remark]:
    yield Remark("step.write-new")
    if len(working_copy.files) > 1:
        yield Remark("step.translate-new")
    yield Remark("step.check")
    yield Remark("step.propose")
    if asked.effective and asked.effective > working_copy.today:
        yield Remark("step.before", (("day", asked.effective),))
