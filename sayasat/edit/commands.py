"""The commands that edit texts, as a shell runs them: arguments in, files and an answer out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sayasat.builder.publication import Publication
from sayasat.characters import visible
from sayasat.edit.atomic_write import FileWrite, write
from sayasat.edit.correct import plan_correct, plan_resume
from sayasat.edit.new_policy import Names, NewPolicy, checked_name, plan_new_policy
from sayasat.edit.new_version import NewVersion, plan_new_version
from sayasat.edit.open import is_unpublished, open_new_working_copy, open_working_copy, site_root
from sayasat.edit.plan import Plan
from sayasat.edit.postpone import plan_postpone
from sayasat.edit.prompts import Ask, Prompts
from sayasat.edit.repeal import plan_repeal
from sayasat.edit.summary import plan_summary
from sayasat.edit.working_copy import WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import messages
from sayasat.versions.policy import Policy

_DAY = "YYYY-MM-DD"

_IN_LANGUAGE = "[LANGUAGE=]TEXT"


def add_edits(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands. To the parser all is optional: what is missing is asked for in a terminal."""
    _add_new_version(commands.add_parser("new-version", help="begin a new version: set its date"))
    _add_new_policy(commands.add_parser("new-policy", help="begin a new policy: a file in every language"))
    _add_postpone(commands.add_parser("postpone", help="move an announced version to another day"))
    _add_repeal(commands.add_parser("repeal", help="state the first day on which a policy no longer applies"))
    _add_correct(
        commands.add_parser("correct", help="put the text of a version back, to correct a slip in it")
    )
    _add_policy(
        commands.add_parser("resume", help="put the latest text back, after an older one was corrected")
    )


