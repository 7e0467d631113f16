"""The cookie banner of every page, made as in the GOV.UK Design System. Pure.

If the inventory has optional categories, the banner asks for consent, at the start of the page. Otherwise it
is one line below the header, which asks nothing. A script shows it: without JavaScript nothing optional is
ever loaded, no consent is needed, and the footer has the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from markupsafe import escape
from msgspec import Struct

from sayasat.cookies.consent import ConsentText
from sayasat.cookies.inventory import Inventory, Item
from sayasat.i18n.messages import Messages, messages
from sayasat.templating import fragment
from sayasat.website.catalogue import Catalogue

SCRIPT = "assets/javascripts/cookies.js"

_BODY = re.compile(r"<body\b[^>]*>")
_HEADER = re.compile(r'<header class="md-header.*?</header>', re.DOTALL)
_SKIP = re.compile(r'(?<=<div data-md-component="skip")(?=>\s*<a)')


class Consent(Struct, frozen=True):
    """The cookie inventory and the policy section that a visitor consents to."""

    inventory: Inventory
    text: ConsentText | None
    """None if no text about cookies is in force, which is allowed only without optional categories."""


class CookieBanner(Struct, frozen=True):
    """The banner of a page."""

    html: str
    """Empty if the inventory has no items."""

    asks: bool


def with_banner(html: str, banner: CookieBanner, t: Messages) -> str:
    """Put the banner into a page. Raises ValueError if the page has no ``<body>`` or no header.

    A question is at the start of the body, so that it is first in the tab order; the line is below the
    header. A question precedes the theme's skip link, which then gets a landmark of its own, because all
    content of a page has to be in a landmark (axe checks this accessibility rule).
    """
    place = (_BODY if banner.asks else _HEADER).search(html)
    if place is None:
        raise ValueError("the theme's template has no <body> or no header")
    if not banner.html:
        return html
    content = html[place.end() :]
    if banner.asks:
        landmark = f' role="navigation" aria-label="{escape(t("cookies.skip"))}"'
        content = _SKIP.sub(lambda _: landmark, content, count=1)
    return f"{html[: place.end()]}\n{banner.html}\n{content}"


def banner(catalogue: Catalogue, consent: Consent, language: str, link: Callable[[str], str]) -> CookieBanner:
    """The banner in a language.

    ``link`` turns a URL of the site into a link on the page that the banner is for.
    """
    inventory, text = consent.inventory, consent.text
    if not inventory.items and not inventory.retired:
        return CookieBanner("", asks=False)
    optional = inventory.optional
    html = fragment(
        "banner.html",
        messages(language),
        optional=optional,
        asks=" ".join(category.id for category in optional),
        # The items are deleted when consent is withdrawn
        gates=[(each, link(each.script), _listed(inventory.items_of(each))) for each in optional],
        retired=_listed(inventory.retired),
        text=text,
        changed=_changed(catalogue, text, language, link) if text and not text.is_first else None,
        section=inventory.section,
        choices=link(f"{catalogue.urls.prefix(language)}cookies/"),
        script=link(SCRIPT),
    )
    return CookieBanner(html, asks=bool(optional))


def _listed(items: Iterable[Item]) -> str:
    """``KIND:NAME``, separated by spaces."""
    return " ".join(f"{item.kind}:{item.name}" for item in items)


def _changed(
    catalogue: Catalogue, text: ConsentText, language: str, link: Callable[[str], str]
) -> tuple[str, str]:
    """The link to the redline of the section's last change, and the redline's language.

    The redline is the authentic edition's if this language does not have the version.
    """
    version, edition = text.last_change.version, text.edition
    if not text.last_change.opens:
        number = text.last_change.placed.number
        return link(edition.urls.revision_changes(version.date, number)), edition.language
    own = catalogue.edition(edition.policy, language)
    shown = own if own and own.timeline.version(version.date) else edition
    return link(shown.urls.changes(version.date)), shown.language
