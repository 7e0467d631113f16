"""The JSON API: ``versions.json``, ``api/v1/policies.json`` and ``status.json``. Pure.

Versions are in the order of their dates. The fields are described in `sayasat.exports.api_types`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version as installed_version
from itertools import groupby
from types import SimpleNamespace
from typing import TypeVar

from msgspec import convert
from msgspec.structs import replace

from sayasat.characters import showable
from sayasat.exports import api_types as types
from sayasat.exports.api_types import as_json
from sayasat.version_days import NumberedDay, calendar_day
from sayasat.versions.edition_timeline import gaps, unknown
from sayasat.versions.lineage import Removal
from sayasat.versions.model import Basis, PlacedRevision, Version
from sayasat.versions.status import Standing, in_force
from sayasat.website import urls
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.provenance import provenance

_Data = TypeVar("_Data", bound=types.Data)


def versions_json(catalogue: Catalogue, edition: Edition) -> bytes:
    """The versions of one edition. ``in_force`` is the date of the version in force; null if none is."""
    now, authentic = in_force(edition.standings), edition.policy.authentic
    events = edition.timeline.lineage.events
    values = {
        "policy": edition.policy.slug,
        "in_force": now.version.date if now else None,
        "in_force_id": str(now.version.date) if now else None,
        "gaps": gaps(edition.timeline),
        "unknown": unknown(authentic),
        "removals": [event for event in events if isinstance(event, Removal)],
        "reckoned_from": "log" if catalogue.archive.log.published else "commits",
        "answers": [
            replace(each, version_id=str(each.version) if each.version else None)
            for each in authentic.answers
        ],
        "versions": [_version(catalogue, edition, standing) for standing in edition.standings],
    }
    sources = (edition, catalogue.settings, authentic)
    return as_json(_filled(types.Versions, *sources, **values, **_document(catalogue, "versions")))


def policies_json(catalogue: Catalogue) -> bytes:
    """Every policy with its editions and their URLs."""
    by_policy = groupby(catalogue.editions, key=lambda edition: edition.policy.slug)
    policies = [_policy(catalogue, list(editions)) for _, editions in by_policy]
    adoption = catalogue.settings.adoption
    document = _document(catalogue, "policies") | {
        "archivist": (adoption and adoption.archivist) or None,
        "repository_url": catalogue.settings.repository_url or None,
    }
    return as_json(_filled(types.Policies, catalogue.settings, policies=policies, **document))


def status_json(catalogue: Catalogue) -> bytes:
    """The day, its time zone and the commit that the site was made for: whether it is up to date."""
    facts = {"zone": catalogue.settings.zone.key, "generator": installed_version("sayasat")}
    return as_json(_stamp(catalogue) | facts)


def _stamp(catalogue: Catalogue) -> dict[str, object]:
    return {"as_of": catalogue.today, "commit": catalogue.archive.head}


def _document(catalogue: Catalogue, name: str) -> dict[str, object]:
    schema = catalogue.urls.absolute(urls.schema(name))
    return _stamp(catalogue) | {"schema": schema, "publication": catalogue.publication}


def _filled(kind: type[_Data], *sources: object, **values: object) -> _Data:
    """An object of the API.

    A field that is not given is the attribute of its name of the first source that has one. Raises
    msgspec.ValidationError if a value is not of the field's type.
    """
    for name in kind.__struct_fields__:
        if name not in values:
            values[name] = next(getattr(each, name) for each in sources if hasattr(each, name))
    plain = {name: _plain(value) for name, value in values.items()}
    return convert(SimpleNamespace(**plain), kind, from_attributes=True)


def _plain(value: object) -> object:
    """A value without the numbers of days, which are no dates for msgspec."""
    if isinstance(value, NumberedDay):
        return calendar_day(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _policy(catalogue: Catalogue, editions: Sequence[Edition]) -> types.PolicyEntry:
    """A policy, given all its editions, of which there is at least one."""
    names = (name for edition in editions for name in edition.timeline.lineage.former_slugs)
    removed = editions[0].policy.authentic.removed
    return types.PolicyEntry(
        policy=editions[0].policy.slug,
        formerly=tuple(sorted(set(names))),
        removed=removed.recorded if removed else None,
        editions=tuple(_edition(catalogue, edition) for edition in editions),
    )


def _edition(catalogue: Catalogue, edition: Edition) -> types.EditionEntry:
    absolute, there = catalogue.urls.absolute, edition.urls
    now, current = in_force(edition.standings), catalogue.current(edition)
    named = ("history", "versions", "feed", "calendar")
    return _filled(
        types.EditionEntry,
        edition,
        in_force=now.version.date if now else None,
        in_force_id=str(now.version.date) if now else None,
        status=current.status if current else None,
        url=absolute(there.main),
        **{f"{name}_url": absolute(getattr(there, name)) for name in named},
    )


def _version(catalogue: Catalogue, edition: Edition, standing: Standing) -> types.VersionEntry:
    version, there, absolute = standing.version, edition.urls, catalogue.urls.absolute
    announced = version.date - version.revisions[0].published_on
    values: dict[str, object] = {
        "id": str(version.date),
        "former_ids": [str(day) for day in version.formerly_dated],
        "ordinal": version.date.number if isinstance(version.date, NumberedDay) else 1,
        "words_commit": version.words.revision.commit,
        "announced_days": announced.days if version.basis is Basis.STATED else None,
        "url": absolute(there.version(version.date)),
        "source_url": absolute(there.source(version.date)),
        "changes_url": absolute(there.changes(version.date)),
        "translates": _translates(catalogue, edition, version),
        "revisions": [_revision(catalogue, edition, version, placed) for placed in version.revisions],
    }
    text, counts = version.text, catalogue.counts(edition, version)
    stated = text.source.stated
    values |= {"stated_date": stated and stated.day, "stated_in": stated and showable(stated.where)}
    return _filled(types.VersionEntry, version, standing, text.revision, text.source, counts, **values)


def _translates(catalogue: Catalogue, edition: Edition, version: Version) -> types.TranslatedEntry | None:
    if version.translates is None:
        return None
    original = catalogue.urls.policy(edition.policy.slug, catalogue.settings.authentic)
    return types.TranslatedEntry(
        language=catalogue.settings.authentic,
        commit=version.translates.revision.commit,
        url=catalogue.urls.absolute(original.version(version.date)),
        behind=version.behind,
        standing=version.text.source.front_matter.translation or "unofficial",
    )


def _revision(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> types.RevisionEntry:
    """A revision. One that was set aside was never published: it has no number and no URLs."""
    absolute, there, day, number = catalogue.urls.absolute, edition.urls, version.date, placed.number
    origin = provenance(catalogue.settings, placed.revision)
    request = types.PullRequestEntry(number=origin.request, title=origin.title, url=origin.request_url)
    values = {
        "marks": sorted({*placed.marks, *(["past"] if placed.past else [])}),
        "editorial": placed.reason,
        "url": absolute(there.revision(day, number)) if number else None,
        "source_url": absolute(there.revision_source(day, number)) if number else None,
        "pull_request": request if origin.request else None,
        "trailers": [types.TrailerEntry(name=name, value=value) for name, value in origin.trailers],
    }
    return _filled(types.RevisionEntry, origin, placed, placed.revision, placed.source, **values)
