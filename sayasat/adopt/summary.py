"""The line that ``sayasat adopt`` prints at its end: counts, time and memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.i18n.messages import Messages


def contents(publication: Publication) -> dict[str, int]:
    """The numbers of policies, revisions, versions and redlines of an archive.

    A redline is what a version or a revision changed in an earlier text.
    """
    timelines = [each.authentic for each in publication.archive.policies]
    versions = sum(each.before(one) is not None for each in timelines for one in each.versions)
    revisions = sum(each.previous(*one) is not None for each in timelines for one in each.placed)
    return {
        "policies": len(timelines),
        "revisions": sum(len(each.lineage.revisions) for each in timelines),
        "versions": sum(len(each.versions) for each in timelines),
        "redlines": versions + revisions,
    }


def counted(numbers: Mapping[str, int], t: Messages) -> list[str]:
    """Each number with its word."""
    return [t.count(f"adopted.{name}", number) for name, number in numbers.items()]


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


def summary(t: Messages, held: Mapping[str, int], pages: int, reported: int, seconds: float) -> str:
    """The line, in the messages' language; ``reported`` is the number of texts with faults."""
    numbers = ", ".join(counted({**held, "pages": pages}, t))
    line = t("adopted.summary", counted=numbers, seconds=f"{seconds:.1f}")
    return f"{line}; {t.count('adopted.reported', reported)}." if reported else f"{line}."
