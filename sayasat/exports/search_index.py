"""The search index of each language: the texts that a browser searches, and the publisher's synonyms. Pure.

A browser loads ``search/LANGUAGE.json`` when a visitor begins to search. When the visitor asks for other
versions too, it loads ``search/LANGUAGE.earlier.json``, which has what only those say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sayasat.exports.search_entries import SearchEntry, VersionEntries
from sayasat.exports.synonyms import Synonyms
from sayasat.i18n.messages import messages
from sayasat.versions.status import Status, shown
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.status_notice import badge

_ENDED = frozenset({Status.REPEALED, Status.REMOVED})

CURRENT, OTHER_VERSION, ENDED = range(3)
"""The rank of a text: results of a lower rank are listed first."""


class SearchText(NamedTuple):
    """A page of the index."""

    url: str
    title: str
    rank: int = CURRENT
    status: str = ""
    """Empty for a page that is no policy."""

    label: str = ""
    """The status as it is shown."""

    version: str = ""
    """The name of the version, if it is another one than that of the main page."""

    sections: Sequence[SearchEntry] = ()


def policy_text(catalogue: Catalogue, edition: Edition, entries: Sequence[SearchEntry]) -> SearchText:
    """An edition's main page, with the status of the policy: a translation has no status of its own."""
    standing = shown(catalogue.original(edition.policy).standings)
    assert standing is not None, "a main page without a version has no entries"
    return SearchText(
        edition.urls.main,
        catalogue.listed_title(edition),
        ENDED if standing.status in _ENDED else CURRENT,
        standing.status.value,
        badge(standing, messages(edition.language)),
        sections=entries,
    )


def version_texts(
    catalogue: Catalogue, edition: Edition, others: Iterable[VersionEntries]
) -> Iterator[SearchText]:
    """An edition's versions but for the one on the main page."""
    now = shown(catalogue.original(edition.policy).standings)
    rank = ENDED if now and now.status in _ENDED else OTHER_VERSION
    for each in others:
        version = edition.timeline.dated(each.date)
        assert version is not None
        standing = edition.standing(version)
        yield SearchText(
            edition.urls.version(each.date),
            catalogue.listed_title(edition, version.text),
            rank,
            standing.status.value,
            badge(standing, messages(edition.language)),
            edition.label(each.date),
            each.entries,
        )


def search_files(
    language: str, texts: Sequence[SearchText], others: Sequence[SearchText], synonyms: Synonyms
) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of a language's index, and of that of the other versions if there are any."""
    groups = synonyms.get(language, ())
    yield f"search/{language}.json", _json(texts, synonyms=groups, has_earlier=bool(others))
    if others:
        yield f"search/{language}.earlier.json", _json(others)


def _json(texts: Iterable[SearchText], **others: object) -> bytes:
    values = [each._asdict() for each in texts]
    # Cyrillic is not escaped: escaped, it is three times as long
    return json.dumps({**others, "texts": values}, ensure_ascii=False, separators=(",", ":")).encode(
        errors="replace"
    )
