"""Opens the site of a repository: reads its history, or takes what was read of the same commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sayasat.builder.publication import Publication, opened, repository_place
from sayasat.builder.source_reader import SourceReader
from sayasat.builder.workers import Workers
from sayasat.cache.database import Cache
from sayasat.errors import HistoryError
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive

_archives: dict[Path, tuple[Settings, Archive]] = {}
"""The last archive of each repository: history that has not changed is not read again under ``serve``."""


def open_publication(
    root: Path,
    settings: Settings,
    today: date,
    site_names: Mapping[str, str],
    workers: Workers | None = None,
) -> Publication:
    """Open the repository that ``root`` is in, or the one that it adopts.

    With workers, these read the texts, and results are cached; without, nothing is cached.
    Raises RepositoryError, and HistoryError with every fault where editions do not fit together.
    """
    repository = opened(root, settings)
    cache = Cache(workers.options.cache if workers else None)
    reader = SourceReader(workers, cache, *repository_place(root, settings)) if workers else None
    try:
        root = settings.adoption.repository if settings.adoption else root
        read_with, archive = _archives.get(root, (None, None))
        if archive is None or read_with != settings or archive.head != repository.head:
            archive = _whole_archive(repository, settings, reader)
            _archives[root] = settings, archive
    except BaseException:
        repository.close()
        raise
    return Publication(repository, settings, archive, today, site_names, root, cache)


def _whole_archive(repository: Repository, settings: Settings, reader: SourceReader | None) -> Archive:
    archive = read_archive(repository, settings, reader)
    if archive.misfits:
        raise HistoryError(archive.faults)
    return archive


def read_publication(
    repository: Repository, settings: Settings, today: date, site_names: Mapping[str, str]
) -> Publication:
    """What a repository that is open holds as of its head, faulty or not. Raises RepositoryError."""
    return Publication(repository, settings, read_archive(repository, settings), today, site_names)
