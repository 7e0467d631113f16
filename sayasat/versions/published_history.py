"""Opens the history that a site publishes: its repository, its publication log, its archive."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from sayasat.errors import HistoryError
from sayasat.repository.commit_history import OutputCache
from sayasat.repository.log_branch import LogBranch
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, ReadSources, read_archive
from sayasat.versions.log_lines import is_named
from sayasat.versions.publication_log import PublicationLog, parse_log


def repository_and_branch(root: Path, settings: Settings) -> tuple[Path, str]:
    """The folder of the repository that a site publishes, and the branch that is read, "" for HEAD."""
    adoption = settings.adoption
    return (adoption.repository, adoption.branch) if adoption else (root, "")


def open_repository(root: Path, settings: Settings, cache: OutputCache | None = None) -> Repository:
    """Open the repository that a site publishes. The history is not read again as far as ``cache`` has it.

    Raises RepositoryError.
    """
    since = settings.adoption.since if settings.adoption else ""
    if isinstance(since, date):
        since = datetime.combine(since, time(), settings.zone)
    return Repository.open(*repository_and_branch(root, settings), cache, since)


def read_log(branch: LogBranch, settings: Settings) -> PublicationLog | None:
    """The publication log that the settings name; None where they name none, or it is not in this clone.

    Raises RepositoryError as `LogBranch.read` does, and HistoryError if the log has faults.
    """
    data = branch.read() if settings.log else None
    log = PublicationLog(parse_log(data)) if data else None
    return log if log and is_named(log, settings) else None


def read_fitting_archive(
    repository: Repository,
    settings: Settings,
    reader: ReadSources | None,
    log: PublicationLog | None,
    today: date,
) -> Archive:
    """The archive as `read_archive` reads it. Raises HistoryError also if editions do not fit together."""
    archive = read_archive(repository, settings, reader, log, today)
    if archive.misfits and not settings.is_foreign:
        raise HistoryError(archive.faults)
    return archive
