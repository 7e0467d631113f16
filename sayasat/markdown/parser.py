"""Parses the Markdown of policies to tokens of markdown-it. Pure.

The dialect is CommonMark with tables, strikethrough, footnotes, definition lists and ``{#id}`` after a
heading. The text is not changed: no typographic replacements, no links from bare URLs. Raw HTML becomes
sanitised tokens (`sayasat.markdown.raw_html`). Blocks that are nested more than `_DEEPEST_BLOCKS` deep are
not parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sayasat.characters import BIDIRECTIONAL, in_order
from sayasat.markdown import raw_html
from sayasat.markdown.footnotes import footnotes_last
from sayasat.markdown.heading_ids import name_headings, take_ids
from sayasat.markdown.raised import raised

# Text that is pasted from Word may contain vertical tabs, next-line marks and other invisible controls.
_CONTROLS: Mapping[int, str | None] = {
    **dict.fromkeys((*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys((0x0B, 0x0C, 0x85), " "),
    **dict.fromkeys((0x00, *range(0xD800, 0xE000)), "\ufffd"),
    # Bidirectional controls, see `sayasat.characters`
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}

# Lines that begin with a letter and contain no character that may begin markup, as in most paragraphs.
_LINE = r"[^\W\d_](?:[^\\`*_\[\]<>&~|^{}\n\t]*[^\\`*_\[\]<>&~|^{}\s])?"

_PLAIN = re.compile(rf"{_LINE}(?:\n{_LINE})*\n?")

# The same for lines of a block that the block parser has found: they may begin with any character of text.
_INLINE_LINE = r"[^\\`*_\[\]<>&~|^{}\s](?:[^\\`*_\[\]<>&~|^{}\n\t]*[^\\`*_\[\]<>&~|^{}\s])?"
_PLAIN_INLINE = re.compile(rf"{_INLINE_LINE}(?:\n{_INLINE_LINE})*")

# Searched before `str.translate`, which is a hundred times as slow if letters are not Latin.
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{BIDIRECTIONAL}]")

_DEEPEST_BLOCKS = 100

_DEEPEST_BRACKETS = 20
"""The limit of markdown-it's preset "commonmark".

