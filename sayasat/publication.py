"""One commit's site: its archive, opened for MkDocs' events and for the command line. Git is read here."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote

from sayasat.active_files import is_active
from sayasat.addresses import Addresses
from sayasat.archive import Archive, read_archive
from sayasat.cache import Cache
from sayasat.conflicts import file_conflict
from sayasat.errors import Fault, HistoryError
from sayasat.frame import Shell
from sayasat.headers import Headers, headers_file
from sayasat.holdings import Edition, Holdings
from sayasat.layout import DOCS, Name
from sayasat.library import Library
from sayasat.links import Links, Site, broken
from sayasat.publish import Press
from sayasat.reading import Reader
from sayasat.repository import Repository
from sayasat.settings import Settings
from sayasat.sitemap import Place, sitemap
from sayasat.surroundings import alternates, history_alternates, main_alternates
from sayasat.versions import Placed, Standing
from sayasat.workshop import Workshop

_OWN_PAGES = ("index.md", "changes.md")
"""What the site of an adopted repository has beside its texts, in its language's folder."""

_THEME = ("overrides", "hooks")
"""The folders beside docs/ that a site is built from."""

_archives: dict[Path, tuple[Settings, Archive]] = {}
"""The last archive of each repository: history that has not changed is not read again under ``serve``."""


@dataclass(frozen=True)
class Store:
    """All that a publication is opened from again, in another process: it can be pickled."""

    root: Path
    settings: Settings
    archive: Archive
    today: date
    site_names: Mapping[str, str]

    def open(self, cache: Cache) -> Publication:
        """Open the repository again, as of the same commit. Raises RepositoryError."""
        repository = _opened(self.root, self.settings)
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
    def library(self) -> Library:
        """Reads and compares texts by way of the cache."""
        return Library(self.cache)

    @property
    def store(self) -> Store:
        """What it is opened from again."""
        return Store(self.root, self.settings, self.archive, self.today, self.site_names)

    @property
    def name(self) -> str:
        """The same for every build of this site, and no other's."""
        return f"{self.root}\n{self.settings}"

    @cached_property
    def addresses(self) -> Addresses:
        """Where everything is."""
        return Addresses(self.settings)

    @cached_property
    def tree(self) -> Mapping[str, str]:
        """The newest commit's files below docs/: path to blob. None of a foreign repository."""
        return {} if self.settings.is_foreign else dict(self.repository.tree(DOCS))

    @cached_property
    def holdings(self) -> Holdings:
        """The archive as of the day."""
        pages = {} if self.settings.is_foreign else self.pages
        site = Site(self.archive, self.addresses, pages, self._attach)
        return Holdings(
            self.archive, self.settings, site, self.today, self.repository.text, self.site_names, self.library
        )

    def edition_at(self, source: str) -> Edition | None:
        """The edition whose file is ``source``, relative to docs/; absent for other pages."""
        return self._by_page.get(source)

    @cached_property
    def _by_page(self) -> dict[str, Edition]:
        return {self._page(each): each for each in self.holdings.editions}

    def _page(self, edition: Edition) -> str:
        name = Name(edition.policy.slug, edition.language)
        return self.settings.layout.page(edition.timeline.edition.path, name)

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
        told: dict[tuple[object, ...], Fault] = {}
        for edition in self.holdings.editions:
            for placed in edition.timeline.recorded:
                for fault in placed.faults:
                    key = (edition.policy.slug, fault.code, _said(fault))
                    told.setdefault(key, fault.at(placed.revision.commit[:12]))
        return [
            *told.values(),
            *(fault.at(placed.revision.commit[:12]) for placed, fault in self._broken_links()),
        ]

    def write_docs(self, folder: Path) -> None:
        """Lay out the newest commit's docs/ in a folder, whatever the working tree holds.

        Files that a browser would run are left out (`active_files`).

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
        yield from Press(self.holdings, shells).rest()
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
            addresses[path] = self.addresses.prefix(language) + _page("/".join(rest))
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
        """The files below docs/ that are not published: see `sayasat.active_files`."""
        files = self.tree.items()
        return tuple(path for path, blob in files if is_active(path, partial(self.repository.text, blob)))

    def broken_links(self) -> list[Fault]:
        """Links of the newest texts that lead to nothing that is published."""
        return [fault for _, fault in self._broken_links()]

    def _broken_links(self) -> Iterator[tuple[Placed, Fault]]:
        for edition in self.holdings.editions:
            if edition.timeline.removed:
                continue
            placed = edition.timeline.newest
            resolve = Links(self.holdings.site, placed.revision, edition.addresses.main, "", dated=False)
            if all(resolve(href).href is not None for href in placed.source.hrefs):
                continue
            document = self.holdings.document(placed)
            for fault in broken(placed, document.body, document.body_line, resolve):
                yield placed, fault

    def _places(self) -> Iterator[Place]:
        absolute = self.addresses.absolute
        for path, address in self.pages.items():
            yield Place(absolute(address), self._changed(path, address), self._translated(path))
        for edition in self.holdings.editions:
            newest = edition.timeline.edition.events[-1].recorded.date()
            others = history_alternates(self.holdings, edition.policy)
            changed = max([newest, *_turns(edition.standings, self.today)])
            yield Place(absolute(edition.addresses.history), changed, others)
            current = self.holdings.current(edition)
            if current is not None:
                others = main_alternates(self.holdings, edition.policy)
                yield Place(absolute(edition.addresses.main), self._shown_since(edition, current), others)

    def _changed(self, path: str, address: str) -> date | None:
        """The day a page's file last changed, or what it lists; absent where nobody knows."""
        language = path.split("/")[1]
        own = self.archive.changed.get(path)
        days = [own.date()] if own else []
        lists = {self.addresses.home(language), self.addresses.changes(language)}
        if address in lists:
            days += [entry.day for entry in self.holdings.log(language)]
        if address == self.addresses.home(language):
            originals = map(self.holdings.original, self.archive.policies)
            days += [day for original in originals for day in _turns(original.standings, self.today)]
        return max(days, default=None)

    def _shown_since(self, edition: Edition, standing: Standing) -> date:
        """The day the main page got its present text (published, or in force), or that one ended."""
        removed = edition.timeline.removed
        ended = [removed.recorded.date()] if removed else []
        return max([standing.version.published.date(), *_turns((standing,), self.today), *ended])

    def _translated(self, path: str) -> tuple[tuple[str, str], ...]:
        _, _, rest = path.split("/", 2)
        there = self.pages
        paths = {language: f"{DOCS}/{language}/{rest}" for language in self.settings.languages}
        found = [language for language, path in paths.items() if path in there]
        return alternates(self.holdings, found, lambda language: there[paths[language]])


