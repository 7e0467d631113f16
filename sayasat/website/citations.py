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
    address = catalogue.urls.absolute(edition.address(version, placed))
    commit = cited(catalogue, version, placed).revision.commit[:12]
    return _cited(catalogue, edition, version, placed, "reference", address=address, commit=commit)


def section_citation(
    catalogue: Catalogue, edition: Edition, version: Version, name: str, heading: str
) -> str:
    """The citation of a section of a version, by the section's id ``name`` and its heading."""
    url = catalogue.urls.absolute(edition.urls.version(version.date))
    facts = {"section": heading, "address": f"{url}#{name}"}
    return _cited(catalogue, edition, version, version.text, "section", **facts)


def _cited(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision, key: str, **facts: str
) -> str:
    publisher = catalogue.settings.publisher[edition.language]
    return messages(edition.language)(
        f"cite.{key}",
        # A sentence, if anybody is named
        publisher=f"{publisher}. " if publisher else "",
        title=edition.title_of(placed),
        version=edition.label(version.date),
        **facts,
    )
