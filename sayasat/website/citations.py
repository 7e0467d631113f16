"""How a text is cited: publisher, title, version, and an address that stays. Pure."""

from __future__ import annotations

from sayasat.i18n.messages import wording
from sayasat.versions.model import Placed, Version
from sayasat.website.catalogue import Edition, Holdings


def citation(holdings: Holdings, edition: Edition, version: Version, placed: Placed) -> str:
    """A reference to a version, or, where it is not the version's text, to that one revision."""
    addresses, commit = edition.addresses, placed.revision.commit
    is_text = placed is version.text
    address = addresses.version(version.date) if is_text else addresses.revision(version.date, commit)
    return wording(edition.language)(
        "cite.reference",
        publisher=holdings.settings.publisher[edition.language],
        title=edition.title_of(placed),
        version=edition.label(version.date),
        address=holdings.addresses.absolute(address),
        commit=commit[:12],
    )


def section_citation(holdings: Holdings, edition: Edition, version: Version, name: str, heading: str) -> str:
    """A reference to a section of a version, by its id and its words."""
    address = holdings.addresses.absolute(edition.addresses.version(version.date))
    return wording(edition.language)(
        "cite.section",
        publisher=holdings.settings.publisher[edition.language],
        title=edition.title_of(version.text),
        section=heading,
        version=edition.label(version.date),
        address=f"{address}#{name}",
    )