From each ``[`` the parser looks for its ``]`` through as many levels, so that the time for a text of opening
brackets alone is its length times this limit.
"""


@lru_cache(maxsize=4)
def parse(markdown: str) -> tuple[Token, ...]:
    """Parse a text to tokens, in order; `Token.map` counts lines from 0. They are cached: do not alter them.

    - Headings outside lists and quotes have an ``id``, unique in the text. If two headings have the same
      written id, the later one gets ``-2`` and has the written id in ``meta["doubled"]``. A heading with a
      written id has ``meta["given"]``.
    - ``inline`` and ``html_block`` tokens have ``children``: ``text``, ``code_inline``, ``softbreak``,
      ``hardbreak``, ``image``, ``footnote_ref`` (``meta["id"]`` from 0, ``meta["subId"]``), the pairs of
      Markdown such as ``strong_open``, and ``html_open``, ``html_close``, ``html_void``.
    - A number that raw HTML raises or lowers has the characters for that: ``5<sup>1</sup>`` is 5¹, not 51.
    - ``inline`` tokens with raw HTML have a list of its tags, as written, in ``meta["raw"]``.
    - Footnotes are at the end, between ``footnote_block_open`` and ``footnote_block_close``, including those
      without a reference, so that no text is lost.
    """
    plain = normalise(markdown)
    if _PLAIN.fullmatch(plain):
        return _plain_paragraph(plain.removesuffix("\n"))
    environment: dict[str, Any] = {}
    tokens = _markdown().parse(plain, environment)
    tokens = footnotes_last(tokens, environment)
    for token in tokens:
        _finish(token)
    name_headings(tokens)
    return tuple(tokens)


def normalise(markdown: str) -> str:
    """The text with line feeds only, and without byte order mark and control characters.

    Bidirectional controls are removed as well; `parse` also removes those written ``&#x202E;``.
    """
    plain = markdown.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.translate(_CONTROLS) if _CONTROL.search(plain) else plain


def doubled_ids(markdown: str) -> tuple[tuple[str, int], ...]:
    """Written ids that an earlier heading has already: the id and the line, from 1, of each later heading."""
    return tuple((token.meta["doubled"], line(token)) for token in parse(markdown) if "doubled" in token.meta)


def numbered(markdown: str) -> Iterator[tuple[Token, int]]:
    """The tokens of a text, each with its line from 1: that of the token before where it has none."""
    last = 1
    for token in parse(markdown):
        last = line(token) or last
        yield token, last


def line(token: Token) -> int:
    """The line that a block begins on, from 1; 0 if the token has no line."""
    return token.map[0] + 1 if token.map else 0


def _plain_paragraph(text: str) -> tuple[Token, ...]:
    """The tokens of a paragraph without markup, as the parser makes them, in a fraction of its time."""
    line_range = [0, text.count("\n") + 1]
    children = _plain_text_tokens(text)
    return (
        Token("paragraph_open", "p", 1, map=line_range, block=True),
        Token("inline", "", 0, map=line_range, level=1, children=children, content=text, block=True),
        Token("paragraph_close", "p", -1, block=True),
    )


def _plain_text_tokens(text: str) -> list[Token]:
    first, *rest = text.split("\n")
    tokens = [Token("text", "", 0, content=first)]
    for line in rest:
        tokens += [Token("softbreak", "br", 0), Token("text", "", 0, content=line)]
    return tokens


class _Dialect(MarkdownIt):
    """Accepts the URL of every link: `sayasat.markdown.html` decides which URLs it writes."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """The block parser. A second parser with another limit of nesting reads the text of each block."""
    inline = _dialect(_DEEPEST_BRACKETS)

    def parse_inline(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                if _PLAIN_INLINE.fullmatch(token.content):
                    token.children = _plain_text_tokens(token.content)
                else:
                    token.children = inline.inline.parse(token.content, inline, state.env, [])

    markdown = _dialect(_DEEPEST_BLOCKS)
    markdown.core.ruler.after("block", "heading_ids", take_ids)
    markdown.core.ruler.at("inline", parse_inline)
    return markdown


def _dialect(deepest: int) -> MarkdownIt:
    markdown = _Dialect("commonmark", {"html": True, "maxNesting": deepest})
    markdown.enable(["table", "strikethrough"])
    return markdown.use(footnote_plugin, move_to_end=False).use(deflist_plugin)


def _finish(token: Token) -> None:
    if token.type == "inline":
        for child in token.children or ():
            _plain_text(child)
        raw = [child.content for child in token.children or () if child.type == "html_inline"]
        if raw:
            token.meta["raw"] = raw
        token.children = raised(raw_html.inline(token.children or ()))
    elif token.type == "html_block":
        token.children = raised(raw_html.block(token.content))
    elif token.type in {"th_open", "td_open"}:
        _align(token)


def _plain_text(child: Token) -> None:
    """Make escaped characters text, at any depth; markdown-it does so only at the outermost level.

    Remove bidirectional controls from the text and from the title of a link: a character reference such as
    ``&#x202E;`` may stand for one.
    """
    if child.type == "text_special":
        child.type = "text"
    if child.type == "text":
        child.content = in_order(child.content)
    if "title" in child.attrs:
        child.attrSet("title", in_order(str(child.attrs["title"])))
    for inner in child.children or ():
        _plain_text(inner)


def _align(cell: Token) -> None:
    style = str(cell.attrs.pop("style", ""))
    if style:
        cell.attrSet("align", style.removeprefix("text-align:"))
    if cell.type == "th_open":
        cell.attrSet("scope", "col")
