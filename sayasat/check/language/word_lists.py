"""The word lists of the check: data, which name their sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def word_list(name: str) -> Mapping[str, Any]:
    """The data of ``words/<name>.toml``."""
    return tomllib.loads((files("sayasat.check") / "words" / f"{name}.toml").read_text(encoding="utf-8"))
