"""Opens the working copy of a policy: its published files and those on disk."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.edit.atomic_write import read
from sayasat.edit.working_copy import PolicyFile, WorkingCopy
from sayasat.errors import EditError, Fault
from sayasat.policy_files.layout import DOCS, version_folder
from sayasat.repository.plumbing import object_id
from sayasat.versions.archive import policy_path
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.policy import Policy


def open_working_copy(publication: Publication, policy: Policy) -> WorkingCopy:
    """The working copy of a published policy, with its files in each language in which it has one.

    Raises EditError: `edit-bare` in a bare repository, `edit-removed` if the policy's file was deleted,
    `edit-file-gone` for each file in ``policies/`` that is published but not on disk.
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
    filed = [
        replace(
            _file(publication, name.edition.language, path, timelines[name.edition.language], edits),
            filed=name.day,
        )
        for path in _below_versions(publication, {policy.slug, *policy.authentic.lineage.former_slugs})
        if (name := publication.settings.layout.version_file(path)) and name.day
    ]
    languages_of_versions = {each.language for each in filed}
    found = [each for each in files if each.on_disk is not None or each.language in languages_of_versions]
    return _working_copy(publication, policy.slug, found, filed, edits)


def open_new_working_copy(publication: Publication, slug: str) -> WorkingCopy:
    """The working copy of a policy that was never published, with a file for every language of the site."""
    languages = publication.settings.languages
    files = [_policy_file(publication, slug, each, None, frozenset()) for each in languages]
    return _working_copy(publication, slug, files, (), frozenset(publication.repository.edits(DOCS)))


def _working_copy(
    publication: Publication,
    slug: str,
    files: Sequence[PolicyFile],
    filed: Sequence[PolicyFile],
    edits: frozenset[str],
) -> WorkingCopy:
    return WorkingCopy(
        slug,
        tuple(files),
        tuple(filed),
        publication.catalogue.today,
        publication.settings.zone,
        publication.repository.text,
        publication.archive.log,
        partial(_blob_on_disk, publication, edits),
    )


def _blob_on_disk(publication: Publication, edits: frozenset[str], path: str) -> str | None:
    if path not in edits:
        return publication.tree.get(path)
    data = read(site_root(publication), path)
    return None if data is None else object_id(data, b"blob", len(publication.repository.head))


def _policy_file(
    publication: Publication, slug: str, language: str, timeline: Timeline | None, edits: frozenset[str]
) -> PolicyFile:
    path = policy_path(language, slug)
    if timeline and timeline.lineage.main_events:
        path = timeline.lineage.path
    return _file(publication, language, path, timeline, edits)


def _file(
    publication: Publication, language: str, path: str, timeline: Timeline | None, edits: frozenset[str]
) -> PolicyFile:
    blob = publication.tree.get(path)
    return PolicyFile(
        language,
        path,
        read(site_root(publication), path),
        publication.repository.text(blob) if blob else None,
        timeline,
        path in edits,
    )


def _below_versions(publication: Publication, slugs: Iterable[str]) -> list[str]:
    """The files in ``versions/`` under these names, on disk or in the newest commit."""
    root, languages = site_root(publication), publication.settings.languages
    folders = [version_folder(language, slug) for language in languages for slug in slugs]
    on_disk = (path for folder in folders for path in (root / folder).glob("*.md"))
    there = {path for path in publication.tree if path.rpartition("/")[0] in folders}
    return sorted(there | {path.relative_to(root).as_posix() for path in on_disk})


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
