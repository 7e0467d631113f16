"""The one Markdown dialect of policies: Markdown to tokens. Pure.

CommonMark with tables, strikethrough, footnotes, definition lists and ``{#id}`` after a heading. Nothing is
rewritten: no typographic replacements, no links out of bare addresses. Raw HTML leaves as cleaned tokens
(`sayasat.rawhtml`). Quotes and lists nested more than a hundred deep are not read further.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sayasat import rawhtml
from sayasat.characters import BIDIRECTIONAL, in_order

# An id stands in addresses that people cite. It begins with a letter or digit: ids with "_" are the theme's.
_ID = re.compile(r"#([^\W_][\w.-]*)")
_LONGEST_ATTRIBUTES = 500
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")
# Word leaves vertical tabs, next-line marks and the like in pasted text; no reader sees them as anything.
_CONTROLS: Mapping[int, str | None] = {
    **dict.fromkeys((*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys((0x0B, 0x0C, 0x85), " "),
    **dict.fromkeys((0x00, *range(0xD800, 0xE000)), "\ufffd"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),  # they reorder what a reader sees
}
# White space, and what is not seen at all: soft hyphen, zero width space, word joiner, byte order mark.
_UNSEEN = {ord(character): None for character in "\u00ad\u200b\u2060\ufeff"}
# Lines that begin with a letter, with nothing in them that begins any markup. Most paragraphs are so.
_LINE = r"[^\W\d_](?:[^\\`*_\[\]<>&~|^{}\n\t]*[^\\`*_\[\]<>&~|^{}\s])?"
_PLAIN = re.compile(rf"{_LINE}(?:\n{_LINE})*\n?")
# Searched for first: a translation takes a hundred times as long where letters are not Latin.
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{BIDIRECTIONAL}]")
_NOT_SEEN = re.compile(f"[{''.join(map(chr, _UNSEEN))}]")
_DEEPEST = 100


@lru_cache(maxsize=4)
def parse(markdown: str) -> tuple[Token, ...]:
    """The tokens of a text, in the order shown; `Token.map` counts lines from 0. They are shared: alter none.

    - Headings outside lists and quotes have an ``id``, unique in the text; where two are given the same one,
      the later gets ``-2`` and keeps what was written in ``meta["doubled"]``. One whose id stands in the text
      has ``meta["given"]``.
    - ``inline`` and ``html_block`` tokens have ``children``: ``text``, ``code_inline``, ``softbreak``,
      ``hardbreak``, ``image``, ``footnote_ref`` (``meta["id"]`` from 0, ``meta["subId"]``), the pairs that
      Markdown makes, and ``html_open``, ``html_close``, ``html_void``.
    - ``inline`` tokens with raw HTML have it in ``meta["raw"]``, piece by piece, as it was written.
    - Footnotes stand at the end, in ``footnote_block_open`` … ``footnote_block_close``, also those that
      nothing refers to: no words of a text are lost.
    """
    plain = normalise(markdown)
    if _PLAIN.fullmatch(plain):
        return _plain_paragraph(plain.removesuffix("\n"))
    environment: dict[str, Any] = {}
    tokens = _markdown().parse(plain, environment)
    tokens = _footnotes_last(tokens, environment)
    for token in tokens:
        _finish(token)
    _name_headings(tokens)
    return tuple(tokens)


def normalise(markdown: str) -> str:
    """The text whose lines are counted: line feeds only, no byte order mark, no control characters.

    Bidirectional controls are left out as well; `parse` leaves out those written ``&#x202E;``.
    """
    plain = markdown.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.translate(_CONTROLS) if _CONTROL.search(plain) else plain


def doubled_ids(markdown: str) -> tuple[tuple[str, int], ...]:
    """Ids that are given to more than one heading, at every place but the first, with the line from 1."""
    return tuple((token.meta["doubled"], line(token)) for token in parse(markdown) if "doubled" in token.meta)


def line(token: Token) -> int:
    """The line a block begins on, from 1; 0 where the token has none."""
    return token.map[0] + 1 if token.map else 0


def fold(text: str) -> str:
    """Text as a reader sees it: white space folded, invisible characters left out, composed (NFC)."""
    seen = text.translate(_UNSEEN) if _NOT_SEEN.search(text) else text
    return " ".join(unicodedata.normalize("NFC", seen).split())


def inline_text(children: Sequence[Token] | None, *, notes: bool = True) -> str:
    """What is read of inline tokens, white space not folded; ``notes``: with marks of footnotes, ``[1]``."""
    return "".join(_seen(child, notes=notes) for child in children or ())


def alternative(image: Token) -> str:
    """The text in place of an image: its description without markup."""
    return "".join(
        alternative(child) if child.type == "image" else _seen(child, notes=False)
        for child in image.children or ()
    )


def _seen(child: Token, *, notes: bool) -> str:
    match child.type:
        case "text" | "text_special" | "code_inline":
            return child.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "image":
            return f" {alternative(child)} "
        case "footnote_ref":
            return f"[{child.meta['id'] + 1}]" if notes else ""
        case "html_open" | "html_close" | "html_void":
            return " " if rawhtml.parts_words(child.tag) else ""
        case _:
            return ""


def slug(heading: str) -> str:
    """The id of a heading without one: its words, lower case, in their own script, joined by ``-``."""
    text = unicodedata.normalize("NFC", heading).lower()
    return "-".join("".join(map(_of_slug, text)).split()) or "section"


def _of_slug(character: str) -> str:
    """What a slug keeps of a character: letters, marks and digits; a space where words part; else nothing."""
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    return " " if character.isspace() or character == "_" or category == "Pd" else ""


def _plain_paragraph(text: str) -> tuple[Token, ...]:
    """What the parser makes of lines that hold no markup, in a fraction of its time."""
    lines = text.split("\n")
    children = [Token("text", "", 0, content=lines[0])]
    for line in lines[1:]:
        children += [Token("softbreak", "br", 0), Token("text", "", 0, content=line)]
    place = [0, len(lines)]
    return (
        Token("paragraph_open", "p", 1, map=place, block=True),
        Token("inline", "", 0, map=place, level=1, children=children, content=text, block=True),
        Token("paragraph_close", "p", -1, block=True),
    )


class _Dialect(MarkdownIt):
    """A link that may not lead anywhere still shows its words; where links lead, the rendering says."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = _Dialect("commonmark", {"html": True, "maxNesting": _DEEPEST})
    markdown.enable(["table", "strikethrough"])
    markdown.use(footnote_plugin, move_to_end=False).use(deflist_plugin)
    markdown.core.ruler.after("block", "heading_ids", _take_ids)
    return markdown


