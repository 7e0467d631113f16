"""What the search index has of an edition: the sections of its main page and of its other versions. Pure.

Only texts are indexed: the notes under the headings (when a section changed, how to cite it) are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from sayasat.markdown.sections import Section
from sayasat.website.catalogue import Catalogue, Edition


class SearchEntry(NamedTuple):
    """A heading with the visible text up to the next heading."""

    id: str
    """The heading's id; empty for the first entry, which stands for the page itself."""

    heading: str
    text: str
    """The text of each block on a line of its own."""


CURRENT, OTHER_VERSION, ENDED = range(3)
"""The rank of a text: results of a lower rank are listed first."""


class SearchText(NamedTuple):
    """A page of the index."""

    url: str
    title: str
    rank: int = CURRENT
    status: str = ""
    """Empty for a page that is no policy."""

    label: str = ""
    """The status as it is shown."""

    version: str = ""
    """The name of the version, if it is another one than that of the main page."""

    sections: Sequence[SearchEntry] = ()


class VersionEntries(Struct, frozen=True):
    """The sections of a version that say what neither the main page nor a later version says."""

    date: date
    entries: tuple[SearchEntry, ...]


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


def version_entries(catalogue: Catalogue, edition: Edition) -> tuple[VersionEntries, ...]:
    """The entries of an edition's versions but for the one on the main page, the latest version first."""
    current = catalogue.current(edition)
    seen = {(each.heading, each.text) for each in main_page_entries(catalogue, edition)}
    found = []
    for version in reversed(edition.timeline.versions):
        if current and version.date == current.version.date:
            continue
        sections = catalogue.text(edition, version.text).sections
        entries = search_entries(sections, edition.title_of(version.text))
        new = tuple(each for each in entries if (each.heading, each.text) not in seen)
        seen.update((each.heading, each.text) for each in new)
        if new:
            found.append(VersionEntries(version.date, new))
    return tuple(found)


def search_entries(sections: Iterable[Section], title: str) -> tuple[SearchEntry, ...]:
    """The entries of a text; ``title`` is the title of a page whose text does not begin with its own.

    A section without a heading (the text before the first heading, the footnotes at the end) belongs to the
    entry before it.
    """
    entries: list[tuple[str, str, list[str]]] = []
    for section in sections:
        if not entries and section.level != 1:
            entries.append(("", title, []))
        if section.level:
            entries.append((section.id if entries else "", section.heading, []))
        entries[-1][2].extend(" ".join(block.text.split()) for block in section.blocks if block.text)
    return tuple(
        SearchEntry(name, heading, "\n".join(lines)) for name, heading, lines in entries or [("", title, [])]
    )
