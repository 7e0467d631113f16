"""How a text is cited: publisher, title, version, and an address that stays. Pure."""

from __future__ import annotations

from sayasat.i18n.messages import messages
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition


def citation(catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision) -> str:
    """A reference to a version, or, where it is not the version's text, to that one revision."""
    urls, commit = edition.urls, placed.revision.commit
    is_text = placed is version.text
    address = urls.version(version.date) if is_text else urls.revision(version.date, commit)
    return messages(edition.language)(
        "cite.reference",
        publisher=catalogue.settings.publisher[edition.language],
        title=edition.title_of(placed),
        version=edition.label(version.date),
        address=catalogue.urls.absolute(address),
        commit=commit[:12],
    )


def section_citation(
    catalogue: Catalogue, edition: Edition, version: Version, name: str, heading: str
) -> str:
    """A reference to a section of a version, by its id and its words."""
    address = catalogue.urls.absolute(edition.urls.version(version.date))
    return messages(edition.language)(
        "cite.section",
        publisher=catalogue.settings.publisher[edition.language],
        title=edition.title_of(version.text),
        section=heading,
        version=edition.label(version.date),
        address=f"{address}#{name}",
    )
