"""The days on which pages changed, for the sitemap. Pure."""

from __future__ import annotations

from datetime import date

from sayasat.versions.status import Standing
from sayasat.website.catalogue import Catalogue, Edition


def page_changed(catalogue: Catalogue, path: str, address: str) -> date | None:
    """The day a page's file last changed, or what it lists; absent where nobody knows."""
    language = path.split("/")[1]
    own = catalogue.archive.changed.get(path)
    days = [own.date()] if own else []
    lists = {catalogue.urls.home(language), catalogue.urls.changes(language)}
    if address in lists:
        days += [entry.day for entry in catalogue.log(language)]
    if address == catalogue.urls.home(language):
        originals = map(catalogue.original, catalogue.archive.policies)
        days += [day for original in originals for day in status_changes(original.standings, catalogue.today)]
    return max(days, default=None)


def main_page_changed(catalogue: Catalogue, edition: Edition, standing: Standing) -> date:
    """The day the main page got its present text (published, or in force), or that one ended."""
    removed = edition.timeline.removed
    ended = [removed.recorded.date()] if removed else []
    return max([standing.version.published.date(), *status_changes((standing,), catalogue.today), *ended])


def status_changes(standings: tuple[Standing, ...], today: date) -> list[date]:
    """The days, until today, on which a version took effect or ceased to hold."""
    days = [day for each in standings for day in (each.version.date, each.until) if day is not None]
    return [day for day in days if day <= today]
