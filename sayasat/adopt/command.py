"""``sayasat adopt`` as a shell runs it: arguments in, a site and one line out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter

from sayasat.adopt.order import Order
from sayasat.adopt.place import beside
from sayasat.adopt.site import build_site
from sayasat.adopt.summary import contents, summary, written
from sayasat.errors import Fault
from sayasat.publication import open_publication
from sayasat.report import report
from sayasat.wording import LANGUAGES, wording

_VARIABLES = {"cache": "SAYASAT_CACHE", "workers": "SAYASAT_WORKERS", "cluster": "SAYASAT_CLUSTER"}
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
    os.environ.update(_environment(options))
    with beside(options.out.absolute()) as site:
        names = {order.language: order.name}
        with closing(open_publication(site, settings, today, names)) as publication:
            there, faults = contents(publication), publication.remarks()
        if faults:
            sys.stderr.write(f"{report(faults, w)}\n")
        build_site(order, site)
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
