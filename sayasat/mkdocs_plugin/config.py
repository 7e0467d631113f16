"""Reads ``mkdocs.yml`` for the command line, with MkDocs' YAML loader but without its plugins."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import yaml_load
from yaml import YAMLError

from sayasat.conflicts import conflict
from sayasat.errors import Fault, SettingsError
from sayasat.settings import TODAY, Settings, read_day, read_settings
from sayasat.yaml_nodes import syntax_fault

FILE = "mkdocs.yml"
ARCHIVE_FILE = "archive.yml"
"""The choices of an archive that `sayasat adopt` builds, for which there is no mkdocs.yml."""


def configuration_file(given: Path | None) -> Path:
    """The absolute path of the given mkdocs.yml, or of the nearest one. Raises SettingsError without any."""
    return (given or find_configuration(Path.cwd())).resolve()


def find_configuration(folder: Path) -> Path:
    """The nearest mkdocs.yml or archive.yml in a folder or above it. Raises SettingsError without any."""
    for each in (folder, *folder.parents):
        for name in (FILE, ARCHIVE_FILE):
            if (each / name).is_file():
                return each / name
    raise SettingsError([Fault("setting-no-file", str(folder), (("file", FILE),))])


def read_configuration(file: Path) -> tuple[Settings, str, dict[str, str]]:
    """The settings, the day of SAYASAT_TODAY ("" if it is not set), and the site's name by language.

    Raises SettingsError.
    """
    values = _load(file)
    day = os.environ.get(TODAY, "")
    if day:
        read_day(day)
    own_settings = _mapping(_mapping(values.get("extra")).get("sayasat"))
    settings = read_settings(own_settings, values.get("site_url"))
    return settings, day, dict.fromkeys(settings.languages, str(values.get("site_name", "")))


def _load(file: Path) -> dict[str, Any]:
    text = ""
    try:
        text = file.read_text(encoding="utf-8")
        markers = conflict(text)
        if markers:
            raise SettingsError([markers.at(str(file))])
        return _mapping(yaml_load(text))
    except (OSError, UnicodeDecodeError, YAMLError, ConfigurationError) as error:
        cause = error.__cause__ or error.__context__ or error
        if isinstance(cause, YAMLError):
            raise SettingsError([syntax_fault(str(file), text, cause)]) from error
        problem = error.strerror if isinstance(error, OSError) else " ".join(str(error).split())
        raise SettingsError([Fault("setting-file", str(file), (("problem", str(problem)),))]) from error


def _mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one: `read_settings` then reports each missing setting."""
    return value if isinstance(value, dict) else {}
