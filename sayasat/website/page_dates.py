"""The days on which pages changed, for the sitemap. Pure."""

from __future__ import annotations

from datetime import date

from sayasat.versions.status import Standing
from sayasat.website.catalogue import Edition, Holdings


def page_changed(holdings: Holdings, path: str, address: str) -> date | None:
    """The day a page's file last changed, or what it lists; absent where nobody knows."""
    language = path.split("/")[1]
    own = holdings.archive.changed.get(path)
    days = [own.date()] if own else []
    lists = {holdings.addresses.home(language), holdings.addresses.changes(language)}
    if address in lists:
        days += [entry.day for entry in holdings.log(language)]
    if address == holdings.addresses.home(language):
        originals = map(holdings.original, holdings.archive.policies)
        days += [day for original in originals for day in turns(original.standings, holdings.today)]
    return max(days, default=None)


def main_page_changed(holdings: Holdings, edition: Edition, standing: Standing) -> date:
    """The day the main page got its present text (published, or in force), or that one ended."""
    removed = edition.timeline.removed
    ended = [removed.recorded.date()] if removed else []
    return max([standing.version.published.date(), *turns((standing,), holdings.today), *ended])


def turns(standings: tuple[Standing, ...], today: date) -> list[date]:
    """The days, until today, on which a version took effect or ceased to hold."""
    days = [day for each in standings for day in (each.version.date, each.until) if day is not None]
    return [day for day in days if day <= today]
