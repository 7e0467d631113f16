"""What stands under a heading of a main page: when the section last changed, and how to cite it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sayasat.addresses import relative
from sayasat.citations import section_citation
from sayasat.frame import fragment
from sayasat.holdings import Edition, Holdings
from sayasat.lives import Life, Reading, lives
from sayasat.versions import Version
from sayasat.wording import Wording, wording

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
