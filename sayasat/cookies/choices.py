"""The generated part of the cookies page: the items, the visitor's choices and recorded answer. Pure.

Without JavaScript the page says that nothing optional is stored, which is then true.
"""

from __future__ import annotations

from datetime import date

from sayasat.cookies.banner import Consent
from sayasat.cookies.consent import has_section
from sayasat.i18n.messages import Messages, messages
from sayasat.templating import fragment
from sayasat.website.catalogue import Catalogue
from sayasat.website.urls import relative


def choices(catalogue: Catalogue, consent: Consent, language: str, page: str) -> str:
    """The HTML of the items, the choices and the answer for the page at the URL ``page``."""
    t, inventory = messages(language), consent.inventory
    original = catalogue.urls.policy(inventory.policy, catalogue.settings.authentic)
    return fragment(
        "choices.html",
        t,
        inventory=inventory,
        policy=_policy(catalogue, consent, language, page),
        days=days(t),
        # The authentic edition's page: a translation may lack the version under which the visitor answered.
        dated=f"{relative(original.main, page)}DATE/#{inventory.section}",
        authentic=catalogue.settings.authentic,
        languages={each: messages(each)("language.name") for each in catalogue.settings.languages},
    )


def _policy(catalogue: Catalogue, consent: Consent, language: str, page: str) -> dict[str, str] | None:
    """The link to the section about cookies: the translation's if it has the section, else the original's.

    None if no text about cookies is in force.
    """
    if consent.text is None:
        return None
    section, original = consent.inventory.section, consent.text.edition
    own = catalogue.edition(original.policy, language)
    current = catalogue.current(own) if own else None
    has_it = own is not None and current is not None and has_section(catalogue, own, current.version, section)
    shown = own if own is not None and has_it else original
    href = f"{relative(shown.urls.main, page)}#{section}"
    return {"href": href, "language": shown.language, "title": shown.title}


def days(t: Messages) -> str:
    """A template for a full date of each month, with ``{y}`` for the year and ``{d}`` for the day.

    The twelve templates are separated by ``|``. The page's script uses them because browsers cannot format
    Kyrgyz dates.
    """
    months = (t.day(date(2000, month, 15)) for month in range(1, 13))
    return "|".join(text.replace("2000", "{y}").replace("15", "{d}") for text in months)
