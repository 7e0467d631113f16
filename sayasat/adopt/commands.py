"""``sayasat adopt`` and ``init`` as a shell runs them: arguments in, a site or its files out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter

from sayasat.adopt.new_site import Beginning
from sayasat.adopt.options import Order, folder_name, shown
from sayasat.adopt.output_folder import begin, beside, keep
from sayasat.adopt.summary import contents, summary, written
from sayasat.builder.open import open_publication
from sayasat.builder.workers import BEFORE, CACHE, CLUSTER, REPLACED, WORKERS, Workshop, read_means
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import LANGUAGES, report, wording
from sayasat.mkdocs_plugin.standalone_build import PROJECT, StandaloneSite, build_site
from sayasat.publish.release import stop_on_sigterm
from sayasat.repository.reader import prepare, top

_VARIABLES = {"cache": CACHE, "workers": WORKERS, "cluster": CLUSTER}
"""What the build reads, by the option that sets it."""


def add_adopt(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    adopt = commands.add_parser("adopt", help="build a site from any Git repository of Markdown texts")
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
    adopt.add_argument("--language", choices=LANGUAGES, default="en", help="of the texts (default: en)")
    adopt.add_argument("--title", default="", help="the site's name (default: the folder's)")
    adopt.add_argument("--branch", default="", metavar="NAME", help="branch, tag or commit (default: HEAD)")
    adopt.add_argument(
        "--site-url", default="http://localhost/", metavar="URL", help="where the site will stand"
    )
    adopt.add_argument(
        "--zone", default="UTC", metavar="ZONE", help="whose calendar dates the commits (default: UTC)"
    )
    adopt.add_argument(
        "--cache", type=Path, default=Path(".cache"), metavar="DIR", help="kept parts (default: .cache)"
    )
    adopt.add_argument("--workers", type=int, metavar="N", help="processes (default: one for each core)")
    adopt.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler, to work on its machines")


def add_init(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    init = commands.add_parser("init", help="begin the repository of a new site")
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="default: this one")
    init.add_argument(
        "--languages",
        default=",".join(LANGUAGES),
        metavar="CODES",
        help="the first is authentic: ky, ru or en; of several, ky (default: ky,ru,en)",
    )
    init.add_argument("--title", default="", help="the site's name (default: the folder's)")
    init.add_argument("--publisher", default="", help="whose texts they are (default: the title)")
    init.add_argument(
        "--site-url", default="http://localhost/", metavar="URL", help="where the site will stand"
    )
    init.add_argument("--zone", default="UTC", help="whose calendar dates the commits (default: UTC)")
    init.add_argument("--tag", default="", help="authority and year in feed ids: example.org,2026")


def run_init(options: argparse.Namespace, today: date) -> int:
    """Write the files, or nothing where one is there already. Raises SayasatError."""
    folder = options.folder.absolute()
    title = shown(options.title) or folder_name(folder.resolve())
    beginning = Beginning(
        tuple(each.strip() for each in options.languages.split(",")),
        title,
        shown(options.publisher) or title,
        options.site_url,
        options.zone,
        options.tag,
        today.year,
    )
    beginning.check()
    _refuse_inside(folder.resolve())
    begin(folder, dict(beginning.files(PROJECT)))
    prepare(folder)
    sys.stdout.write(wording("en")("adopted.begun", folder=folder) + "\n")
    return 0


def _refuse_inside(folder: Path) -> None:
    """A site's texts are looked for from the top of its repository."""
    above = top(folder)
    if above not in {None, folder}:
        raise EditError([Fault("init-inside", str(folder), (("top", str(above)),))])


def run_adopt(options: argparse.Namespace, today: date) -> int:
    """Build the site. Raises SayasatError; what is wrong with the texts is told and stops nothing."""
    began, w = perf_counter(), wording("en")
    order = Order(
        options.repository,
        options.branch,
        tuple(options.policies),
        options.language,
        options.title,
        options.site_url.rstrip("/") + "/",
        options.zone,
    )
    settings = order.settings
    keep(options.cache.absolute())
    os.environ.update(_environment(options))
    stop_on_sigterm()
    with beside(options.out, options.cache.absolute() / REPLACED, w) as folder:
        site = folder.site
        os.environ[BEFORE] = str(folder.before)
        names = {order.language: order.name}
        with (
            Workshop(read_means(os.environ, options.cache)) as workshop,
            closing(open_publication(site, settings, today, names, workshop)) as publication,
        ):
            there, faults = contents(publication), publication.remarks()
        if faults:
            sys.stderr.write(f"{report(faults, w)}\n")
        build_site(
            StandaloneSite(order.name, order.language, order.site_url, order.values, order.pages()), site
        )
        files = written(site)
    sys.stdout.write(f"{summary(w, there, files, _texts(faults), perf_counter() - began)}\n")
    return 0


def _environment(options: argparse.Namespace) -> Mapping[str, str]:
    given = {name: getattr(options, name) for name in _VARIABLES}
    given["cache"] = options.cache.absolute()
    return {_VARIABLES[name]: str(value) for name, value in given.items() if value is not None}


def _texts(faults: Iterable[Fault]) -> int:
    """How many files something was said about: a place is ``COMMIT:PATH:LINE``."""
    return len({fault.where.split(":", 1)[1].rsplit(":", 1)[0] for fault in faults})
