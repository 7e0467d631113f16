"""The tables of the check: word lists, which name their sources, and relations of findings to each other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def word_list(name: str) -> Mapping[str, Any]:
    """The data of ``words/<name>.toml``."""
    return table(f"words/{name}")


def table(name: str) -> Mapping[str, Any]:
    """The data of ``<name>.toml`` in the folder of the check."""
    return tomllib.loads((files("sayasat.check") / f"{name}.toml").read_text(encoding="utf-8"))
