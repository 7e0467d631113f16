"""A new policy: a file in every language, with a title and no word that is only a placeholder. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sayasat.edit.dry_run import judge
from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.edit.plan import NOTHING, Plan, Remark, planned, refuse
from sayasat.edit.working_copy import Desk, Draft, Sheet
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


def plan_new_policy(desk: Desk, asked: NewPolicy, names: Names) -> Plan:
    """Lay out the files of a policy. The desk's sheets are those of every language of the site.

    The name is one that `checked_name` lets pass. Raises EditError.
    """
    made: list[Draft] = []
    faults: list[Fault] = []
    for sheet in desk.sheets:
        try:
            made.append(_skeleton(sheet, asked, is_translation=sheet is not desk.original))
        except EditError as error:
            faults += error.faults
    if not faults and not any(draft.is_change for draft in made):
        return NOTHING
    faults += _taken(asked.slug, names, made)
    outlook = judge(desk, made)
    refuse([*faults, *outlook.faults])
    outcome = [Remark("opens", (("day", asked.effective),))] if asked.effective else [Remark("opens-undated")]
    return planned(made, outlook, outcome, _steps(desk, asked))


def checked_name(slug: str, names: Names) -> str:
    """A name that a new policy can have. Raises EditError where no policy can, or another one had it."""
    if slug in names.former:
        raise EditError([Fault("edit-slug-former", slug, (("policy", names.former[slug]),))])
    if SLUG.fullmatch(slug) and slug not in _OWN_PAGES:
        return slug
    example = "-".join(re.findall(r"[a-z0-9]+", slug.casefold().removesuffix(".md")))
    usable = example and example not in _OWN_PAGES
    raise EditError([Fault("edit-slug", slug, (("example", example if usable else "privacy"),))])


def _taken(slug: str, names: Names, made: Sequence[Draft]) -> Iterator[Fault]:
    if slug in names.present:
        yield Fault("edit-slug-taken", slug, (("policy", slug),))
    else:
        lost = (draft.sheet for draft in made if draft.is_change and draft.sheet.present is not None)
        yield from (Fault("edit-file-there", sheet.path) for sheet in lost)


def _skeleton(sheet: Sheet, asked: NewPolicy, *, is_translation: bool) -> Draft:
    """A file with a head and one heading; one that was begun with the same head is left as it is."""
    title = " ".join(asked.title[sheet.language].split())
    values: dict[str, Value] = {"title": title, "effective": asked.effective}
    if sheet.present is not None and (sheet.head.title, sheet.head.effective) == (title, asked.effective):
        return Draft(sheet, sheet.present, sheet.present)
    translation = "translation: unofficial\n" if is_translation else ""
    bare = f"---\ntitle: t\n{translation}---\n\n{_heading(title, asked.slug)}\n"
    try:
        return Draft(sheet, b"", with_keys(bare.encode(), values))
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


def _steps(desk: Desk, asked: NewPolicy) -> Iterator[Remark]:
    yield Remark("step.write-new")
    if len(desk.sheets) > 1:
        yield Remark("step.translate-new")
    yield Remark("step.check")
    yield Remark("step.propose")
    if asked.effective and asked.effective > desk.day:
        yield Remark("step.before", (("day", asked.effective),))
