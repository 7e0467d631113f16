"""The list of policies, and the pages of missing translations, moved pages and unknown URLs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sayasat.i18n.messages import Messages, direction, messages
from sayasat.pages.change_log import latest_changes
from sayasat.templating import fragment
from sayasat.versions.policy import Policy
from sayasat.versions.status import Status, shown
from sayasat.versions.titles import title_of
from sayasat.website.catalogue import Catalogue
from sayasat.website.page_frame import (
    IMAGES,
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
from sayasat.website.status_notice import StatusNotice, notice, upcoming, without_announced_end
from sayasat.website.urls import relative
from sayasat.website.year_groups import SHORT

_NEWS = 3
"""How many of the latest changes the home page names."""

POINTER_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a page that only leads to another one: it fetches nothing but its icon."""

_ENDED = frozenset({Status.REPEALED, Status.REMOVED})


def policy_list(catalogue: Catalogue, language: str) -> str:
    """The list of policies for the home page, each with its status; policies in force come first.

    A long list can be searched by name, and repealed and removed policies are folded at its end.
    """
    t = messages(language)
    living_first = sorted(catalogue.archive.policies, key=lambda policy: catalogue.in_force(policy) is None)
    rows = [_row(catalogue, policy, language, t) for policy in living_first]
    is_long = len(rows) > SHORT
    listed = [row for row in rows if not is_long or row["notice"].status not in _ENDED]
    ended = [row for row in rows if is_long and row["notice"].status in _ENDED]
    page = catalogue.urls.home(language)
    return fragment(
        "policies.html",
        t,
        rows=listed,
        ended=ended,
        is_long=is_long,
        news=latest_changes(catalogue, language, page, _NEWS),
        changes=relative(catalogue.urls.changes(language), page),
        feed=relative(catalogue.urls.feed(language), page),
    )


def missing_page(catalogue: Catalogue, policy: Policy, language: str) -> Slots:
    """The main page of a policy in a language without a text. It never shows the text of another language."""
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


def pointer_page(catalogue: Catalogue, language: str, page: str, target: str, title: str) -> bytes:
    """The page at the URL ``page``, which redirects to ``target`` with the title ``title``.

    It has no frame of the theme: it is seen for a moment, and there are several for each version.
    """
    t = messages(language)
    canonical = catalogue.urls.absolute(target.partition("?")[0])
    return fragment(
        "pointer.html",
        t,
        href=relative(target, page),
        title=title,
        site_name=catalogue.site_names[language],
        canonical=canonical,
        direction=direction(language),
        icon=relative(f"{IMAGES}favicon.svg", page),
        policy=POINTER_POLICY,
    ).encode()


def plain_page(
    catalogue: Catalogue, language: str, page: str, title: str, description: str, present: Collection[str]
) -> Slots:
    """The frame of a page that MkDocs builds from docs/ at the URL ``page``.

    ``present`` are the languages that have the page.
    """
    prefix = catalogue.urls.prefix
    path = page.removeprefix(prefix(language))
    there = [each for each in catalogue.settings.languages if each in present]
    page_head = replace(
        head(catalogue, language, title, page, page),
        description=description,
        alternates=alternates(catalogue, there, lambda each: prefix(each) + path),
        feeds=site_feeds(catalogue, language),
    )
    languages = switcher(
        catalogue,
        language,
        page,
        url=lambda each: prefix(each) + path,
        is_there=lambda each: each in present,
        instead=catalogue.urls.home,
    )
    return slots(language, page_head, title, languages)


def not_found_page(catalogue: Catalogue, language: str) -> Slots:
    """The page for an unknown URL: its text in every language, ``language`` first."""
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
    """The frame, without content, of a page that a server shows at any URL.

    ``leads_to`` returns the URL that the switcher links to for a language.
    """
    page_head = replace(
        head(catalogue, language, title, "404.html", ""),
        canonical="",
        indexed=False,
        images=rooted(catalogue, IMAGES),
    )
    return slots(language, page_head, title, rooted_switcher(catalogue, language, leads_to))


def _row(catalogue: Catalogue, policy: Policy, language: str, t: Messages) -> dict[str, Any]:
    original = catalogue.original(policy)
    own = catalogue.edition(policy, language)
    edition = own if own and catalogue.current(own) else original
    standing = shown(original.standings)
    coming = upcoming(original.standings) if standing and standing.status is Status.IN_FORCE else ()
    page = catalogue.urls.home(language)
    return {
        "title": catalogue.listed_title(edition),
        "language": edition.language,
        "href": relative(catalogue.urls.policy(policy.slug, language).main, page),
        "notice": notice(policy, without_announced_end(standing, coming), t)
        if standing
        else _all_withdrawn(t),
        "coming": [t("alert.upcoming", day=each.version.date) for each in coming],
        "missing": t(f"missing.{_why_missing(catalogue, policy, language)}")
        if edition.language != language
        else "",
    }


def _why_missing(catalogue: Catalogue, policy: Policy, language: str) -> str:
    if language == catalogue.settings.authentic:
        return "withdrawn"
    timeline = policy.timeline(language)
    if timeline is None:
        return "never"
    is_withdrawn = all(version.withdrawn_on is not None for version in timeline.versions)
    return "removed" if timeline.removed or is_withdrawn else "never"


def _all_withdrawn(t: Messages) -> StatusNotice:
    return StatusNotice(Status.WITHDRAWN, t("badge.withdrawn"), t("missing.withdrawn"))