def _take_ids(state: StateCore) -> None:
    """Take ``{#id}`` off the end of headings before their words are read."""
    for opening, content in pairwise(state.tokens):
        if opening.type != "heading_open":
            continue
        words, found = _split_id(content.content)
        if found is None:
            continue
        opening.attrSet("id", unicodedata.normalize("NFC", found))
        opening.meta["given"] = True
        content.content = words.rstrip()
        if opening.markup.startswith("#"):
            content.content = _CLOSING_HASHES.sub("", content.content).rstrip()


def _split_id(heading: str) -> tuple[str, str | None]:
    """A heading's words and its id: of ``{: #id .class}`` only the id is known, the rest is left out."""
    start = heading.rfind("{", -_LONGEST_ATTRIBUTES)
    if start < 0 or not heading.endswith("}") or heading[:start].endswith("\\"):
        return heading, None
    matches = (_ID.fullmatch(each) for each in heading[start + 1 : -1].removeprefix(":").split())
    found = next((match for match in matches if match), None)
    return (heading[:start], found[1]) if found else (heading, None)


def _finish(token: Token) -> None:
    if token.type == "inline":
        for child in token.children or ():
            _plain_text(child)
        raw = [child.content for child in token.children or () if child.type == "html_inline"]
        if raw:
            token.meta["raw"] = raw
        token.children = rawhtml.inline(token.children or ())
    elif token.type == "html_block":
        token.children = rawhtml.block(token.content)
    elif token.type in {"th_open", "td_open"}:
        _align(token)


