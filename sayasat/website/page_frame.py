"""The page frame: the head and the language switcher around a page's content. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from markupsafe import escape
from msgspec import Struct

from sayasat.i18n.messages import Messages, messages
from sayasat.templating import fragment, locale
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Head, Slots
from sayasat.website.urls import PolicyUrls, relative

IMAGES = "assets/images/"
"""The folder of the icons and of the image for shared links; a publisher replaces the theme's files."""


class PageFrame(Struct, frozen=True):
    """What stands around the content of the page at a URL, in one language."""

    catalogue: Catalogue
    language: str
    url: str

    @property
    def t(self) -> Messages:
        """The texts of the page's language."""
        return messages(self.language)

    def to(self, target: str) -> str:
        """The link on the page to a URL."""
        return relative(target, self.url)

    def fragment(self, template: str, **values: object) -> str:
        """A template rendered for the page, which makes links with ``to``."""
        return fragment(template, self.t, to=self.to, **values)

    def slots(self, heading: str, switcher: str, content: str = "", **values: Any) -> Slots:  # noqa: ANN401
        """The slots of the page, without a notice and without a table of contents.

        ``values`` are those of its head that are not the usual ones; ``title`` may be among them.
        """
        urls, name = self.catalogue.urls, self.catalogue.site_names[self.language]
        usual = {"title": heading, "canonical": urls.absolute(self.url), "images": self.to(IMAGES)}
        image = urls.absolute(f"{IMAGES}card.png")
        head = Head(**usual | values, site_name=name, locale=locale(self.language), image=image)
        title, html = escape(f"{head.title} – {name}"), fragment("head.html", self.t, head=head)
        return Slots(str(title), str(escape(heading)), html, switcher, content)

    def switcher(
        self,
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
        for each in self.catalogue.settings.languages:
            found = is_there(each)
            leads_to = each if found or instead else self.catalogue.settings.authentic
            target = instead(each) if instead and not found else url(leads_to)
            choices.append((each, self.to(target), leads_to, found))
        return self.fragment("switcher.html", choices=choices, current=self.language, messages=messages)

    def policy_switcher(
        self,
        policy: Policy,
        url: Callable[[PolicyUrls], str],
        is_there: Callable[[str], bool] | None = None,
        instead: Callable[[PolicyUrls], str] | None = None,
    ) -> str:
        """`switcher` for a page about a policy, whose URLs in a language ``url`` and ``instead`` get.

        Without ``is_there``, the page exists in each language that the policy has an edition in.
        """

        def named(of: Callable[[PolicyUrls], str]) -> Callable[[str], str]:
            return lambda language: of(self.catalogue.urls.policy(policy.slug, language))

        has_page = is_there or (lambda each: policy.timeline(each) is not None)
        return self.switcher(named(url), has_page, named(instead) if instead else None)

    def main_switcher(self, policy: Policy) -> str:
        """The switcher of a main page, which exists in every language: with a text, or as a stub."""
        main = attrgetter("main")
        return self.policy_switcher(policy, main, partial(self.catalogue.has_main, policy), main)

    def rooted_switcher(self, leads_to: Callable[[str], str]) -> str:
        """The HTML of links to a page of each language, for a page that a server shows at any URL (404).

        ``leads_to`` returns the URL of the linked page; the links begin at the server's root.
        """
        languages = self.catalogue.settings.languages
        choices = [(each, rooted(self.catalogue, leads_to(each)), each, True) for each in languages]
        return self.fragment("switcher.html", choices=choices, current="", messages=messages)


def has_version(policy: Policy, language: str, day: date) -> bool:
    """Whether a policy has the version of a day in a language."""
    timeline = policy.timeline(language)
    return timeline is not None and timeline.version(day) is not None


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


def rooted(catalogue: Catalogue, url: str) -> str:
    """A URL of the site as an absolute path on its server, with a leading slash."""
    return "/" + catalogue.settings.site_url.split("://", 1)[1].partition("/")[2] + url
