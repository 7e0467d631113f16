"""The commands ``sayasat adopt`` and ``sayasat init``: their arguments, and what they do."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM
from time import perf_counter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sayasat.adopt.new_site import NewSite
from sayasat.adopt.options import AdoptOptions, folder_name, showable_name
from sayasat.adopt.output_folder import output_folder, prepare_cache_folder, write_new_files
from sayasat.adopt.summary import contents, count_pages, summary
from sayasat.builder.open import open_publication
from sayasat.builder.workers import (
    CACHE,
    CLUSTER,
    PREVIOUS_SITE_FOLDER,
    WORKERS,
    BuildOptions,
    Workers,
    read_build_options,
)
from sayasat.errors import EditError, Fault, SettingsError, UnknownError
from sayasat.i18n.messages import LANGUAGES, messages, report
from sayasat.mkdocs_plugin.progress import track_of
from sayasat.mkdocs_plugin.standalone_build import StandaloneSite, build_site
from sayasat.publish.release import exit_on_signals
from sayasat.repository.reader import init_repository, work_tree_of
from sayasat.settings import TODAY, read_day

_VARIABLES = {"cache": CACHE, "workers": WORKERS, "cluster": CLUSTER}
"""The variable of the environment that each option stands for, and overrides."""


_ADOPT_EXAMPLES = """\
examples:
  sayasat adopt ~/policies.git --policies 'Policies/**/*.md' --out site
  sayasat adopt . --policies '*.md' --language kk --site-url https://policies.example.org/ --out site
"""
_INIT_EXAMPLES = """\
examples:
  sayasat init my-site --site-url https://policies.example.org/
  sayasat init my-site --languages kk,ru,en --zone Asia/Almaty --site-url https://policies.example.org/
