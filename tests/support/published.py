"""Opens a repository as the site would, without building one: for tests of single pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sayasat.builder.open import open_publication
from sayasat.settings import read_settings
from sayasat.website.catalogue import Catalogue, Edition
from tests.support.repo import PolicyRepo

SETTINGS = read_settings(
    {
        "languages": ["ky", "ru", "en"],
        "zone": "Asia/Bishkek",
        "tag": "example.org,2026",
        "publisher": {"ky": "Уюм", "ru": "Организация", "en": "Organisation"},
    },
    "https://example.org/",
)


@contextmanager
def published(repo: PolicyRepo, today: str = "2026-11-24") -> Iterator[Catalogue]:
    """The holdings of a repository as of a day."""
    names = dict.fromkeys(SETTINGS.languages, "Site")
    publication = open_publication(repo.path, SETTINGS, date.fromisoformat(today), names)
    try:
        yield publication.catalogue
    finally:
        publication.close()


def edition(catalogue: Catalogue, slug: str = "privacy", language: str = "ky") -> Edition:
    """One edition, which is there."""
    policy = catalogue.archive.policy(slug)
    assert policy is not None
    found = catalogue.edition(policy, language)
    assert found is not None
    return found
