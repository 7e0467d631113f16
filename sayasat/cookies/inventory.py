"""The cookie inventory: everything that the site can keep in a browser. Pure.

A category other than ``essential`` is optional: it needs the visitor's yes, and its script is not fetched
before. One that is not enabled is left out here, with its items, and so out of everything made from the
inventory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

FILE = "cookies.yml"

ESSENTIAL = "essential"

RECORD = "sayasat.cookies"
"""The item that holds the visitor's answer; sayasat/theme/assets/javascripts/cookies.js writes it."""

KINDS = ("cookie", "localStorage", "sessionStorage")

UNITS = ("minutes", "days", "months")

WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is kept."""

    name: str
    """As the browser shows it; ``*`` at its end stands for what differs from site to site."""

    kind: str
    """One of `KINDS`."""

    category: str
    lifetime: tuple[int, str] | None
    """A number and one of `UNITS`; absent for what goes when the browser is closed."""

    purpose: Mapping[str, str]
    """By language, as is `set_by`."""

    set_by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Category:
    """Items that are kept for one purpose, and allowed or refused together."""

    id: str
    name: Mapping[str, str]
    purpose: Mapping[str, str]
    script: str = ""
    """The site's own file that is loaded after a yes; empty for the essential one."""

    settings: tuple[tuple[str, str], ...] = ()
    """What the script is told: (name, value)."""

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins (RFC 6454) that it may call: those of the addresses among its settings."""
        addresses = (urlsplit(value) for _, value in self.settings if WEB_ADDRESS.match(value))
        return tuple(dict.fromkeys(f"{each.scheme}://{each.netloc}".lower() for each in addresses))


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that can be kept, as far as it is enabled."""

    policy: str
    """The slug of the policy that says so, and below the id of its section."""

    section: str
    categories: tuple[Category, ...]
    """The essential one first."""

    items: tuple[Item, ...]
    """In the order written."""

    retired: tuple[Item, ...] = ()
    """Items of categories that are not enabled: what is left of them from an earlier time is deleted."""

    @property
    def optional(self) -> tuple[Category, ...]:
        """The categories that need a yes."""
        return self.categories[1:]

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that a page may call beside its own."""
        found = (origin for category in self.optional for origin in category.origins)
        return tuple(dict.fromkeys(found))

    def items_of(self, category: Category) -> tuple[Item, ...]:
        """What is kept under a category."""
        return tuple(item for item in self.items if item.category == category.id)


EMPTY_INVENTORY = Inventory("", "", (), ())
"""Of a site without ``cookies.yml``: it has no banner, and no page about what it keeps."""
