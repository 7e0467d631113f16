"""What an edit did, and what is left to do, in words for people who know law and not Git. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sayasat.edit.plan import Plan, Remark
from sayasat.edit.working_copy import Draft
from sayasat.i18n.messages import Wording, report
from sayasat.policy_files.document import read_document
from sayasat.policy_files.front_matter import KEYS


def answer(plan: Plan, words: Wording) -> str:
    """Lines for a terminal: every file with the lines of its head, what comes of it, and the next steps."""
    if not plan.drafts:
        return words("edit.nothing")
    parts = ["\n".join(_file(draft, words)) for draft in plan.drafts]
    if plan.outcome:
        parts.append(
            "\n".join([words("edit.outcome"), *(f"  – {_said(each, words)}" for each in plan.outcome)])
        )
    parts.append("\n".join([words("edit.steps"), *_numbered(plan.steps, words)]))
    if plan.old_faults:
        parts.append("\n".join([words("edit.old-faults"), report(plan.old_faults, words)]))
    return "\n\n".join(parts)


def _file(draft: Draft, words: Wording) -> Iterator[str]:
    yield draft.sheet.path
    if draft.restored is not None:
        yield f"    {words('edit.restored', day=words.day(draft.restored))}"
    old, new = read_document(draft.base).front_matter, read_document(draft.data).front_matter
    for key in KEYS:
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        if after is None:
            yield f"    {words('edit.taken-out', key=key, value=before)}"
        elif before is None:
            yield f"    {key}: {after}"
        else:
            yield f"    {key}: {before} → {after}"


def _numbered(steps: Iterable[Remark], words: Wording) -> Iterator[str]:
    return (f"  {number}. {_said(step, words)}" for number, step in enumerate(steps, 1))


def _said(remark: Remark, words: Wording) -> str:
    facts = {name: words.day(value) if isinstance(value, date) else value for name, value in remark.facts}
    return words.sentence(words(f"edit.{remark.key}", **facts))
