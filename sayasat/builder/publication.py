"""One commit's site: its archive, opened for MkDocs' events and for the command line. Git is read here."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote

from sayasat.builder.writer import SiteWriter
from sayasat.cache.database import Cache
from sayasat.cache.reader import CachedReader
from sayasat.conflicts import file_conflict
from sayasat.errors import Fault, HistoryError
from sayasat.exports.http_headers import Headers, headers_file
from sayasat.exports.sitemap import OutputFolder, sitemap
from sayasat.markdown.active_files import is_active
from sayasat.policy_files.layout import DOCS, Name
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.model import PlacedRevision
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.links import Links, LinkTargets, broken
from sayasat.website.page_dates import main_page_changed, page_changed, status_changes
from sayasat.website.page_frame import alternates, history_alternates, main_alternates
from sayasat.website.shell import Shell
from sayasat.website.urls import SiteUrls

_OWN_PAGES = ("index.md", "changes.md")
"""What the site of an adopted repository has beside its texts, in its language's folder."""

_THEME = ("overrides", "hooks")
"""The folders beside docs/ that a site is built from."""


@dataclass(frozen=True)
class Recipe:
    """All that a publication is opened from again, in another process: it can be pickled."""

    root: Path
    settings: Settings
    archive: Archive
    today: date
    site_names: Mapping[str, str]

    def open(self, cache: Cache) -> Publication:
        """Open the repository again, as of the same commit. Raises RepositoryError."""
        repository = opened(self.root, self.settings)
        return Publication(
            repository, self.settings, self.archive, self.today, self.site_names, self.root, cache
        )


