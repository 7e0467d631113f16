"""What a translation misses: the changes of the original since the text that was translated."""

from __future__ import annotations

from dataclasses import dataclass

from sayasat.markdown.sections import digest, span
from sayasat.redline.section_matching import match_sections
from sayasat.versions.model import Version
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
    original = catalogue.original(edition.policy)
    later = now.version
    if later.date == version.date:
        return correction_lag(catalogue, edition, version)
    old, new = (catalogue.text(original, placed).sections for placed in (version.translates, later.text))
    pairs = ((pair.old.id, pair.new.id if pair.new else "") for pair in match_sections(old, new) if pair.old)
    changed = (before for before, after in pairs if digest(span(old, before)) != digest(span(new, after)))
    return TranslationLag(original.urls.to_current(version.date), frozenset(changed))


def correction_lag(catalogue: Catalogue, edition: Edition, version: Version) -> TranslationLag | None:
    """What a translation of a version misses of the original's corrections; None if it misses nothing."""
    original = catalogue.original(edition.policy)
    own = original.timeline.version(version.date)
    if not version.behind or own is None or version.translates is None:
        return None
    old, new = (catalogue.text(original, placed).sections for placed in (version.translates, own.text))
    changed = (each.id for each in old if digest(span(old, each.id)) != digest(span(new, each.id)))
    return TranslationLag(original.urls.revision_changes(version.date, own.text.number), frozenset(changed))
