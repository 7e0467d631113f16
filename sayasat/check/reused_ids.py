"""Finds ids of sections that were given to another text, by the derivations of the versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sayasat.check.finding import Finding, warning
from sayasat.check.language.prose import headings
from sayasat.redline.derivation import Origin, derivation
from sayasat.versions.model import PlacedRevision
from sayasat.website.catalogue import Catalogue, Edition


def reused_ids(catalogue: Catalogue) -> Iterator[Finding]:
    """A warning for each written id of the newest text that the latest text with it had for another section.

    A text that an earlier commit recorded is examined only where an id has come to another heading.
    """
    for edition in catalogue.editions:
        newest, earlier = edition.timeline.newest, _earlier(edition)
        if edition.timeline.removed or not earlier:
            continue
        written, before = _written(catalogue, newest), _written(catalogue, earlier[-1])
        is_new = newest.revision.commit == catalogue.archive.head
        if not is_new and written.items() <= before.items():
            continue
        document = catalogue.document(newest)
        lines = {section.id: section.line for section in headings(document.body)}
        for name, former, placed in _given(catalogue, edition, [*earlier, newest], list(written)):
            facts = {"heading": written[name], "former": former, "day": placed.version_date.isoformat()}
            line = document.body_line + lines[name] - 1
            yield warning("section-id-reused", newest.revision.path, line, f"#{name}", id=name, **facts)


def _given(
    catalogue: Catalogue, edition: Edition, texts: Sequence[PlacedRevision], names: Sequence[str]
) -> Iterator[tuple[str, str, PlacedRevision]]:
    """The ids of the last text that the latest text with them had for another section.

    Each with the heading of that section and the text.
    """
    made_of = {name: {name} for name in names}
    """For each id that was not found yet, the ids of what its section was made of."""
    for later, text in pairwise(reversed(texts)):
        before = catalogue.text(edition, text).sections
        rows = derivation(before, catalogue.text(edition, later).sections).rows
        sources = {row.id: row.sources for row in rows if row.origin is not Origin.DELETED}
        made_of = {
            name: {source for each in ids for source in sources.get(each, ())}
            for name, ids in made_of.items()
        }
        there = {section.id: section.heading for section in before}
        for name in [each for each in made_of if each in there]:
            if name not in made_of.pop(name):
                yield name, there[name], text
        earlier = texts[: texts.index(text)]
        made_of = {name: ids for name, ids in made_of.items() if _is_named(catalogue, earlier, name)}
        if not made_of:
            return


def _is_named(catalogue: Catalogue, texts: Sequence[PlacedRevision], name: str) -> bool:
    """Whether any of the texts may have a section with this written id."""
    mark = f"#{name}".encode()
    return any(mark in catalogue.read_blob(text.revision.blob) for text in texts)


def _written(catalogue: Catalogue, placed: PlacedRevision) -> dict[str, str]:
    """The headings of the sections of a text whose ids are written in it, by their ids."""
    found = headings(catalogue.document(placed).body)
    return {section.id: section.heading for section in found if section.has_explicit_id}


def _earlier(edition: Edition) -> list[PlacedRevision]:
    """The texts before the newest one: of the versions that were not withdrawn, and its own former one."""
    newest = edition.timeline.newest
    versions = [each for each in edition.timeline.versions if each.withdrawn_on is None]
    own = edition.timeline.newest_version
    former = [each for each in (own.revisions if own else ()) if each.acts and each is not newest]
    return [*(each.text for each in versions if each.date < newest.version_date), *former[-1:]]
