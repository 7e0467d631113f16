"""Opens the working copy that an edit command works on: the texts, their archive and their faults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.edit.atomic_write import read
from sayasat.edit.working_copy import Desk, Sheet
from sayasat.errors import EditError, Fault
from sayasat.policy_files.layout import DOCS
from sayasat.versions.archive import policy_path
from sayasat.versions.model import Timeline
from sayasat.versions.policy import Policy


def open_desk(publication: Publication, policy: Policy) -> Desk:
    """A policy's files, as they are published and as they stand on disk.

    Raises EditError: `edit-bare`, `edit-removed`, or `edit-file-gone` for each file that is only published.
    """
    languages = publication.settings.languages
    edits = frozenset(publication.repository.edits(DOCS))
    timelines = {language: policy.timeline(language) for language in languages}
    sheets = [_sheet(publication, policy.slug, *each, edits) for each in timelines.items()]
    if sheets[0].present is None and policy.authentic.removed:
        raise EditError([Fault("edit-removed", sheets[0].path, (("policy", policy.slug),))])
    gone = [Fault("edit-file-gone", each.path) for each in sheets if each.present is None and each.published]
    if gone:
        raise EditError(gone)
    return _desk(publication, policy.slug, [sheet for sheet in sheets if sheet.present is not None])


def open_empty_desk(publication: Publication, slug: str) -> Desk:
    """The desk of a policy that was never published."""
    languages = publication.settings.languages
    return _desk(
        publication, slug, [_sheet(publication, slug, each, None, frozenset()) for each in languages]
    )


def _desk(publication: Publication, slug: str, sheets: Sequence[Sheet]) -> Desk:
    holdings = publication.holdings
    return Desk(slug, tuple(sheets), holdings.today, publication.settings.zone, publication.repository.text)


def _sheet(
    publication: Publication, slug: str, language: str, timeline: Timeline | None, edits: frozenset[str]
) -> Sheet:
    path = timeline.edition.path if timeline else policy_path(language, slug)
    blob = publication.tree.get(path)
    return Sheet(
        language,
        path,
        read(site_root(publication), path),
        publication.repository.text(blob) if blob else None,
        timeline,
        path in edits,
    )


def is_unpublished(publication: Publication, slug: str) -> bool:
    """Whether a policy is on disk that is not in the newest commit."""
    path = policy_path(publication.settings.authentic, slug)
    return "/" not in slug and read(site_root(publication), path) is not None


def site_root(publication: Publication) -> Path:
    """The top of the working tree. Raises EditError in a bare repository."""
    root = publication.repository.root
    if root is None:
        raise EditError([Fault("edit-bare", "-")])
    return root
