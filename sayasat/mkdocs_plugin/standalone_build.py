"""Builds the site of an adopted repository, with a temporary ``mkdocs.yml``."""

from __future__ import annotations

import logging
import math
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from sayasat.builder.publication import Recipe
from sayasat.builder.workers import BuildOptions
from sayasat.mkdocs_plugin.config import FILE
from sayasat.mkdocs_plugin.run_mkdocs import mkdocs_log, run_mkdocs
from sayasat.mkdocs_plugin.site_configuration import site_configuration

_BASE = "base.yml"


class StandaloneSite(Struct, frozen=True):
    """The values of an ``mkdocs.yml`` for a site that has no such file."""

    name: str
    site_url: str
    settings: Mapping[str, Any]
    """The value of ``extra.sayasat``."""

    pages: Mapping[str, str]
    """The Markdown of each page beside the policies, by its path below MkDocs' docs folder."""


def build_site(
    standalone: StandaloneSite, site: Path, options: BuildOptions, publication: Recipe | None = None
) -> None:
    """Build into an empty folder. Raises SayasatError; a warning of MkDocs counts as an error.

    The history is not read again if ``publication`` has it.
    """
    with (
        tempfile.TemporaryDirectory(prefix="sayasat-adopt-") as folder,
        mkdocs_log(logging.WARNING, "mkdocs: %(message)s"),
    ):
        root = Path(folder)
        for path, text in standalone.pages.items():
            file = root / "docs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        # The theme's templates do not escape the name
        base = site_configuration(escape(standalone.name), standalone.site_url, standalone.settings)
        root.joinpath(_BASE).write_text(base, encoding="utf-8")
        root.joinpath(FILE).write_text(_yaml(_configuration(standalone, site)), encoding="utf-8")
        run_mkdocs(root / FILE, options, publication)


def _configuration(standalone: StandaloneSite, site: Path) -> Mapping[str, Any]:
    """The temporary ``mkdocs.yml``, which replaces the values of `_BASE` that the environment could set."""
    return {
        "INHERIT": _BASE,
        "site_url": standalone.site_url,
        "site_dir": str(site),
        "edit_uri": "",
        "extra": {"sayasat": standalone.settings},
    }


def _yaml(values: Mapping[str, Any]) -> str:
    """YAML text. JSON would not do: it writes an emoji as two surrogate escapes, which YAML reads as two."""
    written: str = yaml.safe_dump(values, allow_unicode=True, width=math.inf)
    return written
