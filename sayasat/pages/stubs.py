"""The pages around the texts: the list of policies, what is missing, has moved, does not exist. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sayasat.i18n.messages import Wording, wording
from sayasat.templating import fragment
from sayasat.versions.policy import Policy
from sayasat.versions.status import Status, shown
from sayasat.versions.titles import title_of
from sayasat.website.catalogue import Edition, Holdings
from sayasat.website.page_frame import (
    ICON,
    alternates,
    head,
    main_switcher,
    rooted,
    rooted_switcher,
    site_feeds,
    slots,
    switcher,
)
from sayasat.website.shell import Slots
from sayasat.website.status_notice import Fact, Notice, day_fact, notice, upcoming
from sayasat.website.urls import relative
from sayasat.website.year_groups import SHORT

_ENDED = frozenset({Status.REPEALED, Status.REMOVED})


def policy_list(holdings: Holdings, language: str) -> str:
    """The list of policies with what holds today, for the home page: those in force first.

    A long list can be searched by name; those that have ended are folded below it.
    """
    w = wording(language)
    living_first = sorted(holdings.archive.policies, key=lambda policy: holdings.in_force(policy) is None)
    rows = [_row(holdings, policy, language, w) for policy in living_first]
    is_long = len(rows) > SHORT
    listed = [row for row in rows if not is_long or row["notice"].status not in _ENDED]
    ended = [row for row in rows if is_long and row["notice"].status in _ENDED]
    return fragment("policies.html", w, rows=listed, ended=ended, is_long=is_long)


def missing_page(holdings: Holdings, policy: Policy, language: str) -> Slots:
    """The main page of a policy that this language has no text for. It never shows another language's."""
    w, original = wording(language), holdings.original(policy).addresses
    page = holdings.addresses.policy(policy.slug, language).main
    is_authentic = language == holdings.settings.authentic
    title = title_of(policy.authentic.newest, policy.slug)
    content = fragment(
        "missing.html",
        w,
        title=title,
        title_language=holdings.settings.authentic,
        reason=_why_missing(holdings, policy, language),
        href=relative(original.history if is_authentic else original.main, page),
        language=holdings.settings.authentic,
    )
    around = replace(head(holdings, language, title, page, page), indexed=False)
    return slots(language, around, title, main_switcher(holdings, policy, language, page), content)


def pointer_page(holdings: Holdings, language: str, page: str, target: str, title: str) -> Slots:
    """A page that was published under another address before."""
    w = wording(language)
    moved = w("pointer.title")
    around = replace(
        head(holdings, language, moved, page, target), indexed=False, refresh=relative(target, page)
    )
    content = fragment("pointer.html", w, href=relative(target, page), title=title)
    return slots(
        language, around, moved, rooted_switcher(holdings, language, holdings.addresses.home), content
    )


def plain_page(
    holdings: Holdings, language: str, address: str, title: str, description: str, present: Collection[str]
) -> Slots:
    """The frame of a page that MkDocs builds from docs/; ``present`` are the languages that have it."""
    prefix = holdings.addresses.prefix
    rest = address.removeprefix(prefix(language))
    there = [each for each in holdings.settings.languages if each in present]
    around = replace(
        head(holdings, language, title, address, address),
        description=description,
        alternates=alternates(holdings, there, lambda each: prefix(each) + rest),
        feeds=site_feeds(holdings, language),
    )
    languages = switcher(
        holdings,
        language,
        address,
        address=lambda each: prefix(each) + rest,
        is_there=lambda each: each in present,
        instead=holdings.addresses.home,
    )
    return slots(language, around, title, languages)


def not_found_page(holdings: Holdings, language: str) -> Slots:
    """The page for an address that does not exist, in every language, this one first."""
    w = wording(language)
    ordered = sorted(holdings.settings.languages, key=lambda each: each != language)
    parts = [
        {
            "w": wording(each),
            "home": rooted(holdings, holdings.addresses.home(each)),
            "changes": rooted(holdings, holdings.addresses.changes(each)),
        }
        for each in ordered
    ]
    page = rooted_page(holdings, language, w("not-found.title"), holdings.addresses.home)
    return replace(page, content=fragment("not_found.html", w, parts=parts))


def rooted_page(holdings: Holdings, language: str, title: str, leads_to: Callable[[str], str]) -> Slots:
    """The frame of a page that is served at any depth, without content; its switcher goes where told."""
    around = replace(
        head(holdings, language, title, "404.html", ""),
        canonical="",
        indexed=False,
        icon=rooted(holdings, ICON),
    )
    return slots(language, around, title, rooted_switcher(holdings, language, leads_to))


def _row(holdings: Holdings, policy: Policy, language: str, w: Wording) -> dict[str, Any]:
    original = holdings.original(policy)
    own = holdings.edition(policy, language)
    edition = own if own and holdings.current(own) else original
    standing = shown(original.standings)
    told = notice(policy, standing, w) if standing else _all_withdrawn(w)
    coming = upcoming(original.standings) if standing and standing.status is Status.IN_FORCE else ()
    page = holdings.addresses.home(language)
    return {
        "title": _title(holdings, edition),
        "language": edition.language,
        "href": relative(holdings.addresses.policy(policy.slug, language).main, page),
        "history": relative(edition.addresses.history, page),
        "notice": told,
        "facts": [*_dates(told), *(day_fact("next-applies", each.version.date, w) for each in coming)],
        "remarks": [w(f"missing.{_why_missing(holdings, policy, language)}")]
        if edition.language != language
        else [],
    }


def _dates(told: Notice) -> tuple[Fact, ...]:
    """When it took effect and, where it did, when it ended."""
    return told.facts[: 2 if told.status in {Status.REPEALED, Status.REMOVED} else 1]


def _title(holdings: Holdings, edition: Edition) -> str:
    current = holdings.current(edition)
    return edition.title_of(current.version.text) if current else edition.title


def _why_missing(holdings: Holdings, policy: Policy, language: str) -> str:
    if language == holdings.settings.authentic:
        return "withdrawn"
    timeline = policy.timeline(language)
    if timeline is None:
        return "never"
    is_withdrawn = all(version.withdrawn_on is not None for version in timeline.versions)
    return "removed" if timeline.removed or is_withdrawn else "never"


def _all_withdrawn(w: Wording) -> Notice:
    return Notice(Status.WITHDRAWN, w("badge.withdrawn"), w("message.withdrawn"), ())
