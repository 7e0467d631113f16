"""Where the links of revisions lead: a digest for cache keys, and the attachments among the targets. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Self

from msgspec import Struct

from sayasat.cache.database import Digest, digest, encoded
from sayasat.policy_files.document import read_body
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.links import Attachment, Links, LinkTargets, Target


class LinkSummary(Struct, frozen=True):
    """Where the links of a text, or of a version's texts, lead."""

    digest: Digest
    """Digest of every link target; part of a page's cache key."""

    attachments: frozenset[Attachment]
    """The link targets that are published beside the pages."""

    @classmethod
    def of(cls, targets: Iterable[Target]) -> Self:
        """Link targets in order."""
        listed = list(targets)
        data = encoded([each.url if isinstance(each, Attachment) else each for each in listed])
        return cls(digest(data), frozenset(each for each in listed if isinstance(each, Attachment)))


class EditionLinks(Struct, frozen=True):
    """Where the links of one edition's pages lead."""

    main: LinkSummary | None
    """The links of the main page; None if it shows no text."""

    dated: Mapping[date, LinkSummary]
    """The links of the pages of each version and its revisions, by the version's date."""


def edition_links(catalogue: Catalogue) -> dict[tuple[str, str], EditionLinks]:
    """Where the links of each edition's pages lead, by slug and language."""
    return {
        (edition.policy.slug, edition.language): EditionLinks(
            _main_page_links(catalogue, edition),
            _dated_links(catalogue.link_targets, edition.timeline.versions),
        )
        for edition in catalogue.editions
    }


def attachments(
    catalogue: Catalogue,
    links: Mapping[tuple[str, str], EditionLinks],
    drafts: Mapping[tuple[str, str], bytes],
) -> list[Attachment]:
    """The files that pages of policies show or link to, by URL.

    ``links`` come from `edition_links`; ``drafts`` are uncommitted texts that main pages show. Both are by
    slug and language.
    """
    summaries = [summary for each in links.values() for summary in (each.main, *each.dated.values())]
    for edition in catalogue.editions:
        draft = drafts.get((edition.policy.slug, edition.language))
        if draft is not None:
            summaries.append(_main_page_links(catalogue, edition, draft))
    return sorted({each for summary in summaries if summary for each in summary.attachments})


def _main_page_links(
    catalogue: Catalogue, edition: Edition, draft: bytes | None = None
) -> LinkSummary | None:
    current = catalogue.current(edition)
    if current is None:
        return None
    shown = current.version.text
    hrefs = shown.source.hrefs
    if draft is not None:
        hrefs = catalogue.reader.text_cache(edition.language).text(read_body(draft)).hrefs
    links = Links(catalogue.link_targets, shown.revision, dated=False)
    return LinkSummary.of(map(links.target_of, hrefs))


def _dated_links(targets: LinkTargets, versions: Iterable[Version]) -> dict[date, LinkSummary]:
    # All versions link to the same few texts: what a link names is found once
    named: dict[tuple[str, str], str | None] = {}

    def of_revision(placed: PlacedRevision) -> Iterator[Target]:
        links = Links(targets, placed.revision)
        for href in placed.source.hrefs:
            link = posixpath.dirname(placed.revision.text_path), href
            if link not in named:
                named[link] = links.text(href)
            path = named[link]
            yield links.target_of(href) if path is None else links.page_at(path)

    return {
        version.date: LinkSummary.of(chain.from_iterable(map(of_revision, version.revisions)))
        for version in versions
    }
