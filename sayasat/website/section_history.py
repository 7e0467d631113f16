"""What stands under a heading of a main page: when the section last changed, and how to cite it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sayasat.i18n.messages import Wording, wording
from sayasat.markdown.sections import Section, digest, span
from sayasat.redline.compare import meetings
from sayasat.templating import fragment
from sayasat.versions.model import Version
from sayasat.website.catalogue import Edition, Holdings
from sayasat.website.citations import section_citation
from sayasat.website.urls import relative


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


_HEADING = re.compile(r'<h([2-6]) id="([^"]+)"[^>]*>.*?</h\1>', re.DOTALL)


def with_notes(holdings: Holdings, edition: Edition, version: Version, html: str, page: str) -> str:
    """The text of a version with a note under each of its headings but the title."""
    known = lives([(each, holdings.text(edition, each.text).sections) for each in _lineage(edition, version)])
    headings = dict(_headings(holdings, edition, version))

    def noted(heading: re.Match[str]) -> str:
        life = known.get(heading[2])
        return heading[0] + (_note(holdings, edition, version, life, headings, page) if life else "")

    return _HEADING.sub(noted, html)


def _lineage(edition: Edition, version: Version) -> list[Version]:
    """The version and those before it that were not withdrawn."""
    return [
        each for each in edition.timeline.versions if each.date <= version.date and each.withdrawn_on is None
    ]


def _headings(
    holdings: Holdings, edition: Edition, version: Version
) -> Iterator[tuple[tuple[str, str], str]]:
    """The words of each heading, by language and id, in the languages that have the version."""
    for language in holdings.settings.languages:
        other = holdings.edition(edition.policy, language)
        own = other.timeline.version(version.date) if other else None
        for section in holdings.text(other, own.text).sections if other and own else ():
            yield (language, section.id), section.heading


def _note(
    holdings: Holdings,
    edition: Edition,
    version: Version,
    life: Life,
    headings: Mapping[tuple[str, str], str],
    page: str,
) -> str:
    w = wording(edition.language)
    name = life.readings[-1].id
    return fragment(
        "life.html",
        w,
        changed=w("life.changed-in", version=edition.label(life.changed_in.date)),
        readings=[_reading(edition, reading, page, w) for reading in reversed(life.readings)],
        references=[
            (language, _reference(holdings, edition, version, language, name, heading))
            for (language, section), heading in headings.items()
            if section == name
        ],
    )


def _reading(edition: Edition, reading: Reading, page: str, w: Wording) -> dict[str, str]:
    first, last = edition.label(reading.first.date), edition.label(reading.last.date)
    label = first if reading.first is reading.last else w("life.from-to", first=first, last=last)
    is_first_of_all = reading.first is edition.timeline.versions[0]
    changes = edition.addresses.changes(reading.first.date)
    return {
        "label": label,
        "href": f"{relative(edition.addresses.version(reading.last.date), page)}#{reading.id}",
        "changes": "" if is_first_of_all else f"{relative(changes, page)}#{reading.id}",
    }


def _reference(
    holdings: Holdings, edition: Edition, version: Version, language: str, name: str, heading: str
) -> str:
    own = holdings.edition(edition.policy, language)
    assert own is not None
    same = next(each for each in own.timeline.versions if each.date == version.date)
    return section_citation(holdings, own, same, name, heading)
