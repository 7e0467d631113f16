"""The pages in the sitemap, each with its last change: main pages, histories, and pages of no policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sayasat.exports.sitemap import SitemapEntry, main_page_changed, page_changed, status_changes
from sayasat.policy_files.layout import DOCS
from sayasat.website.catalogue import Catalogue
from sayasat.website.page_frame import alternates, history_alternates, main_alternates


def sitemap_entries(catalogue: Catalogue, pages: Mapping[str, str]) -> Iterator[SitemapEntry]:
    """The entries of the sitemap. ``pages`` are those that are no policies: path in the repository to URL."""
    absolute = catalogue.urls.absolute
    for path, url in pages.items():
        changed = page_changed(catalogue, path, url)
        yield SitemapEntry(absolute(url), changed, _translations(catalogue, pages, path))
    for edition in catalogue.editions:
        newest = edition.timeline.lineage.events[-1].recorded.date()
        changed = max([newest, *status_changes(edition.standings, catalogue.today)])
        others = history_alternates(catalogue, edition.policy)
        yield SitemapEntry(absolute(edition.urls.history), changed, others)
        current = catalogue.current(edition)
        if current is not None:
            changed = main_page_changed(catalogue, edition, current)
            others = main_alternates(catalogue, edition.policy)
            yield SitemapEntry(absolute(edition.urls.main), changed, others)


def _translations(catalogue: Catalogue, pages: Mapping[str, str], path: str) -> tuple[tuple[str, str], ...]:
    """The same page in each language that has it."""
    _, _, rest = path.split("/", 2)
    paths = {language: f"{DOCS}/{language}/{rest}" for language in catalogue.settings.languages}
    found = [language for language, path in paths.items() if path in pages]
    return alternates(catalogue, found, lambda language: pages[paths[language]])
