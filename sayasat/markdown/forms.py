"""The form of a block: what a reader sees of it beside its words. Pure."""

from __future__ import annotations

import hashlib
import re

from sayasat.markdown.html import render
from sayasat.markdown.sections import Block, Section

_LIST_MARK = re.compile(r"^(?:[ \t]*(?:>[ \t]?|(?:[-*+:]|\d+[.)]|\[\^[^\]]+\]:)[ \t]+))+")

_QUOTE_MARK = re.compile(r"^(?:[ \t]*>[ \t]?)+", re.MULTILINE)

_HEADING_TAG = re.compile(r"</?h[1-6][^>]*>")

_CELL_BAR = re.compile(r"\s*\|\s*")

_SHORT = 12
"""Hexadecimal digits that tell two forms of the same words apart."""


def form_of(block: Block) -> tuple[str, int, str]:
    """What a reader sees of a block beside its words: kind, depth, and its line as HTML.

    The marks of the list or quote it is in, the level and id of a heading and the width of a table are no
    part of it.
    """
    return block.kind, block.depth, _markup(block)


def form_digest(block: Block) -> str:
    """Short for the form of a block: equal where two blocks of the same words look alike."""
    kind, depth, markup = form_of(block)
    return hashlib.sha256(f"{kind}\0{depth}\0{markup}".encode()).hexdigest()[:_SHORT]


def forms_of(section: Section) -> tuple[str, ...]:
    """The digests of a section's heading, where it has one, and of each block."""
    headings = (section.heading_block,) if section.level else ()
    return tuple(map(form_digest, (*headings, *section.blocks)))


def _markup(block: Block) -> str:
    """The block's own line as HTML; code has none."""
    if block.kind in {"code", "html"}:
        return block.source
    if block.kind == "row":
        return _CELL_BAR.sub("|", render(block.source.strip().strip("|")).html)
    html = render(_QUOTE_MARK.sub("", _LIST_MARK.sub("", block.source))).html
    return " ".join(_HEADING_TAG.sub("", html).split())
