"""The site of an adopted repository, built: its own configuration, with the project's theme and hooks."""

from __future__ import annotations

import logging
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from sayasat.errors import Fault, HistoryError, SayasatError
from sayasat.i18n.messages import messages
from sayasat.mkdocs_plugin.config import FILE

PROJECT = Path(__file__).parents[2]
"""Where the theme and the hooks are."""

_HOOKS = ("policies.py", "languages.py", "own_scripts.py")


@dataclass(frozen=True, slots=True)
class StandaloneSite:
    """A site that has no folder of its own: what its configuration would say."""

    name: str
    language: str
    site_url: str
    values: Mapping[str, Any]
    """What stands under ``extra.sayasat``."""

    pages: Mapping[str, str]
    """Pages beside the policies: path below MkDocs' docs folder, and Markdown."""


def build_site(asked: StandaloneSite, site: Path) -> None:
    """Build into an empty folder. Raises SayasatError; a warning of MkDocs is an error."""
    with tempfile.TemporaryDirectory(prefix="sayasat-adopt-") as folder, _quiet():
        root = Path(folder)
        for path, text in asked.pages.items():
            file = root / "docs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        # MkDocs takes what is not said here from the project's own
        root.joinpath(FILE).write_text(_yaml(_configuration(asked, site)), encoding="utf-8")
        try:
            _run(root / FILE)
        except MkDocsException as error:
            _reraise(error)


def _run(file: Path) -> None:
    config = load_config(str(file), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def _reraise(error: MkDocsException) -> None:
    """What the hooks have made readable for MkDocs comes back as what it was."""
    if isinstance(error.__cause__, SayasatError):
        raise error.__cause__
    raise HistoryError([Fault("adopt-failed", FILE, (("problem", str(error)),))]) from error


def _configuration(asked: StandaloneSite, site: Path) -> Mapping[str, Any]:
    name = escape(asked.name)  # the theme's templates do not
    language = {
        "locale": asked.language,
        "name": messages(asked.language)("language.name"),
        "default": True,
        "site_name": name,
    }
    return {
        "INHERIT": str(PROJECT / FILE),
        "site_name": name,
        "site_url": asked.site_url,
        "site_dir": str(site),
        "edit_uri": "",
        "theme": {"language": asked.language, "custom_dir": str(PROJECT / "overrides")},
        "plugins": [
            "search",
            {
                "i18n": {
                    "docs_structure": "folder",
                    "fallback_to_default": False,
                    "reconfigure_material": True,
                    "reconfigure_search": False,
                    "languages": [language],
                }
            },
        ],
        "hooks": [str(PROJECT / "hooks" / name) for name in _HOOKS],
        "watch": [],
        "extra": {"sayasat": asked.values},
    }


def _yaml(values: Mapping[str, Any]) -> str:
    """Not JSON: of its two escapes for one emoji YAML makes two halves that no file can hold."""
    written: str = yaml.safe_dump(values, allow_unicode=True, width=math.inf)
    return written


@contextmanager
def _quiet() -> Iterator[None]:
    """MkDocs' warnings on the standard error, and nothing else; Material's notice is answered by the pins."""
    log, handler = logging.getLogger("mkdocs"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("mkdocs: %(message)s"))
    handler.setLevel(logging.WARNING)
    propagates, log.propagate = log.propagate, False
    log.addHandler(handler)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = propagates
