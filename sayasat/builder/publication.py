"""A publication: the site of one commit on one day, for MkDocs' events and for the command line."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct, field

from sayasat.builder.sitemap_entries import sitemap_entries
from sayasat.builder.text_faults import broken_links, conflicts, remarks
from sayasat.builder.writer import SiteWriter
from sayasat.cache.database import Cache
from sayasat.cache.reader import CachedReader
from sayasat.errors import Fault, HistoryError
from sayasat.exports.sitemap import sitemap
from sayasat.markdown.active_files import is_active
from sayasat.policy_files.decoding import is_lfs_pointer
from sayasat.policy_files.layout import DOCS, Name
from sayasat.proof.record import ProofRecord
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.published_history import open_repository
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.link_summary import EditionLinks, attachments, edition_links
from sayasat.website.links import AttachmentFinder, LinkTargets
from sayasat.website.shell import Shell
from sayasat.website.urls import SiteUrls

_RECENT_BLOBS = 16
"""Files of Git kept in memory: a version's text is read for its page, its source and its JSON."""

_OWN_PAGES = ("index.md", "changes.md", "silent.md", "archive.md")
"""The pages of an adopted repository's site that are no policies, below the folder of its language."""

_THEME = ("overrides", "hooks")  # the folders beside docs/ that a site is built from


class Recipe(Struct, frozen=True):
    """The values that a publication is opened from, also in another process: they can be pickled."""

    root: Path
    settings: Settings
    archive: Archive
    today: date
    site_names: Mapping[str, str]
    proof: ProofRecord | None = None

    def open(self, cache: Cache) -> Publication:
        """Open the repository again; the archive stays that of the same commit. Raises RepositoryError."""
        repository = open_repository(self.root, self.settings)
        return Publication(
            repository, self.settings, self.archive, self.today, self.site_names, self.root, cache, self.proof
        )


