"""Pages that are made once, by several workers: jobs, their input, and the cache keys of what they make.

Pages come in units (`sayasat.cache.page_folders`): those about all versions of an edition, or those of some.
A unit's key stands for the policy with its whole history, what holds on the day, where its links lead, the
shells, the settings and the code: where one of these changed, it is made anew, out of parts that are kept as
well.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from sayasat.builder.page_keys import PageKeys, name_of
from sayasat.builder.publication import Publication, Recipe, write
from sayasat.builder.shared_values import SharedValue, build_folder, unpacked
from sayasat.builder.workers import BuildOptions, Workers
from sayasat.builder.writer import SiteWriter
from sayasat.cache.database import Cache, decoded, digest, encoded
from sayasat.cache.page_folders import PageFolders
from sayasat.cache.previous_site import PreviousSite
from sayasat.cache.templates import TemplateCache
from sayasat.exports.http_headers import Headers
from sayasat.exports.search_entries import SearchEntry, main_page_entries
from sayasat.pages.text import main_page
from sayasat.redline.counts import ChangeCount
from sayasat.templating import compile_by
from sayasat.website.catalogue import Edition
from sayasat.website.shell import Shell, Slots

Shells = Mapping[tuple[str, str], Shell]

_VERSIONS_IN_FOLDER = 25
"""In one unit."""

_FOLDER = "pages"

_ENVIRONMENT = "sayasat"


@dataclass(frozen=True, slots=True)
class MainPage:
    """What MkDocs' own pages show of an edition."""

    slots: Slots | None
    """The main page; absent where there is no text to show."""

    counts: tuple[ChangeCount, ...]
    """Of each version, earliest date first."""

    search_entries: tuple[SearchEntry, ...] = ()
    """The main page, as the search index holds it."""


@dataclass(frozen=True, slots=True)
class _PageFolder:
    """Some pages of one edition."""

    key: bytes
    slug: str
    language: str
    versions: tuple[int, int] | None
    """From and up to these places of the timeline; absent for the pages about all versions."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What a worker is given."""

    options: BuildOptions
    recipe: SharedValue
    page_folder: _PageFolder
    shells: SharedValue | None = None


class Build:
    """What one build makes of a publication, with its workers. A context manager."""

    def __init__(self, publication: Publication, workers: Workers) -> None:
        self._publication = publication
        self._workers = workers
        self._cache = publication.cache
        self._folder = build_folder(workers.options.folder)
        self._page_keys = PageKeys(publication)
        compile_by(TemplateCache(publication.cache, _ENVIRONMENT))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files that the workers read."""
        compile_by(None)
        for shared in [shared for shared, whose in _own_publications.items() if whose is self._publication]:
            del _own_publications[shared]
        self._folder.cleanup()

    def main_pages(self) -> dict[tuple[str, str], MainPage]:
        """What MkDocs' pages show of each edition, by slug and language. The counts go into the catalogue."""
        editions = self._publication.catalogue.editions
        keys = {
            self._cache.key(
                "front", self._page_keys.edition_digest(each), self._page_keys.links_digest(each)
            ): each
            for each in editions
        }
        stored = {key: decoded(data, MainPage) for key, data in self._cache.find(keys).items()}
        missing = [key for key in keys if stored.get(key) is None]
        jobs = [self._job(_PageFolder(key, *name_of(keys[key]), None)) for key in missing]
        texts = sum(len(keys[key].timeline.versions) for key in missing)
        made = dict(zip(missing, self._workers.run(make_main_page, jobs, texts=texts), strict=True))
        found = {key: made.get(key) or stored[key] for key in keys}
        for key, page in found.items():
            if page is not None:
                self._publication.catalogue.add_counts(keys[key], page.counts)
        return {name_of(keys[key]): page for key, page in found.items() if page is not None}

    def write_site(self, site: Path, shells: Shells, built: frozenset[str], headers: Headers) -> int:
        """Put everything that stands beside what MkDocs built into the site's folder; returns how many files.

        ``built`` are the files that MkDocs has written: nothing is written over them.
        """
        page_folders = PageFolders(self._workers.options.folder / _FOLDER, self._cache)
        written = set(built)
        with page_folders.in_use():
            used = self._link_page_folders(page_folders, site, shells, written)
        for path, data in self._publication.files(shells, headers):
            if path not in written:
                written.add(path)
                write(site / unquote(path, errors="surrogateescape"), data)
        publication = self._publication
        publication.reader.store()
        page_folders.remove_unused(publication.name, used, publication.today)
        return len(written) - len(built)

    def _link_page_folders(
        self, page_folders: PageFolders, site: Path, shells: Shells, written: set[str]
    ) -> list[bytes]:
        wanted = [
            page_folder
            for each in self._publication.catalogue.editions
            for page_folder in self._page_folders(each, shells)
        ]
        there = page_folders.find(page_folder.key for page_folder in wanted)
        missing = [page_folder for page_folder in wanted if page_folder.key not in there]
        shared = self._share(dict(shells)) if missing else None
        jobs = [self._job(page_folder, shared) for page_folder in missing]
        texts = sum(_texts(page_folder) for page_folder in missing)
        for page_folder, paths in zip(
            missing, self._workers.run(make_page_folder, jobs, texts=texts), strict=True
        ):
            there[page_folder.key] = paths
        previous_site = PreviousSite(self._workers.options.previous_site)
        for page_folder in wanted:
            new = [path for path in there[page_folder.key] if path not in written]
            written.update(new)
            page_folders.link_into(page_folder.key, new, site, previous_site)
        return [page_folder.key for page_folder in wanted]

    def _page_folders(self, edition: Edition, shells: Shells) -> Iterator[_PageFolder]:
        settings = (shell for (language, _), shell in sorted(shells.items()) if language == edition.language)
        edition_digest = digest(
            self._page_keys.edition_digest(edition), *(part for shell in settings for part in shell.parts)
        )
        count = len(edition.timeline.versions)
        slices = (
            (start, min(start + _VERSIONS_IN_FOLDER, count)) for start in range(0, count, _VERSIONS_IN_FOLDER)
        )
        for versions in (None, *slices):
            yield _PageFolder(
                self._cache.key("pages", edition_digest, str(versions)), *name_of(edition), versions
            )

    @cached_property
    def _recipe(self) -> SharedValue:
        """The publication, for whoever has something to make: often there is nothing."""
        recipe = self._share(self._publication.recipe)
        _own_publications[recipe] = self._publication
        return recipe

    def _job(self, page_folder: _PageFolder, shells: SharedValue | None = None) -> _Job:
        return _Job(self._workers.options, self._recipe, page_folder, shells)

    def _share(self, value: object) -> SharedValue:
        data = pickle.dumps(value)
        name = digest(data)
        file = Path(self._folder.name) / name.hex()
        file.write_bytes(data)
        return SharedValue(file, name)


