"""Builds the files of one publication that MkDocs does not build.

The pages of an edition are made as page folders (`sayasat.cache.page_folders`): one for the pages about all
versions, and one for each version. A page folder is made again only if its cache key changes, which
`sayasat.builder.page_keys` computes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import unquote

from sayasat.builder.jobs import (
    ContextRecipe,
    Job,
    JobContext,
    MainPage,
    PageTarget,
    Shells,
    make_main_page,
    make_page_folder,
    run_job,
)
from sayasat.builder.page_keys import PageKeys, name_of
from sayasat.builder.publication import Publication, write
from sayasat.builder.shared_values import SharedValue, build_folder
from sayasat.builder.workers import Workers
from sayasat.cache.database import Digest, digest
from sayasat.cache.memo import Memo
from sayasat.cache.page_folders import PageFolders
from sayasat.cache.previous_site import PreviousSite
from sayasat.markdown.html import Heading
from sayasat.website.catalogue import Edition

_FOLDER = "pages"
"""The folder of page folders, in the cache folder."""

_Result = TypeVar("_Result")


class MainPages(Mapping[tuple[str, str], MainPage]):
    """What MkDocs' page of each edition shows, by slug and language.

    It is read from the cache for each access: of thousands of policies, it would take much memory.
    """

    def __init__(
        self,
        keys: Mapping[tuple[str, str], Digest],
        headings: Mapping[tuple[str, str], tuple[Heading, ...] | None],
        read: Callable[[Digest], MainPage],
    ) -> None:
        self._keys, self._read = keys, read
        self.headings = headings
        """The headings of each text; None where there is no text to show."""

    def __getitem__(self, name: tuple[str, str]) -> MainPage:
        return self._read(self._keys[name])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class SiteBuild:
    """One build of a publication. A context manager. Raises SettingsError if the cache is unusable."""

    def __init__(self, publication: Publication, workers: Workers) -> None:
        self._publication = publication
        self._workers = workers
        self._cache = publication.cache
        self._folder = build_folder(workers.options.folder)
        self._page_folders = PageFolders(workers.options.folder / _FOLDER, publication.cache)
        self._page_keys = PageKeys(publication)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files that the workers read."""
        self._folder.cleanup()

    def main_pages(self) -> MainPages:
        """What MkDocs' page of each edition shows.

        The counts of changes are added to the publication's catalogue.
        """
        catalogue = self._publication.catalogue
        editions = {self._page_keys.main_page_key(edition): edition for edition in catalogue.editions}

        def made(keys: list[Digest]) -> Iterator[MainPage]:
            texts = sum(len(editions[key].timeline.versions) for key in keys)
            targets = [PageTarget(key, *name_of(editions[key])) for key in keys]
            return self._run(make_main_page, targets, texts, {})

        def again(key: Digest) -> MainPage:
            context = JobContext(self._publication, self._page_folders, {})
            return make_main_page(context, PageTarget(key, *name_of(editions[key])))

        memo, headings = Memo(self._cache), dict[tuple[str, str], tuple[Heading, ...] | None]()
        for key, page in memo.each(MainPage, editions, made):
            catalogue.add_counts(editions[key], page.counts)
            headings[name_of(editions[key])] = page.slots.headings if page.slots else None
        memo.store()
        keys = {name_of(edition): key for key, edition in editions.items()}
        return MainPages(keys, headings, lambda key: memo.get(MainPage, key, partial(again, key)))

    def write_site(
        self,
        site: Path,
        shells: Shells,
        built: frozenset[str],
        drafts: Mapping[tuple[str, str], bytes] | None = None,
    ) -> int:
        """Write all files that MkDocs does not build into the site's folder; returns how many.

        ``built`` are the paths of the files that MkDocs has written: they are not overwritten. ``drafts`` are
        uncommitted texts that MkDocs' pages show, by slug and language.
        """
        written = set(built)
        with self._page_folders.in_use():
            used = self._link_page_folders(site, shells, written)
        for path, data in self._publication.files(shells, drafts or {}):
            if path not in written:
                written.add(path)
                write(site / unquote(path, errors="surrogateescape"), data)
        publication = self._publication
        publication.reader.store()
        self._page_folders.remove_unused(publication.name, used, publication.today)
        return len(written) - len(built)

    def _link_page_folders(self, site: Path, shells: Shells, written: set[str]) -> list[Digest]:
        """Link the page folders into the site, and make those that are missing. Returns their keys."""
        wanted = [
            target
            for edition in self._publication.catalogue.editions
            for target in self._targets(edition, shells)
        ]
        files = self._page_folders.find(target.key for target in wanted)
        missing = [target for target in wanted if target.key not in files]
        texts = sum(target.version is not None for target in missing)
        results = self._run(make_page_folder, missing, texts, shells)
        for target, made in zip(missing, results, strict=True):
            files[target.key] = made
        self._workers.close()  # what is left is done here, and needs the memory that they hold
        previous_site = PreviousSite(self._workers.options.previous_site)
        for target in wanted:
            new = [file for file in files[target.key] if file.path not in written]
            written.update(file.path for file in new)
            self._page_folders.link_into(
                target.key, new, site, previous_site if target.version is not None else PreviousSite(None)
            )
        return [target.key for target in wanted]

    def _targets(self, edition: Edition, shells: Shells) -> Iterator[PageTarget]:
        """The page folders of an edition."""
        parts = (
            part
            for (language, _), shell in sorted(shells.items())
            if language == edition.language
            for part in shell.parts
        )
        shells_digest = digest(*parts)
        for place, version in enumerate(edition.timeline.versions):
            version_digest = self._page_keys.version_digest(edition, version)
            key = self._cache.key("pages", shells_digest, version_digest)
            yield PageTarget(key, *name_of(edition), place)
        # Former URLs are in the last: where one is the present URL of a version, that version has it
        key = self._cache.key("pages", shells_digest, self._page_keys.edition_digest(edition))
        yield PageTarget(key, *name_of(edition))

    def _run(
        self,
        work: Callable[[JobContext, PageTarget], _Result],
        targets: Sequence[PageTarget],
        texts: int,
        shells: Shells,
    ) -> Iterator[_Result]:
        """The results in the order of the targets, made here or by workers. ``texts`` are to be rendered."""
        if not self._workers.runs_in_parallel(len(targets), texts):
            context = JobContext(self._publication, self._page_folders, shells)
            yield from self._workers.track((work(context, target) for target in targets), len(targets))
            return
        folder = self._workers.options.folder / _FOLDER
        recipe = self._share(ContextRecipe(self._publication.recipe, self._cache.file, folder, dict(shells)))
        jobs = [Job(work, recipe, part) for part in self._workers.split(targets)]
        for results in self._workers.run(run_job, jobs, texts=texts):
            yield from results

    def _share(self, value: object) -> SharedValue:
        data = pickle.dumps(value)
        value_digest = digest(data)
        file = Path(self._folder.name) / value_digest.hex()
        file.write_bytes(data)
        return SharedValue(file, value_digest)
