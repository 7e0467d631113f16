"""The ids of headings: read from ``{#id}``, or made from the text of the heading. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sayasat.markdown.visible_text import inline_text

# People cite ids in URLs. An id begins with a letter or digit: the theme uses ids that begin with "_".
_ID = re.compile(r"#([^\W_][\w.-]*)")

_LONGEST_ATTRIBUTES = 500

_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")


def slug(heading: str) -> str:
    """An id made from a heading: its words in lower case, in their own script, joined by ``-``."""
    text = unicodedata.normalize("NFC", heading).lower()
    return "-".join("".join(map(_of_slug, text)).split()) or "section"


def _of_slug(character: str) -> str:
    """A letter, mark or digit itself; a space for a character that separates words; empty for any other."""
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    return " " if character.isspace() or character == "_" or category == "Pd" else ""


def take_ids(state: StateCore) -> None:
    """Remove ``{#id}`` from the end of headings before their inline Markdown is parsed."""
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
    """Split a heading into its text and its id, None if it has none. Other attributes are dropped."""
    start = heading.rfind("{", -_LONGEST_ATTRIBUTES)
    if start < 0 or not heading.endswith("}") or heading[:start].endswith("\\"):
        return heading, None
    matches = (_ID.fullmatch(each) for each in heading[start + 1 : -1].removeprefix(":").split())
    found = next((match for match in matches if match), None)
    return (heading[:start], found[1]) if found else (heading, None)


def name_headings(tokens: Sequence[Token]) -> None:
    """Give each heading an id. Written ids are assigned first, so that no generated id takes one of them."""
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
    """The ids that are in use in one text."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Assign this id if it is free, else the first free one with a number."""
        if wanted in self._taken:
            return self.free(wanted)
        self._taken.add(wanted)
        return wanted

    def free(self, wanted: str) -> str:
        """Assign the first of ``wanted-2``, ``wanted-3``, … that is free."""
        number = self._next.get(wanted, 2)
        while f"{wanted}-{number}" in self._taken:
            number += 1
        self._next[wanted] = number + 1
        self._taken.add(f"{wanted}-{number}")
        return f"{wanted}-{number}"
