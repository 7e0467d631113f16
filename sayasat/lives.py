"""The life of each section: since which version it has read as it does, and how it read before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sayasat.redline import meetings
from sayasat.sections import Section, digest, span
from sayasat.versions import Version


@dataclass(frozen=True, slots=True)
class Reading:
    """Versions in a row in which a section, its subsections included, read the same."""

    id: str
    """The section's id in the last of them."""

    first: Version
    last: Version
    digest: str
    """SHA-256 of the visible text, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Life:
    """How a section came to read as it does."""

    readings: tuple[Reading, ...]
    """Oldest first; the last is the present one."""

    @property
    def changed_in(self) -> Version:
        """The version since which it reads as it does."""
        return self.readings[-1].first


def lives(history: Sequence[tuple[Version, Sequence[Section]]]) -> Mapping[str, Life]:
    """The lives of the sections of the last version given, by id; ``history`` oldest first.

    A section that was given another id, or another heading, goes on living: the redline joins the two.
    """
    known: dict[str, Life] = {}
    before: Sequence[Section] = ()
    for version, sections in history:
        was = _former_ids(before, sections) if known else {}
        known = {
            section.id: _lived(known.get(was.get(section.id, "")), version, section.id, sections)
            for section in sections
        }
        before = sections
    return known


def _former_ids(before: Sequence[Section], sections: Sequence[Section]) -> dict[str, str]:
    met = meetings(before, sections)
    return {meeting.new.id: meeting.old.id for meeting in met if meeting.new and meeting.old}


_digest = lru_cache(maxsize=200)(digest)
"""Most sections stand in many versions."""


def _lived(life: Life | None, version: Version, name: str, sections: Sequence[Section]) -> Life:
    now = Reading(name, version, version, _digest(span(sections, name)))
    if life is None:
        return Life((now,))
    *earlier, last = life.readings
    if last.digest == now.digest:
        return Life((*earlier, replace(last, id=name, last=version)))
    return Life((*life.readings, now))
