"""A policy in two languages side by side, aligned by section and block.

The page contains all languages; the reader chooses which two it shows.
"""

from __future__ import annotations

from itertools import combinations, zip_longest
from typing import Any

from msgspec import Struct

from sayasat.i18n.messages import direction, messages
from sayasat.markdown.sections import Section, own_text
from sayasat.versions.model import Version
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import PageFrame
from sayasat.website.shell import Slots


class _Column(Struct, frozen=True):
    """One language's text."""

    edition: Edition
    version: Version
    sections: dict[str, Section]
    lagging: frozenset[str]
    """Ids of sections whose authentic text has changed since the translation was made."""


def parallel_page(catalogue: Catalogue, policy: Policy, language: str) -> Slots | None:
    """The page in one language; None unless this language and another one have a text to show."""
    columns = [
        column for each in catalogue.settings.languages if (column := _column(catalogue, policy, each))
    ]
    own = next((column for column in columns if column.edition.language == language), None)
    if own is None or len(columns) == 1:
        return None
    page = PageFrame(catalogue, language, own.edition.urls.parallel)
    title = page.t("parallel.title", title=own.edition.title_of(own.version.text))
    shown = [column.edition.language for column in columns]
    # The sections of the first language in order, then those that only other languages have
    names = dict.fromkeys(name for column in columns for name in column.sections)
    content = page.fragment(
        "parallel.html",
        direction=direction,
        messages=messages,
        title=title,
        shown=shown,
        # Those with the page's own language come first
        pairs=sorted(combinations(shown, 2), key=lambda pair: language not in pair),
        columns=columns,
        sections=[_rows(name, columns) for name in names],
        print_title=f"{title}. {own.edition.label(own.version.date)}",
        print_url=catalogue.urls.absolute(page.url),
    )
    languages = page.policy_switcher(
        policy, lambda there: there.parallel, lambda each: each in shown, lambda there: there.main
    )
    return page.slots(title, languages, content, indexed=False)


def _column(catalogue: Catalogue, policy: Policy, language: str) -> _Column | None:
    edition = catalogue.edition(policy, language)
    current = catalogue.current(edition) if edition else None
    if edition is None or current is None:
        return None
    found = {each.id: each for each in catalogue.text(edition, current.version.text).sections}
    return _Column(edition, current.version, found, _lagging(catalogue, edition, current.version))


def _lagging(catalogue: Catalogue, edition: Edition, version: Version) -> frozenset[str]:
    """Ids of sections of the authentic text whose text differs from the one that was translated."""
    authentic = catalogue.original(edition.policy)
    original = catalogue.current(authentic)
    if version.translates is None or original is None:
        return frozenset()
    then = {each.id: own_text(each) for each in catalogue.text(authentic, version.translates).sections}
    now = catalogue.text(authentic, original.version.text).sections
    return frozenset(each.id for each in now if then.get(each.id) != own_text(each))


def _rows(name: str, columns: list[_Column]) -> dict[str, Any]:
    """One section: its id, and of each language the section and the blocks in the row, where it has them."""
    found = [column.sections.get(name) for column in columns]
    level = max((section.level for section in found if section), default=0)
    return {
        "id": name,
        "level": min(max(level, 1) + 1, 6),
        "headings": found,
        "rows": list(zip_longest(*(section.blocks if section else () for section in found))),
    }
