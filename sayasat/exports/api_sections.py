"""``sections.json``: which section comes from which, and the texts that each has had.

Pure, except that texts are read through the cache.
"""

from __future__ import annotations

from sayasat.exports.api_types import DerivationEntry, Sections, SectionStateEntry, as_json
from sayasat.redline.derivation import Origin
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.section_history import SectionHistory, derivations, section_histories
from sayasat.website.urls import schema


def sections_json(catalogue: Catalogue, edition: Edition) -> bytes:
    """The derivations and the sections' histories of all versions of an edition that were not withdrawn."""
    found = derivations(catalogue, edition)
    days = [version.date for version, _, _ in found]
    histories = section_histories(found)
    derived = []
    for before, day, (_, _, table) in zip([None, *days], days, found, strict=False):
        # The rows of sections that changed, or got another id
        rows = (row for row in table.rows if (row.origin, row.sources) != (Origin.UNCHANGED, (row.id,)))
        entry = DerivationEntry(
            date=day,
            id=str(day),
            before=before,
            before_id=str(before) if before else None,
            sections=tuple(rows),
        )
        derived.append(entry)
    sections = Sections(
        schema=catalogue.urls.absolute(schema("sections")),
        policy=edition.policy.slug,
        language=edition.language,
        derivations=tuple(derived),
        lives=tuple(map(_states, (*histories.present.values(), *histories.ended))),
    )
    return as_json(sections)


def _states(history: SectionHistory) -> tuple[SectionStateEntry, ...]:
    return tuple(
        SectionStateEntry(
            id=each.id,
            first=each.first.date,
            first_id=str(each.first.date),
            last=each.last.date,
            last_id=str(each.last.date),
            sha256=each.digest,
        )
        for each in history
    )
