"""The policy section that a visitor consents to, and which earlier answers are still valid. Pure.

A stored answer names the version and the digest of the section under which it was given. It is valid until
a later version that changes the section's words, subsections included, takes effect. Corrections
(``editorial``) and changes of no word (``technical``) leave answers valid; words that are changed in force
without a reason (``unexplained``) do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from sayasat.cookies.inventory import FILE, Inventory
from sayasat.errors import Fault, HistoryError
from sayasat.markdown.sections import digest, span
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.status import Status
from sayasat.website.catalogue import Catalogue, Edition

_SILENT = {ChangeClass.EDITORIAL, ChangeClass.LAYOUT, ChangeClass.TECHNICAL, ChangeClass.REPEAL}
"""Change classes of revisions that leave earlier answers valid."""


class SectionText(Struct, frozen=True):
    """The section in one revision that was in force."""

    version: Version
    placed: PlacedRevision
    opens: bool
    """Whether the version took effect with this revision."""

    digest: str
    """SHA-256 of the section's visible text, in hexadecimal; of empty text if there was no such section."""


class ConsentText(Struct, frozen=True):
    """The section that is in force in the authentic language."""

    edition: Edition
    version: Version
    """The version in force."""

    digest: str
    accepted: tuple[str, ...]
    """Digests of the section with which an answer is valid, oldest first, including `digest`."""

    last_change: SectionText
    """The revision that last changed the section's words."""

    is_first: bool
    """Whether `last_change` is the first text, so that no words have changed."""

    @property
    def since(self) -> date:
        """Answers given under a version with an earlier date than this are not valid.

        If a version was given another date later, this is the earliest one: answers may name that.
        """
        version = self.last_change.version
        return min((version.date, *version.formerly_dated))


def consent_text(catalogue: Catalogue, inventory: Inventory) -> ConsentText | None:
    """The section as seen on the catalogue's day; None if no text in force has it.

    Raises HistoryError if no text in force has it but the inventory has optional categories.
    """
    policy = catalogue.archive.policy(inventory.policy)
    current = catalogue.in_force(policy) if policy else None
    edition = catalogue.original(policy) if policy else None
    section = inventory.section
    if edition is None or current is None or not has_section(catalogue, edition, current.version, section):
        if inventory.optional:
            facts = (("policy", inventory.policy), ("section", section))
            raise HistoryError([Fault("cookies-no-text", f"{FILE}: text", facts)])
        return None
    texts = _section_texts(catalogue, edition, section)
    start = _last_change(texts)
    accepted = tuple(dict.fromkeys(each.digest for each in texts[start:]))
    is_first = start == 0
    return ConsentText(edition, current.version, texts[-1].digest, accepted, texts[start], is_first)


def has_section(catalogue: Catalogue, edition: Edition, version: Version, section: str) -> bool:
    """Whether a version's text has a section with the id ``section``."""
    return bool(span(catalogue.text(edition, version.text).sections, section))


def _digest(catalogue: Catalogue, edition: Edition, placed: PlacedRevision, section: str) -> str:
    return digest(span(catalogue.text(edition, placed).sections, section))


def _section_texts(catalogue: Catalogue, edition: Edition, section: str) -> list[SectionText]:
    """The section in every revision that has been in force by the catalogue's day, in that order."""
    versions = [
        standing.version
        for standing in edition.standings
        if standing.status not in {Status.UPCOMING, Status.WITHDRAWN}
        and standing.version.date <= catalogue.today
    ]
    return [
        SectionText(version, placed, position == 0, _digest(catalogue, edition, placed, section))
        for version in versions
        for position, placed in enumerate(_revisions_in_force(version))
    ]


def _revisions_in_force(version: Version) -> Iterator[PlacedRevision]:
    """The revision with which the version took effect, then all later ones.

    The version took effect with the last revision recorded before its date, or else with its first one.
    Earlier revisions were never in force.
    """
    acting = [placed for placed in version.revisions if placed.acts]
    took_effect = min((version.date, *version.formerly_dated))
    before = [position for position, each in enumerate(acting) if each.committed_on < took_effect]
    yield from acting[before[-1] if before else 0 :]


def _last_change(texts: list[SectionText]) -> int:
    """The position of the last text that changed the words otherwise than by a correction."""
    start, known = 0, {texts[0].digest}
    for position, text in enumerate(texts):
        is_silent = text.placed.change in _SILENT and not text.opens
        if text.digest not in known and not is_silent:
            start, known = position, set()
        known.add(text.digest)
    return start
