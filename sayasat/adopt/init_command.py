"""The command ``sayasat init``: its arguments, and what it does."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from sayasat.adopt.arguments import as_arguments, today_in
from sayasat.adopt.new_site import NewSite
from sayasat.adopt.options import folder_name, showable_name
from sayasat.adopt.output_folder import write_new_files
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import LANGUAGES, messages
from sayasat.repository.work_tree import init_repository, work_tree_of

_INIT_EXAMPLES = """\
examples:
  sayasat init my-site --site-url https://policies.example.org/
  sayasat init my-site --languages kk,ru,en --zone Asia/Almaty --site-url https://policies.example.org/
"""


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
        today_in(options.zone).year,
        version("sayasat"),
    )
    with as_arguments():
        new_site.check()
    _refuse_inside(folder.resolve())
    write_new_files(folder, {path: text.encode() for path, text in new_site.files()})
    init_repository(folder)
    sys.stdout.write(messages("en")("adopted.begun", folder=folder) + "\n")
    return 0


def _refuse_inside(folder: Path) -> None:
    """Raise EditError if the folder is below the top of a repository, where Sayasat looks for ``docs/``."""
    above = work_tree_of(folder)
    if above not in {None, folder}:
        raise EditError([Fault("init-inside", str(folder), (("top", str(above)),))])
