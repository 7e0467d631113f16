"""Settings that name a policy. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sayasat.check.finding import Finding, Severity, error
from sayasat.check.history_rules import placed_fault
from sayasat.cookies.inventory import FILE
from sayasat.cookies.inventory_reader import read_inventory
from sayasat.errors import SettingsError
from sayasat.website.catalogue import Catalogue

CONTACT = "extra.sayasat.contact.policy"


def unheld_names(catalogue: Catalogue) -> Iterator[Finding]:
    """An error for a policy that no text is in force of: nobody could agree to it.

    A policy that was renamed is found by its former names too.
    """
    form = catalogue.settings.contact
    if form and form.has_form:
        yield from _unheld(catalogue, form.policy, CONTACT, 0)


def inventory_findings(catalogue: Catalogue, text: str) -> Iterator[Finding]:
    """What is wrong in the text of ``cookies.yml``, and the policy that it names if that is not there.

    As long as visitors are asked nothing, that is a warning: a new site has no policies yet.
    """
    try:
        inventory = read_inventory(text, catalogue.settings.languages)
    except SettingsError as error:
        yield from map(placed_fault, error.faults)
        return
    before, key, _ = text.partition("\ntext:")
    line = before.count("\n") + 2 if key else 1
    named = re.search(r"^[ \t]+policy:", text[len(before) :], re.MULTILINE)
    line += text.count("\n", len(before) + 1, len(before) + named.start()) if named else 0
    if inventory.optional:
        yield from _unheld(catalogue, inventory.policy, FILE, line)
    elif catalogue.archive.policy(inventory.policy) is None:
        for each in _unheld(catalogue, inventory.policy, FILE, line):
            yield replace(each, severity=Severity.WARNING)


def _unheld(catalogue: Catalogue, name: str, path: str, line: int) -> Iterator[Finding]:
    policy = catalogue.archive.policy(name)
    if policy is None or catalogue.in_force(policy) is None:
        yield error("setting-policy-not-in-force", path, line, policy=name)
