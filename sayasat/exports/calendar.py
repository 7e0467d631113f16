"""The days on which texts take effect or end, as all-day events of iCalendar (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from markupsafe import Markup

from sayasat.characters import showable
from sayasat.exports.events import DayEvent, edition_events, site_events
from sayasat.i18n.messages import Messages, messages
from sayasat.templating import fragment
from sayasat.versions.model import Version
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