def _add_policy(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", nargs="?", metavar="POLICY", help="the policy's name, as in its address")


def _add_new_version(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("--effective", metavar=_DAY, help="the first day it applies")
    command.add_argument(
        "--summary",
        action="append",
        metavar="LANGUAGE=TEXT",
        help="what it changes, in one language; repeat it",
    )
    command.add_argument(
        "--replaces", metavar=f"{_DAY}|none", help="the announced version that it takes the place of, or none"
    )
    command.add_argument("--adopted", metavar=_DAY, help="the day it was adopted")
    command.add_argument(
        "--authority", action="append", metavar=_IN_LANGUAGE, help="the order that adopted it"
    )
    _add_reason(command, "why its day has passed already")
    command.add_argument("--reenact", action="store_true", help="apply a repealed policy again")


def _add_new_policy(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "slug", nargs="?", metavar="SLUG", help="its name in addresses: a-z, 0-9 and hyphens"
    )
    command.add_argument(
        "--title", nargs="+", action="extend", metavar="LANGUAGE=TEXT", help="its title in every language"
    )
    command.add_argument("--effective", metavar=_DAY, help="the first day it applies")


def _add_postpone(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the day it is announced for")
    command.add_argument("new_date", nargs="?", metavar="NEWDATE", help="the day it is to take effect")


def _add_repeal(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("--on", metavar=_DAY, help="the first day on which it no longer applies")
    command.add_argument("--cancel", action="store_true", help="call the repeal off")
    _add_reason(command, "why that day has passed already")


def _add_correct(command: argparse.ArgumentParser) -> None:
    _add_policy(command)
    command.add_argument("date", nargs="?", metavar="DATE", help="the date of the version")
    _add_reason(command, "what is corrected, as readers will see it")


def _add_reason(command: argparse.ArgumentParser, said: str) -> None:
    command.add_argument("--reason", action="append", metavar=_IN_LANGUAGE, help=said)


@dataclass(frozen=True, slots=True)
class _EditCommand:
    """One command at work."""

    publication: Publication
    options: argparse.Namespace
    prompts: Prompts

    def policy(self) -> Policy | None:
        """The policy that is named or asked for; its faults are kept in `prompts`."""
        policies = self.publication.archive.policies
        known = [policy.slug for policy in policies]
        given = self.options.policy
        if given not in known and given and is_unpublished(self.publication, given):
            self.prompts.faults.append(Fault("edit-unpublished", given))
            return None
        slug = self.prompts.policy(given, known)
        return next((policy for policy in policies if policy.slug == slug), None)

    def working_copy(self, policy: Policy | None) -> WorkingCopy | None:
        """Its files; absent, with faults in `prompts`, where they cannot be edited."""
        if policy is None:
            return None
        try:
            return open_working_copy(self.publication, policy)
        except EditError as error:
            self.prompts.faults += error.faults
            return None


def _new_version(work: _EditCommand) -> Plan:
    options, prompts = work.options, work.prompts
    working_copy = work.working_copy(work.policy())
    effective = prompts.day(options.effective, "--effective", "effective")
    announced = (
        [each.date for each in working_copy.announced if each.date != effective] if working_copy else []
    )
    replaces = prompts.replaces(options.replaces, announced)
    adopted = prompts.optional_day(options.adopted, "--adopted")
    summary = prompts.texts(options.summary, "--summary", common=False, question="summary")
    authority = prompts.texts(options.authority, "--authority", common=True)
    reason = prompts.texts(options.reason, "--reason", common=True)
    prompts.done()
    assert working_copy is not None
    assert effective is not None
    asked = NewVersion(effective, summary, replaces, adopted, authority, reason, reenact=options.reenact)
    return plan_new_version(working_copy, asked)


def _new_policy(work: _EditCommand) -> Plan:
    options, prompts = work.options, work.prompts
    names = _names(work.publication)
    slug = prompts.slug(options.slug, lambda given: checked_name(given, names))
    title = prompts.texts(options.title, "--title", common=False, question="title", needed=True)
    effective = prompts.optional_day(options.effective, "--effective", "effective-optional")
    prompts.done()
    assert slug is not None
    return plan_new_policy(
        open_new_working_copy(work.publication, slug), NewPolicy(slug, title, effective), names
    )


def _names(publication: Publication) -> Names:
    policies = publication.archive.policies
    former = {
        old: policy.slug
        for policy in policies
        for timeline in (policy.authentic, *policy.translations)
        for old in timeline.lineage.former_slugs
    }
    return Names([policy.slug for policy in policies], former)


def _postpone(work: _EditCommand) -> Plan:
    options, prompts = work.options, work.prompts
    working_copy = work.working_copy(work.policy())
    announced = "  ".join(str(each.date) for each in working_copy.announced) if working_copy else ""
    old = prompts.day(options.date, "DATE", "announced", announced)
    new = prompts.day(options.new_date, "NEWDATE", "new-date")
    prompts.done()
    assert working_copy is not None
    assert old is not None
    assert new is not None
    return plan_postpone(working_copy, old, new)


def _repeal(work: _EditCommand) -> Plan:
    options, prompts = work.options, work.prompts
    working_copy = work.working_copy(work.policy())
    if options.cancel and options.on:
        prompts.faults.append(Fault("edit-either", "--on --cancel"))
    day = None if options.cancel else prompts.day(options.on, "--on", "repealed")
    reason = prompts.texts(options.reason, "--reason", common=True)
    prompts.done()
    assert working_copy is not None
    return plan_repeal(working_copy, day, reason)


def _correct(work: _EditCommand) -> Plan:
    options, prompts = work.options, work.prompts
    working_copy = work.working_copy(work.policy())
    known = "  ".join(str(each.date) for each in working_copy.original.standing) if working_copy else ""
    day = prompts.day(options.date, "DATE", "correct", known)
    languages = [file.language for file in working_copy.files] if working_copy else []
    reason = prompts.reason(options.reason, languages)
    prompts.done()
    assert working_copy is not None
    assert day is not None
    return plan_correct(working_copy, day, reason)


def _resume(work: _EditCommand) -> Plan:
    working_copy = work.working_copy(work.policy())
    work.prompts.done()
    assert working_copy is not None
    return plan_resume(working_copy)


def _run(plan: Callable[[_EditCommand], Plan], publication: Publication, options: argparse.Namespace) -> None:
    t = messages(options.speaks)
    prompts = Prompts(t, publication.settings.languages, _terminal(), _show)
    made = plan(_EditCommand(publication, options, prompts))
    drafts = [(draft.file.path, draft.file.present, draft.data) for draft in made.drafts]
    write(site_root(publication), [FileWrite(*draft) for draft in drafts])
    _show(plan_summary(made, t))


def _terminal() -> Ask | None:
    # input() hands its prompt to the terminal itself, past the standard output
    return (lambda prompt: input(visible(prompt))) if sys.stdin.isatty() else None


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _edit(plan: Callable[[_EditCommand], Plan]) -> Callable[[Publication, argparse.Namespace], None]:
    return lambda publication, options: _run(plan, publication, options)


EDITS: Mapping[str, Callable[[Publication, argparse.Namespace], None]] = {
    "new-version": _edit(_new_version),
    "new-policy": _edit(_new_policy),
    "postpone": _edit(_postpone),
    "repeal": _edit(_repeal),
    "correct": _edit(_correct),
    "resume": _edit(_resume),
}
"""By name. Each writes its files, says what it did, and raises SayasatError where it may not."""
