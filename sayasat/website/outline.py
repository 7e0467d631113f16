"""Headings as a table of contents. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sayasat.markdown.html import Heading


class Node(Struct, frozen=True):
    """An entry of the table of contents."""

    heading: Heading
    children: tuple[Node, ...]


def outline(headings: Iterable[Heading]) -> tuple[Node, ...]:
    """Headings nested by level, without the page's own title (a first heading of level 1)."""
    listed = list(headings)
    if listed and listed[0].level == 1:
        listed = listed[1:]
    return nested(listed)


def nested(headings: Iterable[Heading]) -> tuple[Node, ...]:
    """Headings nested by level, all of them."""
    listed = list(headings)
    nodes: list[Node] = []
    while listed:
        heading = listed.pop(0)
        below: list[Heading] = []
        while listed and listed[0].level > heading.level:
            below.append(listed.pop(0))
        nodes.append(Node(heading, nested(below)))
    return tuple(nodes)
