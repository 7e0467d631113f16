"""What the browser reads of a version to compare it: ``blocks.json``. Pure, but for reading texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sayasat.addresses import BLOCKS_SCHEMA
from sayasat.holdings import Edition, Holdings
from sayasat.redline import blocks, form_of
from sayasat.sections import Block, Section
from sayasat.versions import Version

_SHORT = 12
"""Hexadecimal digits that tell two forms of the same words apart."""


def blocks_json(holdings: Holdings, edition: Edition, version: Version) -> bytes:
    """A version's sections and blocks in the order shown: compact JSON in UTF-8, the same bytes each time."""
    document = {
        "schema": holdings.addresses.absolute(BLOCKS_SCHEMA),
        "policy": edition.policy.slug,
        "language": edition.language,
        "date": version.date.isoformat(),
        "label": edition.label(version.date),
        "url": holdings.addresses.absolute(edition.addresses.version(version.date)),
        "sections": sections_data(blocks(holdings.document(version.text).body)),
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def sections_data(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """All that a comparison needs of sections: two compare in the browser as they do here."""
    return [
        {
            "id": section.id,
            "level": section.level,
            "heading": section.heading,
            "headingForm": _form(section.heading_block) if section.level else "",
            "blocks": [_block(block) for block in section.blocks],
        }
        for section in sections
    ]


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "text": block.text,
        "depth": block.depth,
        "number": block.number,
        "form": _form(block),
    }


def _form(block: Block) -> str:
    return _digest(replace(block, line=0, number=""))


@lru_cache(maxsize=10_000)
def _digest(block: Block) -> str:
    kind, depth, markup = form_of(block)
    return hashlib.sha256(f"{kind}\0{depth}\0{markup}".encode()).hexdigest()[:_SHORT]
