"""The line that ``sayasat adopt`` prints at its end: counts, time and memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.errors import Fault
from sayasat.i18n.messages import Messages, report
from sayasat.versions.edition_timeline import Timeline

_ALL_SHOWN, _OF_KIND_SHOWN = 20, 3


@dataclass(frozen=True, slots=True)
class Contents:
    """The size of an archive."""

    policies: int
    revisions: int
    versions: int
    redlines: int
    """The number of pages of what a version or a revision changed."""


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
    of_revisions = sum(timeline.previous(*each) is not None for each in timeline.placed)
    return len(timeline.versions) - _without_earlier(timeline) + of_revisions


def _without_earlier(timeline: Timeline) -> int:
    """The number of versions up to the first that was not withdrawn; all of them if there is none."""
    first = next((version for version in timeline.versions if version.withdrawn_on is None), None)
    return timeline.versions.index(first) + 1 if first else len(timeline.versions)


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


def findings(faults: Sequence[Fault], t: Messages) -> str:
    """The lines about faults; of many, each kind's number, and the first lines of each kind."""
    if len(faults) <= _ALL_SHOWN:
        return f"{report(faults, t)}\n" if faults else ""
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(fault.code, []).append(fault)
    lines = []
    for code, of_kind in kinds.items():
        lines += [t("survey.kind", kind=code, number=len(of_kind)), report(of_kind[:_OF_KIND_SHOWN], t)]
    return "\n".join((*lines, ""))


def summary(t: Messages, archive: Contents, pages: int, reported: int, seconds: float) -> str:
    """The line, in the messages' language; ``reported`` is the number of texts with faults."""
    counted = (
        t.count("adopted.policies", archive.policies),
        t.count("adopted.revisions", archive.revisions),
        t.count("adopted.versions", archive.versions),
        t.count("adopted.redlines", archive.redlines),
        t.count("adopted.pages", pages),
    )
    line = t("adopted.summary", counted=", ".join(counted), seconds=f"{seconds:.1f}")
    return f"{line}; {t.count('adopted.reported', reported)}." if reported else f"{line}."
