"""The sitemap (sitemaps.org protocol 0.9): when each page last changed, and its other languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sayasat.i18n.messages import messages
from sayasat.templating import fragment


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page in the sitemap."""

    url: str
    """Absolute."""

    changed: date | None
    """The day of the last change; None if it is unknown."""

    alternates: tuple[tuple[str, str], ...] = ()
    """The page in each language, as (language, absolute URL)."""


def sitemap(entries: Iterable[SitemapEntry]) -> bytes:
    """The sitemap's bytes, sorted by URL."""
    by_url = sorted(entries, key=lambda entry: entry.url)
    return f"{fragment('sitemap.xml', messages('en'), entries=by_url)}\n".encode()


def robots(sitemap_url: str) -> bytes:
    """The file ``robots.txt`` (RFC 9309), which lets every crawler in and names the sitemap."""
    return f"User-agent: *\nAllow: /\nSitemap: {sitemap_url}\n".encode()
