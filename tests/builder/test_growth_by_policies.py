"""An archive costs with the number of its policies, never with its square: steps are counted."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.scale import archive
from bench.scale.shape import TODAY, Shape, laws
from sayasat.adopt.options import AdoptOptions
from sayasat.adopt.own_pages import silent_changes
from sayasat.builder.build import SiteBuild
from sayasat.builder.open import open_publication
from sayasat.builder.page_keys import PageKeys
from sayasat.builder.publication import Publication
from sayasat.builder.sitemap_entries import sitemap_entries
from sayasat.builder.workers import BuildOptions, Workers
from sayasat.exports.api import policies_json
from sayasat.pages.policy_list import policy_list
from sayasat.repository.reader import Repository
from sayasat.versions.archive import read_archive
from sayasat.website.link_summary import edition_links
from tests.builder.test_growth import steps

SIZES = (30, 50, 70)
STRAY = 0.1
"""What differs without being a square: of twenty laws, some have one more version."""


def _again(publication: Publication) -> Publication:
    """Nothing that the publication has computed is kept."""
    return replace(publication)


def _read(publication: Publication) -> object:
    with closing(Repository.open(publication.root)) as repository:
        return read_archive(repository, publication.settings)


OF_ALL: Mapping[str, Callable[[Publication], object]] = {
    "archive": _read,
    "home page": lambda publication: policy_list(_again(publication).catalogue, "en"),
    "silent changes": lambda publication: silent_changes(_again(publication).catalogue, "en"),
    "policies.json": lambda publication: policies_json(_again(publication).catalogue),
    "links": lambda publication: edition_links(_again(publication).catalogue),
    "findings": lambda publication: _again(publication).remarks(),
    "sitemap": lambda publication: list(sitemap_entries(_again(publication).catalogue, publication.pages)),
    "cache keys": lambda publication: [
        PageKeys(publication).main_page_key(each) for each in publication.catalogue.editions
    ],
    "each policy by its name": lambda publication: [
        publication.archive.policy(each.policy.slug) for each in publication.catalogue.editions
    ],
}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Publication]]:
    folder = tmp_path_factory.mktemp("laws")
    with ExitStack() as opened:
        workers = opened.enter_context(Workers(BuildOptions(folder / "cache", 1)))
        yield [opened.enter_context(closing(_opened(folder / str(each), each, workers))) for each in SIZES]


def _opened(folder: Path, policies: int, workers: Workers) -> Publication:
    shape: Shape = replace(laws(policies), size=600)
    if not folder.exists():
        archive.repository(folder, shape)
    options = AdoptOptions(str(folder), policies=(shape.pattern("en"),), site_url="https://example.org/")
    return open_publication(folder, options.settings, TODAY, {"en": "Laws"}, workers)


@pytest.mark.parametrize("made", OF_ALL)
def test_what_is_made_of_all_policies_grows_evenly(archives: list[Publication], made: str) -> None:
    """The third twenty policies cost what the second did."""
    few, more, most = (steps(partial(OF_ALL[made], each)) for each in archives)
    assert few > 0
    assert (most - more) - (more - few) < STRAY * most, (few, more, most)


def test_a_main_page_is_in_memory_only_while_it_is_read(tmp_path: Path) -> None:
    """Of twice as many, no more; their headings are kept."""
    (kept, few), (kept_of_more, more) = (_memory(tmp_path, number) for number in (30, 60))
    assert kept_of_more - kept < 30 * laws(30).size / 5
    assert more < few * 1.3


def _memory(folder: Path, policies: int) -> tuple[int, int]:
    """The memory for the main pages, in bytes: what stays when all were made, and the peak of reading all."""
    options = BuildOptions(folder / f"cache-{policies}", 1)
    archive.repository(folder / str(policies), laws(policies))
    with (
        Workers(options) as workers,
        closing(_opened(folder / str(policies), policies, workers)) as publication,
        SiteBuild(publication, workers) as build,
    ):
        dict(build.main_pages())  # now all is in the cache, and modules are imported
        tracemalloc.start()
        pages = build.main_pages()
        kept, _ = tracemalloc.get_traced_memory()
        assert sum(len(page.slots.content) for page in pages.values() if page.slots) > policies * 7000
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return kept, peak
