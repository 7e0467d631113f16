"""Opens the working copy of a policy: its published files and those on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.edit.atomic_write import read
from sayasat.edit.working_copy import PolicyFile, WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.policy_files.layout import DOCS
from sayasat.versions.archive import policy_path
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.policy import Policy


def open_working_copy(publication: Publication, policy: Policy) -> WorkingCopy:
    """The working copy of a published policy, with a file for each language in which it has one on disk.

    Raises EditError: `edit-bare` in a bare repository, `edit-removed` if the policy's file was deleted,
    `edit-file-gone` for each file that is published but not on disk.
    """
    languages = publication.settings.languages
    edits = frozenset(publication.repository.edits(DOCS))
    timelines = {language: policy.timeline(language) for language in languages}
    files = [_policy_file(publication, policy.slug, *each, edits) for each in timelines.items()]
    if files[0].on_disk is None and policy.authentic.removed:
        raise EditError([Fault("edit-removed", files[0].path, (("policy", policy.slug),))])
    missing = [each.path for each in files if each.on_disk is None and each.published]
    if missing:
        raise EditError([Fault("edit-file-gone", path) for path in missing])
    return _working_copy(publication, policy.slug, [file for file in files if file.on_disk is not None])


def open_new_working_copy(publication: Publication, slug: str) -> WorkingCopy:
    """The working copy of a policy that was never published, with a file for every language of the site."""
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
    """Whether a policy of this slug has a file on disk; called if no published policy has the slug."""
    path = policy_path(publication.settings.authentic, slug)
    return "/" not in slug and read(site_root(publication), path) is not None


def site_root(publication: Publication) -> Path:
    """The top of the working tree. Raises EditError in a bare repository."""
    root = publication.repository.root
    if root is None:
        raise EditError([Fault("edit-bare", "-")])
    return root
