"""The entries of a policy's main page in Material's search index: one for each section with a heading. Pure.

Material's plugin makes its entries by parsing the HTML of each page. Sayasat keeps policy pages from that
plugin and makes their entries from the sections of the text: title, id and visible text. The notes under the
headings (when a section changed, how to cite it) are not part of the text, and not in the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from sayasat.markdown.sections import Block, Section
from sayasat.website.catalogue import Catalogue, Edition


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A heading with the text up to the next heading."""

    id: str
    """The heading's id; empty for the first entry, which stands for the page itself."""

    title: str
    """Escaped."""

    text: str
    """HTML with the only tags ``p``, ``ul``, ``ol``, ``li``, ``pre`` and ``code``."""


def main_page_entries(
    catalogue: Catalogue, edition: Edition, draft: bytes | None = None
) -> tuple[SearchEntry, ...]:
    """The entries of an edition's main page, in the order shown; none if the page shows no text.

    ``draft`` are the bytes of an uncommitted edit that the page shows in place of the text in force.
    """
    current = catalogue.current(edition)
    if current is None:
        return ()
    placed = current.version.text
    return search_entries(catalogue.text(edition, placed, draft).sections, edition.title_of(placed))


def search_entries(sections: Sequence[Section], title: str) -> tuple[SearchEntry, ...]:
    """The entries of a text; ``title`` is the title of a page whose text does not begin with its own.

    A section without a heading (the text before the first heading, the footnotes at the end) belongs to the
    entry before it.
    """
    is_titled = bool(sections) and sections[0].level == 1
    entries: list[tuple[str, str, list[Block]]] = [] if is_titled else [("", title, [])]
    for section in sections:
        if section.level:
            entries.append((section.id if entries else "", section.heading, []))
        entries[-1][2].extend(section.blocks)
    return tuple(
        SearchEntry(name, escape(heading, quote=False), _text(blocks)) for name, heading, blocks in entries
    )


def index_documents(page: str, entries: Iterable[SearchEntry]) -> list[dict[str, str]]:
    """The entries of a page as documents of Material's index; ``page`` is the page's URL."""
    return [
        {"location": f"{page}#{each.id}" if each.id else page, "title": each.title, "text": each.text}
        for each in entries
    ]


def _text(blocks: Iterable[Block]) -> str:
    """The blocks as HTML. List items in a row make one list, whatever their depth."""
    runs = groupby((block for block in blocks if block.text), key=_list_tag)
    return " ".join(
        f"<{tag}> {' '.join(map(_html, run))} </{tag}>" if tag else " ".join(map(_html, run))
        for tag, run in runs
    )


def _list_tag(block: Block) -> str:
    if block.kind != "item":
        return ""
    return "ol" if block.number else "ul"


def _html(block: Block) -> str:
    text = escape(block.text, quote=False)
    match block.kind:
        case "item":
            return f"<li>{text} </li>"
        case "paragraph" | "quote" | "footnote":
            return f"<p>{text}</p>"
        case "code":
            return f"<pre><code>{text}</code></pre>"
        case _:
            return text.replace("\t", " ")
