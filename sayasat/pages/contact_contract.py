"""The contract between the contact form and its handler: ``api/contact.json``. Pure.

It has the form's fields, limits and texts, and the version of the privacy policy in force. The site's form
and the handler, which is deployed separately, both read it. `contact.contract` defines its structure.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sayasat.i18n.messages import messages
from sayasat.markdown.sections import digest
from sayasat.pages.stubs import rooted_page
from sayasat.settings import Contact
from sayasat.versions.model import Version
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Slots

ADDRESS = "api/contact.json"
PAGE = "contact/"

TOPICS = ("policy", "data-access", "data-correction", "data-erasure", "complaint", "other")
_TITLE, _CONTENT = "[[title]]", "[[content]]"
BARE_SHELL = _TITLE + _CONTENT
"""A shell for a contract that is made before the site's pages are; no form is checked against it."""


def contract_values(catalogue: Catalogue, shells: Mapping[str, str]) -> dict[str, object] | None:
    """The contract without its digest; ``shells`` are the shells of the handler's pages by language.

    None if the site has no form, or if no version of the policy that visitors agree to is in force.
    """
    form = catalogue.settings.contact
    policy = catalogue.archive.policy(form.policy) if form and form.has_form else None
    now = catalogue.in_force(policy) if policy else None
    if form is None or policy is None or now is None:
        return None
    original, languages = catalogue.original(policy), catalogue.settings.languages
    return {
        "schema": 1,
        "site_url": catalogue.settings.site_url,
        "languages": list(languages),
        "policy": _policy(catalogue, original, now.version),
        "fields": _fields(catalogue),
        "texts": {each: _texts(each) for each in languages},
        "pages": {
            each: _page(catalogue, form, original, now.version, each) | {"shell": shells[each]}
            for each in languages
        },
    }


def shell_page(catalogue: Catalogue, language: str, script: str) -> Slots:
    """The page shell of the handler's pages; ``script`` is the tag of their script.

    These pages are not indexed and have no cookie banner, so that a receipt's URL never reaches statistics.
    """
    slots = rooted_page(catalogue, language, _TITLE, lambda each: f"{catalogue.urls.prefix(each)}{PAGE}")
    return replace(slots, content=f"{_CONTENT}{script}")


def _policy(catalogue: Catalogue, original: Edition, version: Version) -> dict[str, str]:
    return {
        "id": original.policy.slug,
        "date": version.date.isoformat(),
        "basis": version.basis.value,
        "sha256": digest(catalogue.text(original, version.text).sections),
    }


def _fields(catalogue: Catalogue) -> list[dict[str, object]]:
    current = [policy.slug for policy in _living(catalogue)]
    return [
        {"name": "name", "kind": "line", "required": True, "min": 1, "max": 100},
        {"name": "email", "kind": "email", "required": True, "max": 254},
        {"name": "topic", "kind": "choice", "required": True, "choices": list(TOPICS)},
        {"name": "policy", "kind": "choice", "required": False, "choices": current},
        {"name": "message", "kind": "text", "required": True, "min": 2, "max": 5000},
        {"name": "agreement", "kind": "agreement", "required": True},
    ]


def _texts(language: str) -> dict[str, str]:
    return {key: text for key, text in messages(language).texts.items() if key.startswith("contact.")}


def _page(
    catalogue: Catalogue, form: Contact, original: Edition, version: Version, language: str
) -> dict[str, object]:
    own = catalogue.edition(original.policy, language) or original
    dated = own if own.timeline.version(version.date) else original
    editions = (catalogue.edition(each, language) or catalogue.original(each) for each in _living(catalogue))
    return {
        "prefix": catalogue.urls.prefix(language),
        # The authentic edition's page if this language lacks the version
        "privacy": dated.urls.version(version.date),
        "policies": {each.policy.slug: catalogue.listed_title(each) for each in editions},
        "office": [list(contact) for contact in form.office[language]],
    }


def _living(catalogue: Catalogue) -> list[Policy]:
    """The policies with a text in force, without those whose slug is not UTF-8: a form cannot send it."""
    printable = (policy for policy in catalogue.archive.policies if policy.slug.isprintable())
    return [policy for policy in printable if catalogue.in_force(policy)]
