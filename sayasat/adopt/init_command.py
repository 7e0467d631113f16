"""The command ``sayasat init``."""

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
from sayasat.i18n.messages import messages
from sayasat.repository.work_tree import init_repository, work_tree_of


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