def _plain_text(child: Token) -> None:
    """An escaped character is text, at any depth; markdown-it joins only those of the outermost level.

    A character reference may stand for a bidirectional control, in the text and in the title of a link.
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


def _name_headings(tokens: Sequence[Token]) -> None:
    """Explicit ids first, in order, so that no heading without one can take them."""
    headings = [(token, content) for token, content in pairwise(tokens) if token.type == "heading_open"]
    ids = _Ids({str(opening.attrGet("id")) for opening, _ in headings if opening.attrGet("id")})
    seen: set[str] = set()
    for opening, _ in headings:
        wanted = str(opening.attrGet("id") or "")
        if wanted in seen:
            opening.meta["doubled"] = wanted
            opening.attrSet("id", ids.free(wanted))
        if wanted:
            seen.add(wanted)
    for opening, content in headings:
        if opening.level == 0 and not opening.attrGet("id"):
            opening.attrSet("id", ids.take(slug(inline_text(content.children, notes=False))))


class _Ids:
    """The ids of one text."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """This id, or the next free one after it."""
        if wanted in self._taken:
            return self.free(wanted)
        self._taken.add(wanted)
        return wanted

    def free(self, wanted: str) -> str:
        """The first of ``wanted-2``, ``wanted-3``, … that is not taken."""
        number = self._next.get(wanted, 2)
        while f"{wanted}-{number}" in self._taken:
            number += 1
        self._next[wanted] = number + 1
        self._taken.add(f"{wanted}-{number}")
        return f"{wanted}-{number}"


def _footnotes_last(tokens: Sequence[Token], environment: Mapping[str, Any]) -> list[Token]:
    """Footnotes in the order of their numbers after the text, as written by the plugin's own tail.

    That one loses text where a note is defined within a note, twice, or is never referred to.
    """
    text, written = _parted(tokens)
    notes: dict[int, dict[str, Any]] = dict(environment.get("footnotes", {}).get("list", {}))
    referred = {note["label"] for note in notes.values() if "label" in note}
    for label in written:
        if label not in referred:
            notes[len(notes)] = {"label": label, "count": 0}
    if notes:
        lines = _lines_of_references(tokens)
        text.append(Token("footnote_block_open", "section", 1))
        for number, note in notes.items():
            inline = _paragraph(note, lines.get(number)) if "tokens" in note else []
            text += _footnote(number, note, written.get(note.get("label", ""), inline))
        text.append(Token("footnote_block_close", "section", -1))
    return text


def _lines_of_references(tokens: Sequence[Token]) -> dict[int, list[int] | None]:
    """Where each note is referred to first, by its number from 0."""
    found: dict[int, list[int] | None] = {}
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                found.setdefault(child.meta["id"], token.map)
    return found


def _parted(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The text without its footnotes, and the tokens of each footnote by its label."""
    text: list[Token] = []
    written: dict[str, list[Token]] = {}
    into = [text]
    for token in tokens:
        if token.type == "footnote_reference_open":
            into.append(written.setdefault(token.meta["label"], []))
        elif token.type == "footnote_reference_close":
            into.pop()
        else:
            into[-1].append(token)
    return text, written


def _footnote(number: int, note: Mapping[str, Any], content: Sequence[Token]) -> list[Token]:
    references = note["count"] if "label" in note else 1
    anchors = [
        Token("footnote_anchor", "", 0, meta={"id": number, "subId": reference})
        for reference in range(references)
    ]
    last = len(content) - 1 if content and content[-1].type == "paragraph_close" else len(content)
    opening = Token("footnote_open", "li", 1, meta={"id": number})
    return [opening, *content[:last], *anchors, *content[last:], Token("footnote_close", "li", -1)]


def _paragraph(note: Mapping[str, Any], lines: list[int] | None) -> list[Token]:
    """A note that was written inside a sentence, on these lines."""
    inline = Token("inline", "", 0, content=note["content"], children=note["tokens"])
    return [
        Token("paragraph_open", "p", 1, map=lines, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]
