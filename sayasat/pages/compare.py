"""The page that compares any two versions: by a script in the browser, or by links to prebuilt redlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from sayasat.i18n.messages import Messages, messages
from sayasat.redline.risks import risk_file
from sayasat.templating import fragment
from sayasat.versions.status import Standing
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import feeds, head, slots, switcher
from sayasat.website.shell import Slots
from sayasat.website.status_notice import badge
from sayasat.website.urls import relative
from sayasat.website.year_groups import Years, by_year

_SCRIPT_TEXTS = (
    *("compare.", "redline.", "words."),
    *("links.changed", "images.changed", "formats.changed", "sections.changed"),
)
"""Prefixes of the keys of texts that the script may show."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The form that asks for two versions."""

    action: str
    """The link to the compare page; empty on the page itself."""

    versions: Years[tuple[date, str]]
    """(date, its label with date and status), newest first. A phone shows only the start of a label."""

    earlier: date
    """The preselected earlier date: that of the version before the latest."""

    later: date
    """The preselected later date: that of the latest version."""


def compare_page(catalogue: Catalogue, edition: Edition, page: str) -> Slots:
    """The compare page at the URL ``page``: the edition's own, or the one that it had under a former slug.

    Its canonical URL is the edition's own one, without the query that names the versions. It is not indexed.
    """
    t = messages(edition.language)
    title = t("compare.title", title=edition.title)
    page_head = head(catalogue, edition.language, title, page, edition.urls.compare)
    page_head = replace(page_head, indexed=False, feeds=feeds(catalogue, edition))
    languages = switcher(
        catalogue,
        edition.language,
        page,
        url=lambda each: catalogue.urls.policy(edition.policy.slug, each).compare,
        is_there=lambda each: edition.policy.timeline(each) is not None,
    )
    newest_first = tuple(reversed(edition.standings))
    content = fragment(
        "compare.html",
        t,
        title=title,
        choices=choices(edition, page),
        prepared=by_year(
            [_prepared(edition, each, page) for each in newest_first], day=lambda each: each["date"]
        ),
        data=_data(catalogue, edition, page, t),
        history=relative(edition.urls.history, page),
    )
    return slots(edition.language, page_head, title, languages, content)


def choices(edition: Edition, page: str) -> Choices | None:
    """The form, for a page of the edition; None if the edition has fewer than two versions."""
    if len(edition.standings) < 2:  # noqa: PLR2004 (two are compared)
        return None
    action = relative(edition.urls.compare, page)
    newest_first = [(each.version.date, _choice(edition, each)) for each in reversed(edition.standings)]
    (later, _), (earlier, _) = newest_first[:2]
    versions = by_year(newest_first, day=itemgetter(0))
    return Choices("" if action == "./" else action, versions, earlier, later)


def _choice(edition: Edition, standing: Standing) -> str:
    t = messages(edition.language)
    return f"{t.day(standing.version.date)} ({badge(standing, t)})"


def _prepared(edition: Edition, standing: Standing, page: str) -> dict[str, Any]:
    """The links of one version. The link to its redline is empty for the first version."""
    day = standing.version.date
    has_earlier = edition.timeline.before(standing.version) is not None
    return {
        "date": day,
        "label": f"{edition.label(day)} ({badge(standing, messages(edition.language))})",
        "version": relative(edition.urls.version(day), page),
        "changes": relative(edition.urls.changes(day), page) if has_earlier else "",
    }


def _data(catalogue: Catalogue, edition: Edition, page: str, t: Messages) -> dict[str, Any]:
    """The data for the script: the versions, earliest date first, and its texts."""
    there, current = edition.urls, catalogue.current(edition)
    return {
        "current": current.version.date.isoformat() if current else None,
        "language": edition.language,
        "risks": risk_file(edition.language),
        "root": relative("", page),
        "versions": [
            {
                "date": version.date.isoformat(),
                "formerly": [day.isoformat() for day in version.formerly_dated],
                "label": edition.label(version.date),
                "status": badge(standing, t),
                "page": relative(there.version(version.date), page),
                "blocks": relative(there.blocks(version.date), page),
            }
            for standing in edition.standings
            for version in [standing.version]
        ],
        "texts": {key: text for key, text in t.texts.items() if key.startswith(_SCRIPT_TEXTS)},
    }
