"""The JSON API: ``versions.json``, ``api/v1/policies.json`` and ``status.json``. Pure.

Versions are in the order of their dates. The fields are described in `sayasat.exports.api_types`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version as installed_version
from itertools import groupby

from msgspec import convert

from sayasat.exports.api_types import (
    AnswerEntry,
    EditionEntry,
    GapEntry,
    Policies,
    PolicyEntry,
    RemovalEntry,
    RevisionEntry,
    SiteStatus,
    TranslatedEntry,
    VersionEntry,
    Versions,
    as_json,
)
from sayasat.versions.gaps import gaps
from sayasat.versions.lineage import Removal
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Version
from sayasat.versions.status import Standing, in_force
from sayasat.website import urls
from sayasat.website.catalogue import Catalogue, Edition


def versions_json(catalogue: Catalogue, edition: Edition) -> bytes:
    """The versions of one edition. ``in_force`` is the date of the version in force; null if none is."""
    now = in_force(edition.standings)
    authentic = edition.policy.authentic
    removals = (event for event in edition.timeline.lineage.events if isinstance(event, Removal))
    document = Versions(
        schema=catalogue.urls.absolute(urls.schema("versions")),
        as_of=catalogue.today,
        commit=catalogue.archive.head,
        publication=None,
        policy=edition.policy.slug,
        language=edition.language,
        authentic=catalogue.settings.authentic,
        title=edition.title,
        in_force=now.version.date if now else None,
        repeals=authentic.repeals,
        gaps=tuple(GapEntry(start=gap.start, until=gap.end) for gap in gaps(edition.timeline)),
        removals=tuple(convert(each, RemovalEntry, from_attributes=True) for each in removals),
        reckoned_from="commits",
        answers=tuple(convert(each, AnswerEntry, from_attributes=True) for each in authentic.answers),
        versions=tuple(_version(catalogue, edition, standing) for standing in edition.standings),
    )
    return as_json(document)


def policies_json(catalogue: Catalogue) -> bytes:
    """Every policy with its editions and their URLs."""
    settings = catalogue.settings
    by_policy = groupby(catalogue.editions, key=lambda edition: edition.policy.slug)
    document = Policies(
        schema=catalogue.urls.absolute(urls.schema("policies")),
        as_of=catalogue.today,
        commit=catalogue.archive.head,
        publication=None,
        site=settings.site_url,
        publisher=dict(settings.publisher),
        authentic=settings.authentic,
        languages=tuple(settings.languages),
        policies=tuple(_policy(catalogue, list(editions)) for _, editions in by_policy),
    )
    return as_json(document)


def status_json(catalogue: Catalogue) -> bytes:
    """The day and the commit that the site was made for, from which programs see whether it is up to date."""
    generator = installed_version("sayasat")
    return as_json(SiteStatus(as_of=catalogue.today, commit=catalogue.archive.head, generator=generator))


def _policy(catalogue: Catalogue, editions: Sequence[Edition]) -> PolicyEntry:
    """A policy, given all its editions, of which there is at least one."""
    names = (name for edition in editions for name in edition.timeline.lineage.former_slugs)
    removed = editions[0].policy.authentic.removed
    return PolicyEntry(
        policy=editions[0].policy.slug,
        formerly=tuple(sorted(set(names))),
        removed=removed.recorded if removed else None,
        editions=tuple(_edition(catalogue, edition) for edition in editions),
    )


def _edition(catalogue: Catalogue, edition: Edition) -> EditionEntry:
    absolute = catalogue.urls.absolute
    now = in_force(edition.standings)
    current = catalogue.current(edition)
    return EditionEntry(
        language=edition.language,
        title=edition.title,
        in_force=now.version.date if now else None,
        status=current.status if current else None,
        url=absolute(edition.urls.main),
        history_url=absolute(edition.urls.history),
        versions_url=absolute(edition.urls.versions),
        feed_url=absolute(edition.urls.feed),
        calendar_url=absolute(edition.urls.calendar),
    )


def _version(catalogue: Catalogue, edition: Edition, standing: Standing) -> VersionEntry:
    version = standing.version
    counts = catalogue.counts(edition, version)
    absolute = catalogue.urls.absolute
    announced = version.date - version.first_published.date()
    return VersionEntry(
        date=version.date,
        date_basis=version.basis,
        status=standing.status,
        start=standing.since,
        until=standing.until,
        announced_days=announced.days if version.basis is Basis.STATED else None,
        withdrawn_on=version.withdrawn_on,
        replaced_by=version.replaced_by,
        formerly_dated=version.formerly_dated,
        url=absolute(edition.urls.version(version.date)),
        source_url=absolute(edition.urls.source(version.date)),
        changes_url=absolute(edition.urls.changes(version.date)),
        sha256=version.text.source.sha256,
        commit=version.text.revision.commit,
        published=version.published,
        first_published=version.first_published,
        adopted=version.adopted,
        authority=version.authority,
        summary=version.summary,
        translates=_translates(catalogue, edition, version),
        words_added=counts.words_added,
        words_removed=counts.words_removed,
        sections_changed=counts.sections_changed,
        revisions=tuple(_revision(catalogue, edition, version, placed) for placed in version.revisions),
    )


def _translates(catalogue: Catalogue, edition: Edition, version: Version) -> TranslatedEntry | None:
    if version.translates is None:
        return None
    original = catalogue.urls.policy(edition.policy.slug, catalogue.settings.authentic)
    return TranslatedEntry(
        language=catalogue.settings.authentic,
        commit=version.translates.revision.commit,
        url=catalogue.urls.absolute(original.version(version.date)),
        behind=version.behind,
        standing=version.text.source.front_matter.translation or "unofficial",
    )


def _revision(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> RevisionEntry:
    absolute = catalogue.urls.absolute
    revision = placed.revision
    return RevisionEntry(
        number=placed.number,
        commit=revision.commit,
        published=revision.recorded,
        author=revision.author,
        subject=revision.subject,
        sha256=placed.source.sha256,
        change_class=placed.change.value,
        acts=placed.acts,
        marks=("past",) if placed.past else (),
        editorial=placed.editorial if placed.change is ChangeClass.EDITORIAL else None,
        withdraws=placed.withdraws,
        repeals=placed.repeals,
        url=absolute(edition.urls.revision(version.date, revision.commit)),
        source_url=absolute(edition.urls.revision_source(version.date, revision.commit)),
    )
