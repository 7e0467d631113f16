"""What a page says of its text to machines: JSON-LD with terms of schema.org (Legislation, BreadcrumbList).

Pure.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from sayasat.versions.model import PlacedRevision
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Catalogue, Edition


def legislation(
    catalogue: Catalogue, edition: Edition, standing: Standing, placed: PlacedRevision, page: str
) -> dict[str, Any]:
    """The text of a version as ``Legislation``, with the way to the page at the URL ``page``.

    The main page also says whether the policy is in force; a dated page says only what cannot change.
    """
    absolute, version = catalogue.urls.absolute, standing.version
    url = absolute(edition.urls.version(version.date))
    is_main = page == edition.urls.main
    publisher = catalogue.settings.publisher[edition.language]
    force = "InForce" if standing.status is Status.IN_FORCE else "NotInForce"
    named = {
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": edition.title_of(placed),
        "description": version.summary,
        "inLanguage": edition.language,
        "legislationIdentifier": f"{quote(edition.policy.slug)}/{version.date}",
        "legislationDate": version.adopted and version.adopted.isoformat(),
        "legislationDateVersion": version.date.isoformat(),
        "legislationDateOfApplicability": standing.since and standing.since.isoformat(),
        "datePublished": version.first_published.date().isoformat(),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "legislationLegalForce": f"https://schema.org/{force}" if is_main else None,
        "encoding": _file(catalogue, edition, standing, placed),
        **_translations(catalogue, edition, standing.version.date),
    }
    return {
        "@context": "https://schema.org",
        "@graph": [_without_none(named), _breadcrumb(catalogue, edition, standing, is_main=is_main)],
    }


def _without_none(named: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in named.items() if value is not None}


def _file(
    catalogue: Catalogue, edition: Edition, standing: Standing, placed: PlacedRevision
) -> dict[str, Any]:
    """The source as ``LegislationObject``; only an unofficial translation says what its legal value is."""
    kind = placed.source.front_matter.translation or "unofficial"
    is_unofficial = not catalogue.is_authentic(edition) and kind == "unofficial"
    file = {
        "@type": "LegislationObject",
        "contentUrl": catalogue.urls.absolute(edition.source_of(standing.version, placed)),
        "encodingFormat": "text/markdown",
        "sha256": placed.source.sha256,
        "legislationLegalValue": "https://schema.org/UnofficialLegalValue" if is_unofficial else None,
    }
    return _without_none(file)


def _translations(catalogue: Catalogue, edition: Edition, day: date) -> dict[str, Any]:
    """The original of a translation, or the translations of an original, where they have the version."""
    absolute, languages = catalogue.urls.absolute, catalogue.settings.languages
    others = (catalogue.edition(edition.policy, each) for each in languages if each != edition.language)
    found = [
        (catalogue.is_authentic(other), {"@type": "Legislation", "@id": absolute(other.urls.version(day))})
        for other in others
        if other and other.timeline.version(day)
    ]
    if catalogue.is_authentic(edition):
        return {"workTranslation": [each for _, each in found]} if found else {}
    return next(({"translationOfWork": each} for is_original, each in found if is_original), {})


def _breadcrumb(
    catalogue: Catalogue, edition: Edition, standing: Standing, *, is_main: bool
) -> dict[str, Any]:
    day, language = standing.version.date, edition.language
    steps = [
        (catalogue.site_names[language], catalogue.urls.home(language)),
        (edition.title_of(standing.version.text), edition.urls.main),
        *([] if is_main else [(edition.label(day), edition.urls.version(day))]),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": catalogue.urls.absolute(url)}
            for place, (name, url) in enumerate(steps, 1)
        ],
    }
