"""Pours a site in a process of its own, by the variables of the environment: ``REPOSITORY SITE``."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from sayasat.errors import SayasatError
from sayasat.frame import Shell, marks
from sayasat.headers import headers
from sayasat.pouring import Pouring
from sayasat.publication import open_publication
from sayasat.publish import KINDS
from sayasat.report import report
from sayasat.wording import wording
from sayasat.workshop import Workshop, read_means
from tests.published import SETTINGS

DAY = date(2026, 11, 24)
FRONTS = "fronts.txt"
"""A file beside the pages, with what MkDocs' own would show."""


def pour(repository: Path, site: Path) -> None:
    """Everything that stands beside what MkDocs builds."""
    with Workshop(read_means(os.environ, repository / ".cache")) as workshop:
        names = dict.fromkeys(SETTINGS.languages, "Site")
        publication = open_publication(repository, SETTINGS, DAY, names, workshop)
        try:
            with Pouring(publication, workshop, publication.cache) as pouring:
                fronts = pouring.fronts()
                pouring.pour(site, _shells(), frozenset(), headers())
        finally:
            publication.close()
    lines = (f"{name}: {front}\n" for name, front in sorted(fronts.items()))
    (site / FRONTS).write_text("".join(lines), encoding="utf-8")


def _shells() -> dict[tuple[str, str], Shell]:
    m = marks()
    page = f"{m.title}{m.heading}{m.head}{m.switcher}<nav>{m.notice}{m.content}{m.toc}"
    names = ((language, kind) for language in SETTINGS.languages for kind in KINDS)
    return {name: Shell.cut(f"<!-- {name} -->{page}") for name in names}


if __name__ == "__main__":
    try:
        pour(Path(sys.argv[1]), Path(sys.argv[2]))
    except SayasatError as error:
        sys.exit(report(error.faults, wording(os.environ["LANGUAGE"])))
