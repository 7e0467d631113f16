"""What an adopted repository came to, in one line."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.i18n.messages import Messages
from sayasat.versions.model import Timeline

_OF_REDLINES = ("/changes/index.html", "/to-current/index.html")


@dataclass(frozen=True, slots=True)
class Contents:
    """How much there is."""

    policies: int
    revisions: int
    versions: int
    without_earlier: int
    """Versions that there is no earlier one to compare with: what changed is then the whole text."""


@dataclass(frozen=True, slots=True)
class Files:
    """How much was written."""

    pages: int
    redlines: int
    """Pages of what a version or a revision changed."""


def contents(publication: Publication) -> Contents:
    """What the archive holds."""
    policies = publication.archive.policies
    return Contents(
        len(policies),
        sum(len(each.authentic.lineage.revisions) for each in policies),
        sum(len(each.authentic.versions) for each in policies),
        sum(_without_earlier(each.authentic) for each in policies),
    )


def _without_earlier(timeline: Timeline) -> int:
    """The first that was not withdrawn, and any before it."""
    first = next((version for version in timeline.versions if version.withdrawn_on is None), None)
    return timeline.versions.index(first) + 1 if first else len(timeline.versions)


def count_pages(site: Path) -> Files:
    """Count a site's pages, and those among them that are for what changed."""
    pages = redlines = 0
    folders = [str(site)]
    while folders:  # by hand: of tens of thousands of folders, os.walk takes twice as long
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith(".html"):
                    pages += 1
                    redlines += entry.path.endswith(_OF_REDLINES)
    own = site / _OF_REDLINES[0].strip("/")
    return Files(pages, redlines - own.is_file())


def summary(t: Messages, there: Contents, files: Files, reported: int, seconds: float) -> str:
    """The line."""
    counted = (
        t.count("adopted.policies", there.policies),
        t.count("adopted.revisions", there.revisions),
        t.count("adopted.versions", there.versions),
        t.count("adopted.redlines", files.redlines - there.without_earlier),
        t.count("adopted.pages", files.pages),
    )
    line = t("adopted.summary", counted=", ".join(counted), seconds=f"{seconds:.1f}")
    return f"{line}; {t.count('adopted.reported', reported)}." if reported else f"{line}."
