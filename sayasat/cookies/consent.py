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
from sayasat.versions.model import ChangeClass, Placed, Version
from sayasat.versions.policy import Policy
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Edition, Holdings

_SILENT = {ChangeClass.EDITORIAL, ChangeClass.TECHNICAL, ChangeClass.REPEAL}
"""What changes a version's text without asking again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one revision that held said in the section."""

    version: Version
    placed: Placed
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

    began: Reading
    """The reading that last changed the words."""

    is_first: bool
    """Whether nothing was there before it: no text has changed since."""

    @property
    def since(self) -> date:
        """An answer given under a version before this date is asked again.

        A version that was dated later than it was recorded is met by answers under its earlier date.
        """
        version = self.began.version
        return min((version.date, *version.formerly_dated))


def consent_text(holdings: Holdings, inventory: Inventory) -> ConsentText | None:
    """The text as of the day; absent where nothing of it holds and nothing optional is asked for.

    Raises HistoryError where something optional is enabled but no text in force has the section.
    """
    policy = holdings.archive.policy(inventory.policy)
    holding = holdings.in_force(policy) if policy else None
    readings = _readings(holdings, holdings.original(policy), inventory.section) if policy and holding else []
    if policy is None or holding is None or not _has_it(holdings, policy, holding, inventory.section):
        if inventory.optional:
            facts = (("policy", inventory.policy), ("section", inventory.section))
            raise HistoryError([Fault("cookies-no-text", f"{FILE}: text", facts)])
        return None
    start = _last_change(readings)
    accepted = tuple(dict.fromkeys(each.digest for each in readings[start:]))
    return ConsentText(
        holdings.original(policy),
        holding.version,
        readings[-1].digest,
        accepted,
        readings[start],
        is_first=start == 0,
    )


def _has_it(holdings: Holdings, policy: Policy, holding: Standing, section: str) -> bool:
    return has_section(holdings, holdings.original(policy), holding.version, section)


def has_section(holdings: Holdings, edition: Edition, version: Version, section: str) -> bool:
    """Whether a version's text has a section of this id."""
    return bool(span(holdings.text(edition, version.text).sections, section))


def _digest(holdings: Holdings, edition: Edition, placed: Placed, section: str) -> str:
    return digest(span(holdings.text(edition, placed).sections, section))


def _readings(holdings: Holdings, edition: Edition, section: str) -> list[Reading]:
    """What held until the day, in order: each version as it took effect, then its later revisions."""
    held = [
        standing.version
        for standing in edition.standings
        if standing.status not in {Status.UPCOMING, Status.WITHDRAWN}
        and standing.version.date <= holdings.today
    ]
    return [
        Reading(version, placed, place == 0, _digest(holdings, edition, placed, section))
        for version in held
        for place, placed in enumerate(_held(version))
    ]


def _held(version: Version) -> Iterator[Placed]:
    """The revision with which the version took effect, then the later ones: drafts never held.

    That is the last one recorded before its day, of whatever class, or else the first.
    """
    acting = [placed for placed in version.revisions if placed.acts]
    took_effect = min((version.date, *version.formerly_dated))
    drafts = [place for place, each in enumerate(acting) if each.day < took_effect]
    yield from acting[drafts[-1] if drafts else 0 :]


def _last_change(readings: list[Reading]) -> int:
    """The place of the reading since which the words are the same, but for corrections."""
    start, known = 0, {readings[0].digest}
    for place, reading in enumerate(readings):
        is_silent = reading.placed.change in _SILENT and not reading.opens
        if reading.digest not in known and not is_silent:
            start, known = place, set()
        known.add(reading.digest)
    return start
