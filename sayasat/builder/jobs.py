"""Pages that are made once, by many hands: jobs, what they are told, and the keys of what they make.

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
from sayasat.builder.publication import Publication, Store, write
from sayasat.builder.shared_values import Parcel, build_folder, unpacked
from sayasat.builder.workers import Means, Workshop
from sayasat.builder.writer import Press
from sayasat.cache.database import Cache, decoded, digest, encoded
from sayasat.cache.page_folders import Units
from sayasat.cache.previous_site import Predecessor
from sayasat.cache.templates import Bytecode
from sayasat.exports.http_headers import Headers
from sayasat.exports.search_entries import Passage, passages
from sayasat.pages.text import main_page
from sayasat.redline.counts import ChangeCount
from sayasat.templating import compile_by
from sayasat.website.catalogue import Edition
from sayasat.website.shell import Shell, Slots

Shells = Mapping[tuple[str, str], Shell]

_VERSIONS = 25
"""In one unit."""

_FOLDER = "pages"

_ENVIRONMENT = "sayasat"


@dataclass(frozen=True, slots=True)
class Front:
    """What MkDocs' own pages show of an edition."""

    main: Slots | None
    """The main page; absent where there is no text to show."""

    counts: tuple[ChangeCount, ...]
    """Of each version, earliest date first."""

    passages: tuple[Passage, ...] = ()
    """The main page, as the search index holds it."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Some pages of one edition."""

    key: bytes
    slug: str
    language: str
    versions: tuple[int, int] | None
    """From and up to these places of the timeline; absent for the pages about all versions."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What a hand is told."""

    means: Means
    store: Parcel
    unit: _Unit
    shells: Parcel | None = None


class Pouring:
    """What one build makes of a publication by many hands. A context manager."""

    def __init__(self, publication: Publication, workshop: Workshop) -> None:
        self._publication = publication
        self._workshop = workshop
        self._cache = publication.cache
        self._folder = build_folder(workshop.means.folder)
        self._page_keys = PageKeys(publication)
        compile_by(Bytecode(publication.cache, _ENVIRONMENT))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what the hands were told."""
        compile_by(None)
        for told in [told for told, whose in _own.items() if whose is self._publication]:
            del _own[told]
        self._folder.cleanup()

    def fronts(self) -> dict[tuple[str, str], Front]:
        """What MkDocs' pages show of each edition, by slug and language. The counts go into the holdings."""
        editions = self._publication.holdings.editions
        keys = {
            self._cache.key(
                "front", self._page_keys.edition_digest(each), self._page_keys.links_digest(each)
            ): each
            for each in editions
        }
        kept = {key: decoded(data, Front) for key, data in self._cache.find(keys).items()}
        missing = [key for key in keys if kept.get(key) is None]
        jobs = [self._job(_Unit(key, *name_of(keys[key]), None)) for key in missing]
        texts = sum(len(keys[key].timeline.versions) for key in missing)
        made = dict(zip(missing, self._workshop.run(make_front, jobs, texts=texts), strict=True))
        found = {key: made.get(key) or kept[key] for key in keys}
        for key, front in found.items():
            if front is not None:
                self._publication.holdings.learn(keys[key], front.counts)
        return {name_of(keys[key]): front for key, front in found.items() if front is not None}

    def pour(self, site: Path, shells: Shells, built: frozenset[str], headers: Headers) -> int:
        """Put everything that stands beside what MkDocs built into the site's folder; returns how many files.

        ``built`` are the files that MkDocs has written: nothing is poured over them.
        """
        units = Units(self._workshop.means.folder / _FOLDER, self._cache)
        written = set(built)
        with units.in_use():
            used = self._lay_out(units, site, shells, written)
        for path, data in self._publication.files(shells, headers):
            if path not in written:
                written.add(path)
                write(site / unquote(path, errors="surrogateescape"), data)
        publication = self._publication
        publication.library.keep()
        units.clear_up(publication.name, used, publication.today)
        return len(written) - len(built)

    def _lay_out(self, units: Units, site: Path, shells: Shells, written: set[str]) -> list[bytes]:
        wanted = [unit for each in self._publication.holdings.editions for unit in self._units(each, shells)]
        there = units.find(unit.key for unit in wanted)
        missing = [unit for unit in wanted if unit.key not in there]
        parcel = self._pack(dict(shells)) if missing else None
        jobs = [self._job(unit, parcel) for unit in missing]
        texts = sum(_texts(unit) for unit in missing)
        for unit, paths in zip(missing, self._workshop.run(make_unit, jobs, texts=texts), strict=True):
            there[unit.key] = paths
        before = Predecessor(self._workshop.means.before)
        for unit in wanted:
            new = [path for path in there[unit.key] if path not in written]
            written.update(new)
            units.lay_out(unit.key, new, site, before)
        return [unit.key for unit in wanted]

    def _units(self, edition: Edition, shells: Shells) -> Iterator[_Unit]:
        around = (shell for (language, _), shell in sorted(shells.items()) if language == edition.language)
        sign = digest(
            self._page_keys.edition_digest(edition), *(part for shell in around for part in shell.parts)
        )
        count = len(edition.timeline.versions)
        slices = ((start, min(start + _VERSIONS, count)) for start in range(0, count, _VERSIONS))
        for versions in (None, *slices):
            yield _Unit(self._cache.key("pages", sign, str(versions)), *name_of(edition), versions)

    @cached_property
    def _store(self) -> Parcel:
        """The publication, for whoever has something to make: often there is nothing."""
        store = self._pack(self._publication.store)
        _own[store] = self._publication
        return store

    def _job(self, unit: _Unit, shells: Parcel | None = None) -> _Job:
        return _Job(self._workshop.means, self._store, unit, shells)

    def _pack(self, value: object) -> Parcel:
        data = pickle.dumps(value)
        name = digest(data)
        file = Path(self._folder.name) / name.hex()
        file.write_bytes(data)
        return Parcel(file, name)


