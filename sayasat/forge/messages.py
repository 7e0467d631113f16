"""The texts of comments and previews, in the editor's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

LANGUAGES = ("ky", "ru", "en")
"""The first is the default."""


def messages(language: str) -> Mapping[str, str]:
    """The texts of one of `LANGUAGES`, by table and key: ``comment.cut``."""
    tables = tomllib.loads(
        (files("sayasat.forge") / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    )
    return {f"{name}.{key}": text for name, table in tables.items() for key, text in table.items()}
