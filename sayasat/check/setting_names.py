"""Settings that name a policy. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.check.finding import Finding, Severity
from sayasat.errors import Fault
from sayasat.website.catalogue import Catalogue

CONTACT = "extra.sayasat.contact.policy"


def unheld_names(catalogue: Catalogue) -> Iterator[Finding]:
    """An error for a policy that no text is in force of: nobody could agree to it.

    A policy that was renamed is found by its former names too.
    """
    form = catalogue.settings.contact
    policy = catalogue.archive.policy(form.policy) if form else None
    if form and (policy is None or catalogue.in_force(policy) is None):
        fault = Fault("setting-policy-not-in-force", CONTACT, (("policy", form.policy),))
        yield Finding(Severity.ERROR, CONTACT, 0, fault)
