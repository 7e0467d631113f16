"""Writes a complete redline as JSON data, by ``schemas/redline.schema.json``. Pure."""

from __future__ import annotations

from typing import Any

from sayasat.markdown.sections import Block, Section
from sayasat.redline.compare import PassageChange, Redline, SectionChange


def redline_json(redline: Redline) -> dict[str, Any]:
    """The redline as values of JSON; a missing value is null."""
    return {
        "empty": redline.is_empty,
        "coarse": redline.coarse,
        "sections": [_change(section) for section in redline.sections],
    }


def _change(change: SectionChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "fate": change.fate.value,
        "changed": change.is_change,
        "move": change.move,
        "old": _section(change.old),
        "new": _section(change.new),
        "heading": _passage(change.heading) if change.heading else None,
        "passages": [_passage(passage) for passage in change.passages],
    }


def _section(section: Section | None) -> dict[str, Any] | None:
    if section is None:
        return None
    return {"id": section.id, "level": section.level, "heading": section.heading, "line": section.line}


def _passage(passage: PassageChange) -> dict[str, Any]:
    return {
        "fate": passage.fate.value,
        "changed": passage.is_change,
        "formatted": passage.formatted,
        "renumbered": list(passage.renumbered) if passage.renumbered else None,
        "move": passage.move,
        "old": [_block(block) for block in passage.old],
        "new": [_block(block) for block in passage.new],
        "runs": [{"mark": run.mark.value, "text": run.text} for run in passage.runs],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "text": block.text,
        "depth": block.depth,
        "number": block.number,
        "line": block.line,
        "source": block.source,
    }