"""


def add_adopt(adopt: argparse.ArgumentParser) -> None:
    """Add the arguments of ``adopt``."""
    adopt.epilog = _ADOPT_EXAMPLES
    adopt.add_argument("repository", type=Path, metavar="REPO", help="its folder, bare or not")
    adopt.add_argument(
        "--policies",
        nargs="+",
        action="extend",
        required=True,
        metavar="GLOB",
        help="which files are policies: 'Policies/**/*.md', '*/Privacy Policy.md'",
    )
    adopt.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="where the site goes, once it is whole",
    )
    adopt.add_argument("--language", default="en", metavar="TAG", help="of the texts (default: en)")
    adopt.add_argument("--title", default="", help="the site's name (default: the folder's)")
    adopt.add_argument("--branch", default="", metavar="NAME", help="branch, tag or commit (default: HEAD)")
    adopt.add_argument(
        "--site-url", default="http://localhost/", metavar="URL", help="where the site will stand"
    )
    adopt.add_argument(
        "--zone",
        default="",
        metavar="ZONE",
        help="whose calendar dates the commits (default: the committers')",
    )
    adopt.add_argument(
        "--cache", type=Path, default=Path(".cache"), metavar="DIR", help="kept parts (default: .cache)"
    )
    adopt.add_argument("--workers", type=int, metavar="N", help="processes (default: one for each core)")
    adopt.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler, to work on its machines")


def add_init(init: argparse.ArgumentParser) -> None:
    """Add the arguments of ``init``."""
    init.epilog = _INIT_EXAMPLES
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="default: this one")
    init.add_argument(
        "--languages",
        default=",".join(LANGUAGES),
        metavar="CODES",
        help="BCP 47 tags; the first is the language of the originals (default: ky,ru,en)",
    )
    init.add_argument("--title", default="", help="the site's name (default: the folder's)")
    init.add_argument("--publisher", default="", help="whose texts they are (default: the title)")
    init.add_argument(
        "--site-url", required=True, metavar="URL", help="where the site will stand; its host is in feed ids"
    )
    init.add_argument("--zone", default="UTC", help="whose calendar dates the commits (default: UTC)")
    init.add_argument(
        "--tag", default="", help="authority and year in feed ids (default: the site's host, and this year)"
    )


def run_init(options: argparse.Namespace) -> int:
    """Write the files of a new site; if one of them exists, write nothing. Returns the exit code, 0.

    Raises SayasatError.
    """
    folder = options.folder.absolute()
    title = showable_name(options.title) or folder_name(folder.resolve())
    new_site = NewSite(
        tuple(each.strip() for each in options.languages.split(",")),
        title,
        showable_name(options.publisher) or title,
        options.site_url,
        options.zone,
        options.tag,
        _today(options.zone).year,
        version("sayasat"),
    )
    with _as_arguments():
        new_site.check()
    _refuse_inside(folder.resolve())
    write_new_files(folder, {path: text.encode() for path, text in new_site.files()})
    init_repository(folder)
    sys.stdout.write(messages("en")("adopted.begun", folder=folder) + "\n")
    return 0


_ARGUMENTS = {
    "extra.sayasat.languages": "--languages",
    "extra.sayasat.zone": "--zone",
    "extra.sayasat.tag": "--tag",
    "site_url": "--site-url",
}
"""The argument that each setting comes from."""


@contextmanager
def _as_arguments() -> Iterator[None]:
    """Within the block, settings come from arguments: their faults are raised as UnknownError."""
    try:
        yield
    except SettingsError as error:
        named = (replace(each, where=_ARGUMENTS.get(each.where, each.where)) for each in error.faults)
        raise UnknownError(list(named)) from error


def _refuse_inside(folder: Path) -> None:
    """Raise EditError if the folder is below the top of a repository, where Sayasat looks for ``docs/``."""
    above = work_tree_of(folder)
    if above not in {None, folder}:
        raise EditError([Fault("init-inside", str(folder), (("top", str(above)),))])


def run_adopt(options: argparse.Namespace) -> int:
    """Build the site of a repository and put it in place; returns the exit code, 0.

    Faults of the texts are reported on the standard error and do not stop the build. Raises SayasatError for
    any other fault.
    """
    began, t = perf_counter(), messages("en")
    adopt_options = AdoptOptions(
        options.repository,
        options.branch,
        tuple(options.policies),
        (options.language,),
        options.title,
        options.site_url.rstrip("/") + "/",
        options.zone,
    )
    with _as_arguments():
        settings = adopt_options.settings
    prepare_cache_folder(options.cache.absolute())
    build_options = _build_options(options)
    with (
        exit_on_signals(SIGHUP, SIGINT, SIGTERM),
        output_folder(options.out, build_options.folder / PREVIOUS_SITE_FOLDER, t) as folder,
    ):
        site = folder.site
        build_options = replace(build_options, previous_site=folder.before, shows_progress=not options.quiet)
        names = dict.fromkeys(adopt_options.languages, adopt_options.name)
        with (
            Workers(build_options, track_of(build_options)) as workers,
            closing(open_publication(site, settings, _today(options.zone), names, workers)) as publication,
        ):
            archive, faults = contents(publication), publication.remarks()
        if faults:
            sys.stderr.write(f"{report(faults, t)}\n")
        build_site(
            StandaloneSite(
                adopt_options.name,
                adopt_options.site_url,
                adopt_options.values,
                adopt_options.pages(),
            ),
            site,
            build_options,
        )
        pages = count_pages(site)
    sys.stdout.write(f"{summary(t, archive, pages, _count_texts(faults), perf_counter() - began)}\n")
    return 0


def _today(zone: str) -> date:
    """The date of the environment variable `TODAY`, else the present day in a time zone.

    A zone that does not exist is reported later, with the other settings; until then, the zone is UTC.
    """
    day = os.environ.get(TODAY, "")
    try:
        return read_day(day) if day else datetime.now(ZoneInfo(zone or "UTC")).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(UTC).date()


def _build_options(options: argparse.Namespace) -> BuildOptions:
    """The options of the command line, or else those of the environment. Raises SettingsError."""
    given = {variable: getattr(options, name) for name, variable in _VARIABLES.items()}
    set_here = {variable: str(value) for variable, value in given.items() if value is not None}
    return read_build_options(os.environ | set_here, options.cache)


def _count_texts(faults: Iterable[Fault]) -> int:
    """The number of files that have a fault. `Fault.where` is ``COMMIT:PATH:LINE``."""
    return len({fault.where.split(":", 1)[1].rsplit(":", 1)[0] for fault in faults})
