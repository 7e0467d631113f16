"""What stands around a text on every page: the theme's shell and the slots in it. Pure.

MkDocs renders the theme's template once for each kind of page with a mark in every slot; here the marks are
replaced. A page that MkDocs builds itself gets the same slots, filled before its template is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields

from sayasat.markdown.html import Heading

_MARK = re.compile(r"\[\[sayasat:(\w+)\]\]")


@dataclass(frozen=True, slots=True)
class Slots:
    """HTML for each slot of the shell."""

    title: str
    """The document's title, escaped."""

    heading: str
    """The page's name in the header, escaped."""

    head: str
    switcher: str
    notice: str = ""
    content: str = ""
    toc: str = ""
    headings: tuple[Heading, ...] = ()
    """The text's headings, for whoever needs them as data: no slot of its own."""


_NAMES = tuple(each.name for each in fields(Slots) if each.name != "headings")


@dataclass(frozen=True, slots=True)
class Shell:
    """The theme's page with its slots cut out."""

    parts: tuple[str, ...]
    """Text and the names of slots in turn: text first and last."""

    @classmethod
    def cut(cls, html: str, *, without: Collection[str] = ()) -> Shell:
        """Cut a page rendered with `marks`. Raises ValueError where a slot was not rendered.

        ``without`` names slots that this kind of page has no place for.
        """
        parts = tuple(_MARK.split(html))
        missing = set(_NAMES) - set(without) - set(parts[1::2])
        if missing:
            raise ValueError(f"the theme's template leaves out these slots: {', '.join(sorted(missing))}")
        return cls(parts)

    def fill(self, slots: Slots) -> str:
        """A whole page. The parts are joined once, so a mark inside a text stays what it is."""
        texts = (getattr(slots, part) if place % 2 else part for place, part in enumerate(self.parts))
        return "".join(texts)


def marks() -> Slots:
    """Slots that hold their own marks, for rendering a shell."""
    names = {name: f"[[sayasat:{name}]]" for name in _NAMES}
    return Slots(**names)  # type: ignore[arg-type] # every name is that of a text


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says of it. Plain text; the template escapes."""

    title: str
    site_name: str
    locale: str
    canonical: str
    icon: str
    description: str = ""
    indexed: bool = True
    is_text: bool = False
    alternates: tuple[tuple[str, str], ...] = ()
    """(language or ``x-default``, absolute address); none on pages of a single language."""

    feeds: tuple[tuple[str, str], ...] = ()
    """(title, absolute address)."""

    refresh: str = ""
    """Where a pointer leads."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One language in the switcher."""

    language: str
    name: str
    short: str
    href: str
    leads_to: str
    """The language of the page it leads to: another one where there is no translation."""

    is_current: bool
    is_translated: bool
