"""Moves footnotes to the end of a text, in the order of their numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.token import Token


def footnotes_last(tokens: Sequence[Token], environment: Mapping[str, Any]) -> list[Token]:
    """The tokens of a text with its footnotes at the end, in the order of their numbers.

    It replaces the function ``footnote_tail`` of mdit-py-plugins, which loses the text of a footnote that is
    defined within another one, defined twice, or never referred to.
    """
    text, definitions = _split(tokens)
    notes: dict[int, dict[str, Any]] = dict(environment.get("footnotes", {}).get("list", {}))
    referred = {note["label"] for note in notes.values() if "label" in note}
    for label in definitions:
        if label not in referred:
            notes[len(notes)] = {"label": label, "count": 0}
    if notes:
        lines = _lines_of_references(tokens)
        text.append(Token("footnote_block_open", "section", 1))
        for number, note in notes.items():
            inline = _paragraph(note, lines.get(number)) if "tokens" in note else []
            text += _footnote(number, note, definitions.get(note.get("label", ""), inline))
        text.append(Token("footnote_block_close", "section", -1))
    return text


def _lines_of_references(tokens: Sequence[Token]) -> dict[int, list[int] | None]:
    """The lines of the first reference to each footnote, by the number of the footnote from 0."""
    found: dict[int, list[int] | None] = {}
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                found.setdefault(child.meta["id"], token.map)
    return found


def _split(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The tokens outside footnotes, and the tokens of each footnote by its label."""
    text: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    stack = [text]
    for token in tokens:
        if token.type == "footnote_reference_open":
            stack.append(definitions.setdefault(token.meta["label"], []))
        elif token.type == "footnote_reference_close":
            stack.pop()
        else:
            stack[-1].append(token)
    return text, definitions


def _footnote(number: int, note: Mapping[str, Any], content: Sequence[Token]) -> list[Token]:
    references = note["count"] if "label" in note else 1
    metas = ({"id": number, "subId": reference} for reference in range(references))
    anchors = [Token("footnote_anchor", "", 0, meta=meta) for meta in metas]
    last = len(content) - 1 if content and content[-1].type == "paragraph_close" else len(content)
    opening = Token("footnote_open", "li", 1, meta={"id": number})
    return [opening, *content[:last], *anchors, *content[last:], Token("footnote_close", "li", -1)]


def _paragraph(note: Mapping[str, Any], lines: list[int] | None) -> list[Token]:
    """The tokens of an inline footnote, which is written on these lines."""
    opening = Token("paragraph_open", "p", 1, map=lines, block=True)
    inline = Token("inline", "", 0, content=note["content"], children=note["tokens"])
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]
