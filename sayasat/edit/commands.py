"""Runs the edit commands: reads the arguments, makes the plan, writes its files, prints the summary."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.characters import visible
from sayasat.edit.atomic_write import FileWrite, write
from sayasat.edit.correct import ORIGINAL, TRANSLATIONS, plan_correct
from sayasat.edit.days import plan_postpone, plan_repeal, plan_withdraw
from sayasat.edit.new_policy import checked_name, plan_new_policy
from sayasat.edit.new_version import NewVersion, plan_new_version
from sayasat.edit.open import is_unpublished, open_new_working_copy, open_working_copy, site_root
from sayasat.edit.past_version import PastVersion, plan_past_version
from sayasat.edit.plan import Plan, plan_summary
from sayasat.edit.prompts import Ask, Prompts
from sayasat.edit.working_copy import WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import messages


def _working_copy(publication: Publication, options: Namespace, prompts: Prompts) -> WorkingCopy | None:
    """That of the policy that is given or asked for; None if faults were added to ``prompts``."""
    policies = {policy.slug: policy for policy in publication.archive.policies}
    given = options.policy
    if given not in policies and given and is_unpublished(publication, given):
        prompts.faults.append(Fault("edit-unpublished", given))
        return None
    slug = prompts.policy(given, list(policies))
    try:
        return open_working_copy(publication, policies[slug]) if slug else None
    except EditError as error:
        prompts.faults += error.faults
        return None


def _new_version(options: Namespace, prompts: Prompts, working_copy: WorkingCopy | None) -> Plan:
    effective = prompts.day(options.effective, "--effective", "effective")
    others = [day for day in _upcoming(working_copy) if day != effective]
    replaces = prompts.replaces(options.replaces, others, beside=options.beside)
    adopted = prompts.day(options.adopted, "--adopted", needed=False)
    summary = prompts.texts(options.summary, "--summary", "summary", common=False)
    authority = prompts.texts(options.authority, "--authority", common=True)
    files, day = prompts.checked(working_copy), prompts.checked(effective)
    return plan_new_version(
        NewVersion(files, day, summary, replaces, adopted, authority, reenact=options.reenact)
    )


def _new_policy(publication: Publication, options: Namespace, prompts: Prompts) -> Plan:
    names = _names(publication)
    slug = prompts.slug(options.slug, lambda given: checked_name(given, names))
    title = prompts.texts(options.title, "--title", "title", common=False, needed=True)
    effective = prompts.day(options.effective, "--effective", "effective-optional", needed=False)
    working_copy = open_new_working_copy(publication, prompts.checked(slug))
    return plan_new_policy(working_copy, title, effective, names)


def _names(publication: Publication) -> dict[str, str]:
    """The present and former slugs of policies, each with the policy's present one."""
    return {
        name: policy.slug
        for policy in publication.archive.policies
        for timeline in (policy.authentic, *policy.translations)
        for name in (policy.slug, *timeline.lineage.former_slugs)
    }


def _postpone(options: Namespace, prompts: Prompts, working_copy: WorkingCopy | None) -> Plan:
    old = prompts.day(options.date, "DATE", "announced", _upcoming(working_copy))
    new = prompts.day(options.new_date, "NEWDATE", "new-date")
    return plan_postpone(prompts.checked(working_copy), prompts.checked(old), prompts.checked(new))


def _repeal(options: Namespace, prompts: Prompts, working_copy: WorkingCopy | None) -> Plan:
    if options.cancel and options.on:
        prompts.faults.append(Fault("edit-either", "--on --cancel"))
    day = None if options.cancel else prompts.day(options.on, "--on", "repealed")
    authority = prompts.texts(options.authority, "--authority", common=True)
    return plan_repeal(prompts.checked(working_copy), day, authority)


def _withdraw(options: Namespace, prompts: Prompts, working_copy: WorkingCopy | None) -> Plan:
    day = prompts.day(options.date, "DATE", "announced", _upcoming(working_copy))
    return plan_withdraw(prompts.checked(working_copy), prompts.checked(day))


def _upcoming(working_copy: WorkingCopy | None) -> list[date]:
    return [each.date for each in working_copy.upcoming] if working_copy else []


def _correct(options: Namespace, prompts: Prompts, working_copy: WorkingCopy | None) -> Plan:
    concerns = prompts.concerns(options.concerns)
    known = sorted(working_copy.original.active_dates) if working_copy else ()
    day = prompts.day(options.date, "DATE", "correct", known, needed=False)
    if day is None and working_copy and options.date is None:
        day = working_copy.in_force.date if working_copy.in_force else None
        prompts.faults += [] if day else [Fault("edit-missing", "DATE")]
    languages = _languages(concerns, working_copy)
    reason = prompts.required_texts(options.reason, "--reason", "reason", languages)
    files, concerns = prompts.checked(working_copy), prompts.checked(concerns)
    return plan_correct(files, prompts.checked(day), reason, concerns)


def _languages(concerns: str | None, working_copy: WorkingCopy | None) -> list[str]:
    """The languages in which a correction needs a reason."""
    there = [file.language for file in working_copy.files] if working_copy else []
    concerned = {ORIGINAL: there[:1], TRANSLATIONS: there}
    return concerned.get(concerns or "", [each for each in there if each == concerns])


def _add_past_version(options: Namespace, prompts: Prompts, working_copy: WorkingCopy | None) -> Plan:
    day = prompts.day(options.date, "DATE", "past")
    texts = {
        language: (path, _content(path, prompts)) for language, path in prompts.files(options.file).items()
    }
    source = prompts.required_texts(options.source, "--source", "source", list(texts))
    until = prompts.day(options.until, "--until", "until", needed=False)
    request = PastVersion(prompts.checked(day), texts, source, until)
    return plan_past_version(prompts.checked(working_copy), request)


def _content(path: str, prompts: Prompts) -> bytes:
    """The content of a file; empty if a fault was added to `prompts`."""
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        prompts.faults.append(Fault("edit-file", path, (("problem", problem),)))
        return b""


def _terminal() -> Ask | None:
    # input() writes its prompt to the terminal directly, so `neutral_output` does not see it
    return (lambda prompt: input(visible(prompt))) if sys.stdin.isatty() else None


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")


_PLANS = {
    "new-version": _new_version,
    "postpone": _postpone,
    "repeal": _repeal,
    "withdraw": _withdraw,
    "correct": _correct,
    "add-past-version": _add_past_version,
}
"""The plans of changes to a policy that there is, by the name of the command."""


def run_edit_command(publication: Publication, options: Namespace) -> None:
    """Write the files of a command and print a summary. Raises SayasatError if it must not write."""
    t = messages(options.message_language)
    prompts = Prompts(t, publication.settings.languages, _terminal(), _show)
    if options.command == "new-policy":
        plan = _new_policy(publication, options, prompts)
    else:
        working_copy = _working_copy(publication, options, prompts)
        plan = _PLANS[options.command](options, prompts, working_copy)
    drafts = [(draft.file.path, draft.file.on_disk, draft.data) for draft in plan.drafts]
    write(site_root(publication), [FileWrite(*draft) for draft in drafts])
    _show(plan_summary(plan, t))
