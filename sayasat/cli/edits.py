"""Runs an edit command on the site of the working folder."""

from __future__ import annotations

import argparse
from contextlib import closing

from sayasat.cli.site import Site
from sayasat.edit.commands import run_edit_command


def run_edit(options: argparse.Namespace) -> int:
    """Run the edit command that the options name. Returns 0. Raises SayasatError; then no file is changed."""
    with closing(Site.read(options).open()) as publication:
        run_edit_command(publication, options)
    return 0
