"""``sayasat build``, which ``make site`` runs: builds the publisher's own site and replaces it as a whole."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM

from mkdocs.exceptions import MkDocsException

from sayasat.builder.workers import PREVIOUS_SITE_FOLDER, read_build_options
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.errors import EditError, Fault
from sayasat.exports.synonyms import FILE as SYNONYMS
from sayasat.i18n.messages import messages, report
from sayasat.mkdocs_plugin.config import FILE, configuration_file
from sayasat.mkdocs_plugin.run_mkdocs import mkdocs_log, run_mkdocs
from sayasat.policy_files.layout import DOCS
from sayasat.publish.release import exit_on_signals, release
from sayasat.repository.reader import Repository
from sayasat.settings import CACHE_FOLDER

_SETTINGS = (FILE, INVENTORY, SYNONYMS, "overrides", "hooks")
"""The paths that a build reads from the working tree. Texts and pages are read from the newest commit."""

_IN_EACH_SITE = "sitemap.xml"
"""A file by which a site is recognized."""


def run_build(options: argparse.Namespace) -> int:
    """Build the site of the newest commit and replace DIR by it; returns the exit code, 0 or 1.

    Uncommitted changes are named on the standard error, and so is what MkDocs reports; a warning of MkDocs
    counts as an error. Raises SayasatError.
    """
    t = messages(options.message_language)
    refuse_others(options.out)
    file = configuration_file(options.config_file)
    build_options = read_build_options(os.environ, file.parent / CACHE_FOLDER)
    try:
        with (
            exit_on_signals(SIGHUP, SIGINT, SIGTERM),
            release(options.out, build_options.folder / PREVIOUS_SITE_FOLDER, t) as folder,
            mkdocs_log(log_level(options), "%(levelname)-8s-  %(message)s"),
        ):
            uncommitted = list(_uncommitted(file.parent))
            if uncommitted:
                sys.stderr.write(f"{report(uncommitted, t)}\n")
            build_options = replace(build_options, previous_site=folder.before)
            run_mkdocs(file, build_options, site_dir=str(folder.site))
    except MkDocsException as error:
        error.show()
        return 1
    return 0


def log_level(options: argparse.Namespace) -> int:
    """The level from which MkDocs' messages are printed."""
    return logging.WARNING if options.quiet else logging.INFO


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
