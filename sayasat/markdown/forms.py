"""The form of a block: what a reader sees of it besides its text. Pure."""

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
"""Hexadecimal digits of a form digest: enough to distinguish forms of the same text."""


def form_of(block: Block) -> tuple[str, int, str]:
    """The form of a block: its kind, its depth, and its own line as HTML.

    The form does not contain the markers of the list or quote around the block, the level and id of a
    heading, or the width of a table.
    """
    return block.kind, block.depth, _markup(block)


def form_digest(block: Block) -> str:
    """A short digest of the form of a block. Two blocks of the same text and digest look the same."""
    kind, depth, markup = form_of(block)
    return hashlib.sha256(f"{kind}\0{depth}\0{markup}".encode()).hexdigest()[:_SHORT]


def forms_of(section: Section) -> tuple[str, ...]:
    """The form digests of a section's heading, if it has one, and of each block, in order."""
    headings = (section.heading_block,) if section.level else ()
    return tuple(map(form_digest, (*headings, *section.blocks)))


def _markup(block: Block) -> str:
    """The block's own line as HTML; the source of a block of code or of raw HTML."""
    if block.kind in {"code", "html"}:
        return block.source
    if block.kind == "row":
        return _CELL_BAR.sub("|", render(block.source.strip().strip("|")).html)
    html = render(_QUOTE_MARK.sub("", _LIST_MARK.sub("", block.source))).html
    return " ".join(_HEADING_TAG.sub("", html).split())
