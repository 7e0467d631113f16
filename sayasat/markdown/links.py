"""The links and images of a text: their URLs and lines, and the targets that a page gives them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from markdown_it.token import Token
from msgspec import Struct

from sayasat.markdown import parser


class Link(Struct, frozen=True):
    """The target of a link or an image."""

    href: str | None
    """None: the target is not published any more. The text of the link is shown without a link."""

    note: str = ""
    """Plain text that is shown after the text of a link without a target."""


Resolve = Callable[[str], Link]
"""Maps the URL of a link or image as written (relative, absolute, or only a fragment) to its target."""


def as_written(href: str) -> Link:
    """Resolve a URL to itself."""
    return Link(href)


def is_resolved(href: str) -> bool:
    """Whether the target of a URL depends on the page that it is on: neither absolute nor only a fragment."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc or href.startswith("#"))


def links(markdown: str) -> tuple[tuple[str, int], ...]:
    """The URLs of all links and images as written, in order, each with its line from 1."""
    numbered = parser.numbered(markdown)
    return tuple(found for token, line in numbered for found in _links(token.children or (), line))


def resolved_hrefs(markdown: str) -> tuple[str, ...]:
    """The URLs of links and images for which `is_resolved` holds, in order, each once."""
    return tuple(dict.fromkeys(href for href, _ in links(markdown) if is_resolved(href)))


def is_elsewhere(href: str) -> bool:
    """Whether a browser would send a request to another host. It reads a backslash as a slash."""
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
