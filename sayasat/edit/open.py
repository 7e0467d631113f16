"""Opens the working copy that an edit command works on: the texts, their archive and their faults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.edit.atomic_write import read
from sayasat.edit.working_copy import PolicyFile, WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.policy_files.layout import DOCS
from sayasat.versions.archive import policy_path
from sayasat.versions.model import Timeline
from sayasat.versions.policy import Policy


def open_working_copy(publication: Publication, policy: Policy) -> WorkingCopy:
    """A policy's files, as they are published and as they stand on disk.

    Raises EditError: `edit-bare`, `edit-removed`, or `edit-file-gone` for each file that is only published.
    """
    languages = publication.settings.languages
    edits = frozenset(publication.repository.edits(DOCS))
    timelines = {language: policy.timeline(language) for language in languages}
    files = [_policy_file(publication, policy.slug, *each, edits) for each in timelines.items()]
    if files[0].present is None and policy.authentic.removed:
        raise EditError([Fault("edit-removed", files[0].path, (("policy", policy.slug),))])
    gone = [Fault("edit-file-gone", each.path) for each in files if each.present is None and each.published]
    if gone:
        raise EditError(gone)
    return _working_copy(publication, policy.slug, [file for file in files if file.present is not None])


def open_new_working_copy(publication: Publication, slug: str) -> WorkingCopy:
    """The working copy of a policy that was never published."""
    languages = publication.settings.languages
    return _working_copy(
        publication, slug, [_policy_file(publication, slug, each, None, frozenset()) for each in languages]
    )


def _working_copy(publication: Publication, slug: str, files: Sequence[PolicyFile]) -> WorkingCopy:
    catalogue = publication.catalogue
    return WorkingCopy(
        slug, tuple(files), catalogue.today, publication.settings.zone, publication.repository.text
    )


def _policy_file(
    publication: Publication, slug: str, language: str, timeline: Timeline | None, edits: frozenset[str]
) -> PolicyFile:
    path = timeline.lineage.path if timeline else policy_path(language, slug)
    blob = publication.tree.get(path)
    return PolicyFile(
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
