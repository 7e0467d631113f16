"""A policy in two languages side by side, aligned by section and block.

The page contains all languages; the reader chooses which two it shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, zip_longest
from typing import Any

from sayasat.i18n.messages import direction, messages
from sayasat.markdown.sections import Block, Section, own_text
from sayasat.templating import fragment
from sayasat.versions.model import Version
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import head, slots, switcher
from sayasat.website.shell import Slots
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class ParallelCell:
    """One language's side of a row."""

    language: str
    text: str
    kind: str
    remark: str = ""
    """Says that the translation of the section is missing or outdated; empty if it is neither."""


@dataclass(frozen=True, slots=True)
class _Column:
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
    t, page = messages(language), own.edition.urls.parallel
    title = t("parallel.title", title=own.edition.title_of(own.version.text))
    shown = [column.edition.language for column in columns]
    # The sections of the first language in order, then those that only other languages have
    names = dict.fromkeys(name for column in columns for name in column.sections)
    content = fragment(
        "parallel.html",
        t,
        direction=direction,
        title=title,
        pairs=_pairs(shown, language),
        columns=[_about(column, page) for column in columns],
        sections=[_rows(name, columns) for name in names],
        print_title=f"{title}. {own.edition.label(own.version.date)}",
        print_url=catalogue.urls.absolute(page),
    )
    page_head = replace(head(catalogue, language, title, page, page), indexed=False)
    languages = switcher(
        catalogue,
        language,
        page,
        url=lambda each: catalogue.urls.policy(policy.slug, each).parallel,
        is_there=lambda each: each in shown,
        instead=lambda each: catalogue.urls.policy(policy.slug, each).main,
    )
    return slots(language, page_head, title, languages, content)


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


def _pairs(shown: list[str], language: str) -> list[dict[str, str]]:
    """All pairs of columns, by their numbers; the pairs with the page's own language come first."""
    pairs = sorted(combinations(shown, 2), key=lambda pair: language not in pair)
    return [
        {
            "id": "-".join(str(shown.index(each) + 1) for each in pair),
            "label": " – ".join(messages(each)("language.name") for each in pair),
        }
        for pair in pairs
    ]


def _about(column: _Column, page: str) -> dict[str, str]:
    language = column.edition.language
    return {
        "language": language,
        "name": messages(language)("language.name"),
        "title": column.edition.title_of(column.version.text),
        "version": column.edition.label(column.version.date),
        "href": relative(column.edition.urls.version(column.version.date), page),
    }


def _rows(name: str, columns: list[_Column]) -> dict[str, Any]:
    """One section: its headings, and its blocks row by row."""
    found = [(column, column.sections.get(name)) for column in columns]
    level = max((section.level for _, section in found if section), default=0)
    blocks = zip_longest(*(section.blocks if section else () for _, section in found))
    return {
        "id": name,
        "level": min(max(level, 1) + 1, 6),
        "headings": [_heading(column, section, name) for column, section in found],
        "rows": [
            [_cell(column, block) for column, block in zip(columns, row, strict=True)] for row in blocks
        ],
    }


def _heading(column: _Column, section: Section | None, name: str) -> ParallelCell:
    t = messages(column.edition.language)
    if section is None:
        return ParallelCell(column.edition.language, "", "missing", t("parallel.missing"))
    remark = t("parallel.lags") if name in column.lagging else ""
    return ParallelCell(column.edition.language, section.heading, "heading", remark)


def _cell(column: _Column, block: Block | None) -> ParallelCell:
    if block is None:
        return ParallelCell(column.edition.language, "", "missing")
    text = f"{block.number} {block.text}" if block.number else block.text
    return ParallelCell(column.edition.language, text.replace("\t", " │ "), block.kind)
