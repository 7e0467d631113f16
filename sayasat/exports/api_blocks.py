"""``blocks.json``: the sections and blocks of a version, for the compare page's script.

Pure, except that texts are read through the cache.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import convert, json

from sayasat.cache.texts import CachedSection
from sayasat.exports.api_types import BlockEntry, Blocks, SectionEntry
from sayasat.markdown.sections import Section
from sayasat.version_days import calendar_day
from sayasat.versions.model import Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.urls import schema


def blocks_json(catalogue: Catalogue, edition: Edition, version: Version) -> bytes:
    """A version's sections and blocks in the order shown, as compact JSON in UTF-8."""
    document = Blocks(
        schema=catalogue.urls.absolute(schema("blocks")),
        policy=edition.policy.slug,
        language=edition.language,
        date=version.date,
        id=str(version.date),
        label=edition.label(version.date),
        url=catalogue.urls.absolute(edition.urls.version(version.date)),
        sections=(),
    )
    whole = json.encode(document, enc_hook=calendar_day).removesuffix(b"]}")
    parts = (_section_json(part) for part in catalogue.text(edition, version.text).cached_sections)
    return whole + b",".join(parts) + b"]}\n"


@lru_cache(maxsize=200)
def _section_json(part: CachedSection) -> bytes:
    # Cached, because most sections are the same in many versions.
    return json.encode(section_entry(part.section))


def section_entry(section: Section) -> SectionEntry:
    """One entry of ``sections``."""
    return SectionEntry(
        id=section.id,
        level=section.level,
        heading=section.heading,
        heading_form=section.form,
        heading_details=section.details,
        blocks=convert(section.blocks, tuple[BlockEntry, ...], from_attributes=True),
    )
