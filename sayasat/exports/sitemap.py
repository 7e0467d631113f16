"""The sitemap (sitemaps.org protocol 0.9), with the day on which each page last changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from sayasat.i18n.messages import messages
from sayasat.templating import fragment
from sayasat.versions.status import Standing
from sayasat.website.catalogue import Catalogue, Edition


class SitemapEntry(Struct, frozen=True):
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


def page_changed(catalogue: Catalogue, path: str, url: str) -> date | None:
    """The day on which the file of a page, or an entry that the page lists, last changed.

    ``path`` is the file's path in the repository, ``url`` the page's URL. None if neither has a date.
    """
    language = path.split("/")[1]
    own = catalogue.archive.changed.get(path)
    days = [own.date()] if own else []
    lists = {catalogue.urls.home(language), catalogue.urls.changes(language)}
    if url in lists:
        days += [entry.day for entry in catalogue.log(language)]
    if url == catalogue.urls.home(language):
        originals = map(catalogue.original, catalogue.archive.policies)
        days += [day for original in originals for day in status_changes(original.standings, catalogue.today)]
    return max(days, default=None)


def main_page_changed(catalogue: Catalogue, edition: Edition, standing: Standing) -> date:
    """The latest day on which the main page's text was published, took effect or ended."""
    removed = edition.timeline.removed
    ended = [removed.recorded.date()] if removed else []
    return max([standing.version.published.date(), *status_changes((standing,), catalogue.today), *ended])


def status_changes(standings: tuple[Standing, ...], today: date) -> list[date]:
    """The days up to ``today`` on which a version took effect or ended."""
    days = [day for each in standings for day in (each.version.date, each.until) if day is not None]
    return [day for day in days if day <= today]
