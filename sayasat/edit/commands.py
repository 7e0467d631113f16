"""The commands that edit texts, as a shell runs them: arguments in, files and an answer out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sayasat.builder.publication import Publication
from sayasat.characters import visible
from sayasat.edit.atomic_write import Writing, write
from sayasat.edit.correct import plan_correct, plan_resume
from sayasat.edit.new_policy import Names, NewPolicy, checked_name, plan_new_policy
from sayasat.edit.new_version import NewVersion, plan_new_version
from sayasat.edit.open import is_unpublished, open_desk, open_empty_desk, site_root
from sayasat.edit.plan import Plan
from sayasat.edit.postpone import plan_postpone
from sayasat.edit.prompts import Ask, Asking
from sayasat.edit.repeal import plan_repeal
from sayasat.edit.summary import answer
from sayasat.edit.working_copy import Desk
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import wording
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
class _Work:
    """One command at work."""

    publication: Publication
    options: argparse.Namespace
    asking: Asking

    def policy(self) -> Policy | None:
        """The policy that is named or asked for; its faults are kept in `asking`."""
        policies = self.publication.archive.policies
        known = [policy.slug for policy in policies]
        given = self.options.policy
        if given not in known and given and is_unpublished(self.publication, given):
            self.asking.faults.append(Fault("edit-unpublished", given))
            return None
        slug = self.asking.policy(given, known)
        return next((policy for policy in policies if policy.slug == slug), None)

    def desk(self, policy: Policy | None) -> Desk | None:
        """Its files; absent, with faults in `asking`, where they cannot be edited."""
        if policy is None:
            return None
        try:
            return open_desk(self.publication, policy)
        except EditError as error:
            self.asking.faults += error.faults
            return None


def _new_version(work: _Work) -> Plan:
    options, asking = work.options, work.asking
    desk = work.desk(work.policy())
    effective = asking.day(options.effective, "--effective", "effective")
    announced = [each.date for each in desk.announced if each.date != effective] if desk else []
    replaces = asking.replaces(options.replaces, announced)
    adopted = asking.optional_day(options.adopted, "--adopted")
    summary = asking.texts(options.summary, "--summary", common=False, question="summary")
    authority = asking.texts(options.authority, "--authority", common=True)
    reason = asking.texts(options.reason, "--reason", common=True)
    asking.done()
    assert desk is not None
    assert effective is not None
    asked = NewVersion(effective, summary, replaces, adopted, authority, reason, reenact=options.reenact)
    return plan_new_version(desk, asked)


def _new_policy(work: _Work) -> Plan:
    options, asking = work.options, work.asking
    names = _names(work.publication)
    slug = asking.slug(options.slug, lambda given: checked_name(given, names))
    title = asking.texts(options.title, "--title", common=False, question="title", needed=True)
    effective = asking.optional_day(options.effective, "--effective", "effective-optional")
    asking.done()
    assert slug is not None
    return plan_new_policy(open_empty_desk(work.publication, slug), NewPolicy(slug, title, effective), names)


def _names(publication: Publication) -> Names:
    policies = publication.archive.policies
    former = {
        old: policy.slug
        for policy in policies
        for timeline in (policy.authentic, *policy.translations)
        for old in timeline.edition.former_slugs
    }
    return Names([policy.slug for policy in policies], former)


def _postpone(work: _Work) -> Plan:
    options, asking = work.options, work.asking
    desk = work.desk(work.policy())
    announced = "  ".join(str(each.date) for each in desk.announced) if desk else ""
    old = asking.day(options.date, "DATE", "announced", announced)
    new = asking.day(options.new_date, "NEWDATE", "new-date")
    asking.done()
    assert desk is not None
    assert old is not None
    assert new is not None
    return plan_postpone(desk, old, new)


def _repeal(work: _Work) -> Plan:
    options, asking = work.options, work.asking
    desk = work.desk(work.policy())
    if options.cancel and options.on:
        asking.faults.append(Fault("edit-either", "--on --cancel"))
    day = None if options.cancel else asking.day(options.on, "--on", "repealed")
    reason = asking.texts(options.reason, "--reason", common=True)
    asking.done()
    assert desk is not None
    return plan_repeal(desk, day, reason)


def _correct(work: _Work) -> Plan:
    options, asking = work.options, work.asking
    desk = work.desk(work.policy())
    known = "  ".join(str(each.date) for each in desk.original.standing) if desk else ""
    day = asking.day(options.date, "DATE", "correct", known)
    languages = [sheet.language for sheet in desk.sheets] if desk else []
    reason = asking.reason(options.reason, languages)
    asking.done()
    assert desk is not None
    assert day is not None
    return plan_correct(desk, day, reason)


def _resume(work: _Work) -> Plan:
    desk = work.desk(work.policy())
    work.asking.done()
    assert desk is not None
    return plan_resume(desk)


def _run(plan: Callable[[_Work], Plan], publication: Publication, options: argparse.Namespace) -> None:
    words = wording(options.speaks)
    asking = Asking(words, publication.settings.languages, _terminal(), _show)
    made = plan(_Work(publication, options, asking))
    drafts = [(draft.sheet.path, draft.sheet.present, draft.data) for draft in made.drafts]
    write(site_root(publication), [Writing(*draft) for draft in drafts])
    _show(answer(made, words))


def _terminal() -> Ask | None:
    # input() hands its prompt to the terminal itself, past the standard output
    return (lambda prompt: input(visible(prompt))) if sys.stdin.isatty() else None


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _edit(plan: Callable[[_Work], Plan]) -> Callable[[Publication, argparse.Namespace], None]:
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
