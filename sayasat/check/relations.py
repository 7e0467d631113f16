"""What findings have to do with each other, by the names of their rules: the data of ``relations.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sayasat.check.language.word_lists import table

_DATA = table("relations")

CAUSES: Final[Sequence[str]] = _DATA["causes"]
FOLLOWING: Final[Mapping[str, Sequence[str]]] = _DATA["following"]
MISSING: Final[Mapping[str, str]] = _DATA["missing"]
KEY_OF: Final[Mapping[str, str]] = _DATA["key"]
SUGGESTED: Final[Mapping[str, str]] = _DATA["suggested"]
SILENCEABLE: Final[Sequence[str]] = _DATA["silenceable"]
