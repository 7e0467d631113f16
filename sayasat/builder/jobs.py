"""Jobs of a build: what each computes, and the values that go to a worker process and come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from sayasat.builder.publication import Publication, Recipe
from sayasat.builder.shared_values import SharedValue, unpacked
from sayasat.builder.writer import SiteWriter
from sayasat.cache.database import Cache, Digest, encoded
from sayasat.cache.page_folders import PageFile, PageFolders
from sayasat.exports.search_entries import (
    SearchEntry,
    main_page_entries,
    version_entries,
)
from sayasat.pages.text import main_page
from sayasat.redline.counts import ChangeCount
from sayasat.website.catalogue import Edition
from sayasat.website.shell import Shell, Slots

Shells = Mapping[tuple[str, str], Shell]
"""Page shells by language and kind."""

_Result = TypeVar("_Result")


class MainPage(Struct, frozen=True):
    """What MkDocs' page of an edition shows."""

    slots: Slots | None
    """None if there is no text to show."""

    counts: tuple[ChangeCount, ...]
    """Of each version, earliest date first."""

    search_entries: tuple[SearchEntry, ...] = ()
    """The entries of the search index."""

    version_entries: bytes = b""
    """Those of the other versions: encoded `VersionEntries`, which take less memory until they are written.
    """


class PageTarget(Struct, frozen=True):
    """What a job makes: the main page of an edition, or a folder of its other pages."""

    key: Digest
    """The cache key of the result."""

    slug: str
    language: str
    version: int | None = None
    """The version whose pages are made, by its position in the timeline.

    None for the main page, and for the pages about all versions.
    """


class JobContext(Struct, frozen=True):
    """The values that all jobs of a build have in common, in the process that runs them."""

    publication: Publication
    page_folders: PageFolders
    shells: Shells

    def edition(self, target: PageTarget) -> Edition:
        """The edition of a target."""
        self.publication.reader.start_policy(target.slug)
        policy = self.publication.archive.policy(target.slug)
        edition = self.publication.catalogue.edition(policy, target.language) if policy else None
        assert edition is not None
        return edition


class ContextRecipe(Struct, frozen=True):
    """The values that a worker process opens its `JobContext` from; can be pickled."""

    publication: Recipe
    cache: Path | None
    page_folders: Path
    shells: Shells


class Job(Struct, Generic[_Result], frozen=True):
    """Several targets for one worker process, which opens the publication once for them."""

    work: Callable[[JobContext, PageTarget], _Result]
    recipe: SharedValue
    """A `ContextRecipe`."""

    targets: tuple[PageTarget, ...]


def run_job(job: Job[_Result]) -> list[_Result]:
    """Run a job in a worker process. Nothing stays open afterwards."""
    recipe = unpacked(job.recipe)
    assert isinstance(recipe, ContextRecipe)
    with closing(recipe.publication.open(Cache(recipe.cache))) as publication:
        context = JobContext(publication, PageFolders(recipe.page_folders, publication.cache), recipe.shells)
        return [job.work(context, target) for target in job.targets]


def make_main_page(context: JobContext, target: PageTarget) -> MainPage:
    """Make what MkDocs' page of an edition shows."""
    publication, edition = context.publication, context.edition(target)
    catalogue = publication.catalogue
    counts = tuple(catalogue.counts(edition, version) for version in edition.timeline.versions)
    main = main_page(catalogue, edition)
    others = encoded(version_entries(catalogue, edition))
    page = MainPage(main, counts, main_page_entries(catalogue, edition), others)
    publication.reader.store()
    return page


def make_page_folder(context: JobContext, target: PageTarget) -> tuple[PageFile, ...]:
    """Make a page folder; returns its files."""
    edition = context.edition(target)
    writer = SiteWriter(context.publication.catalogue, context.shells)
    made = context.page_folders.make(target.key, _pages(writer, edition, target))
    context.publication.reader.store()
    return made


def _pages(writer: SiteWriter, edition: Edition, target: PageTarget) -> Iterator[tuple[str, bytes]]:
    if target.version is None:
        yield from writer.edition_files(edition)
    else:
        yield from writer.version_files(edition, edition.timeline.versions[target.version])
