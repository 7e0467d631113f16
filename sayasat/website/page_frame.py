"""The page frame: the head and the language switcher around a page's content. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import escape

from sayasat.i18n.messages import messages
from sayasat.templating import fragment, locale
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Choice, Head, Slots
from sayasat.website.urls import relative

IMAGES = "assets/images/"
"""The folder of the icons and of the image for shared links; a publisher replaces the theme's files."""


def head(catalogue: Catalogue, language: str, title: str, page: str, canonical: str) -> Head:
    """The head of the page at the URL ``page``; ``canonical`` is the URL of its canonical page."""
    return Head(
        title=title,
        site_name=catalogue.site_names[language],
        locale=locale(language),
        canonical=catalogue.urls.absolute(canonical),
        images=relative(IMAGES, page),
        image=catalogue.urls.absolute(f"{IMAGES}card.png"),
    )


def slots(language: str, head: Head, heading: str, switcher: str, content: str = "") -> Slots:
    """The slots of a page without a notice and without a table of contents."""
    return Slots(
        title=str(escape(f"{head.title} – {head.site_name}")),
        heading=str(escape(heading)),
        head=fragment("head.html", messages(language), head=head),
        switcher=switcher,
        content=content,
    )


def feeds(catalogue: Catalogue, edition: Edition, title: str = "") -> tuple[tuple[str, str], ...]:
    """The feeds of an edition and of the site, as (title, absolute URL).

    ``title`` is what the page calls the edition, by default its newest title.
    """
    own = (title or edition.title, catalogue.urls.absolute(edition.urls.feed))
    return (own, *site_feeds(catalogue, edition.language))


def site_feeds(catalogue: Catalogue, language: str) -> tuple[tuple[str, str], ...]:
    """The feed of all policies in one language, as (title, absolute URL)."""
    url = catalogue.urls.absolute(catalogue.urls.feed(language))
    return ((messages(language)("feed.site-title"), url),)


def memento_links(catalogue: Catalogue, edition: Edition) -> tuple[tuple[str, str], ...]:
    """The links of a text to its policy in the course of time, as (relation, absolute URL): RFC 7089."""
    absolute = catalogue.urls.absolute
    return ("original", absolute(edition.urls.main)), ("timemap", absolute(edition.urls.timemap))


def main_alternates(catalogue: Catalogue, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The main pages of a policy in the languages in which they show a text, as `alternates`."""
    languages = [each for each in catalogue.settings.languages if catalogue.has_main(policy, each)]
    return alternates(catalogue, languages, lambda each: catalogue.urls.policy(policy.slug, each).main)


def history_alternates(catalogue: Catalogue, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The history pages of a policy in every language that it has an edition in, as `alternates`."""
    languages = [each for each in catalogue.settings.languages if policy.timeline(each)]
    return alternates(catalogue, languages, lambda each: catalogue.urls.policy(policy.slug, each).history)


def alternates(
    catalogue: Catalogue, languages: Iterable[str], url: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    """The same page in several languages, as (language, absolute URL).

    ``url`` returns the page's URL in a language. The authentic language's page is also listed as
    ``x-default``, for readers of all other languages.
    """
    pages = [(language, catalogue.urls.absolute(url(language))) for language in languages]
    default = [page for language, page in pages if language == catalogue.settings.authentic]
    return (*pages, *(("x-default", page) for page in default))


def main_switcher(catalogue: Catalogue, policy: Policy, language: str, page: str) -> str:
    """The switcher of a main page, which exists in every language: with a text, or as a stub without one."""
    return switcher(
        catalogue,
        language,
        page,
        url=lambda each: catalogue.urls.policy(policy.slug, each).main,
        is_there=lambda each: catalogue.has_main(policy, each),
        instead=lambda each: catalogue.urls.policy(policy.slug, each).main,
    )


def switcher(
    catalogue: Catalogue,
    language: str,
    page: str,
    *,
    url: Callable[[str], str],
    is_there: Callable[[str], bool],
    instead: Callable[[str], str] | None = None,
) -> str:
    """The HTML of links to the same page in each language.

    ``url`` returns the page's URL in a language, ``is_there`` whether the page exists in it. A language
    without the page is marked; its link leads to the URL that ``instead`` returns, or to the authentic
    language's page if ``instead`` is None.
    """
    choices = []
    for each in catalogue.settings.languages:
        found = is_there(each)
        leads_to = each if found or instead else catalogue.settings.authentic
        target = instead(each) if instead and not found else url(leads_to)
        href = relative(target, page)
        choices.append(_choice(each, href, leads_to, is_current=each == language, is_there=found))
    return fragment("switcher.html", messages(language), choices=choices)


def rooted_switcher(catalogue: Catalogue, language: str, leads_to: Callable[[str], str]) -> str:
    """The HTML of links to a page of each language, for a page that a server shows at any URL (404).

    ``leads_to`` returns the URL of the linked page; the links begin at the server's root.
    """
    choices = [
        _choice(each, rooted(catalogue, leads_to(each)), each, is_current=False, is_there=True)
        for each in catalogue.settings.languages
    ]
    return fragment("switcher.html", messages(language), choices=choices)


def rooted(catalogue: Catalogue, url: str) -> str:
    """A URL of the site as an absolute path on its server, with a leading slash."""
    return "/" + catalogue.settings.site_url.split("://", 1)[1].partition("/")[2] + url


def _choice(language: str, href: str, leads_to: str, *, is_current: bool, is_there: bool) -> Choice:
    t = messages(language)
    return Choice(language, t("language.name"), t("language.short"), href, leads_to, is_current, is_there)
