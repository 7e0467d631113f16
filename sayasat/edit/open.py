"""Opens the working copy of a policy: its published files and those on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec.structs import replace

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
    timelines = {language: policy.timeline(language) for language in publication.settings.languages}
    names = {policy.slug, *policy.authentic.lineage.former_slugs}
    opened = _opened(publication, policy.slug, timelines, names)
    if opened.original.on_disk is None and policy.authentic.removed:
        raise EditError([Fault("edit-removed", opened.original.path, (("policy", policy.slug),))])
    missing = [each.path for each in opened.files if each.on_disk is None and each.published]
    if missing:
        raise EditError([Fault("edit-file-gone", path) for path in missing])
    of_versions = {each.language for each in opened.version_files}
    found = (each for each in opened.files if each.on_disk is not None or each.language in of_versions)
    return replace(opened, files=tuple(found))


def open_new_working_copy(publication: Publication, slug: str) -> WorkingCopy:
    """The working copy of a policy that was never published, with a file for every language of the site."""
    return _opened(publication, slug, dict.fromkeys(publication.settings.languages))


def _opened(
    publication: Publication, slug: str, timelines: Mapping[str, Timeline | None], names: Collection[str] = ()
) -> WorkingCopy:
    """The files of a policy, with the files of its versions under these names."""
    root, repository, tree = site_root(publication), publication.repository, publication.tree
    edits = frozenset(repository.edits(DOCS))

    def file(language: str, path: str, filed: date | None = None) -> PolicyFile:
        published = repository.text(tree[path]) if path in tree else None
        timeline = timelines[language]
        return PolicyFile(language, path, read(root, path), published, timeline, path in edits, filed)

    def find_image(path: str) -> str | None:
        if path not in edits:
            return tree.get(path)
        data = read(root, path)
        return None if data is None else object_id(data, b"blob", len(repository.head))

    paths = {
        language: timeline.lineage.path
        if timeline and timeline.lineage.main_events
        else policy_path(language, slug)
        for language, timeline in timelines.items()
    }
    filed = [
        file(name.edition.language, path, name.day)
        for path in _below_versions(publication, names)
        if (name := publication.settings.layout.version_file(path)) and name.day
    ]
    return WorkingCopy(
        slug,
        tuple(file(*each) for each in paths.items()),
        tuple(filed),
        publication.catalogue.today,
        publication.settings.zone,
        repository.text,
        publication.archive.log,
        find_image,
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
