"""The page that compares any two versions: in the browser, or through the prebuilt redlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sayasat.addresses import PolicyAddresses, relative
from sayasat.frame import Slots, fragment
from sayasat.holdings import Edition, Holdings
from sayasat.notices import notice
from sayasat.surroundings import feeds, head, slots, switcher
from sayasat.versions import Standing
from sayasat.wording import Wording, wording

_SCRIPT = "assets/javascripts/compare/page.js"
_SPOKEN = ("compare.", "redline.")
"""Texts that the script may show."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The form that asks for two versions."""

    action: str
    """The compare page as a link, empty on the page itself."""

    versions: tuple[tuple[str, str], ...]
    """(date, the day and status in words), the newest first. On a phone only the day is seen."""

    earlier: str
    """The date chosen first: that of the version before the latest."""

    later: str


def compare_page(holdings: Holdings, edition: Edition, page: str) -> Slots:
    """The page at ``page``: the edition's own address, or one that it had under a former name.

    It is its own canonical, without the query that names the versions, and outside the index.
    """
    w = wording(edition.language)
    title = w("compare.title", title=edition.title)
    around = head(holdings, edition.language, title, page, edition.addresses.compare)
    around = replace(around, indexed=False, feeds=feeds(holdings, edition))
    languages = switcher(
        holdings,
        edition.language,
        page,
        address=lambda each: _addresses(holdings, edition, each).compare,
        is_there=lambda each: edition.policy.timeline(each) is not None,
    )
    newest_first = tuple(reversed(edition.standings))
    content = fragment(
        "compare.html",
        w,
        title=title,
        choices=choices(edition, page),
        prepared=[_prepared(holdings, edition, each, page) for each in newest_first],
        data=_data(edition, page, w),
        script=relative(_SCRIPT, page),
        history=relative(edition.addresses.history, page),
    )
    return slots(edition.language, around, title, languages, content)


def choices(edition: Edition, page: str) -> Choices | None:
    """The form for a page of the edition; absent where there are no two versions to choose from."""
    if len(edition.standings) < 2:  # noqa: PLR2004 (two are compared)
        return None
    dates = [each.version.date.isoformat() for each in edition.standings]
    action = relative(edition.addresses.compare, page)
    labels = [_choice(edition, each) for each in edition.standings]
    newest_first = tuple(reversed(tuple(zip(dates, labels, strict=True))))
    return Choices("" if action == "./" else action, newest_first, dates[-2], dates[-1])


def _addresses(holdings: Holdings, edition: Edition, language: str) -> PolicyAddresses:
    return holdings.addresses.policy(edition.policy.slug, language)


def _choice(edition: Edition, standing: Standing) -> str:
    return f"{wording(edition.language).day(standing.version.date)} ({_badge(edition, standing)})"


def _label(edition: Edition, standing: Standing) -> str:
    return f"{edition.label(standing.version.date)} ({_badge(edition, standing)})"


def _badge(edition: Edition, standing: Standing) -> str:
    return notice(edition.policy, standing, edition.standings, wording(edition.language)).badge


def _prepared(holdings: Holdings, edition: Edition, standing: Standing, page: str) -> dict[str, str]:
    """The links of one version; empty where there is no such redline."""
    day, current = standing.version.date, holdings.current(edition)
    has_earlier = holdings.before(edition, standing.version) is not None
    is_current = current is None or current.version is standing.version
    return {
        "label": _label(edition, standing),
        "version": relative(edition.addresses.version(day), page),
        "changes": relative(edition.addresses.changes(day), page) if has_earlier else "",
        "to_current": "" if is_current else relative(edition.addresses.to_current(day), page),
    }


def _data(edition: Edition, page: str, w: Wording) -> dict[str, Any]:
    """What the script needs: the versions, oldest first, and its texts."""
    there = edition.addresses
    return {
        "language": edition.language,
        "versions": [
            {
                "date": version.date.isoformat(),
                "formerly": [day.isoformat() for day in version.formerly_dated],
                "label": edition.label(version.date),
                "page": relative(there.version(version.date), page),
                "blocks": relative(there.blocks(version.date), page),
            }
            for version in (standing.version for standing in edition.standings)
        ],
        "texts": {key: text for key, text in w.texts.items() if key.startswith(_SPOKEN)},
    }
