"""The cookie inventory: every item that the site can store in a browser. Pure.

Every category except ``essential`` is optional: it needs the visitor's consent, and its script is not loaded
before. Categories that are not enabled are not in the inventory, and their items only as `Inventory.retired`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

FILE = "cookies.yml"

ESSENTIAL = "essential"

RECORD = "sayasat.cookies"
"""The item that stores the visitor's answer; sayasat/theme/assets/javascripts/cookies.js writes it."""

KINDS = ("cookie", "localStorage", "sessionStorage")

UNITS = ("minutes", "days", "months")

WEB_URL = re.compile(r"https?://", re.IGNORECASE)


class Item(Struct, frozen=True):
    """A cookie, or an entry of the browser's storage."""

    name: str
    """The name in the browser; a ``*`` at its end stands for any ending."""

    kind: str
    """One of `KINDS`."""

    category: str
    lifetime: tuple[int, str] | None
    """A number and one of `UNITS`; None if the browser deletes the item when it is closed."""

    purpose: Mapping[str, str]
    """By language."""

    set_by: Mapping[str, str]
    """By language."""


class Category(Struct, frozen=True):
    """Items of one purpose, which a visitor allows or refuses together."""

    id: str
    name: Mapping[str, str]
    purpose: Mapping[str, str]
    script: str = ""
    """The site's own script that is loaded after consent; empty for the essential category."""

    settings: tuple[tuple[str, str], ...] = ()
    """The settings of the script, as (name, value)."""

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins (RFC 6454) that the script may call: those of the URLs in its settings."""
        urls = (urlsplit(value) for _, value in self.settings if WEB_URL.match(value))
        return tuple(dict.fromkeys(f"{each.scheme}://{each.netloc}".lower() for each in urls))


class Inventory(Struct, frozen=True):
    """The enabled categories with their items, and the policy section that describes them."""

    policy: str
    """The slug of the policy that describes the items."""

    section: str
    """The id of the section of that policy."""

    categories: tuple[Category, ...]
    """The essential category first."""

    items: tuple[Item, ...]
    """In the order of the file."""

    retired: tuple[Item, ...] = ()
    """Items of categories that are not enabled; the script deletes them from the browser."""

    @property
    def optional(self) -> tuple[Category, ...]:
        """The categories that need consent."""
        return self.categories[1:]

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that a page may call beside the site's own."""
        origins = (origin for category in self.optional for origin in category.origins)
        return tuple(dict.fromkeys(origins))

    def items_of(self, category: Category) -> tuple[Item, ...]:
        """The items of a category, in the order of the file."""
        return tuple(item for item in self.items if item.category == category.id)


EMPTY_INVENTORY = Inventory("", "", (), ())
"""The inventory of a site without ``cookies.yml``, which has neither a banner nor a cookies page."""
