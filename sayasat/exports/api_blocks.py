"""``blocks.json``: the sections and blocks of a version, for the compare page's script.

Pure, except that texts are read through the cache.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sayasat.cache.texts import CachedSection
from sayasat.markdown.sections import Block, Section
from sayasat.versions.model import Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.urls import BLOCKS_SCHEMA


def blocks_json(catalogue: Catalogue, edition: Edition, version: Version) -> bytes:
    """A version's sections and blocks in the order shown, as compact JSON in UTF-8."""
    document = {
        "schema": catalogue.urls.absolute(BLOCKS_SCHEMA),
        "policy": edition.policy.slug,
        "language": edition.language,
        "date": version.date.isoformat(),
        "label": edition.label(version.date),
        "url": catalogue.urls.absolute(edition.urls.version(version.date)),
        "sections": [],
    }
    whole = _compact(document)
    sections = ",".join(_section_json(part) for part in catalogue.text(edition, version.text).cached_sections)
    return (whole.removesuffix("]}") + f"{sections}]}}\n").encode()


@lru_cache(maxsize=200)
def _section_json(part: CachedSection) -> str:
    # Cached, because most sections are the same in many versions.
    return _compact(section_data(part.section, part.forms))


def section_data(section: Section, forms: Sequence[str]) -> dict[str, Any]:
    """One entry of ``sections``; ``forms`` are the result of `sayasat.markdown.forms.forms_of`."""
    *heading, _ = (*forms[: 1 if section.level else 0], "")
    blocks = zip(section.blocks, forms[len(heading) :], strict=True)
    return {
        "id": section.id,
        "level": section.level,
        "heading": section.heading,
        "headingForm": "".join(heading),
        "blocks": [_block(block, form) for block, form in blocks],
    }


def _block(block: Block, form: str) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "text": block.text,
        "depth": block.depth,
        "number": block.number,
        "form": form,
    }


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
