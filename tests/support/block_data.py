"""A text as ``blocks.json`` has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins

from sayasat.exports.api_blocks import section_entry
from sayasat.markdown.sections import Section


def sections_data(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The values under ``sections``."""
    return [to_builtins(section_entry(each)) for each in sections]
