"""The texts of comments and previews, in the editor's language."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

LANGUAGES = ("ky", "ru", "en")
"""The first is the default."""


def messages(language: str) -> Mapping[str, str]:
    """The texts of one of `LANGUAGES`, by dotted key."""
    tree = tomllib.loads((files("sayasat.forge") / "texts" / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(tree, ""))


def _flat(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    return [
        pair
        for key, value in tree.items()
        for pair in (_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)])
    ]
