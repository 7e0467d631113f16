"""What the main page of an edition has shown since when, as a TimeMap (Memento, RFC 7089). Pure.

The site is static, so there is no TimeGate, and no page is sent with ``Memento-Datetime``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from itertools import groupby

from msgspec import Struct

from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.status import Status
from sayasat.website.catalogue import Catalogue, Edition


class Memento(Struct, frozen=True):
    """A text that the main page has shown."""

    since: date
    """The later of the day on which it was published and the day from which it held."""

    version: Version
    placed: PlacedRevision


def mementos(edition: Edition, today: date) -> tuple[Memento, ...]:
    """What the main page has shown up to a day, earliest first.

    It shows the latest version of those that hold, in the last revision that was published. So a text that
    was published after the next version had taken effect, or corrected before its day, was never shown.
    """
    found: list[Memento] = []
    by_day = sorted(_published(edition), key=lambda each: (each.since, *_rank(each)))
    for since, group in groupby(by_day, lambda each: each.since):
        latest = max(group, key=_rank)
        if since <= today and (not found or _rank(latest) > _rank(found[-1])):
            found.append(latest)
    return tuple(found)


def _rank(memento: Memento) -> tuple[date, int]:
    return memento.version.date, memento.placed.revision.place


def _published(edition: Edition) -> Iterator[Memento]:
    """Every text that was published, and not withdrawn before its day."""
    for standing in edition.standings:
        if standing.status is not Status.WITHDRAWN:
            for placed in standing.version.revisions:
                if placed.acts:
                    since = max(placed.published_on, standing.version.date)
                    yield Memento(since, standing.version, placed)


def timemap(catalogue: Catalogue, edition: Edition) -> bytes:
    """The TimeMap of an edition's main page, in the format of links (RFC 6690)."""
    absolute, shown = catalogue.urls.absolute, mementos(edition, catalogue.today)
    days = (datetime.combine(each.since, time(), catalogue.settings.zone).astimezone(UTC) for each in shown)
    moments = [format_datetime(each, usegmt=True) for each in days]
    period = f'; from="{moments[0]}"; until="{moments[-1]}"' if moments else ""
    links = [
        f'<{absolute(edition.urls.main)}>; rel="original"',
        f'<{absolute(edition.urls.timemap)}>; rel="self"; type="application/link-format"{period}',
    ]
    for place, (each, moment) in enumerate(zip(shown, moments, strict=True)):
        ends = ("first ", place == 0), ("last ", place == len(shown) - 1)
        relation = "".join(word for word, holds in ends if holds)
        url = absolute(edition.address(each.version, each.placed))
        links.append(f'<{url}>; rel="{relation}memento"; datetime="{moment}"')
    return (",\n".join(links) + "\n").encode()