def make_main_page(job: _Job) -> MainPage:
    """Make what MkDocs' pages show of one edition, and keep it."""
    publication, edition = _opened(job)
    catalogue = publication.catalogue
    counts = tuple(catalogue.counts(edition, version) for version in edition.timeline.versions)
    main = main_page(catalogue, edition)
    page = MainPage(main, counts, main_page_entries(catalogue, edition))
    publication.reader.store()
    publication.cache.store({job.page_folder.key: encoded(page)})
    return page


def make_page_folder(job: _Job) -> tuple[str, ...]:
    """Make one unit; returns the paths of its files."""
    assert job.shells is not None
    publication, edition = _opened(job)
    writer = SiteWriter(publication.catalogue, _shells(job.shells))
    page_folders = PageFolders(job.options.folder / _FOLDER, publication.cache)
    paths = page_folders.make(job.page_folder.key, _pages(writer, edition, job.page_folder))
    publication.reader.store()
    return paths


def _pages(writer: SiteWriter, edition: Edition, page_folder: _PageFolder) -> Iterator[tuple[str, bytes]]:
    if page_folder.versions is None:
        yield from writer.edition_files(edition)
        return
    for version in edition.timeline.versions[slice(*page_folder.versions)]:
        yield from writer.version_files(edition, version)


def _opened(job: _Job) -> tuple[Publication, Edition]:
    publication = _own_publications.get(job.recipe) or _publication(job.recipe, job.options)
    publication.reader.start_policy(job.page_folder.slug)
    policy = publication.archive.policy(job.page_folder.slug)
    edition = publication.catalogue.edition(policy, job.page_folder.language) if policy else None
    assert edition is not None
    return publication, edition


_own_publications: dict[SharedValue, Publication] = {}
"""Those that this process has packed: what it does itself, it does with them."""


@lru_cache(maxsize=1)
def _publication(shared: SharedValue, options: BuildOptions) -> Publication:
    recipe = unpacked(shared)
    assert isinstance(recipe, Recipe)
    publication = recipe.open(Cache(options.cache))
    compile_by(TemplateCache(publication.cache, _ENVIRONMENT))
    return publication


@lru_cache(maxsize=1)
def _shells(shared: SharedValue) -> Shells:
    shells = unpacked(shared)
    assert isinstance(shells, dict)
    return shells


def _texts(page_folder: _PageFolder) -> int:
    return page_folder.versions[1] - page_folder.versions[0] if page_folder.versions else 1
