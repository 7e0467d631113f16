"""The search index of each language: the texts that a browser searches, and the publisher's synonyms. Pure.

A browser loads ``search/LANGUAGE.json`` when a visitor begins to search. When the visitor asks for other
versions too, it loads ``search/LANGUAGE.earlier.json``, which has what only those say. A large index has its
texts in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sayasat.exports.search_entries import (
    CURRENT,
    ENDED,
    OTHER_VERSION,
    SearchEntry,
    SearchText,
    VersionEntries,
)
from sayasat.exports.search_parts import as_json, parts
from sayasat.exports.synonyms import Synonyms
from sayasat.i18n.messages import messages
from sayasat.versions.status import Standing, Status, shown
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.status_notice import badge

WHOLE = 300_000
"""Characters of texts that are sent as a whole: about 100 KB as sent."""

_ENDED = frozenset({Status.REPEALED, Status.REMOVED})


def policy_text(catalogue: Catalogue, edition: Edition, entries: Sequence[SearchEntry]) -> SearchText:
    """An edition's main page, with the status of the policy: a translation has no status of its own."""
    standing = shown(catalogue.original(edition.policy).standings)
    assert standing is not None, "a main page without a version has no entries"
    rank = ENDED if standing.status in _ENDED else CURRENT
    named = edition.urls.main, catalogue.listed_title(edition)
    return SearchText(*named, rank, *_status(standing, edition), sections=entries)


def version_texts(
    catalogue: Catalogue, edition: Edition, others: Iterable[VersionEntries]
) -> Iterator[SearchText]:
    """An edition's versions but for the one on the main page."""
    now = shown(catalogue.original(edition.policy).standings)
    rank = ENDED if now and now.status in _ENDED else OTHER_VERSION
    for each in others:
        version = edition.timeline.dated(each.date)
        assert version is not None
        named = edition.urls.version(each.date), catalogue.listed_title(edition, version.text)
        status = _status(edition.standing(version), edition)
        yield SearchText(*named, rank, *status, edition.label(each.date), each.entries)


def _status(standing: Standing, edition: Edition) -> tuple[str, str]:
    return standing.status.value, badge(standing, messages(edition.language))


def search_files(
    language: str, texts: Sequence[SearchText], others: Sequence[SearchText], synonyms: Synonyms
) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of a language's index, and of that of the other versions if there are any."""
    groups = synonyms.get(language, ())
    yield from _index(language, texts, synonyms=groups, has_earlier=bool(others))
    if others:
        yield from _index(f"{language}.earlier", others)


def _index(name: str, texts: Sequence[SearchText], **others: object) -> Iterator[tuple[str, bytes]]:
    """An index as one file or, if that were large, as a file that names its parts, and the parts."""
    size = sum(len(each.heading) + len(each.text) for text in texts for each in text.sections)
    if size <= WHOLE:
        yield f"search/{name}.json", as_json({**others, "texts": [each._asdict() for each in texts]})
        return
    head, files = parts(name, texts)
    yield f"search/{name}.json", as_json({**others, "parts": head})
    yield from files
