"""The note under each heading of a main page: when the section changed, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sayasat.i18n.messages import Messages, messages
from sayasat.markdown.html import Rendered
from sayasat.markdown.sections import Section, digest, span
from sayasat.redline.section_matching import match_sections
from sayasat.templating import fragment
from sayasat.versions.model import Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import section_citation
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class SectionState:
    """Consecutive versions in which a section, with its subsections, has the same visible text."""

    id: str
    """The section's id in `last`."""

    first: Version
    last: Version
    digest: str
    """SHA-256 of the visible text, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class SectionHistory:
    """The states that a section has had."""

    states: tuple[SectionState, ...]
    """Oldest first; the last one is the state in the version asked for."""

    @property
    def changed_in(self) -> Version:
        """The first version with the section's present text."""
        return self.states[-1].first


def section_histories(history: Sequence[tuple[Version, Sequence[Section]]]) -> Mapping[str, SectionHistory]:
    """The history of each section of the last version in ``history`` (oldest first), by section id.

    A section whose id or heading changed keeps its history, if a redline of the two versions matches the old
    section with the new one.
    """
    histories: dict[str, SectionHistory] = {}
    before: Sequence[Section] = ()
    for version, sections in history:
        old_ids = _old_ids(before, sections) if histories else {}
        histories = {
            section.id: _with_version(
                histories.get(old_ids.get(section.id, "")), version, section.id, sections
            )
            for section in sections
        }
        before = sections
    return histories


def _old_ids(before: Sequence[Section], sections: Sequence[Section]) -> dict[str, str]:
    pairs = match_sections(before, sections)
    return {pair.new.id: pair.old.id for pair in pairs if pair.new and pair.old}


_digest = lru_cache(maxsize=200)(digest)
"""Cached, because most sections are the same in many versions."""


def _with_version(
    section_history: SectionHistory | None, version: Version, name: str, sections: Sequence[Section]
) -> SectionHistory:
    state = SectionState(name, version, version, _digest(span(sections, name)))
    if section_history is None:
        return SectionHistory((state,))
    *earlier, last = section_history.states
    if last.digest == state.digest:
        return SectionHistory((*earlier, replace(last, id=name, last=version)))
    return SectionHistory((*section_history.states, state))


def section_notes(
    catalogue: Catalogue, edition: Edition, version: Version, text: Rendered, page: str
) -> list[str]:
    """The note for each top-level heading of a version's text; "" for a section that has never changed."""
    histories = section_histories(
        [(each, catalogue.text(edition, each.text).sections) for each in _until(edition, version)]
    )
    titles = dict(_headings(catalogue, edition, version))
    return [
        _note(catalogue, edition, version, histories[heading.id], titles, page)
        if heading.level > 1 and len(histories[heading.id].states) > 1
        else ""
        for heading in text.headings
    ]


def _until(edition: Edition, version: Version) -> list[Version]:
    """The version and all earlier versions that were not withdrawn."""
    return [
        each for each in edition.timeline.versions if each.date <= version.date and each.withdrawn_on is None
    ]


def _headings(
    catalogue: Catalogue, edition: Edition, version: Version
) -> Iterator[tuple[tuple[str, str], str]]:
    """Each heading's text by (language, section id), in every language that has the version."""
    for language in catalogue.settings.languages:
        other = catalogue.edition(edition.policy, language)
        own = other.timeline.version(version.date) if other else None
        for section in catalogue.text(other, own.text).sections if other and own else ():
            yield (language, section.id), section.heading


def _note(
    catalogue: Catalogue,
    edition: Edition,
    version: Version,
    section_history: SectionHistory,
    headings: Mapping[tuple[str, str], str],
    page: str,
) -> str:
    t = messages(edition.language)
    name = section_history.states[-1].id
    return fragment(
        "life.html",
        t,
        changed=t("life.changed-in", version=edition.label(section_history.changed_in.date)),
        readings=[_reading(edition, state, page, t) for state in reversed(section_history.states)],
        references=[
            (language, _reference(catalogue, edition, version, language, name, heading))
            for (language, section), heading in headings.items()
            if section == name
        ],
    )


def _reading(edition: Edition, state: SectionState, page: str, t: Messages) -> dict[str, str]:
    first, last = edition.label(state.first.date), edition.label(state.last.date)
    label = first if state.first is state.last else t("life.from-to", first=first, last=last)
    is_first_of_all = state.first is edition.timeline.versions[0]
    changes = edition.urls.changes(state.first.date)
    return {
        "label": label,
        "href": f"{relative(edition.urls.version(state.last.date), page)}#{state.id}",
        "changes": "" if is_first_of_all else f"{relative(changes, page)}#{state.id}",
    }


def _reference(
    catalogue: Catalogue, edition: Edition, version: Version, language: str, name: str, heading: str
) -> str:
    own = catalogue.edition(edition.policy, language)
    assert own is not None
    same = next(each for each in own.timeline.versions if each.date == version.date)
    return section_citation(catalogue, own, same, name, heading)
