"""The page shell: the theme's page with named gaps, the slots, which each page fills. Pure.

MkDocs renders the theme's template once for each kind of page with a mark in every slot. `Shell` replaces
the marks with the content of a page. A page that MkDocs renders itself gets its slots as template variables.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import fields

from sayasat.markdown.html import Heading

_MARK = re.compile(r"\[\[sayasat:(\w+)\]\]")
_INDENT = re.compile(r"[ \t]*\n[ \t\n]*")
"""A line end with the blanks around it. The theme's templates leave 2 KB of them in each page."""


class Slots(Struct, frozen=True):
    """The HTML of each slot of a page."""

    title: str
    """The document's title, escaped."""

    heading: str
    """The page's name in the header, escaped."""

    head: str
    switcher: str
    content: str = ""
    toc: str = ""
    headings: tuple[Heading, ...] = ()
    """The text's headings, from which MkDocs' table of contents is made. Not a slot of the shell."""


_NAMES = tuple(each.name for each in fields(Slots) if each.name != "headings")


class Shell(Struct, frozen=True):
    """The theme's page, split at its slots."""

    parts: tuple[str, ...]
    """HTML at even positions, names of slots at odd positions; the first and the last are HTML."""

    @classmethod
    def cut(cls, html: str, *, without: Collection[str] = ()) -> Shell:
        """Split a page rendered with `marks`. Raises ValueError if the page lacks the mark of a slot.

        ``without`` names slots that this kind of page does not have.
        """
        parts = tuple(_MARK.split(_INDENT.sub("\n", html)))
        missing = set(_NAMES) - set(without) - set(parts[1::2])
        if missing:
            raise ValueError(f"the theme's template leaves out these slots: {', '.join(sorted(missing))}")
        return cls(parts)

    def fill(self, slots: Slots) -> str:
        """The HTML of a page. A mark that occurs inside a slot's content is not replaced."""
        texts = (getattr(slots, part) if position % 2 else part for position, part in enumerate(self.parts))
        return "".join(texts)


def marks() -> Slots:
    """Slots that contain their own marks, to render a shell with."""
    names = {name: f"[[sayasat:{name}]]" for name in _NAMES}
    return Slots(**names)  # type: ignore[arg-type] # all fields in _NAMES are strings


class Head(Struct, frozen=True):
    """The values of a page's ``<head>``. Plain text; the template escapes it."""

    title: str
    site_name: str
    locale: str
    canonical: str
    images: str
    """The link to the folder of the icons."""

    image: str
    """The absolute URL of the image that represents the site where a page is shared."""

    description: str = ""
    indexed: bool = True
    is_text: bool = False
    alternates: tuple[tuple[str, str], ...] = ()
    """(language or ``x-default``, absolute URL); empty on a page that exists in one language only."""

    feeds: tuple[tuple[str, str], ...] = ()
    """(title, absolute URL)."""

    mementos: tuple[tuple[str, str], ...] = ()
    """(relation, absolute URL) of the main page and its TimeMap (RFC 7089); empty on pages without a text."""

    data: Mapping[str, Any] = field(default_factory=dict)
    """The page's JSON-LD; empty on pages without a text."""
