"""Writes the summary of an edit command: what it changed, and the next steps. Pure.

The readers know law and not Git.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.edit.plan import Plan, Remark
from sayasat.edit.working_copy import FileDraft
from sayasat.i18n.messages import Messages, report
from sayasat.policy_files.document import read_document
from sayasat.policy_files.front_matter import KEYS


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