def _turns(standings: tuple[Standing, ...], today: date) -> list[date]:
    """The days, until today, on which a version took effect or ceased to hold."""
    days = [day for each in standings for day in (each.version.date, each.until) if day is not None]
    return [day for day in days if day <= today]


def open_publication(
    root: Path,
    settings: Settings,
    today: date,
    site_names: Mapping[str, str],
    workshop: Workshop | None = None,
) -> Publication:
    """Open the repository that ``root`` is in, or the one that it adopts.

    With a workshop, texts are read by its hands and what was read or made is kept; without, nothing is.
    Raises RepositoryError, and HistoryError with every fault where editions do not fit together.
    """
    repository = _opened(root, settings)
    cache = Cache(workshop.means.cache if workshop else None)
    reader = Reader(workshop, cache, *_place(root, settings)) if workshop else None
    try:
        root = settings.adoption.repository if settings.adoption else root
        read_with, archive = _archives.get(root, (None, None))
        if archive is None or read_with != settings or archive.head != repository.head:
            archive = _whole_archive(repository, settings, reader)
            _archives[root] = settings, archive
    except BaseException:
        repository.close()
        raise
    return Publication(repository, settings, archive, today, site_names, root, cache)


def _opened(root: Path, settings: Settings) -> Repository:
    return Repository.open(*_place(root, settings))


def _place(root: Path, settings: Settings) -> tuple[Path, str]:
    """Where a repository is, and the branch that is read; "" for HEAD."""
    adoption = settings.adoption
    return (adoption.repository, adoption.branch) if adoption else (root, "")


def _whole_archive(repository: Repository, settings: Settings, reader: Reader | None) -> Archive:
    archive = read_archive(repository, settings, reader)
    if archive.misfits:
        raise HistoryError(archive.faults)
    return archive


def read_publication(
    repository: Repository, settings: Settings, today: date, site_names: Mapping[str, str]
) -> Publication:
    """What a repository that is open holds as of its head, faulty or not. Raises RepositoryError."""
    return Publication(repository, settings, read_archive(repository, settings), today, site_names)


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
