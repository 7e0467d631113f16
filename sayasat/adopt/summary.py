"""The line that ``sayasat adopt`` prints at its end: counts, time and memory."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.i18n.messages import Messages
from sayasat.versions.edition_timeline import Timeline


@dataclass(frozen=True, slots=True)
class Contents:
    """The size of an archive."""

    policies: int
    revisions: int
    versions: int
    redlines: int
    """The number of pages of what a version or a revision changed."""

    def counted(self, t: Messages) -> tuple[str, ...]:
        """Each number with its word."""
        return tuple(t.count(f"adopted.{each.name}", getattr(self, each.name)) for each in fields(self))


def contents(publication: Publication) -> Contents:
    """Count the policies, revisions and versions of the archive."""
    policies = publication.archive.policies
    return Contents(
        len(policies),
        sum(len(each.authentic.lineage.revisions) for each in policies),
        sum(len(each.authentic.versions) for each in policies),
        sum(_redlines(each.authentic) for each in policies),
    )


def _redlines(timeline: Timeline) -> int:
    """The number of versions and revisions with an earlier text."""
    of_versions = sum(timeline.before(each) is not None for each in timeline.versions)
    return of_versions + sum(timeline.previous(*each) is not None for each in timeline.placed)


def count_pages(site: Path) -> int:
    """Count the pages of a site."""
    pages = 0
    folders = [str(site)]
    while folders:  # os.walk takes twice as long on tens of thousands of folders
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    pages += entry.name.endswith(".html")
    return pages


def summary(t: Messages, archive: Contents, pages: int, reported: int, seconds: float) -> str:
    """The line, in the messages' language; ``reported`` is the number of texts with faults."""
    counted = (*archive.counted(t), t.count("adopted.pages", pages))
    line = t("adopted.summary", counted=", ".join(counted), seconds=f"{seconds:.1f}")
    return f"{line}; {t.count('adopted.reported', reported)}." if reported else f"{line}."
