"""Footnotes, put after the text in the order of their numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.token import Token


def footnotes_last(tokens: Sequence[Token], environment: Mapping[str, Any]) -> list[Token]:
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
