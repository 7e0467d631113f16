"""Opens the publication of a repository: reads its archive, or reuses that of a previous publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sayasat.builder.publication import Publication, Recipe
from sayasat.builder.source_reader import SourceReader
from sayasat.builder.workers import Workers
from sayasat.cache.database import Cache
from sayasat.proof.record import read_record
from sayasat.repository.commit_history import OutputCache
from sayasat.repository.log_branch import LogBranch
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_history import (
    open_repository,
    read_fitting_archive,
    read_log,
    repository_and_branch,
)


def open_publication(
    root: Path,
    settings: Settings,
    today: date,
    site_names: Mapping[str, str],
    workers: Workers | None = None,
    previous: Recipe | OutputCache | None = None,
) -> Publication:
    """Open the repository that ``root`` is in, or the repository that the site in ``root`` adopts.

    ``site_names`` are by language. With ``workers``, these read the texts, and results are cached; without,
    only outputs of Git are, if ``previous`` is a cache. The history is not read again if ``previous`` has the
    archive of the same commit, read with the same settings: ``mkdocs serve`` builds again after each edit.

    Raises RepositoryError, and HistoryError with every fault if editions do not fit together.
    """
    branch = LogBranch(root)
    log = read_log(branch, settings)
    proof = read_record(log, branch.files(), branch.packages()) if log is not None else None
    if settings.proof is None and not (proof and any(each.is_sealed for each in proof.heads)):
        proof = None
    outputs, recipe = (None, previous) if isinstance(previous, Recipe) else (previous, None)
    cache = Cache(workers.options.cache if workers else None)
    repository = open_repository(root, settings, cache if workers else outputs)
    reader = SourceReader(workers, cache, *repository_and_branch(root, settings)) if workers else None
    root = settings.adoption.repository if settings.adoption else root
    try:
        archive = _known_archive(recipe, root, settings, repository.head, log)
        archive = archive or read_fitting_archive(repository, settings, reader, log, today)
    except BaseException:
        repository.close()
        raise
    return Publication(repository, settings, archive, today, site_names, root, cache, proof)


def _known_archive(
    previous: Recipe | None, root: Path, settings: Settings, head: str, log: PublicationLog | None
) -> Archive | None:
    if previous is None:
        return None
    known = previous.root, previous.settings, previous.archive.head, previous.archive.log
    return previous.archive if known == (root, settings, head, log or PublicationLog()) else None


def read_publication(
    repository: Repository,
    settings: Settings,
    today: date,
    site_names: Mapping[str, str],
    log: PublicationLog | None = None,
) -> Publication:
    """The publication of an open repository's head, whatever faults it has. Raises RepositoryError."""
    archive = read_archive(repository, settings, log=log, today=today)
    return Publication(repository, settings, archive, today, site_names)
