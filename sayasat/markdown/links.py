"""The links and images of a text: their URLs and lines, and the targets that a page gives them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it.token import Token

from sayasat.markdown import parser


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or image leads."""

    href: str | None
    """None: what it led to is not published any more; its words stay, without the link."""

    note: str = ""
    """Plain text shown after the words of a link that leads nowhere."""


Resolve = Callable[[str], Link]
"""Given the address of a link or image as written; relative, absolute or only a fragment."""


def as_written(href: str) -> Link:
    """Resolve an address to itself."""
    return Link(href)


def is_resolved(href: str) -> bool:
    """Whether an address may lead elsewhere from another page: no whole one, and no place on its own page."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc or href.startswith("#"))


def links(markdown: str) -> tuple[tuple[str, int], ...]:
    """The addresses of all links and images as written, in the order shown, with their lines, from 1."""
    found: list[tuple[str, int]] = []
    line = 1
    for token in parser.parse(markdown):
        line = parser.line(token) or line
        found += _links(token.children or (), line)
    return tuple(found)


def is_elsewhere(href: str) -> bool:
    """Whether a browser would ask another host; it takes a backslash for a slash."""
    try:
        parts = urlsplit("".join(href.split()).replace("\\", "/"))
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc)


def _links(children: Sequence[Token], line: int) -> Iterator[tuple[str, int]]:
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        if child.type == "link_open" and child.attrGet("href") is not None:
            yield str(child.attrGet("href")), line
        if child.type == "image":
            yield str(child.attrGet("src") or ""), line
