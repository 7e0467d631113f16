"""Splits a text into passages of prose, the input of the rules on language. Pure.

The rules do not apply to code, URLs and file names: each of their characters is replaced by `MASK`, so that
offsets in a passage stay the same.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Literal

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from sayasat.markdown import parser, visible_text

MASK = "\ufffc"
"""Replaces a character of code, of an image or of a URL. It is neither a letter nor white space."""

PassageKind = Literal["heading", "words", "html"]

NOTES = "[^]"
"""The heading of the section that holds the footnotes."""

# Every repetition is bounded or starts where a run starts, so that the time is linear in the text's length.
_URL = re.compile(
    r"""
      (?<![\w.+-]) [\w.+-]{1,64} @ [\w-]{1,63} (?:\.[\w-]{1,63}){1,5}
    | (?<!\w) (?: (?:https?|ftp):// | mailto: | tel: | www\. ) [^\s<>«»“”"]+
    | (?<![\w.-]) (?:[a-z0-9-]{1,63}\.){1,5}
      (?: kg | ru | com | org | net | gov | info | int | eu | uk | kz
        | md | yml | html? | pdf | docx? | xlsx? | txt | json | xml ) \b (?: / [^\s<>«»“”"]* )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_URL = ".,;:!?)…"


class LinkTarget(Struct, frozen=True):
    """The target of a link, or a URL or e-mail address written in the text."""

    url: str
    """For a link, as the Markdown parser normalises it; else as written."""

    start: int
    """The start of the link's text, as an offset in `ProsePassage.text`."""

    end: int
    """The end of the link's text."""


class ProsePassage(Struct, frozen=True):
    """A heading, a paragraph, the text of a list item or a cell, or the alternative text of an image."""

    kind: PassageKind
    text: str
    """As a reader sees it, in NFC and masked; a line end of the file is a line feed."""

    line: int
    """The line in the body, from 1."""

    targets: tuple[LinkTarget, ...] = ()
    """In the order of the text."""

    ends: tuple[int, ...] = ()
    """The offsets of the line ends in the text."""

    def line_at(self, offset: int) -> int:
        """The line of the body at an offset in the text."""
        return self.line + bisect_left(self.ends, offset)


class ProseSection(Struct, frozen=True):
    """A heading and what follows it up to the next heading."""

    id: str
    level: int
    """1 to 6; 0 for the text before the first heading and for the footnotes, as in `Section`."""

    heading: str
    line: int
    """The line in the body, from 1."""

    has_explicit_id: bool
    """Whether the id is written in the text, and not made of the heading's words."""

    passages: tuple[ProsePassage, ...]
    """The heading is the first."""


def passages(markdown: str) -> Iterator[ProsePassage]:
    """Every passage of a body, in order."""
    for section in prose_sections(markdown):
        yield from section.passages


def prose(markdown: str) -> Iterator[ProsePassage]:
    """Every passage of a body except raw HTML, in order."""
    return (passage for passage in passages(markdown) if passage.kind != "html")


def headings(markdown: str) -> list[ProseSection]:
    """The sections of a body that have a heading."""
    return [section for section in prose_sections(markdown) if section.level]


@lru_cache(maxsize=16)
def prose_sections(markdown: str) -> tuple[ProseSection, ...]:
    """The sections of a body, in order; a section without a heading only if it has a passage."""
    tokens, line = parser.parse(markdown), 1
    sections: list[tuple[ProseSection, list[ProsePassage]]] = [
        (ProseSection("intro", 0, "", line, True, ()), [])
    ]
    for index, token in enumerate(tokens):
        line = parser.line(token) or line
        if token.type == "heading_open" and token.level == 0:
            sections.append((_section(token, tokens[index + 1], line), []))
        elif token.type == "footnote_block_open":
            sections.append((ProseSection("footnotes", 0, NOTES, line, True, ()), []))
        elif token.type == "inline":
            is_heading = tokens[index - 1].type == "heading_open"
            sections[-1][1].extend(_passages(token, line, "heading" if is_heading else "words"))
        elif token.type == "html_block":
            sections[-1][1].extend(_passages(token, line, "html"))
    return tuple(
        replace(section, passages=tuple(found)) for section, found in sections if section.level or found
    )


def _section(opening: Token, content: Token, line: int) -> ProseSection:
    words = visible_text.fold(visible_text.inline_text(content.children, notes=False))
    level, has_explicit_id = int(opening.tag[1:]), "given" in opening.meta
    return ProseSection(str(opening.attrGet("id")), level, words, line, has_explicit_id, ())


def _passages(token: Token, line: int, kind: PassageKind) -> Iterator[ProsePassage]:
    """The passage of an inline or HTML token, and one for the alternative text of each image in it."""
    text = ""
    opened: list[tuple[str, int]] = []
    targets: list[LinkTarget] = []
    images: list[tuple[int, str]] = []
    for child in token.children or ():
        if child.type == "link_open":
            opened.append((str(child.attrGet("href") or ""), len(text)))
        elif child.type == "link_close" and opened:
            targets.append(LinkTarget(*opened.pop(), len(text)))
        elif child.type == "image":
            images.append((len(text), unicodedata.normalize("NFC", visible_text.alternative(child))))
        text += _text_of(child)
    ends = [match.start() for match in re.finditer("\n", text)]
    # A raw <br> is also a line feed in the text, but not a line end in the file
    lines = token.map[1] - token.map[0] if token.map else 1
    whole = ProsePassage(kind, text, line, tuple(targets), tuple(ends[: lines - 1]))
    if text.strip():
        yield _masked(whole)
    for offset, alternative in images:
        yield _masked(ProsePassage("html" if kind == "html" else "words", alternative, whole.line_at(offset)))


def _text_of(child: Token) -> str:
    """What an inline token adds to the text of its passage."""
    match child.type:
        case "text":
            return unicodedata.normalize("NFC", child.content)
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return MASK * len(child.content)
        case "image" | "footnote_ref" | "html_void":
            return MASK
        case _:
            return ""


def _masked(passage: ProsePassage) -> ProsePassage:
    """The passage with every URL masked; a URL outside a link becomes a target of its own."""
    parts: list[str] = []
    bare: list[LinkTarget] = []
    done = 0
    for match in _URL.finditer(passage.text):
        start, end = match.start(), match.start() + len(match[0].rstrip(_AFTER_URL))
        parts += [passage.text[done:start], MASK * (end - start)]
        done = end
        before = bisect_right(passage.targets, start, key=attrgetter("start"))
        if not before or passage.targets[before - 1].end <= start:
            bare.append(LinkTarget(passage.text[start:end], start, end))
    if not done:
        return passage
    text = "".join([*parts, passage.text[done:]])
    targets = sorted((*passage.targets, *bare), key=lambda target: target.start)
    return replace(passage, text=text, targets=tuple(targets))
