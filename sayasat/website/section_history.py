"""The note under each heading of a main page: when the section changed, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from sayasat.markdown.html import Rendered
from sayasat.markdown.sections import SectionDigests
from sayasat.redline.derivation import Derivation, Origin
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import section_citation
from sayasat.website.page_frame import PageFrame


class SectionState(Struct, frozen=True):
    """Consecutive versions in which a section, with its subsections, has the same visible text."""

    id: str
    """The section's id in `last`."""

    first: Version
    last: Version
    digest: str
    """SHA-256 of the visible text, in hexadecimal."""


SectionHistory = tuple[SectionState, ...]
"""The states that a section has had, oldest first; the last one is the state in the version asked for."""


class SectionHistories(Struct, frozen=True):
    """The histories of all sections that an edition has had."""

    present: Mapping[str, SectionHistory]
    """Of the sections of the last version, by their ids, in the order of the text."""

    ended: tuple[SectionHistory, ...]
    """Of the sections that have gone, in the order in which they went."""


def section_histories(history: Iterable[tuple[Version, SectionDigests, Derivation]]) -> SectionHistories:
    """The histories of the sections of versions, oldest first, each with its derivation from the one before.

    A section's history goes on where the derivation says so, whatever its id and heading are.
    """
    present: dict[str, SectionHistory] = {}
    ended: list[SectionHistory] = []
    for version, digests, table in history:
        before, present = present, {}
        for row in table.rows:
            if row.origin is not Origin.DELETED:
                state = SectionState(row.id, version, version, digests.by_id[row.id])
                present[row.id] = _with_state(before.pop(row.predecessor or "", None), state)
        ended += before.values()
    return SectionHistories(present, tuple(ended))


def _with_state(section_history: SectionHistory | None, state: SectionState) -> SectionHistory:
    if section_history is None:
        return (state,)
    *earlier, last = section_history
    if last.digest == state.digest:
        return (*earlier, replace(last, id=state.id, last=state.last))
    return (*section_history, state)


def derivations(
    catalogue: Catalogue, edition: Edition, until: Version | None = None
) -> list[tuple[Version, SectionDigests, Derivation]]:
    """The versions that were not withdrawn, up to one or to the last, as `section_histories` needs them."""
    versions = [
        each
        for each in edition.timeline.versions
        if each.withdrawn_on is None and (until is None or each.date <= until.date)
    ]
    texts = [None, *(each.text for each in versions)]
    digests, derived = partial(catalogue.section_digests, edition), partial(catalogue.derivation, edition)
    pairs = zip(texts, versions, strict=False)
    return [(version, digests(version.text), derived(before, version.text)) for before, version in pairs]


def section_notes(frame: PageFrame, edition: Edition, version: Version, text: Rendered) -> list[str]:
    """The note for each top-level heading of a version's text; "" for a section that has never changed."""
    catalogue, day = frame.catalogue, version.date
    histories = section_histories(derivations(catalogue, edition, version)).present
    editions = [catalogue.edition(edition.policy, each) for each in catalogue.settings.languages]
    dated = [(each, each.timeline.version(day)) for each in editions if each]
    # The section is cited in every language that has the version
    cited = [(each, own, _headings(catalogue, each, own)) for each, own in dated if own]
    cite = partial(section_citation, catalogue)

    def note(name: str) -> str:
        return frame.fragment(
            "life.html", edition=edition, id=name, states=histories[name], cited=cited, cite=cite
        )

    return [
        note(heading.id) if heading.level > 1 and len(histories[heading.id]) > 1 else ""
        for heading in text.headings
    ]


def _headings(catalogue: Catalogue, edition: Edition, version: Version) -> dict[str, str]:
    return {each.id: each.heading for each in catalogue.text(edition, version.text).sections}


class TranslationLag(Struct, frozen=True):
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
