"""The pages of missing translations, moved pages and unknown URLs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from sayasat.i18n.messages import direction, messages
from sayasat.templating import fragment
from sayasat.versions.policy import Policy
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
from sayasat.website.urls import relative

POINTER_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a page that only leads to another one: it fetches nothing but its icon."""


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
        reason=why_missing(catalogue, policy, language),
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


def why_missing(catalogue: Catalogue, policy: Policy, language: str) -> str:
    """Why a policy has no text in a language: the last part of the name of a message."""
    if language == catalogue.settings.authentic:
        return "withdrawn"
    timeline = policy.timeline(language)
    if timeline is None:
        return "never"
    is_withdrawn = all(version.withdrawn_on is not None for version in timeline.versions)
    return "removed" if timeline.removed or is_withdrawn else "never"
