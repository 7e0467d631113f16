"""Runs MkDocs' build in this process, with the options of Sayasat's build."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils import DuplicateFilter

from sayasat.builder.publication import Recipe
from sayasat.builder.workers import BuildOptions, read_build_options
from sayasat.errors import Fault, HistoryError, SayasatError
from sayasat.extras import require
from sayasat.settings import CACHE_FOLDER

_OPTIONS = "sayasat_build_options"
"""The key in MkDocs' ``extra`` under which a command passes its `BuildOptions` to the events."""


_PUBLICATION = "sayasat_publication"
"""The key under which a command passes the publication that it has opened."""


def run_mkdocs(
    config_file: Path, options: BuildOptions, publication: Recipe | None = None, **settings: str
) -> None:
    """Build the site of an ``mkdocs.yml``; ``settings`` replace values of that file.

    The history is not read again if ``publication`` has it (`sayasat.builder.open.open_publication`).
    A warning counts as an error. Raises SayasatError: what an event raised, or HistoryError where MkDocs
    itself stopped.
    """
    require("site")
    try:
        config = load_config(str(config_file), strict=True, **settings)
        config.extra[_OPTIONS] = options
        config.extra[_PUBLICATION] = publication
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build.build(config)
        finally:
            config.plugins.on_shutdown()
    except MkDocsException as error:
        if isinstance(error.__cause__, SayasatError):  # `on_build_error` made it one of MkDocs
            raise error.__cause__ from None
        raise HistoryError([Fault("build-stopped", config_file.name, (("problem", str(error)),))]) from error


def build_options(config: MkDocsConfig) -> BuildOptions:
    """The options that `run_mkdocs` was called with; under MkDocs' own commands, those of the environment.

    Raises SettingsError where a variable of the environment has a bad value.
    """
    options = config.extra.get(_OPTIONS)
    if isinstance(options, BuildOptions):
        return options
    return read_build_options(os.environ, Path(config.config_file_path).parent / CACHE_FOLDER)


def opened_publication(config: MkDocsConfig) -> Recipe | None:
    """The publication that `run_mkdocs` was called with, if any."""
    publication = config.extra.get(_PUBLICATION)
    return publication if isinstance(publication, Recipe) else None


@contextmanager
def mkdocs_log(level: int, line: str) -> Iterator[None]:
    """Write MkDocs' messages of a level and above to the standard error, each once, in the format ``line``.

    Without colours: `sayasat.cli.terminal` replaces escape sequences.
    """
    log, handler, once = logging.getLogger("mkdocs"), logging.StreamHandler(sys.stderr), DuplicateFilter()
    handler.setFormatter(logging.Formatter(line))
    former_level, former_propagate = log.level, log.propagate
    log.setLevel(level)
    log.propagate = False
    log.addHandler(handler)
    build.log.addFilter(once)
    try:
        yield
    finally:
        build.log.removeFilter(once)
        log.removeHandler(handler)
        log.propagate = former_propagate
        log.setLevel(former_level)
