"""The text that a visitor answers the cookie question under, and which earlier answers still hold. Pure.

An answer names the dated version and the digest of the policy's section that it was given under. It holds
while no later version that took effect has changed the section's words, subsections included. Corrections
(``editorial``) and changes of no word (``technical``) do not ask again; words changed in force without a
reason (``unexplained``) do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sayasat.cookies.inventory import FILE, Inventory
from sayasat.errors import Fault, HistoryError
from sayasat.markdown.sections import digest, span
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.policy import Policy
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Catalogue, Edition

_SILENT = {ChangeClass.EDITORIAL, ChangeClass.TECHNICAL, ChangeClass.REPEAL}
"""What changes a version's text without asking again."""


@dataclass(frozen=True, slots=True)
class SectionText:
    """What one revision that held said in the section."""

    version: Version
    placed: PlacedRevision
    opens: bool
    """Whether the version took effect with it."""

    digest: str
    """SHA-256 of the section's visible text, in hexadecimal; of no text where the section was not there."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The section in force, in the authentic language."""

    edition: Edition
    version: Version
    """In force."""

    digest: str
    accepted: tuple[str, ...]
    """Digests under which an answer still holds, oldest first, the present one among them."""

    last_change: SectionText
    """The reading that last changed the words."""

    is_first: bool
    """Whether nothing was there before it: no text has changed since."""

    @property
    def since(self) -> date:
        """An answer given under a version before this date is asked again.

        A version that was dated later than it was recorded is met by answers under its earlier date.
        """
        version = self.last_change.version
        return min((version.date, *version.formerly_dated))


def consent_text(catalogue: Catalogue, inventory: Inventory) -> ConsentText | None:
    """The text as of the day; absent where nothing of it holds and nothing optional is asked for.

    Raises HistoryError where something optional is enabled but no text in force has the section.
    """
    policy = catalogue.archive.policy(inventory.policy)
    now = catalogue.in_force(policy) if policy else None
    texts = _section_texts(catalogue, catalogue.original(policy), inventory.section) if policy and now else []
    if policy is None or now is None or not _has_it(catalogue, policy, now, inventory.section):
        if inventory.optional:
            facts = (("policy", inventory.policy), ("section", inventory.section))
            raise HistoryError([Fault("cookies-no-text", f"{FILE}: text", facts)])
        return None
    start = _last_change(texts)
    accepted = tuple(dict.fromkeys(each.digest for each in texts[start:]))
    return ConsentText(
        catalogue.original(policy),
        now.version,
        texts[-1].digest,
        accepted,
        texts[start],
        is_first=start == 0,
    )


def _has_it(catalogue: Catalogue, policy: Policy, now: Standing, section: str) -> bool:
    return has_section(catalogue, catalogue.original(policy), now.version, section)


def has_section(catalogue: Catalogue, edition: Edition, version: Version, section: str) -> bool:
    """Whether a version's text has a section of this id."""
    return bool(span(catalogue.text(edition, version.text).sections, section))


def _digest(catalogue: Catalogue, edition: Edition, placed: PlacedRevision, section: str) -> str:
    return digest(span(catalogue.text(edition, placed).sections, section))


def _section_texts(catalogue: Catalogue, edition: Edition, section: str) -> list[SectionText]:
    """What held until the day, in order: each version as it took effect, then its later revisions."""
    held = [
        standing.version
        for standing in edition.standings
        if standing.status not in {Status.UPCOMING, Status.WITHDRAWN}
        and standing.version.date <= catalogue.today
    ]
    return [
        SectionText(version, placed, place == 0, _digest(catalogue, edition, placed, section))
        for version in held
        for place, placed in enumerate(_revisions_in_force(version))
    ]


def _revisions_in_force(version: Version) -> Iterator[PlacedRevision]:
    """The revision with which the version took effect, then the later ones: drafts never held.

    That is the last one recorded before its day, of whatever class, or else the first.
    """
    acting = [placed for placed in version.revisions if placed.acts]
    took_effect = min((version.date, *version.formerly_dated))
    drafts = [place for place, each in enumerate(acting) if each.committed_on < took_effect]
    yield from acting[drafts[-1] if drafts else 0 :]


def _last_change(texts: list[SectionText]) -> int:
    """The place of the reading since which the words are the same, but for corrections."""
    start, known = 0, {texts[0].digest}
    for place, text in enumerate(texts):
        is_silent = text.placed.change in _SILENT and not text.opens
        if text.digest not in known and not is_silent:
            start, known = place, set()
        known.add(text.digest)
    return start
