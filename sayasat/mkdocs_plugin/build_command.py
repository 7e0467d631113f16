"""``sayasat build``, which ``make site`` runs: the publisher's own site, replaced as a whole."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from sayasat.builder.workers import PREVIOUS_SITE, REPLACED, read_build_options
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import Messages, report
from sayasat.mkdocs_plugin.config import FILE, find_configuration
from sayasat.policy_files.layout import DOCS
from sayasat.publish.release import release, stop_on_sigterm
from sayasat.repository.reader import Repository

_SETTINGS = (FILE, INVENTORY, "overrides", "hooks")
"""What a build takes from the working tree; texts and pages it takes from the newest commit."""


_IN_EACH_SITE = "sitemap.xml"


def add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    build = commands.add_parser("build", help="build the site of this repository; make site runs it")
    build.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="default: site")


def run_build(options: argparse.Namespace, t: Messages) -> int:
    """Build the site of the newest commit, and replace DIR by it; returns MkDocs' exit code, with --strict.

    Uncommitted changes are named on the standard error. Raises SayasatError.
    """
    _refuse_others(options.out)
    file = (options.config_file or find_configuration(Path.cwd())).resolve()
    kept = read_build_options(os.environ, file.parent / ".cache").folder / REPLACED
    stop_on_sigterm()
    try:
        with release(options.out, kept, t) as folder:
            uncommitted = list(_uncommitted(file.parent))
            if uncommitted:
                sys.stderr.write(f"{report(uncommitted, t)}\n")
            os.environ[PREVIOUS_SITE] = str(folder.before)
            _run_mkdocs(file, folder.site)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _refuse_others(out: Path) -> None:
    """Raise EditError where ``out`` is anything but a site, an empty folder or a new one.

    What is replaced is gone after the next build: ``--out .`` would take the repository, history included.
    """
    is_site = (out / _IN_EACH_SITE).is_file()
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if not is_site and not is_free:
        raise EditError([Fault("site-occupied", str(out))])


def _run_mkdocs(file: Path, site: Path) -> None:
    """Raises SystemExit where the build fails: MkDocs has said why."""
    from mkdocs.__main__ import cli  # noqa: PLC0415 (it takes long to import, and few commands build)

    # `sayasat.cli.terminal` replaces escape sequences, so MkDocs must not colour its messages
    arguments = ["--no-color", "build", "--strict", "--config-file", str(file), "--site-dir", str(site)]
    try:
        cli(arguments)
    except SystemExit as end:
        if end.code:
            raise


def _uncommitted(root: Path) -> Iterator[Fault]:
    with Repository.open(root) as repository:
        for path in repository.edits(DOCS):
            yield Fault("uncommitted-text", path)
        for path in repository.edits(*_SETTINGS):
            yield Fault("uncommitted-setting", path)
