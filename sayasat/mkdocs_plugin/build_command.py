"""``sayasat build``, which ``make site`` runs: builds the publisher's own site and replaces it as a whole."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging import INFO, WARNING
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM

from msgspec.structs import replace

from sayasat.builder.workers import PREVIOUS_SITE_FOLDER, read_build_options
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.errors import EditError, Fault
from sayasat.exports.synonyms import FILE as SYNONYMS
from sayasat.i18n.messages import messages, report
from sayasat.mkdocs_plugin.config import FILE, configuration_file
from sayasat.mkdocs_plugin.run_mkdocs import mkdocs_log, run_mkdocs
from sayasat.policy_files.layout import DOCS
from sayasat.publish.release import BuildFolder, exit_on_signals, release
from sayasat.repository.reader import Repository
from sayasat.settings import CACHE_FOLDER

_SETTINGS = (FILE, INVENTORY, SYNONYMS, "overrides", "hooks")
"""The paths that a build reads from the working tree. Texts and pages are read from the newest commit."""

_IN_EACH_SITE = "sitemap.xml"
"""A file by which a site is recognized."""


def run_build(options: argparse.Namespace) -> int:
    """Build the site of the newest commit and replace DIR by it. Returns 0.

    Uncommitted changes are named on the standard error, and so is what MkDocs reports; a warning of MkDocs
    counts as an error. Raises SayasatError.
    """
    t = messages(options.message_language)
    refuse_others(options.out)
    file = configuration_file(options.config_file)
    build_options = read_build_options(os.environ, file.parent / CACHE_FOLDER)
    with new_site(options.out, build_options.folder / PREVIOUS_SITE_FOLDER, options) as folder:
        uncommitted = list(_uncommitted(file.parent))
        if uncommitted:
            sys.stderr.write(f"{report(uncommitted, t)}\n")
        build_options = replace(build_options, previous_site=folder.before)
        run_mkdocs(file, build_options, site_dir=str(folder.site))
    return 0


@contextmanager
def new_site(target: Path, previous: Path | None, options: argparse.Namespace) -> Iterator[BuildFolder]:
    """Let the block build a site that then replaces ``target``, as `release` does.

    Signals end the block, and MkDocs' messages are printed: with ``--quiet``, warnings only.
    """
    with (
        exit_on_signals(SIGHUP, SIGINT, SIGTERM),
        release(target, previous, messages(options.message_language)) as folder,
        mkdocs_log(WARNING if options.quiet else INFO, "%(levelname)-8s-  %(message)s"),
    ):
        yield folder


def refuse_others(out: Path) -> None:
    """Raise EditError unless ``out`` is a site, an empty folder or does not exist.

    The next build deletes what this one replaces: ``--out .`` would delete the repository with its history.
    """
    is_site = (out / _IN_EACH_SITE).is_file()
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if not is_site and not is_free:
        raise EditError([Fault("site-occupied", str(out))])


def _uncommitted(root: Path) -> Iterator[Fault]:
    """A fault for each file of the site that differs from the newest commit."""
    with Repository.open(root) as repository:
        for path in repository.edits(DOCS):
            yield Fault("uncommitted-text", path)
        for path in repository.edits(*_SETTINGS):
            yield Fault("uncommitted-setting", path)
