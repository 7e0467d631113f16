"""Whether a visitor can reach the publisher: by a form with a handler, or by an address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sayasat.check.finding import Finding, warning
from sayasat.settings import Settings

_WORKFLOWS = ".github/workflows"
STATIC_HOSTS = (_WORKFLOWS, "netlify.toml", "vercel.json", "wrangler.json", "wrangler.jsonc", "wrangler.toml")
"""The files and folders of a repository that can publish its site to a host without a handler."""

CONFIGURATION = "mkdocs.yml"
_PAGES = "actions/deploy-pages"
_WITHOUT_FORM = re.compile(r"""CONTACT_FORM["']?\s*[:=]\s*["']?false""")
_TEMPLATE = re.compile(r"^template: *contact\.html *$", re.MULTILINE)


def static_host(settings: Settings, configuration: str, files: Mapping[str, str]) -> Iterator[Finding]:
    """A warning for each file that publishes the site with its form to a static host.

    ``configuration`` is the text of `CONFIGURATION`, ``files`` those of the files of `STATIC_HOSTS` by path.
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
