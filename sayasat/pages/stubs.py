"""The pages of missing translations, moved pages and unknown URLs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from msgspec.structs import replace

from sayasat.i18n.messages import direction, messages
from sayasat.templating import fragment
from sayasat.versions.policy import Policy
from sayasat.versions.titles import title_of
from sayasat.website.catalogue import Catalogue
from sayasat.website.page_frame import IMAGES, PageFrame, alternates, rooted, site_feeds
from sayasat.website.shell import Slots
from sayasat.website.urls import relative

POINTER_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a page that only leads to another one: it fetches nothing but its icon."""


def missing_page(catalogue: Catalogue, policy: Policy, language: str) -> Slots:
    """The main page of a policy in a language without a text. It never shows the text of another language."""
    original = catalogue.original(policy).urls
    page = PageFrame(catalogue, language, catalogue.urls.policy(policy.slug, language).main)
    authentic = catalogue.settings.authentic
    title = title_of(policy.authentic.newest, policy.slug)
    content = page.fragment(
        "missing.html",
        title=title,
        reason=why_missing(catalogue, policy, language),
        url=original.history if language == authentic else original.main,
        language=authentic,
    )
    return page.slots(title, page.main_switcher(policy), content, indexed=False)


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
    frame = PageFrame(catalogue, language, page)

    def url(each: str) -> str:
        return prefix(each) + path

    there = [each for each in catalogue.settings.languages if each in present]
    languages = frame.switcher(url, lambda each: each in present, catalogue.urls.home)
    pages, site = alternates(catalogue, there, url), site_feeds(catalogue, language)
    return frame.slots(title, languages, description=description, alternates=pages, feeds=site)


def not_found_page(catalogue: Catalogue, language: str) -> Slots:
    """The page for an unknown URL: its text in every language, ``language`` first."""
    t = messages(language)
    ordered = sorted(catalogue.settings.languages, key=lambda each: each != language)
    content = fragment(
        "not_found.html",
        t,
        languages=ordered,
        messages=messages,
        urls=catalogue.urls,
        rooted=partial(rooted, catalogue),
    )
    page = rooted_page(catalogue, language, t("not-found.title"), catalogue.urls.home)
    return replace(page, content=content)


def rooted_page(catalogue: Catalogue, language: str, title: str, leads_to: Callable[[str], str]) -> Slots:
    """The frame, without content, of a page that a server shows at any URL.

    ``leads_to`` returns the URL that the switcher links to for a language.
    """
    page = PageFrame(catalogue, language, "404.html")
    images, languages = rooted(catalogue, IMAGES), page.rooted_switcher(leads_to)
    return page.slots(title, languages, canonical="", indexed=False, images=images)


def why_missing(catalogue: Catalogue, policy: Policy, language: str) -> str:
    """Why a policy has no text in a language: the last part of the name of a message."""
    if language == catalogue.settings.authentic:
        return "withdrawn"
    timeline = policy.timeline(language)
    if timeline is None:
        return "never"
    is_withdrawn = all(version.withdrawn_on is not None for version in timeline.versions)
    return "removed" if timeline.removed or is_withdrawn else "never"
