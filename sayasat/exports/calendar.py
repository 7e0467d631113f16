"""The days on which texts take effect or end, as all-day events of iCalendar (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time

from sayasat.characters import showable
from sayasat.exports.events import DayEvent, edition_events, site_events
from sayasat.i18n.messages import Messages, messages
from sayasat.website.catalogue import Catalogue, Edition

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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sayasat//EN",
        f"NAME:{_text(name)}",  # RFC 7986; the next line is what most programs read instead
        f"X-WR-CALNAME:{_text(name)}",
        *(line for event in events for line in _event(catalogue, t, event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(catalogue: Catalogue, t: Messages, event: DayEvent) -> Iterator[str]:
    """A withdrawn version's event is cancelled, so that programs which have it say so."""
    version, settings = event.version, catalogue.settings
    withdrawn = version.withdrawn_on
    happens = t("feed.ends" if event.ends else "feed.takes-effect")
    stamp = datetime.combine(withdrawn, time(), settings.zone) if withdrawn else version.published
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.id(settings))}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{int(withdrawn is not None)}"
    yield f"STATUS:{'CANCELLED' if withdrawn else 'CONFIRMED'}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"SUMMARY:{_text(f'{event.title}: {happens}')}"
    yield f"URL:{catalogue.urls.absolute(event.edition.urls.version(version.date))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A value of the type TEXT (RFC 5545, section 3.3.11), on one line."""
    escaped = showable(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


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
