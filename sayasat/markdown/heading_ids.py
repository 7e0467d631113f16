"""The ids of headings: read from ``{#id}``, or made from the text of the heading. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, pairwise

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
    taken = {str(opening.attrGet("id")) for opening, _ in headings if opening.attrGet("id")}
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))

    def free(wanted: str) -> str:
        """The first of ``wanted-2``, ``wanted-3``, … that is free."""
        return next(name for number in numbers[wanted] if (name := f"{wanted}-{number}") not in taken)

    def give(opening: Token, name: str) -> None:
        opening.attrSet("id", name)
        taken.add(name)

    seen: set[str] = set()
    for opening, _ in headings:
        wanted = str(opening.attrGet("id") or "")
        if wanted in seen:
            opening.meta["doubled"] = wanted
            give(opening, free(wanted))
        elif wanted:
            seen.add(wanted)
    for opening, content in headings:
        if opening.level == 0 and not opening.attrGet("id"):
            wanted = slug(inline_text(content.children, notes=False))
            give(opening, free(wanted) if wanted in taken else wanted)