class Publication(Struct, frozen=True, dict=True):
    """The site of one commit on one day. It keeps the repository and the cache open until `close`."""

    repository: Repository
    settings: Settings
    archive: Archive
    today: date
    site_names: Mapping[str, str]
    root: Path = Path()
    """The folder of the repository that is published."""

    cache: Cache = field(default_factory=lambda: Cache(None))
    proof: ProofRecord | None = None
    """What proves the texts; None where no head was sealed and the settings have no proof."""

    @cached_property
    def reader(self) -> CachedReader:
        """Reads and compares texts, through the cache."""
        return CachedReader(self.cache)

    @property
    def recipe(self) -> Recipe:
        """The values to open it from again."""
        return Recipe(self.root, self.settings, self.archive, self.today, self.site_names, self.proof)

    @property
    def name(self) -> str:
        """Identifies the site among those that share a cache; the same for every build of it."""
        return f"{self.root}\n{self.settings}"

    @cached_property
    def urls(self) -> SiteUrls:
        """The URLs of the site."""
        return SiteUrls(self.settings)

    @cached_property
    def tree(self) -> Mapping[str, str]:
        """The newest commit's files below docs/: path to blob. Empty for a foreign repository."""
        return {} if self.settings.is_foreign else dict(self.repository.tree(DOCS))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The archive on the day."""
        pages = {} if self.settings.is_foreign else self.pages
        whole = {"is_whole": cache(self._is_whole)} if self.settings.is_foreign else {}
        finder = AttachmentFinder(self.settings.layout, self.repository.find, self.repository.text, **whole)
        targets = LinkTargets(self.archive, self.urls, pages, finder)
        return Catalogue(
            self.archive,
            self.settings,
            targets,
            self.today,
            lru_cache(_RECENT_BLOBS)(self.repository.text),
            self.site_names,
            self.reader,
            self.proof,
        )

    def _is_whole(self, blob: str) -> bool:
        return self.repository.has(blob) and not is_lfs_pointer(self.repository.text(blob))

    @cached_property
    def links(self) -> Mapping[tuple[str, str], EditionLinks]:
        """Where the links of each edition's pages lead, by slug and language."""
        return edition_links(self.catalogue)

    def edition_at(self, source: str) -> Edition | None:
        """The edition whose file is ``source``, relative to docs/; None for other pages."""
        return self._by_page.get(source)

    @cached_property
    def _by_page(self) -> dict[str, Edition]:
        return {self._page(each): each for each in self.catalogue.editions}

    def _page(self, edition: Edition) -> str:
        name = Name(edition.policy.slug, edition.language)
        return self.settings.layout.page(edition.timeline.lineage.path, name)

    def draft(self, source: str) -> bytes | None:
        """An uncommitted edit of a file below docs/; None if the file is as in the newest commit."""
        path = f"{DOCS}/{source}"
        if path not in self._edits or self.repository.root is None:
            return None
        return (self.repository.root / path).read_bytes()

    def check(self) -> None:
        """Raise HistoryError with all faults of the newest revisions, broken links included.

        Faults of a foreign repository do not stop a build: `remarks` reports them.
        """
        if self.settings.is_foreign:
            return
        faults = [*self.archive.faults, *self.conflicts(), *self.broken_links()]
        if faults:
            raise HistoryError(faults)

    def remarks(self) -> list[Fault]:
        """Faults of the texts of a foreign repository (`sayasat.builder.text_faults`)."""
        return remarks(self.catalogue)

    def write_docs(self, folder: Path) -> None:
        """Write docs/ of the newest commit into a folder, uncommitted edits not included.

        Files that a browser would run are left out (`sayasat.markdown.active_files`), and the texts of
        versions, which are no pages of MkDocs. For a foreign repository, write an empty file for each text
        that has not been removed.
        """
        active = set(self.active_files)
        for path, blob in self.tree.items():
            if path in active or self.settings.layout.version_file(path):
                continue
            write(folder / Path(path).relative_to(DOCS), self.repository.text(blob))
        if self.settings.is_foreign:
            for page, edition in self._by_page.items():
                if edition.timeline.removed is None:
                    write(folder / page, b"")

    def files(
        self,
        shells: Mapping[tuple[str, str], Shell],
        drafts: Mapping[tuple[str, str], bytes],
    ) -> Iterator[tuple[str, bytes]]:
        """The files that neither MkDocs builds nor a page folder has: paths, percent-encoded, and bytes.

        ``drafts`` are the uncommitted texts that main pages show, by slug and language. If two files have the
        same path, the first is written.
        """
        yield from SiteWriter(self.catalogue, shells).site_files()
        for attachment in attachments(self.catalogue, self.links, drafts):
            yield attachment.url, self.repository.text(attachment.blob)
        entries = sitemap(sitemap_entries(self.catalogue, self.pages))
        yield "sitemap.xml", entries
        yield "sitemap.xml.gz", gzip.compress(entries, mtime=0)

    def close(self) -> None:
        """Close the repository and the cache."""
        self.repository.close()
        self.cache.close()

    @cached_property
    def _edits(self) -> frozenset[str]:
        return frozenset(self.repository.edits(DOCS))

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """URLs of the pages that are no policies, by path: the same as MkDocs and static-i18n make."""
        own = [f"{DOCS}/{language}/{name}" for language in self.settings.languages for name in _OWN_PAGES]
        urls = {}
        for path in own if self.settings.is_foreign else self.tree:
            language, *rest = path.split("/")[1:] or [""]
            if (
                language not in self.settings.languages
                or not path.endswith(".md")
                or rest[:1] in (["policies"], ["versions"])
            ):
                continue
            urls[path] = self.urls.prefix(language) + _page("/".join(rest))
        return urls

    def conflicts(self) -> list[Fault]:
        """Conflict markers in all files but policies, the theme included."""
        theme = {} if self.settings.is_foreign else dict(self.repository.tree(*_THEME))
        texts = self.archive.paths
        files = {path: blob for path, blob in self.tree.items() if path not in texts}
        return conflicts({**files, **theme}, self.repository.text)

    @cached_property
    def active_files(self) -> tuple[str, ...]:
        """The files below docs/ that are not published: see `sayasat.markdown.active_files`."""
        files = self.tree.items()
        return tuple(path for path, blob in files if is_active(path, partial(self.repository.text, blob)))

    def broken_links(self) -> list[Fault]:
        """Links of the newest revisions that lead to nothing that is published."""
        return [fault for _, fault in broken_links(self.catalogue)]


def write(file: Path, data: bytes) -> None:
    """Write a file, and create its folders. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _page(source: str) -> str:
    stem = source.removesuffix(".md")
    if stem == "index":
        return ""
    return quote(f"{stem.removesuffix('/index')}/", errors="surrogateescape")
