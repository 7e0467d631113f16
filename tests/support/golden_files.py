"""Reads golden files in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_yaml(file: Path) -> Any:  # noqa: ANN401 (each caller knows the form of its files)
    """The values of a file. Read by libyaml: each process of a test run reads hundreds of golden files."""
    return yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
