"""What stands around a page's content: its head and its language switcher. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import escape

from sayasat.i18n.messages import messages
from sayasat.templating import fragment, locale
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Choice, Head, Slots
from sayasat.website.urls import relative

ICON = "assets/images/favicon.svg"


def head(catalogue: Catalogue, language: str, title: str, page: str, canonical: str) -> Head:
    """The head of a page; ``canonical`` is an address of this site, and may be another page's."""
    return Head(
        title=title,
        site_name=catalogue.site_names[language],
        locale=locale(language),
        canonical=catalogue.urls.absolute(canonical),
        icon=relative(ICON, page),
    )


def slots(language: str, head: Head, heading: str, switcher: str, content: str = "") -> Slots:
    """A page without a notice and without contents of its own."""
    return Slots(
        title=str(escape(f"{head.title} – {head.site_name}")),
        heading=str(escape(heading)),
        head=fragment("head.html", messages(language), head=head),
        switcher=switcher,
        content=content,
    )


def feeds(catalogue: Catalogue, edition: Edition) -> tuple[tuple[str, str], ...]:
    """A policy's own feed, and the site's."""
    own = (edition.title, catalogue.urls.absolute(edition.urls.feed))
    return (own, *site_feeds(catalogue, edition.language))


def site_feeds(catalogue: Catalogue, language: str) -> tuple[tuple[str, str], ...]:
    """The feed of all policies in one language."""
    address = catalogue.urls.absolute(catalogue.urls.feed(language))
    return ((messages(language)("feed.site-title"), address),)


def main_alternates(catalogue: Catalogue, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The main pages of a policy that show a text, a missing translation's stub never."""
    there = [each for each in catalogue.settings.languages if catalogue.has_main(policy, each)]
    return alternates(catalogue, there, lambda each: catalogue.urls.policy(policy.slug, each).main)


def history_alternates(catalogue: Catalogue, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The histories of a policy."""
    there = [each for each in catalogue.settings.languages if policy.timeline(each)]
    return alternates(catalogue, there, lambda each: catalogue.urls.policy(policy.slug, each).history)


def alternates(
    catalogue: Catalogue, languages: Iterable[str], address: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    """The same page in each language, absolute, and the authentic one for readers of any other language."""
    found = [(language, catalogue.urls.absolute(address(language))) for language in languages]
    default = [address for language, address in found if language == catalogue.settings.authentic]
    return (*found, *(("x-default", address) for address in default))


def main_switcher(catalogue: Catalogue, policy: Policy, language: str, page: str) -> str:
    """A main page is there in every language: as a text, or as a stub that says there is none."""
    return switcher(
        catalogue,
        language,
        page,
        address=lambda each: catalogue.urls.policy(policy.slug, each).main,
        is_there=lambda each: catalogue.has_main(policy, each),
        instead=lambda each: catalogue.urls.policy(policy.slug, each).main,
    )


def switcher(
    catalogue: Catalogue,
    language: str,
    page: str,
    *,
    address: Callable[[str], str],
    is_there: Callable[[str], bool],
    instead: Callable[[str], str] | None = None,
) -> str:
    """Links to the same page in each language.

    A language without it is marked; its link leads to ``instead``, or else to the authentic language's page.
    """
    choices = [
        _choice(
            each,
            is_current=each == language,
            is_there=is_there(each),
            href=relative(
                (address if is_there(each) else instead or _original(catalogue, address))(each), page
            ),
            leads_to=each if is_there(each) or instead else catalogue.settings.authentic,
        )
        for each in catalogue.settings.languages
    ]
    return fragment("switcher.html", messages(language), choices=choices)


def rooted_switcher(catalogue: Catalogue, language: str, leads_to: Callable[[str], str]) -> str:
    """Links to a page of each language, from the server's root: for a page that is served at any depth."""
    choices = [
        _choice(
            each,
            is_current=False,
            is_there=True,
            href=rooted(catalogue, leads_to(each)),
            leads_to=each,
        )
        for each in catalogue.settings.languages
    ]
    return fragment("switcher.html", messages(language), choices=choices)


def rooted(catalogue: Catalogue, address: str) -> str:
    """An address from the server's root."""
    return "/" + catalogue.settings.site_url.split("://", 1)[1].partition("/")[2] + address


def _original(catalogue: Catalogue, address: Callable[[str], str]) -> Callable[[str], str]:
    return lambda _: address(catalogue.settings.authentic)


def _choice(language: str, *, is_current: bool, is_there: bool, href: str, leads_to: str) -> Choice:
    t = messages(language)
    return Choice(language, t("language.name"), t("language.short"), href, leads_to, is_current, is_there)
