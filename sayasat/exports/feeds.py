"""The feeds of an edition and of the site: an entry for each publication, and one for the day that it named.

Pure, except that texts are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from heapq import merge
from itertools import islice

from sayasat.exports.atom import LENGTH, Feed, FeedEntry, atom, feed_id
from sayasat.exports.day_events import DayEvent, edition_events, site_events
from sayasat.exports.event_ids import entry_id
from sayasat.i18n.messages import messages
from sayasat.pages.change_log import edition_of, entry_url, feed_text
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import ChangeClass
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.provenance import provenance
from sayasat.website.status_notice import day_fact


def edition_feed(catalogue: Catalogue, edition: Edition) -> bytes:
    """The changes of one edition."""
    changes = [entry for entry in entries(edition.policy, edition.timeline) if not entry.is_silent]
    first_slug = edition.timeline.lineage.revisions[0].slug
    name = feed_id(catalogue.settings, "policy", first_slug, edition.language)
    urls = edition.urls.feed, edition.urls.history
    listed = _feed_entries(catalogue, edition.language, changes, edition_events(edition))
    return _feed(catalogue, edition.language, (name, edition.title), urls, listed)


def site_feed(catalogue: Catalogue, language: str) -> bytes:
    """The changes of all policies, for readers of one language."""
    name = feed_id(catalogue.settings, "site", language)
    urls = catalogue.urls.feed(language), catalogue.urls.changes(language)
    listed = _feed_entries(catalogue, language, catalogue.log(language), site_events(catalogue, language))
    return _feed(catalogue, language, (name, messages(language)("feed.site-title")), urls, listed)


def silent_feed(catalogue: Catalogue, language: str) -> tuple[str, bytes]:
    """The URL and the feed of the changes of words in an adopted archive that left the texts' dates alone."""
    prefix, title = catalogue.urls.prefix(language), messages(language)("adopted.silent-title")
    name = feed_id(catalogue.settings, "silent", language)
    silent = (each for each in catalogue.log(language) if each.kind == ChangeClass.SILENT)
    listed = _feed_entries(catalogue, language, silent, ())
    urls = f"{prefix}silent.atom", f"{prefix}silent/"
    return urls[0], _feed(catalogue, language, (name, title), urls, listed)


def _feed(
    catalogue: Catalogue,
    language: str,
    name_and_title: tuple[str, str],
    urls: tuple[str, str],
    listed: Sequence[FeedEntry],
) -> bytes:
    own_url, page = (catalogue.urls.absolute(url) for url in urls)
    is_partial = len(listed) > LENGTH
    subtitle = messages(language)("feed.partial", number=LENGTH, page=page) if is_partial else ""
    settings, t = catalogue.settings, messages(language)
    author = settings.publisher[language] or t("provenance.unnamed")
    archivist = settings.adoption.archivist if settings.adoption else ""
    feed = Feed(*name_and_title, language, author, own_url, page, archivist, subtitle)
    return atom(feed, listed, settings)


def _feed_entries(
    catalogue: Catalogue, language: str, changes: Iterable[Entry], events: Iterable[DayEvent]
) -> list[FeedEntry]:
    """The newest entries, one more than a feed has."""
    published = (_of_change(catalogue, entry, language) for entry in changes)
    came = (each for each in events if each.day <= catalogue.today and each.was_announced)
    of_days = (_of_day(catalogue, event, language) for event in came)
    newest_first = merge(published, of_days, key=lambda entry: entry.moment, reverse=True)
    return list(islice(newest_first, LENGTH + 1))


def _of_change(catalogue: Catalogue, entry: Entry, language: str) -> FeedEntry:
    edition, origin = edition_of(catalogue, entry), provenance(catalogue.settings, entry.event)
    return FeedEntry(
        entry_id(entry, catalogue.settings),
        entry.recorded,
        *feed_text(catalogue, entry, language),
        catalogue.urls.absolute(entry_url(edition, entry)),
        edition.language,
        entry.policy.slug,
        entry.kind,
        origin.commit_url,
        tuple(dict.fromkeys(filter(None, (origin.request_url, *origin.links)))),
    )


def _of_day(catalogue: Catalogue, event: DayEvent, language: str) -> FeedEntry:
    edition = event.edition
    label = "repealed-from" if event.ends else "took-effect"
    fact = day_fact(label, event.day, messages(language))
    return FeedEntry(
        event.id(catalogue.settings),
        datetime.combine(event.day, time(), catalogue.settings.zone),
        f"{event.title}. {fact.label}: {fact.value}",
        "" if event.ends else event.version.summary or "",
        catalogue.urls.absolute(edition.urls.version(event.version.date)),
        edition.language,
        edition.policy.slug,
        "repealed" if event.ends else "in-force",
    )
