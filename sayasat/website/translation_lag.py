"""What a translation misses: the changes of the original since the text that was translated."""

from __future__ import annotations

from dataclasses import dataclass

from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition


@dataclass(frozen=True, slots=True)
class TranslationLag:
    """The redline of the original between the translated text and a later one."""

    url: str
    sections: frozenset[str]
    """The ids of the translated sections, subsections included, whose original has changed since."""


def translation_lag(catalogue: Catalogue, edition: Edition, version: Version) -> TranslationLag | None:
    """What the main page of a translation misses, which shows ``version``.

    None if it misses nothing, or if no version of the original is in force.
    """
    now = catalogue.in_force(edition.policy)
    if now is None or version.translates is None:
        return None
    if now.version.date == version.date:
        return correction_lag(catalogue, edition, version)
    original = catalogue.original(edition.policy)
    changed = _changed(catalogue, original, version.translates, now.version.text)
    url = f"{original.urls.compare}?from={version.date}&to={now.version.date}"
    return TranslationLag(url, changed)


def correction_lag(catalogue: Catalogue, edition: Edition, version: Version) -> TranslationLag | None:
    """What a translation of a version misses of the original's corrections; None if it misses nothing."""
    original = catalogue.original(edition.policy)
    own = original.timeline.version(version.date)
    if not version.behind or own is None or version.translates is None:
        return None
    changed = _changed(catalogue, original, version.translates, own.text)
    return TranslationLag(original.urls.revision_changes(version.date, own.text.number), changed)


def _changed(
    catalogue: Catalogue, original: Edition, old: PlacedRevision, new: PlacedRevision
) -> frozenset[str]:
    """The ids of the old text's sections that the new text does not have in the same words."""
    before, after = (catalogue.section_digests(original, each).by_id for each in (old, new))
    rows = catalogue.derivation(original, old, new).rows
    kept = {
        row.predecessor
        for row in rows
        if row.predecessor is not None and before[row.predecessor] == after.get(row.id)
    }
    return frozenset(before.keys() - kept)
