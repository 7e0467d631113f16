"""The page that compares any two versions: by a script in the browser, or by links to prebuilt redlines."""

from __future__ import annotations

from typing import Any

from sayasat.i18n.messages import Messages
from sayasat.redline.risks import risk_file
from sayasat.versions.status import Standing
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import PageFrame, feeds
from sayasat.website.shell import Slots
from sayasat.website.status_notice import badge
from sayasat.website.urls import relative
from sayasat.website.year_groups import Years, by_year

_SCRIPT_TEXTS = (
    *("compare.", "redline.", "words."),
    *("links.changed", "images.changed", "formats.changed", "sections.changed"),
)
"""Prefixes of the keys of texts that the script may show."""


def compare_page(catalogue: Catalogue, edition: Edition, page: str) -> Slots:
    """The compare page at the URL ``page``: the edition's own, or the one that it had under a former slug.

    Its canonical URL is the edition's own one, without the query that names the versions. It is not indexed.
    """
    frame, policy = PageFrame(catalogue, edition.language, page), edition.policy
    title = frame.t("compare.title", title=edition.title)
    content = frame.fragment(
        "compare.html",
        title=title,
        prepared=newest_first(edition),
        data=_data(catalogue, edition, page, frame.t),
        edition=edition,
        badge=badge,
    )
    languages = frame.policy_switcher(policy, lambda there: there.compare)
    canonical = catalogue.urls.absolute(edition.urls.compare)
    own_feeds = feeds(catalogue, edition)
    return frame.slots(title, languages, content, canonical=canonical, indexed=False, feeds=own_feeds)


def newest_first(edition: Edition) -> Years[Standing]:
    """The standings that a page offers to compare."""
    return by_year(reversed(edition.standings), day=lambda each: each.version.date)


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
