"""What rules read of a text: the words of each passage, with what is no prose masked. Pure.

Code, addresses and file names are not held to the rules of prose: each of their characters is a `MASK`, so
that places in a passage stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from markdown_it.token import Token

from sayasat.markdown import parser, visible_text

MASK = "\ufffc"
"""Stands for a character of code, of an image or of an address. It is no letter and no white space."""

PassageKind = Literal["heading", "words", "html"]

NOTES = "[^]"
"""The heading of the part that holds the notes."""

# Every repetition is bounded or begins where a run begins: the time is linear in the length of the text.
_ADDRESS = re.compile(
    r"""
      (?<![\w.+-]) [\w.+-]{1,64} @ [\w-]{1,63} (?:\.[\w-]{1,63}){1,5}
    | (?<!\w) (?: (?:https?|ftp):// | mailto: | tel: | www\. ) [^\s<>«»“”"]+
    | (?<![\w.-]) (?:[a-z0-9-]{1,63}\.){1,5}
      (?: kg | ru | com | org | net | gov | info | int | eu | uk | kz
        | md | yml | html? | pdf | docx? | xlsx? | txt | json | xml ) \b (?: / [^\s<>«»“”"]* )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_ADDRESS = ".,;:!?)…"


@dataclass(frozen=True, slots=True)
class Target:
    """Where something in a passage leads: a link, or an address that stands in the words."""

    address: str
    """Of a link, as Markdown reads it."""

    start: int
    end: int
    """Its words, as places in `ProsePassage.text`."""


@dataclass(frozen=True, slots=True)
class ProsePassage:
    """Words that stand together: a heading, a paragraph, a list item, a cell, the description of an image."""

    kind: PassageKind
    text: str
    """As a reader sees it, composed (NFC), masked; a line end of the file is a line feed."""

    line: int
    """Of the body, from 1."""

    targets: tuple[Target, ...] = ()
    """In the order of the text."""

    ends: tuple[int, ...] = field(default=(), repr=False)
    """Where lines of the text end."""

    def line_at(self, place: int) -> int:
        """The line of the body that a place in the text stands on."""
        return self.line + bisect_left(self.ends, place)


@dataclass(frozen=True, slots=True)
class ProseSection:
    """A heading and what follows it to the next one; of level 0 where there is none, as in `Section`."""

    id: str
    level: int
    heading: str
    line: int
    """Of the body, from 1."""

    is_given: bool
    """Whether the id stands in the text."""

    passages: tuple[ProsePassage, ...]
    """The heading first."""


def passages(markdown: str) -> Iterator[ProsePassage]:
    """Every passage of a text (a body, without front matter), in order."""
    for part in prose_sections(markdown):
        yield from part.passages


def prose(markdown: str) -> Iterator[ProsePassage]:
    """Every passage but raw HTML, whose white space is not the author's."""
    return (passage for passage in passages(markdown) if passage.kind != "html")


@lru_cache(maxsize=16)
def prose_sections(markdown: str) -> tuple[ProseSection, ...]:
    """The parts of a text, in order; one without a heading is there only where something is in it."""
    return tuple(_Walk().parts(parser.parse(markdown)))


@dataclass(slots=True)
class _Walk:
    """One pass over the tokens of a text."""

    head: ProseSection = field(default_factory=lambda: ProseSection("intro", 0, "", 1, True, ()))
    found: list[ProsePassage] = field(default_factory=list)
    line: int = 1

    def parts(self, tokens: Sequence[Token]) -> Iterator[ProseSection]:
        """The parts of a text, in order."""
        for place, token in enumerate(tokens):
            self.line = parser.line(token) or self.line
            if token.type == "heading_open" and token.level == 0:
                yield from self._ended()
                self.head = self._part(token, tokens[place + 1])
            elif token.type == "footnote_block_open":
                yield from self._ended()
                self.head = ProseSection("footnotes", 0, NOTES, self.line, True, ())
            elif token.type == "inline":
                is_heading = tokens[place - 1].type == "heading_open"
                self.found += _passages(token, self.line, "heading" if is_heading else "words")
            elif token.type == "html_block":
                self.found += _passages(token, self.line, "html")
        yield from self._ended()

    def _part(self, opening: Token, content: Token) -> ProseSection:
        words = visible_text.fold(visible_text.inline_text(content.children, notes=False))
        level, is_given = int(opening.tag[1:]), "given" in opening.meta
        return ProseSection(str(opening.attrGet("id")), level, words, self.line, is_given, ())

    def _ended(self) -> Iterator[ProseSection]:
        head, found = self.head, tuple(self.found)
        self.found = []
        if head.level or found:
            yield ProseSection(head.id, head.level, head.heading, head.line, head.is_given, found)


def _passages(token: Token, line: int, kind: PassageKind) -> Iterator[ProsePassage]:
    """The passage that inline tokens make, and one for each image in it that is described."""
    writing = _Writing()
    for child in token.children or ():
        writing.write(child)
    text = "".join(writing.text)
    ends = [match.start() for match in re.finditer("\n", text)]
    # A raw tag may part words as a line end does, where the file has none.
    lines = token.map[1] - token.map[0] if token.map else 1
    whole = ProsePassage(kind, text, line, tuple(writing.targets), tuple(ends[: lines - 1]))
    if text.strip():
        yield _masked(whole)
    for place, described in writing.images:
        yield _masked(ProsePassage("html" if kind == "html" else "words", described, whole.line_at(place)))


@dataclass(slots=True)
class _Writing:
    """What a reader sees of inline tokens, piece by piece."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[str, int]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    images: list[tuple[int, str]] = field(default_factory=list)

    def write(self, child: Token) -> None:
        """One token."""
        match child.type:
            case "text":
                self._add(unicodedata.normalize("NFC", child.content))
            case "softbreak" | "hardbreak":
                self._add("\n")
            case "code_inline":
                self._add(MASK * len(child.content))
            case "image":
                self.images.append(
                    (self.length, unicodedata.normalize("NFC", visible_text.alternative(child)))
                )
                self._add(MASK)
            case "link_open":
                self.open.append((str(child.attrGet("href") or ""), self.length))
            case "link_close" if self.open:
                self.targets.append(Target(*self.open.pop(), self.length))
            case "footnote_ref" | "html_void":
                self._add(MASK)
            case _:
                pass

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)


def _masked(passage: ProsePassage) -> ProsePassage:
    """With every address in the words masked, and known as a target unless a link holds it."""
    pieces: list[str] = []
    bare: list[Target] = []
    done = 0
    linked = _Spans(passage.targets)
    for start, end in _addresses(passage.text):
        pieces += [passage.text[done:start], MASK * (end - start)]
        done = end
        if not linked.hold(start):
            bare.append(Target(passage.text[start:end], start, end))
    if not done:
        return passage
    text = "".join([*pieces, passage.text[done:]])
    targets = sorted((*passage.targets, *bare), key=lambda target: target.start)
    return replace(passage, text=text, targets=tuple(targets))


@dataclass(slots=True)
class _Spans:
    """Links in the order of the text, asked about places that only go forward."""

    targets: Sequence[Target]
    next: int = 0

    def hold(self, place: int) -> bool:
        """Whether one of them holds this place."""
        while self.next < len(self.targets) and self.targets[self.next].end <= place:
            self.next += 1
        return self.next < len(self.targets) and self.targets[self.next].start <= place


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip(_AFTER_ADDRESS))
