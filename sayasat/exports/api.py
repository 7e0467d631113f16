"""The JSON API: ``versions.json`` and ``api/policies.json``, with their JSON Schemas. Pure.

Dates are in ISO 8601, versions in the order of their dates, URLs absolute. An unknown value is null.
``until`` is the first day on which a version is no longer in force.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby
from typing import Any

from sayasat.versions.gaps import gaps
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.status import Standing, in_force
from sayasat.website import urls
from sayasat.website.catalogue import Catalogue, Edition


def versions_json(catalogue: Catalogue, edition: Edition) -> bytes:
    """The versions of one edition. ``in_force`` is the date of the version in force; null if none is."""
    now = in_force(edition.standings)
    return _bytes(
        {
            "schema": catalogue.urls.absolute(urls.VERSIONS_SCHEMA),
            "policy": edition.policy.slug,
            "language": edition.language,
            "authentic": catalogue.settings.authentic,
            "title": edition.title,
            "in_force": _day(now.version.date if now else None),
            "gaps": [{"from": _day(gap.start), "until": _day(gap.end)} for gap in gaps(edition.timeline)],
            "versions": [_version(catalogue, edition, standing) for standing in edition.standings],
        }
    )


def policies_json(catalogue: Catalogue) -> bytes:
    """Every policy with its editions and their URLs."""
    return _bytes(
        {
            "schema": catalogue.urls.absolute(urls.API_SCHEMA),
            "site": catalogue.settings.site_url,
            "publisher": dict(catalogue.settings.publisher),
            "authentic": catalogue.settings.authentic,
            "languages": list(catalogue.settings.languages),
            "policies": [
                _policy(catalogue, list(editions))
                for _, editions in groupby(catalogue.editions, key=lambda edition: edition.policy.slug)
            ],
        }
    )


def schema(url: str) -> bytes:
    """The JSON Schema that is published at ``url``, one of the schema URLs of `sayasat.website.urls`."""
    return (files("sayasat") / "schemas" / url.rpartition("/")[2]).read_bytes()


def _policy(catalogue: Catalogue, editions: Sequence[Edition]) -> dict[str, Any]:
    """A policy, given all its editions, of which there is at least one."""
    names = (name for edition in editions for name in edition.timeline.lineage.former_slugs)
    removed = editions[0].policy.authentic.removed
    return {
        "policy": editions[0].policy.slug,
        "formerly": sorted(set(names)),
        "removed": _moment(removed.recorded if removed else None),
        "editions": [_edition(catalogue, edition) for edition in editions],
    }


def _edition(catalogue: Catalogue, edition: Edition) -> dict[str, Any]:
    absolute = catalogue.urls.absolute
    now = in_force(edition.standings)
    current = catalogue.current(edition)
    return {
        "language": edition.language,
        "title": edition.title,
        "in_force": _day(now.version.date if now else None),
        "status": current.status.value if current else None,
        "url": absolute(edition.urls.main),
        "history_url": absolute(edition.urls.history),
        "versions_url": absolute(edition.urls.versions),
        "feed_url": absolute(edition.urls.feed),
    }


def _version(catalogue: Catalogue, edition: Edition, standing: Standing) -> dict[str, Any]:
    version = standing.version
    counts = catalogue.counts(edition, version)
    absolute = catalogue.urls.absolute
    return {
        "date": _day(version.date),
        "date_basis": version.basis.value,
        "status": standing.status.value,
        "from": _day(standing.since),
        "until": _day(standing.until),
        "withdrawn_on": _day(version.withdrawn_on),
        "replaced_by": _day(version.replaced_by),
        "formerly_dated": [_day(day) for day in version.formerly_dated],
        "url": absolute(edition.urls.version(version.date)),
        "source_url": absolute(edition.urls.source(version.date)),
        "changes_url": absolute(edition.urls.changes(version.date)),
        "sha256": version.text.source.sha256,
        "commit": version.text.revision.commit,
        "published": _moment(version.published),
        "first_published": _moment(version.first_published),
        "adopted": _day(version.adopted),
        "authority": version.authority,
        "summary": version.summary,
        "translates": _translates(catalogue, edition, version),
        "words_added": counts.words_added,
        "words_removed": counts.words_removed,
        "sections_changed": counts.sections_changed,
        "revisions": [_revision(catalogue, edition, version, placed) for placed in version.revisions],
    }


def _translates(catalogue: Catalogue, edition: Edition, version: Version) -> dict[str, Any] | None:
    """The authentic revision that a translation was made from; null for the authentic edition.

    ``behind`` tells whether the words of the authentic text have changed since.
    """
    if version.translates is None:
        return None
    original = catalogue.urls.policy(edition.policy.slug, catalogue.settings.authentic)
    return {
        "language": catalogue.settings.authentic,
        "commit": version.translates.revision.commit,
        "url": catalogue.urls.absolute(original.version(version.date)),
        "behind": version.behind,
        "standing": version.text.source.front_matter.translation or "unofficial",
    }


def _revision(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> dict[str, Any]:
    """A revision. One that was set aside was never published: it has no number and no URLs."""
    absolute, there, day, number = catalogue.urls.absolute, edition.urls, version.date, placed.number
    return {
        "number": number,
        "commit": placed.revision.commit,
        "published": _moment(placed.revision.recorded),
        "sha256": placed.source.sha256,
        "change_class": placed.change.value,
        "acts": placed.acts,
        "past": placed.past,
        "editorial": placed.editorial if placed.change is ChangeClass.EDITORIAL else None,
        "url": absolute(there.revision(day, number)) if number else None,
        "source_url": absolute(there.revision_source(day, number)) if number else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
