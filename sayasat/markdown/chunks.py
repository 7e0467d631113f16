"""A text in pieces that stand on their own: each is read and rendered once, in whatever text it stands. Pure.

Markdown can be parted at a blank line where nothing reaches over it. That is certain but for footnotes, link
definitions, code fences, definition lists and raw HTML that may hold blank lines: a text with one of these
(`reaches_out`), or with one id twice (`are_independent`), is a single piece. Otherwise what the pieces make
together is what the whole text makes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayasat.markdown import parser
from sayasat.markdown.forms import forms_of
from sayasat.markdown.html import Heading, render
from sayasat.markdown.links import Link, Resolve, as_written, is_resolved, links
from sayasat.markdown.section_reader import heading_ids, sections, unused
from sayasat.markdown.sections import INTRO, Section

# What reaches over blank lines, or from one end of a text to the other
_REACHING = re.compile(
    r"\]:"  # link definitions, footnotes
    r"|\^\["  # footnotes within a sentence: they are numbered
    r"|\ufeff"  # at the start of a text it is a byte order mark, elsewhere a character
    r"|^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})"  # code fences
    r"|^ {0,3}[:~][ \t]"  # definition lists
    r"|<(?:script|pre|style|textarea|[!?])",
    re.MULTILINE | re.IGNORECASE,
)
# Blank lines: sought by themselves, since a pattern that looks on would look again from each of them.
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
# White space, or the mark of a list: what begins so may go on with what stands before.
_GOES_ON = re.compile(r"[ \t\n]|(?:[-+*]|\d{1,9}[.)])(?:[ \t\n]|\Z)")


# `normalise` leaves none of these in a text, and the sanitiser lets it stand in an address.
_MARK = "\x01"
# A relative address that is the same before and after it is escaped and sanitised
_PLAIN = re.compile(r"(?!//)(?:[\w.~%-]+/|\.{0,2}/)?[\w./~%#?=@+,()*-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Labels:
    """What pages say around a text, in the language they speak."""

    permalink: str
    table: str


@dataclass(frozen=True, slots=True)
class SectionPart:
    """One section as far as it stands in one piece."""

    section: Section
    """With its heading, or, at level 0, what goes on with the section before. Lines count from the piece."""

    forms: tuple[str, ...]
    """Of its heading, where it has one, and of each block: `sayasat.markdown.forms.form_digest`."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one piece says and how it looks."""

    html: str
    """With every link as written."""

    hrefs: tuple[str, ...]
    """Addresses that lead elsewhere from another page, in the order shown, each once."""

    marked: str
    """The HTML with a mark in place of each of them; empty where there are none."""

    headings: tuple[Heading, ...]
    ids: tuple[str, ...]
    """Of all headings, those within lists and quotes among them."""

    doubled: tuple[tuple[str, int], ...]
    """As `sayasat.markdown.parser.doubled_ids` tells them; none in a sound part of a text."""

    section_parts: tuple[SectionPart, ...]


def split_chunks(body: str) -> tuple[str, ...]:
    """The pieces of a text (a body, without front matter), in order: each alone, unless one `reaches_out`."""
    text = parser.normalise(body)
    chunks, start = [], 0
    for blank in _BLANK.finditer(text):
        if not _GOES_ON.match(text, blank.end()):
            chunks.append(f"{text[start : blank.start()]}\n")
            start = blank.end()
    return (*chunks, text[start:])


def reaches_out(chunk: str) -> bool:
    """Whether something in it may reach into the pieces around it."""
    return _REACHING.search(chunk) is not None


def are_independent(chunks: Sequence[Chunk]) -> bool:
    """Whether each is in its text what it is alone: no id of a heading stands in two of them."""
    ids = [name for chunk in chunks for name in chunk.ids]
    return len(chunks) == 1 or len(set(ids)) == len(ids)


def read_chunk(text: str, labels: Labels) -> Chunk:
    """Read and render one piece."""
    rendered = render(text, as_written, permalink=labels.permalink, table_label=labels.table)
    hrefs = tuple(dict.fromkeys(href for href, _ in links(text) if is_resolved(href)))
    marks = {href: Link(f"{_MARK}{place}{_MARK}") for place, href in enumerate(hrefs)}
    return Chunk(
        html=rendered.html,
        hrefs=hrefs,
        marked=_html(text, labels, lambda href: marks.get(href) or Link(href)) if hrefs else "",
        headings=rendered.headings,
        ids=heading_ids(text),
        doubled=parser.doubled_ids(text),
        section_parts=tuple(SectionPart(each, forms_of(each)) for each in sections(text)),
    )


def resolved_html(text: str, chunk: Chunk, labels: Labels, answers: Sequence[Link]) -> str:
    """The HTML of a piece whose ``hrefs`` lead where these answers say, in their order.

    Plain addresses are put where their marks are; a link that leads nowhere is no link, so that is rendered.
    """
    if all(answer.href is not None and _PLAIN.fullmatch(answer.href) for answer in answers):
        parts = chunk.marked.split(_MARK)
        parts[1::2] = [answers[int(place)].href or "" for place in parts[1::2]]
        return "".join(parts)
    known = dict(zip(chunk.hrefs, answers, strict=True))
    return _html(text, labels, lambda href: known.get(href) or Link(href))


def _html(text: str, labels: Labels, resolve: Resolve) -> str:
    return render(text, resolve, permalink=labels.permalink, table_label=labels.table).html


def section_of(parts: Sequence[SectionPart], name: str) -> Section:
    """The section that these make up, in order; ``name`` is its id where it has no heading."""
    first = parts[0].section
    blocks = tuple(block for each in parts for block in each.section.blocks)
    return replace(first, id=first.id if first.level else name, blocks=blocks)


def intro_id(chunks: Sequence[Chunk]) -> str:
    """The id of what goes before the first heading: one that no heading has."""
    return unused(INTRO, {name for chunk in chunks for name in chunk.ids})
