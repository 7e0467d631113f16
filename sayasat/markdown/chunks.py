"""Splits a text into chunks that are read and rendered independently, so that equal chunks are cached. Pure.

Markdown can be split at a blank line if no construct spans it. Footnotes, link definitions, code fences,
definition lists and raw HTML may span blank lines: a text with one of these (`reaches_out`), or with the same
heading id twice (`are_independent`), is not split. For any other text, the joined results of its chunks equal
the result of the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sayasat.markdown import parser
from sayasat.markdown.html import HEADING_END, Heading, Rendered, render
from sayasat.markdown.links import Link, as_written, resolved_hrefs
from sayasat.markdown.section_reader import heading_ids, sections, unused
from sayasat.markdown.sections import INTRO, Section

# Constructs that span blank lines, or depend on distant parts of the text
_REACHING = re.compile(
    r"\]:"  # link definitions, footnotes
    r"|\^\["  # inline footnotes: their numbers depend on the whole text
    r"|\ufeff"  # a byte order mark at the start of a text, elsewhere a character
    r"|^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})"  # code fences
    r"|^ {0,3}[:~][ \t]"  # definition lists
    r"|<(?:script|pre|style|textarea|[!?])",
    re.MULTILINE | re.IGNORECASE,
)
# Matched without the line after it: with a lookahead, the pattern would scan again from each blank line.
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
# A line that begins with white space or a list marker may continue the block before it.
_CONTINUES = re.compile(r"[ \t\n]|(?:[-+*]|\d{1,9}[.)])(?:[ \t\n]|\Z)")


# Stands for a URL in rendered HTML. No text has it (see `normalise`), and the sanitiser accepts it in a URL.
_PLACEHOLDER = "\x01"

# A relative URL that escaping and sanitising do not change
_PLAIN = re.compile(r"(?!//)(?:[\w.~%-]+/|\.{0,2}/)?[\w./~%#?=@+,()*-]*", re.ASCII)


class Labels(Struct, frozen=True):
    """Texts that pages add to a rendered policy, in the language of the page."""

    permalink: str
    """The name of the ``¶`` link after a heading."""

    table: str
    """The accessible name of the frame in which a wide table scrolls."""


class Chunk(Struct, frozen=True):
    """One chunk, read and rendered."""

    html: str
    """The HTML with a placeholder for each URL in `hrefs`, and `HEADING_END` after each top-level heading."""

    hrefs: tuple[str, ...]
    """The URLs to be resolved (`sayasat.markdown.links.is_resolved`), in order, each once."""

    headings: tuple[Heading, ...]
    ids: tuple[str, ...]
    """The ids of all headings, including those in lists and quotes."""

    doubled: tuple[tuple[str, int], ...]
    """The result of `sayasat.markdown.parser.doubled_ids` for the chunk."""

    section_parts: tuple[Section, ...]
    """The part of each section that is in the chunk.

    One of level 0, without a heading, continues the section before it. Lines are counted in the chunk.
    """


def split_chunks(body: str) -> tuple[str, ...]:
    """The chunks of a text (a body, without front matter), in order. Usable only if none `reaches_out`."""
    text = parser.normalise(body)
    chunks, start = [], 0
    for blank in _BLANK.finditer(text):
        if not _CONTINUES.match(text, blank.end()):
            chunks.append(f"{text[start : blank.start()]}\n")
            start = blank.end()
    return (*chunks, text[start:])


def reaches_out(chunk: str) -> bool:
    """Whether a chunk may contain a construct that depends on the chunks around it."""
    return _REACHING.search(chunk) is not None


def are_independent(chunks: Sequence[Chunk]) -> bool:
    """Whether no heading id is in two chunks: then each chunk has the same ids as in the whole text."""
    ids = [name for chunk in chunks for name in chunk.ids]
    return len(chunks) == 1 or len(set(ids)) == len(ids)


def read_chunk(text: str, labels: Labels) -> Chunk:
    """Read and render one chunk."""
    hrefs = resolved_hrefs(text)
    placeholders = {href: Link(f"{_PLACEHOLDER}{number}{_PLACEHOLDER}") for number, href in enumerate(hrefs)}
    rendered = _rendered(text, labels, placeholders)
    html, ids, doubled = HEADING_END.join(rendered.parts), heading_ids(text), parser.doubled_ids(text)
    return Chunk(html, hrefs, rendered.headings, ids, doubled, sections(text))


def resolved_html(text: str, chunk: Chunk, labels: Labels, targets: Sequence[Link]) -> str:
    """The HTML of a chunk with its URLs resolved: ``targets`` are the targets of ``chunk.hrefs``, in order.

    Plain URLs replace the placeholders. Otherwise (a link without a target), the chunk is rendered again.
    """
    if all(target.href is not None and _PLAIN.fullmatch(target.href) for target in targets):
        parts = chunk.html.split(_PLACEHOLDER)
        parts[1::2] = [targets[int(number)].href or "" for number in parts[1::2]]
        return "".join(parts)
    return HEADING_END.join(_rendered(text, labels, dict(zip(chunk.hrefs, targets, strict=True))).parts)


def _rendered(text: str, labels: Labels, targets: Mapping[str, Link]) -> Rendered:
    """Render a chunk. ``targets`` are those of URLs as written; any other URL stays."""
    return render(
        text,
        lambda href: targets.get(href) or as_written(href),
        permalink=labels.permalink,
        table_label=labels.table,
    )


def section_of(parts: Sequence[Section], name: str) -> Section:
    """Join the parts of a section, in order. ``name`` is its id if it has no heading."""
    first = parts[0]
    blocks = tuple(block for each in parts for block in each.blocks)
    return replace(first, id=first.id if first.level else name, blocks=blocks)


def intro_id(chunks: Sequence[Chunk]) -> str:
    """The id of the section before the first heading: `INTRO`, or one with a number that no heading has."""
    return unused(INTRO, {name for chunk in chunks for name in chunk.ids})
