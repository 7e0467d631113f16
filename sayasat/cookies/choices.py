"""What the page of cookies says under its own text: everything that is kept, the choices, the answer given.

Without JavaScript it tells the true state: nothing optional is kept. Pure.
"""

from __future__ import annotations

from datetime import date

from sayasat.cookies.banner import Consent
from sayasat.cookies.consent import has_section
from sayasat.cookies.inventory import Category, Inventory, Item
from sayasat.i18n.messages import Wording, wording
from sayasat.templating import fragment
from sayasat.website.catalogue import Holdings
from sayasat.website.urls import relative


def choices(holdings: Holdings, consent: Consent, language: str, page: str) -> str:
    """The list, the choices and the answer, for the page at ``page``."""
    w, inventory = wording(language), consent.inventory
    original = holdings.addresses.policy(inventory.policy, holdings.settings.authentic)
    return fragment(
        "choices.html",
        w,
        categories=[_category(inventory, category, w) for category in inventory.categories],
        optional=[category.id for category in inventory.optional],
        policy=_policy(holdings, consent, language, page),
        days=days(w),
        # The original's: a translation may lack the version that was answered under
        dated=f"{relative(original.main, page)}DATE/#{inventory.section}",
        authentic=holdings.settings.authentic,
        languages={each: wording(each)("language.name") for each in holdings.settings.languages},
    )


def _policy(holdings: Holdings, consent: Consent, language: str, page: str) -> dict[str, str] | None:
    """The section to read: the original's where the translation has none. Absent where no text holds."""
    if consent.text is None:
        return None
    section, original = consent.inventory.section, consent.text.edition
    own = holdings.edition(original.policy, language)
    current = holdings.current(own) if own else None
    has_it = own is not None and current is not None and has_section(holdings, own, current.version, section)
    shown = own if own is not None and has_it else original
    href = f"{relative(shown.addresses.main, page)}#{section}"
    return {"href": href, "language": shown.language, "title": shown.title}


def days(w: Wording) -> str:
    """A date of each month in full, parted by ``|``, with ``{y}`` and ``{d}`` for the year and the day.

    Browsers do not know Kyrgyz dates; the script fills these in.
    """
    months = (w.day(date(2000, month, 15)) for month in range(1, 13))
    return "|".join(text.replace("2000", "{y}").replace("15", "{d}") for text in months)


def _category(inventory: Inventory, category: Category, w: Wording) -> dict[str, object]:
    return {
        "id": category.id,
        "name": category.name[w.language],
        "purpose": category.purpose[w.language],
        "items": [_item(item, w) for item in inventory.items_of(category)],
    }


def _item(item: Item, w: Wording) -> dict[str, str]:
    return {
        "name": item.name,
        "kind": w(f"kind.{item.kind}"),
        "purpose": item.purpose[w.language],
        "lifetime": _lifetime(item, w),
        "set_by": item.set_by[w.language],
    }


def _lifetime(item: Item, w: Wording) -> str:
    if item.lifetime is None:
        return w("lifetime.session")
    number, unit = item.lifetime
    return w.count(f"lifetime.{unit}", number)
