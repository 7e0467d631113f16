"""The cookie banner: the first thing on every page, in its flow. Pure.

Where something optional is enabled it asks, by script only: without one nothing optional is ever loaded and
there is nothing to ask. Where nothing is, a short notice in the same frame says so. The pattern is
that of the GOV.UK Design System's cookie banner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import escape

from sayasat.cookies.consent import ConsentText
from sayasat.cookies.inventory import Inventory, Item
from sayasat.i18n.messages import Messages, messages
from sayasat.templating import fragment
from sayasat.website.catalogue import Catalogue

SCRIPT = "assets/javascripts/cookies.js"

_BODY = re.compile(r"<body\b[^>]*>")
_SKIP = re.compile(r'(?<=<div data-md-component="skip")(?=>\s*<a)')


@dataclass(frozen=True, slots=True)
class Consent:
    """What a visitor is asked: what can be kept, and the text about it."""

    inventory: Inventory
    text: ConsentText | None
    """As of the day of the build; absent where nothing optional is asked for and no text holds."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What stays shut until a category is allowed."""

    category: str
    src: str
    settings: tuple[tuple[str, str], ...]
    items: str
    """What a withdrawal deletes: ``KIND:NAME``, parted by blanks."""


def with_banner(html: str, banner: str, t: Messages) -> str:
    """A page with the banner before all else in its body. Raises ValueError where the page has no body.

    The theme's skip link is then not the first link any more, and gets a landmark of its own, as all has.
    """
    body = _BODY.search(html)
    if body is None:
        raise ValueError("the theme's template has no <body>")
    if not banner:
        return html
    landmark = f' role="navigation" aria-label="{escape(t("cookies.skip"))}"'
    rest = _SKIP.sub(lambda _: landmark, html[body.end() :], count=1)
    return f"{html[: body.end()]}\n{banner}\n{rest}"


def banner(catalogue: Catalogue, consent: Consent, language: str, link: Callable[[str], str]) -> str:
    """The banner in a language; ``link`` makes an address of the site a link on the page it stands on.

    Empty where the site keeps nothing in a browser.
    """
    inventory, text = consent.inventory, consent.text
    if not inventory.items and not inventory.retired:
        return ""
    return fragment(
        "banner.html",
        messages(language),
        categories=[(category.name[language], category.purpose[language]) for category in inventory.optional],
        asks=" ".join(category.id for category in inventory.optional),
        gates=[
            Gate(
                category.id,
                link(category.script),
                category.settings,
                _listed(inventory.items_of(category)),
            )
            for category in inventory.optional
        ],
        retired=_listed(inventory.retired),
        text=text,
        changed=_changed(catalogue, text, language, link) if text and not text.is_first else None,
        section=inventory.section,
        choices=link(f"{catalogue.urls.prefix(language)}cookies/"),
        script=link(SCRIPT),
    )


def _listed(items: Iterable[Item]) -> str:
    return " ".join(f"{item.kind}:{item.name}" for item in items)


def _changed(
    catalogue: Catalogue, text: ConsentText, language: str, link: Callable[[str], str]
) -> tuple[str, str]:
    """The redline of what changed last in the section, and its language: the original's where need be."""
    version, edition = text.last_change.version, text.edition
    if not text.last_change.opens:
        commit = text.last_change.placed.revision.commit
        return link(edition.urls.revision_changes(version.date, commit)), edition.language
    own = catalogue.edition(edition.policy, language)
    shown = own if own and own.timeline.version(version.date) else edition
    return link(shown.urls.changes(version.date)), shown.language
