"""Runs the gates that need no built site, on a commit of a repository: for ``publish`` and for ``check``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sayasat.publish.gates import Stop, ancestry, names, overridden, past_answers, settings_kept
from sayasat.publish.overrides import FILE, Override, read_overrides
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.publication_log import LogLine, PublicationLog


def run_gates(
    repository: Repository,
    settings: Settings,
    archive: Archive,
    log: PublicationLog,
    lines: Sequence[LogLine],
    today: date,
) -> tuple[list[Stop], list[Override]]:
    """What stops the publication of the repository's head, and the entries of ``overrides.yml`` that acted.

    ``lines`` are what the publication would add to the log. Raises SettingsError for a bad ``overrides.yml``.
    """
    last = log.last_commit
    stops = [
        *ancestry(
            log,
            repository.head,
            is_ancestor=not last or repository.is_ancestor(last, repository.head),
            is_older=bool(last) and repository.is_ancestor(repository.head, last),
        ),
        *names(log.extended(lines), archive),
        *past_answers(log, lines, archive, settings.authentic, today),
        *settings_kept(log, settings),
    ]
    return overridden(stops, overrides_at(repository), log)


def overrides_at(repository: Repository) -> tuple[Override, ...]:
    """The entries of ``overrides.yml`` in the head; none without the file. Raises SettingsError."""
    blob = repository.find(repository.head, FILE)
    return read_overrides(repository.text(blob).decode("utf-8", errors="replace")) if blob else ()