@dataclass
class Publication:
    """A site as of one commit and one day. Holds the repository open; close it."""

    repository: Repository
    settings: Settings
    archive: Archive
    today: date
    site_names: Mapping[str, str]
    root: Path = Path()
    """Where the repository, or the site that adopts one, is."""

    cache: Cache = field(default_factory=lambda: Cache(None))
    attachments: dict[str, str] = field(default_factory=dict)
    """Files that texts show or link to: address to blob. Found while the texts are rendered."""

    @cached_property
    def reader(self) -> CachedReader:
        """Reads and compares texts by way of the cache."""
        return CachedReader(self.cache)

    @property
    def recipe(self) -> Recipe:
        """What it is opened from again."""
        return Recipe(self.root, self.settings, self.archive, self.today, self.site_names)

    @property
    def name(self) -> str:
        """The same for every build of this site, and no other's."""
        return f"{self.root}\n{self.settings}"

    @cached_property
    def urls(self) -> SiteUrls:
        """Where everything is."""
        return SiteUrls(self.settings)

    @cached_property
    def tree(self) -> Mapping[str, str]:
        """The newest commit's files below docs/: path to blob. None of a foreign repository."""
        return {} if self.settings.is_foreign else dict(self.repository.tree(DOCS))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The archive as of the day."""
        pages = {} if self.settings.is_foreign else self.pages
        site = LinkTargets(self.archive, self.urls, pages, self._attach)
        return Catalogue(
            self.archive, self.settings, site, self.today, self.repository.text, self.site_names, self.reader
        )

    def edition_at(self, source: str) -> Edition | None:
        """The edition whose file is ``source``, relative to docs/; absent for other pages."""
        return self._by_page.get(source)

    @cached_property
    def _by_page(self) -> dict[str, Edition]:
        return {self._page(each): each for each in self.catalogue.editions}

    def _page(self, edition: Edition) -> str:
        name = Name(edition.policy.slug, edition.language)
        return self.settings.layout.page(edition.timeline.lineage.path, name)

    def draft(self, source: str) -> bytes | None:
        """An uncommitted edit of a file below docs/; absent where the file is as in the newest commit."""
        path = f"{DOCS}/{source}"
        if path not in self._edits or self.repository.root is None:
            return None
        return (self.repository.root / path).read_bytes()

    def check(self) -> None:
        """Raise HistoryError for all faults of the newest revisions, their broken links among them.

        Those of a foreign repository stop nothing: whoever adopts it is told of them.
        """
        if self.settings.is_foreign:
            return
        faults = [*self.archive.faults, *self.conflicts(), *self.broken_links()]
        if faults:
            raise HistoryError(faults)

    def remarks(self) -> list[Fault]:
        """What is wrong with the texts of a foreign repository, each placed at ``COMMIT:PATH:LINE``.

        What a head says lingers: each value is told once for each policy, where it came first.
        """
        found: dict[tuple[object, ...], Fault] = {}
        for edition in self.catalogue.editions:
            for placed in edition.timeline.recorded:
                for fault in placed.faults:
                    key = (edition.policy.slug, fault.code, _said(fault))
                    found.setdefault(key, fault.at(placed.revision.commit[:12]))
        return [
            *found.values(),
            *(fault.at(placed.revision.commit[:12]) for placed, fault in self._broken_links()),
        ]

    def write_docs(self, folder: Path) -> None:
        """Lay out the newest commit's docs/ in a folder, whatever the working tree holds.

        Files that a browser would run are left out (`sayasat.markdown.active_files`).

        Of a foreign repository, an empty file stands for each text that is still there.
        """
        active = set(self.active_files)
        for path, blob in self.tree.items():
            if path in active:
                continue
            write(folder / Path(path).relative_to(DOCS), self.repository.text(blob))
        if self.settings.is_foreign:
            for page, edition in self._by_page.items():
                if edition.timeline.removed is None:
                    write(folder / page, b"")

    def files(self, shells: Mapping[tuple[str, str], Shell], headers: Headers) -> Iterator[tuple[str, bytes]]:
        """What stands beside what MkDocs built and the pages of editions: paths and bytes.

        ``headers`` are those that the site is to be served with. Of two files for one path the first counts.
        """
        yield from SiteWriter(self.catalogue, shells).site_files()
        yield "_headers", headers_file(headers)
        for address, blob in sorted(self.attachments.items()):
            yield address, self.repository.text(blob)
        places = sitemap(self._places())
        yield "sitemap.xml", places
        yield "sitemap.xml.gz", gzip.compress(places, mtime=0)

    def close(self) -> None:
        """Close the repository and the cache."""
        self.repository.close()
        self.cache.close()

    @cached_property
    def _edits(self) -> frozenset[str]:
        return frozenset(self.repository.edits(DOCS))

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The pages that are no policies: path to address, as MkDocs and static-i18n lay them out."""
        own = [f"{DOCS}/{self.settings.authentic}/{name}" for name in _OWN_PAGES]
        addresses = {}
        for path in own if self.settings.is_foreign else self.tree:
            language, *rest = path.split("/")[1:] or [""]
            if (
                language not in self.settings.languages
                or not path.endswith(".md")
                or rest[:1] == ["policies"]
            ):
                continue
            addresses[path] = self.urls.prefix(language) + _page("/".join(rest))
        return addresses

    def _attach(self, commit: str, path: str) -> str | None:
        blob = self.repository.find(commit, path) if self.settings.layout.is_shown(path) else None
        if blob is None or is_active(path, partial(self.repository.text, blob)):
            return None
        address = f"assets/files/{blob}/{quote(Path(path).name)}"
        self.attachments[address] = blob
        return address

    def conflicts(self) -> list[Fault]:
        """Conflict markers in all but policies, the theme too; those in a policy are among its own faults."""
        theme = {} if self.settings.is_foreign else dict(self.repository.tree(*_THEME))
        texts = self.archive.paths
        files = {path: blob for path, blob in self.tree.items() if path not in texts}
        data = ((path, self.repository.text(blob)) for path, blob in {**files, **theme}.items())
        return [found.at(path) for path, each in data if (found := file_conflict(each))]

    @cached_property
    def active_files(self) -> tuple[str, ...]:
        """The files below docs/ that are not published: see `sayasat.markdown.active_files`."""
        files = self.tree.items()
        return tuple(path for path, blob in files if is_active(path, partial(self.repository.text, blob)))

    def broken_links(self) -> list[Fault]:
        """Links of the newest texts that lead to nothing that is published."""
        return [fault for _, fault in self._broken_links()]

    def _broken_links(self) -> Iterator[tuple[PlacedRevision, Fault]]:
        for edition in self.catalogue.editions:
            if edition.timeline.removed:
                continue
            placed = edition.timeline.newest
            resolve = Links(self.catalogue.link_targets, placed.revision, edition.urls.main, "", dated=False)
            if all(resolve(href).href is not None for href in placed.source.hrefs):
                continue
            document = self.catalogue.document(placed)
            for fault in broken(placed, document.body, document.body_line, resolve):
                yield placed, fault

    def _places(self) -> Iterator[OutputFolder]:
        absolute = self.urls.absolute
        for path, address in self.pages.items():
            yield OutputFolder(
                absolute(address), page_changed(self.catalogue, path, address), self._translated(path)
            )
        for edition in self.catalogue.editions:
            newest = edition.timeline.lineage.events[-1].recorded.date()
            others = history_alternates(self.catalogue, edition.policy)
            changed = max([newest, *status_changes(edition.standings, self.today)])
            yield OutputFolder(absolute(edition.urls.history), changed, others)
            current = self.catalogue.current(edition)
            if current is not None:
                others = main_alternates(self.catalogue, edition.policy)
                yield OutputFolder(
                    absolute(edition.urls.main),
                    main_page_changed(self.catalogue, edition, current),
                    others,
                )

    def _translated(self, path: str) -> tuple[tuple[str, str], ...]:
        _, _, rest = path.split("/", 2)
        there = self.pages
        paths = {language: f"{DOCS}/{language}/{rest}" for language in self.settings.languages}
        found = [language for language, path in paths.items() if path in there]
        return alternates(self.catalogue, found, lambda language: there[paths[language]])


def opened(root: Path, settings: Settings) -> Repository:
    """The repository that a site publishes. Raises RepositoryError."""
    return Repository.open(*repository_place(root, settings))


def repository_place(root: Path, settings: Settings) -> tuple[Path, str]:
    """Where a repository is, and the branch that is read; "" for HEAD."""
    adoption = settings.adoption
    return (adoption.repository, adoption.branch) if adoption else (root, "")


def _said(fault: Fault) -> str | None:
    """The value in the text that a fault is about."""
    facts = dict(fault.facts)
    return facts.get("value") or facts.get("effective") or facts.get("id")


def write(file: Path, data: bytes) -> None:
    """Write a file, and the folders that it is in. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _page(source: str) -> str:
    stem = source.removesuffix(".md")
    if stem == "index":
        return ""
    return quote(f"{stem.removesuffix('/index')}/", errors="surrogateescape")
