"""What the contact form and its handler agree on, as the site makes it: ``api/contact.json``. Pure.

Fields, limits, texts and the version of the privacy policy in force are written here once; the form on the
site and the handler, which is deployed alone, both read them. Its shape is `contact.contract`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sayasat.i18n.messages import wording
from sayasat.markdown.sections import digest
from sayasat.pages.stubs import rooted_page
from sayasat.settings import Contact
from sayasat.versions.model import Version
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Edition, Holdings
from sayasat.website.shell import Slots

ADDRESS = "api/contact.json"
PAGE = "contact/"

TOPICS = ("policy", "data-access", "data-correction", "data-erasure", "complaint", "other")
_TITLE, _CONTENT = "[[title]]", "[[content]]"
BARE_SHELL = _TITLE + _CONTENT
"""A shell for whoever needs the contract before the site's pages are there: no form depends on it."""


def contract_values(holdings: Holdings, shells: Mapping[str, str]) -> dict[str, object] | None:
    """The contract without its digest, with each language's shell.

    Absent where the site has no form, or no text of the policy is in force that a visitor could agree to.
    """
    told = holdings.settings.contact
    policy = holdings.archive.policy(told.policy) if told else None
    holding = holdings.in_force(policy) if policy else None
    if told is None or policy is None or holding is None:
        return None
    original, languages = holdings.original(policy), holdings.settings.languages
    return {
        "schema": 1,
        "site_url": holdings.settings.site_url,
        "languages": list(languages),
        "policy": _policy(holdings, original, holding.version),
        "fields": _fields(holdings),
        "texts": {each: _texts(each) for each in languages},
        "pages": {
            each: _page(holdings, told, original, holding.version, each) | {"shell": shells[each]}
            for each in languages
        },
    }


def shell_page(holdings: Holdings, language: str, script: str) -> Slots:
    """The frame of the handler's pages, with the marks that it fills; ``script`` is its script's tag.

    They are outside the index, and without the cookie banner: no statistics hear of a receipt.
    """
    slots = rooted_page(holdings, language, _TITLE, lambda each: f"{holdings.addresses.prefix(each)}{PAGE}")
    return replace(slots, content=f"{_CONTENT}{script}")


def _policy(holdings: Holdings, original: Edition, version: Version) -> dict[str, str]:
    return {
        "id": original.policy.slug,
        "date": version.date.isoformat(),
        "basis": version.basis.value,
        "sha256": digest(holdings.text(original, version.text).sections),
    }


def _fields(holdings: Holdings) -> list[dict[str, object]]:
    living = [policy.slug for policy in _living(holdings)]
    return [
        {"name": "name", "kind": "line", "required": True, "min": 1, "max": 100},
        {"name": "email", "kind": "email", "required": True, "max": 254},
        {"name": "topic", "kind": "choice", "required": True, "choices": list(TOPICS)},
        {"name": "policy", "kind": "choice", "required": False, "choices": living},
        {"name": "message", "kind": "text", "required": True, "min": 2, "max": 5000},
        {"name": "agreement", "kind": "agreement", "required": True},
    ]


def _texts(language: str) -> dict[str, str]:
    return {key: text for key, text in wording(language).texts.items() if key.startswith("contact.")}


def _page(
    holdings: Holdings, told: Contact, original: Edition, version: Version, language: str
) -> dict[str, object]:
    own = holdings.edition(original.policy, language)
    dated = own if own and own.timeline.version(version.date) else original
    return {
        "prefix": holdings.addresses.prefix(language),
        # The original's where this version has no translation
        "privacy": dated.addresses.version(version.date),
        "policies": {
            policy.slug: (holdings.edition(policy, language) or holdings.original(policy)).title
            for policy in _living(holdings)
        },
        "office": [list(way) for way in told.office[language]],
    }


def _living(holdings: Holdings) -> list[Policy]:
    """Those with a text in force. A name that is no UTF-8 cannot be sent by a form."""
    return [
        policy
        for policy in holdings.archive.policies
        if holdings.in_force(policy) and policy.slug.isprintable()
    ]