def make_front(job: _Job) -> Front:
    """Make what MkDocs' pages show of one edition, and keep it."""
    publication, edition = _opened(job)
    holdings = publication.holdings
    counts = tuple(holdings.counts(edition, version) for version in edition.timeline.versions)
    main = main_page(holdings, edition)
    front = Front(main, counts, passages(main.content, main.heading) if main else ())
    publication.library.keep()
    publication.cache.keep({job.unit.key: encoded(front)})
    return front


def make_unit(job: _Job) -> tuple[str, ...]:
    """Make one unit; returns the paths of its files."""
    assert job.shells is not None
    publication, edition = _opened(job)
    press = Press(publication.holdings, _shells(job.shells))
    units = Units(job.means.folder / _FOLDER, publication.cache)
    paths = units.make(job.unit.key, _pages(press, edition, job.unit))
    publication.library.keep()
    return paths


def _pages(press: Press, edition: Edition, unit: _Unit) -> Iterator[tuple[str, bytes]]:
    if unit.versions is None:
        yield from press.overview(edition)
        return
    for version in edition.timeline.versions[slice(*unit.versions)]:
        yield from press.version(edition, version)


def _opened(job: _Job) -> tuple[Publication, Edition]:
    publication = _own.get(job.store) or _publication(job.store, job.means)
    publication.library.turn_to(job.unit.slug)
    policy = publication.archive.policy(job.unit.slug)
    edition = publication.holdings.edition(policy, job.unit.language) if policy else None
    assert edition is not None
    return publication, edition


_own: dict[Parcel, Publication] = {}
"""Those that this process has packed: what it does itself, it does with them."""


@lru_cache(maxsize=1)
def _publication(parcel: Parcel, means: Means) -> Publication:
    store = unpacked(parcel)
    assert isinstance(store, Store)
    publication = store.open(Cache(means.cache))
    compile_by(Bytecode(publication.cache, _ENVIRONMENT))
    return publication


@lru_cache(maxsize=1)
def _shells(parcel: Parcel) -> Shells:
    shells = unpacked(parcel)
    assert isinstance(shells, dict)
    return shells


def _texts(unit: _Unit) -> int:
    return unit.versions[1] - unit.versions[0] if unit.versions else 1
