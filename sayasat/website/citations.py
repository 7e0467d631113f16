"""Citations of texts and sections: publisher, title, version and a permanent URL. Pure."""

from __future__ import annotations

from sayasat.i18n.messages import messages
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition


def cited(catalogue: Catalogue, version: Version, placed: PlacedRevision) -> PlacedRevision:
    """The revision whose commit and file a page names as those of a text.

    In an archive of another repository, that is the one that made the words: commits that change none of
    them, for example for all files, are many there.
    """
    is_text = catalogue.settings.is_foreign and placed is version.text
    return version.words if is_text else placed


def citation(catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision) -> str:
    """The citation of a version if ``placed`` is its current text, otherwise of that revision."""
    return messages(edition.language)(
        "cite.reference",
        publisher=_publisher(catalogue, edition),
        title=edition.title_of(placed),
        version=edition.label(version.date),
        address=catalogue.urls.absolute(edition.address(version, placed)),
        commit=cited(catalogue, version, placed).revision.commit[:12],
    )


def section_citation(
    catalogue: Catalogue, edition: Edition, version: Version, name: str, heading: str
) -> str:
    """The citation of a section of a version, by the section's id ``name`` and its heading."""
    url = catalogue.urls.absolute(edition.urls.version(version.date))
    return messages(edition.language)(
        "cite.section",
        publisher=_publisher(catalogue, edition),
        title=edition.title_of(version.text),
        section=heading,
        version=edition.label(version.date),
        address=f"{url}#{name}",
    )


def _publisher(catalogue: Catalogue, edition: Edition) -> str:
    """The name of the publisher as a sentence; empty if nobody is named."""
    name = catalogue.settings.publisher[edition.language]
    return f"{name}. " if name else ""
