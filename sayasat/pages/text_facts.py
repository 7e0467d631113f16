"""The facts about a text that archivists need, at the end of its page. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.pages.text_notice import TextPage
from sayasat.templating import fragment
from sayasat.website.citations import citation, cited
from sayasat.website.provenance import provenance
from sayasat.website.status_notice import Fact, corrections, notice
from sayasat.website.urls import relative


def about_html(text_page: TextPage) -> str:
    """The facts in HTML: status, corrections, provenance, citation, proof."""
    t, version, placed = text_page.t, text_page.version, text_page.placed
    named = cited(text_page.catalogue, version, placed)
    return fragment(
        "about.html",
        t,
        notice=notice(text_page.edition.policy, text_page.standing, t),
        label=text_page.edition.label(version.date),
        corrections=corrections(version.corrections, t),
        placed=named,
        source=relative(text_page.source_url(named), text_page.page),
        print_title=f"{text_page.edition.title_of(placed)}. {text_page.edition.label(version.date)}",
        print_url=text_page.catalogue.urls.absolute(text_page.edition.address(version, placed)),
        proof=None if text_page.is_main else text_page.proof,
        cite=citation(text_page.catalogue, text_page.edition, version, placed),
        provenance=provenance(text_page.catalogue.settings, named.revision),
        origin=tuple(_origin(text_page)),
    )


def _origin(text_page: TextPage) -> Iterator[Fact]:
    """Whose texts they are, who archives those of somebody else, and the repository with its URL."""
    t, settings = text_page.t, text_page.catalogue.settings
    if settings.adoption:
        publisher = settings.publisher[text_page.edition.language]
        yield Fact(t("provenance.publisher"), publisher or t("provenance.unnamed"))
        yield Fact(t("provenance.archivist"), settings.adoption.archivist or t("provenance.unnamed"))
    if settings.repository_url:
        yield Fact(t("provenance.repository"), settings.repository_url, settings.repository_url)
