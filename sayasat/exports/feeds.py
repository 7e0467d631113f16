"""What readers follow: Atom feeds of what was published, and calendars of the days that texts name.

Feeds are of RFC 4287; calendars are all-day events of iCalendar (RFC 5545). ``updated`` of a feed without
entries is the epoch instead of the time of the build, so that equal histories give equal bytes. Pure, except
that texts are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from sayasat.characters import showable
from sayasat.exports.events import DayEvent, edition_events, entry_id, feed_id, site_events
from sayasat.i18n.messages import Messages, messages
from sayasat.pages.change_log import edition_of, entry_url, feed_text
from sayasat.templating import fragment
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import ChangeClass, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.provenance import provenance
from sayasat.website.status_notice import day_fact

LENGTH = 50
"""The greatest number of entries in a feed."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_FeedEntry = dict[str, Any]
"""The values of an entry, for the template."""


def edition_feed(catalogue: Catalogue, edition: Edition) -> bytes:
    """The changes of one edition."""
    changes = [entry for entry in entries(edition.policy, edition.timeline) if not entry.is_silent]
    names = "policy", edition.timeline.lineage.revisions[0].slug, edition.language
    urls = edition.urls.feed, edition.urls.history
    listed = _feed_entries(catalogue, edition.language, changes, edition_events(edition))
    return _feed(catalogue, edition.language, names, edition.title, urls, listed)


def site_feed(catalogue: Catalogue, language: str) -> bytes:
    """The changes of all policies, for readers of one language."""
    title = messages(language)("feed.site-title")
    urls = catalogue.urls.feed(language), catalogue.urls.changes(language)
    listed = _feed_entries(catalogue, language, catalogue.log(language), site_events(catalogue, language))
    return _feed(catalogue, language, ("site", language), title, urls, listed)


def silent_feed(catalogue: Catalogue, language: str) -> tuple[str, bytes]:
    """The URL and the feed of the changes of words in an adopted archive that left the texts' dates alone."""
    prefix, title = catalogue.urls.prefix(language), messages(language)("adopted.silent-title")
    silent = (each for each in catalogue.log(language) if each.kind == ChangeClass.SILENT)
    listed = _feed_entries(catalogue, language, silent, ())
    urls = f"{prefix}silent.atom", f"{prefix}silent/"
    return urls[0], _feed(catalogue, language, ("silent", language), title, urls, listed)


def _feed(
    catalogue: Catalogue,
    language: str,
    names: tuple[str, ...],
    title: str,
    urls: tuple[str, str],
    listed: list[_FeedEntry],
) -> bytes:
    """A feed of the newest entries; ``names`` are those of its id, ``urls`` its own and that of its page."""
    settings, t = catalogue.settings, messages(language)
    own_url, page = map(catalogue.urls.absolute, urls)
    newest = listed[:LENGTH]
    xml = fragment(
        "feed.atom",
        t,
        id=feed_id(settings, *names),
        title=title,
        # Older changes are missing
        subtitle=t("feed.partial", number=LENGTH, page=page) if len(listed) > LENGTH else "",
        updated=max((each["moment"] for each in newest), default=_EPOCH),
        author=settings.publisher[language] or t("provenance.unnamed"),
        contributor=settings.adoption.archivist if settings.adoption else "",
        url=own_url,
        page=page,
        entries=newest,
        tag=settings.tag,
    )
    return f"{xml}\n".encode()


def _feed_entries(
    catalogue: Catalogue, language: str, changes: Iterable[Entry], events: Iterable[DayEvent]
) -> list[_FeedEntry]:
    """The newest entries, one more than a feed has."""
    published = (_of_change(catalogue, entry, language) for entry in changes)
    came = (each for each in events if each.day <= catalogue.today and each.was_announced)
    of_days = (_of_day(catalogue, event, language) for event in came)
    newest_first = merge(published, of_days, key=itemgetter("moment"), reverse=True)
    return list(islice(newest_first, LENGTH + 1))


def _of_change(catalogue: Catalogue, entry: Entry, language: str) -> _FeedEntry:
    edition, origin = edition_of(catalogue, entry), provenance(catalogue.settings, entry.event)
    title, summary = feed_text(catalogue, entry, language)
    return {
        "id": entry_id(entry, catalogue.settings),
        "moment": entry.recorded,
        "title": title,
        "summary": summary,
        "url": catalogue.urls.absolute(entry_url(edition, entry)),
        "language": edition.language,
        "policy": entry.policy.slug,
        "kind": entry.kind,
        "via": origin.commit_url,
        "related": list(dict.fromkeys(filter(None, (origin.request_url, *origin.links)))),
    }


def _of_day(catalogue: Catalogue, event: DayEvent, language: str) -> _FeedEntry:
    edition, label = event.edition, "repealed-from" if event.ends else "took-effect"
    fact = day_fact(label, event.day, messages(language))
    return {
        "id": event.id(catalogue.settings),
        "moment": datetime.combine(event.day, time(), catalogue.settings.zone),
        "title": f"{event.title}. {fact.label}: {fact.value}",
        "summary": "" if event.ends else event.version.summary or "",
        "url": catalogue.urls.absolute(edition.urls.version(event.version.date)),
        "language": edition.language,
        "policy": edition.policy.slug,
        "kind": "repealed" if event.ends else "in-force",
        "via": None,
        "related": [],
    }


_LINE = 75
"""The most bytes of a line, its line end not counted (RFC 5545, section 3.1)."""


def edition_calendar(catalogue: Catalogue, edition: Edition) -> bytes:
    """The days of one edition."""
    return _calendar(catalogue, messages(edition.language), edition.title, edition_events(edition))


def site_calendar(catalogue: Catalogue, language: str) -> bytes:
    """The days of all policies, for readers of one language."""
    t = messages(language)
    return _calendar(catalogue, t, t("feed.site-calendar"), site_events(catalogue, language))


def _calendar(catalogue: Catalogue, t: Messages, name: str, events: Iterable[DayEvent]) -> bytes:
    """A withdrawn version's event is cancelled, so that programs which have it say so."""

    def stamp(version: Version) -> str:
        moment, day = version.published, version.withdrawn_on
        if day is not None:
            moment = datetime.combine(day, time(), catalogue.settings.zone)
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    ics = fragment("calendar.ics", t, name=name, events=events, text=_text, stamp=stamp, catalogue=catalogue)
    return "".join(f"{_folded(line)}\r\n" for line in ics.split("\n")).encode()


def _text(value: str) -> Markup:
    """A value of the type TEXT (RFC 5545, section 3.3.11), on one line."""
    escaped = showable(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return Markup(" ".join(escaped.split()))  # noqa: S704 (no HTML)


def _folded(line: str) -> str:
    """The line in parts of at most `_LINE` bytes; no character is split."""
    parts, length = [""], 0
    for character in line:
        size = len(character.encode())
        if length + size > _LINE:
            parts.append("")
            length = 1  # of the space that every further line begins with
        parts[-1] += character
        length += size
    return "\r\n ".join(parts)
