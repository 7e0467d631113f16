"""Settings that name a policy not in force, and contact pages by which nobody reaches the publisher. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from sayasat.builder.publication import Publication
from sayasat.check.finding import Finding, Severity, error, warning
from sayasat.check.history_rules import placed_fault
from sayasat.cookies.inventory import FILE
from sayasat.cookies.inventory_reader import read_inventory
from sayasat.errors import SettingsError
from sayasat.settings import Settings
from sayasat.website.catalogue import Catalogue

CONTACT = "extra.sayasat.contact.policy"

_WORKFLOWS = ".github/workflows"
_HOSTS = (_WORKFLOWS, "netlify.toml", "vercel.json", "wrangler.json", "wrangler.jsonc", "wrangler.toml")
"""The files and folders of a repository that can publish its site to a host without a handler."""

_CONFIGURATION = "mkdocs.yml"
_PAGES = "actions/deploy-pages"
_WITHOUT_FORM = re.compile(r"""CONTACT_FORM["']?\s*[:=]\s*["']?false""")
_TEMPLATE = re.compile(r"^template: *contact\.html *$", re.MULTILINE)


def settings_findings(
    publication: Publication, source: Callable[[str], str], pages: Iterable[str]
) -> Iterator[Finding]:
    """All of them. ``source`` gives the text of a file, empty if there is none; ``pages`` are paths."""
    settings, catalogue = publication.settings, publication.catalogue
    yield from unheld_names(catalogue)
    if inventory := source(FILE):
        yield from inventory_findings(catalogue, inventory)
    if not settings.is_foreign:
        hosts = {path: source(path) for path, _ in publication.repository.tree(*_HOSTS)}
        yield from static_host(settings, source(_CONFIGURATION), hosts)
        yield from unnamed(settings, ((path, source(path)) for path in pages))


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


def static_host(settings: Settings, configuration: str, files: Mapping[str, str]) -> Iterator[Finding]:
    """A warning for each file that publishes the site with its form to a static host.

    ``configuration`` is the text of mkdocs.yml, ``files`` those of the files of static hosts by path.
    """
    if settings.contact is None or not settings.contact.has_form:
        return
    is_read = "CONTACT_FORM" in configuration
    for path, text in files.items():
        publishes = _PAGES in text or not path.startswith(_WORKFLOWS)
        if publishes and not (is_read and _WITHOUT_FORM.search(text)):
            yield warning("form-on-static-host", path)


def unnamed(settings: Settings, pages: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """A warning for each contact page, of these paths and texts, that has neither form nor address."""
    if settings.contact is None:
        for path, text in pages:
            if _TEMPLATE.search(text):
                yield warning("contact-unnamed", path)
