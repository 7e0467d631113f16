"""Writes what Sayasat adds to a site. Run as ``python -m tests.support.write_site REPOSITORY SITE``."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sayasat.builder.build import SiteBuild
from sayasat.builder.open import open_publication
from sayasat.builder.workers import Workers, read_build_options
from sayasat.builder.writer import KINDS
from sayasat.errors import SayasatError
from sayasat.i18n.messages import messages, report
from sayasat.settings import Settings
from sayasat.website.shell import Shell, marks
from tests.support.published import SETTINGS

MAIN_PAGES = "main-pages.txt"
"""A file beside the pages, with what MkDocs' own would show."""

PREVIOUS_SITE = "PREVIOUS_SITE"
"""The environment variable with the folder of `BuildOptions.previous_site`; None without it."""


class Around(Struct, frozen=True):
    """What a site is made of beside its repository."""

    day: date = date(2026, 11, 24)
    settings: Settings = SETTINGS
    site_name: str = "Site"
    nav: str = "<nav>"


AROUND = Around()


def write_site(repository: Path, site: Path, around: Around = AROUND) -> None:
    """Write every file of a site that MkDocs does not build."""
    settings = around.settings
    options = read_build_options(os.environ, repository / ".cache")
    previous_site = os.environ.get(PREVIOUS_SITE, "")
    if previous_site:
        options = replace(options, previous_site=Path(previous_site))
    with Workers(options) as workers:
        names = dict.fromkeys(settings.languages, around.site_name)
        publication = open_publication(repository, settings, around.day, names, workers)
        try:
            with SiteBuild(publication, workers) as build:
                main_pages = build.main_pages()
                build.write_site(site, _shells(around.nav), frozenset())
        finally:
            publication.close()
    lines = (f"{name}: {page}\n" for name, page in sorted(main_pages.items()))
    (site / MAIN_PAGES).write_text("".join(lines), encoding="utf-8")


def _shells(nav: str) -> dict[tuple[str, str], Shell]:
    m = marks()
    page = f"{m.title}{m.heading}{m.head}{m.switcher}{nav}{m.content}{m.toc}"
    names = ((language, kind) for language in SETTINGS.languages for kind in KINDS)
    return {name: Shell.cut(f"<!-- {name} -->{page}") for name in names}


if __name__ == "__main__":
    try:
        write_site(Path(sys.argv[1]), Path(sys.argv[2]))
    except SayasatError as error:
        sys.exit(report(error.faults, messages(os.environ["LANGUAGE"])))
