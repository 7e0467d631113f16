"""Runs the gates on a publication: for ``publish``, and without a built site for ``check``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sayasat.builder.publication import Publication
from sayasat.errors import Fault
from sayasat.publish.gates import Stop, ancestry, names, overridden, past_answers, settings_kept, urls
from sayasat.publish.overrides import FILE, Override, read_overrides
from sayasat.repository.reader import Repository
from sayasat.versions.publication_log import LogLine, PublicationLog


def run_gates(
    publication: Publication,
    log: PublicationLog,
    lines: Sequence[LogLine],
    files: Mapping[str, str] | None = None,
) -> tuple[list[Stop], list[Override]]:
    """What stops a publication, and the entries of ``overrides.yml`` that let other things pass.

    ``lines`` are what the publication adds to the log, ``files`` the files of the built site with their
    SHA-256; without, the URLs are not looked at. Raises SettingsError for a bad ``overrides.yml``.
    """
    repository, archive, settings = publication.repository, publication.archive, publication.settings
    last, extended = log.published.commit if log.published else "", log.extended(lines)
    stops = [
        *ancestry(
            log,
            repository.head,
            is_ancestor=not last or repository.is_ancestor(last, repository.head),
            is_older=bool(last) and repository.is_ancestor(repository.head, last),
        ),
        *names(extended, archive),
        *past_answers(log, lines, archive, settings.authentic, publication.today),
        *settings_kept(log, settings),
        *(urls(extended, settings, files) if files is not None else ()),
    ]
    return overridden(stops, _overrides(repository), log)


def swapped(repository: Repository, log: PublicationLog) -> Iterator[Fault]:
    """The remark that the head is read as one commit after the last published one, where it is."""
    last, newest = log.published, next(repository.main_line(log.heads))
    if last and newest.is_joined and newest.tip == repository.head:
        facts = (("last", last.commit[:12]), ("head", newest.tip[:12]))
        yield Fault("gate-foxtrot", newest.tip[:12], facts)


def _overrides(repository: Repository) -> tuple[Override, ...]:
    """The entries of ``overrides.yml`` in the head; none without the file. Raises SettingsError."""
    blob = repository.find(repository.head, FILE)
    return read_overrides(repository.text(blob).decode("utf-8", errors="replace")) if blob else ()
