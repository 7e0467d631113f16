"""The table of queries in tests/data/search/: what visitors type, and the sections that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tests.support.golden_files import read_yaml
from tests.support.mini_site import LANGUAGES

FOLDER = Path(__file__).parents[1] / "data" / "search"
TITLE = "privacy-policy"
"""The id of the title of the publisher's one policy, which is the page itself."""


class Asked(Struct, frozen=True):
    """A query with the URLs, relative to the root of its language, that may be first among its results."""

    language: str
    site: str
    """``demo`` or ``own``."""

    kind: str
    query: str
    right: frozenset[str]


def asked() -> Iterator[Asked]:
    """All queries."""
    for language in LANGUAGES:
        table = read_yaml(FOLDER / f"{language}.yml")
        for site, kinds in table.items():
            for kind, queries in kinds.items():
                for query, places in queries.items():
                    right = frozenset(_url(site, place) for place in places.split())
                    yield Asked(language, site, kind, str(query), right)


def _url(site: str, place: str) -> str:
    if place.startswith("/"):
        return place[1:]
    policy, _, section = place.partition("#") if site == "demo" else ("privacy", "", place)
    return f"policies/{policy}/" + (f"#{section}" if section and section != TITLE else "")
