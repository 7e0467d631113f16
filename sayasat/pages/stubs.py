"""The pages around the texts: the list of policies, what is missing, has moved, does not exist. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sayasat.i18n.messages import Messages, messages
from sayasat.templating import fragment
from sayasat.versions.policy import Policy
from sayasat.versions.status import Status, shown
from sayasat.versions.titles import title_of
from sayasat.website.catalogue import Catalogue, Edition
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
from sayasat.website.status_notice import Fact, StatusNotice, day_fact, notice, upcoming
from sayasat.website.urls import relative
from sayasat.website.year_groups import SHORT

_ENDED = frozenset({Status.REPEALED, Status.REMOVED})


def policy_list(catalogue: Catalogue, language: str) -> str:
    """The list of policies with what holds today, for the home page: those in force first.

    A long list can be searched by name; those that have ended are folded below it.
    """
    t = messages(language)
    living_first = sorted(catalogue.archive.policies, key=lambda policy: catalogue.in_force(policy) is None)
    rows = [_row(catalogue, policy, language, t) for policy in living_first]
    is_long = len(rows) > SHORT
    listed = [row for row in rows if not is_long or row["notice"].status not in _ENDED]
    ended = [row for row in rows if is_long and row["notice"].status in _ENDED]
    return fragment("policies.html", t, rows=listed, ended=ended, is_long=is_long)


def missing_page(catalogue: Catalogue, policy: Policy, language: str) -> Slots:
    """The main page of a policy that this language has no text for. It never shows another language's."""
    t, original = messages(language), catalogue.original(policy).urls
    page = catalogue.urls.policy(policy.slug, language).main
    is_authentic = language == catalogue.settings.authentic
    title = title_of(policy.authentic.newest, policy.slug)
    content = fragment(
        "missing.html",
        t,
        title=title,
        title_language=catalogue.settings.authentic,
        reason=_why_missing(catalogue, policy, language),
        href=relative(original.history if is_authentic else original.main, page),
        language=catalogue.settings.authentic,
    )
    page_head = replace(head(catalogue, language, title, page, page), indexed=False)
    return slots(language, page_head, title, main_switcher(catalogue, policy, language, page), content)


def pointer_page(catalogue: Catalogue, language: str, page: str, target: str, title: str) -> Slots:
    """A page that was published under another address before."""
    t = messages(language)
    moved = t("pointer.title")
    page_head = replace(
        head(catalogue, language, moved, page, target), indexed=False, refresh=relative(target, page)
    )
    content = fragment("pointer.html", t, href=relative(target, page), title=title)
    return slots(
        language, page_head, moved, rooted_switcher(catalogue, language, catalogue.urls.home), content
    )


def plain_page(
    catalogue: Catalogue, language: str, address: str, title: str, description: str, present: Collection[str]
) -> Slots:
    """The frame of a page that MkDocs builds from docs/; ``present`` are the languages that have it."""
    prefix = catalogue.urls.prefix
    rest = address.removeprefix(prefix(language))
    there = [each for each in catalogue.settings.languages if each in present]
    page_head = replace(
        head(catalogue, language, title, address, address),
        description=description,
        alternates=alternates(catalogue, there, lambda each: prefix(each) + rest),
        feeds=site_feeds(catalogue, language),
    )
    languages = switcher(
        catalogue,
        language,
        address,
        address=lambda each: prefix(each) + rest,
        is_there=lambda each: each in present,
        instead=catalogue.urls.home,
    )
    return slots(language, page_head, title, languages)


def not_found_page(catalogue: Catalogue, language: str) -> Slots:
    """The page for an address that does not exist, in every language, this one first."""
    t = messages(language)
    ordered = sorted(catalogue.settings.languages, key=lambda each: each != language)
    parts = [
        {
            "t": messages(each),
            "home": rooted(catalogue, catalogue.urls.home(each)),
            "changes": rooted(catalogue, catalogue.urls.changes(each)),
        }
        for each in ordered
    ]
    page = rooted_page(catalogue, language, t("not-found.title"), catalogue.urls.home)
    return replace(page, content=fragment("not_found.html", t, parts=parts))


def rooted_page(catalogue: Catalogue, language: str, title: str, leads_to: Callable[[str], str]) -> Slots:
    """The frame of a page that is served at any depth, without content; its switcher goes where told."""
    page_head = replace(
        head(catalogue, language, title, "404.html", ""),
        canonical="",
        indexed=False,
        icon=rooted(catalogue, ICON),
    )
    return slots(language, page_head, title, rooted_switcher(catalogue, language, leads_to))


def _row(catalogue: Catalogue, policy: Policy, language: str, t: Messages) -> dict[str, Any]:
    original = catalogue.original(policy)
    own = catalogue.edition(policy, language)
    edition = own if own and catalogue.current(own) else original
    standing = shown(original.standings)
    status_notice = notice(policy, standing, t) if standing else _all_withdrawn(t)
    coming = upcoming(original.standings) if standing and standing.status is Status.IN_FORCE else ()
    page = catalogue.urls.home(language)
    return {
        "title": _title(catalogue, edition),
        "language": edition.language,
        "href": relative(catalogue.urls.policy(policy.slug, language).main, page),
        "history": relative(edition.urls.history, page),
        "notice": status_notice,
        "facts": [
            *_dates(status_notice),
            *(day_fact("next-applies", each.version.date, t) for each in coming),
        ],
        "remarks": [t(f"missing.{_why_missing(catalogue, policy, language)}")]
        if edition.language != language
        else [],
    }


def _dates(status_notice: StatusNotice) -> tuple[Fact, ...]:
    """When it took effect and, where it did, when it ended."""
    return status_notice.facts[: 2 if status_notice.status in {Status.REPEALED, Status.REMOVED} else 1]


def _title(catalogue: Catalogue, edition: Edition) -> str:
    current = catalogue.current(edition)
    return edition.title_of(current.version.text) if current else edition.title


def _why_missing(catalogue: Catalogue, policy: Policy, language: str) -> str:
    if language == catalogue.settings.authentic:
        return "withdrawn"
    timeline = policy.timeline(language)
    if timeline is None:
        return "never"
    is_withdrawn = all(version.withdrawn_on is not None for version in timeline.versions)
    return "removed" if timeline.removed or is_withdrawn else "never"


def _all_withdrawn(t: Messages) -> StatusNotice:
    return StatusNotice(Status.WITHDRAWN, t("badge.withdrawn"), t("message.withdrawn"), ())
