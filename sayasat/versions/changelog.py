"""The change log: dated entries of what was published when, and what it did. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Event, Removal, Revision
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.policy import Policy


class Entry(Struct, frozen=True):
    """One commit's effect on one edition."""

    policy: Policy
    timeline: Timeline
    version: Version | None
    """Absent where the file was removed."""

    placed: PlacedRevision | None
    removal: Removal | None = None

    @property
    def commit(self) -> str:
        """The commit's full name."""
        return self.event.commit

    @property
    def recorded(self) -> datetime:
        """When, in the publisher's zone."""
        return self.event.recorded

    @property
    def place(self) -> int:
        """The commit's place on the main line."""
        return self.event.place

    @property
    def day(self) -> date:
        """The calendar day in the publisher's zone."""
        return self.recorded.date()

    @property
    def kind(self) -> str:
        """The change class, ``set-aside``, ``removal``, or ``withdrawal`` (a version's file was deleted)."""
        if self.placed:
            return self.placed.kind
        return "withdrawal" if self.removal and self.removal.filed else "removal"

    @property
    def is_silent(self) -> bool:
        """Nothing that a reader sees changed: no word, or the revision was at fault and set aside."""
        return self.kind in {ChangeClass.TECHNICAL, "set-aside"}

    @property
    def event(self) -> Event:
        """What the commit did to the file."""
        if self.placed is not None:
            return self.placed.revision
        assert self.removal is not None
        return self.removal


def entries(policy: Policy, timeline: Timeline) -> tuple[Entry, ...]:
    """Every event of one edition, newest first."""
    of_revision = {each.revision: Entry(policy, timeline, version, each) for version, each in timeline.placed}
    found = [
        Entry(policy, timeline, None, None, event) if isinstance(event, Removal) else of_revision[event]
        for event in timeline.lineage.events
        if isinstance(event, Revision) or _tells(policy, timeline, event)
    ]
    return tuple(reversed(found))


def _tells(policy: Policy, timeline: Timeline, removal: Removal) -> bool:
    """Whether a removal changes what readers see: that of a version's file may withdraw the version."""
    if removal.filed is None:
        return True
    version = timeline.version(removal.filed) if timeline is policy.authentic else None
    return version is not None and version.withdrawn_on == removal.recorded.date()


def site_entries(policies: Iterable[Policy], language: str) -> tuple[Entry, ...]:
    """The entries of all policies for a reader of one language, newest first, silent changes left out.

    A change of the original that this language has no text for is among them: it is in the original's words.
    """
    found = [
        entry
        for policy in policies
        for timeline in _timelines_for(policy, language)
        for entry in entries(policy, timeline)
        if not entry.is_silent and not _is_translated(entry, policy, language)
    ]
    return tuple(sorted(found, key=lambda entry: entry.recorded, reverse=True))


def _timelines_for(policy: Policy, language: str) -> list[Timeline]:
    own = policy.timeline(language)
    return [policy.authentic] if own is None or own is policy.authentic else [own, policy.authentic]


def _is_translated(entry: Entry, policy: Policy, language: str) -> bool:
    """An original's version that the reader's own language has: it has an entry of its own."""
    own = policy.timeline(language)
    if own is None or entry.timeline is own or entry.version is None:
        return False
    return own.version(entry.version.date) is not None
