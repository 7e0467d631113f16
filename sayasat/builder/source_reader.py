"""Reads all texts of a history with workers: the facts of each text, and its chunks for the cache."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from sayasat.builder.workers import Workers
from sayasat.cache.database import Cache, Digest, decoded, encoded
from sayasat.cache.texts import TextCache
from sayasat.errors import Fault
from sayasat.policy_files.date_sources import DateReading, DateSource
from sayasat.policy_files.facts import Source, read_source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.repository.reader import Repository
from sayasat.versions.lineage import Lineage

_TEXTS_IN_JOB = 100
"""Texts in one job, in the order of their revisions: these share most of their chunks."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Texts of one language for one worker."""

    repository: Path
    branch: str
    cache: Path
    language: str
    is_foreign: bool
    dates: tuple[DateSource, ...]
    blobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _StoredSource:
    """A source as it is cached.

    Dates and texts of the front matter are apart: a key may have either, and the decoder cannot tell which.
    """

    sha256: str
    content_digest: str
    text_digest: str
    texts: dict[str, str]
    """Front matter values that are texts, by key."""

    dates: dict[str, date]
    formerly: tuple[str, ...]
    by_date: tuple[tuple[str, date, str], ...]
    layout_digest: str
    faults: tuple[Fault, ...]
    hrefs: tuple[str, ...]
    images: tuple[str, ...]
    without_images: tuple[str, str]
    readings: tuple[DateReading, ...]


@dataclass(frozen=True)
class SourceReader:
    """Reads the texts of a repository with workers. Facts that the cache has are not computed again."""

    workers: Workers
    cache: Cache
    repository: Path
    branch: str = ""

    def __call__(
        self, lineages: Iterable[Lineage], *, is_foreign: bool, dates: tuple[DateSource, ...] = ()
    ) -> Mapping[str, Source]:
        """The facts of every blob of these lineages, by blob. Raises RepositoryError and WorkError."""
        reading = ("foreign", *map(str, dates)) if is_foreign else ()
        wanted = {
            self._key(lineage.language, revision.blob, *reading): (
                lineage.language,
                revision.blob,
            )
            for lineage in lineages
            for revision in lineage.revisions
        }
        stored = self.cache.find(wanted)
        found = {
            blob: source
            for key, (_, blob) in wanted.items()
            if (source := _from_stored(decoded(stored.get(key), _StoredSource))) is not None
        }
        missing = dict.fromkeys(name for name in wanted.values() if name[1] not in found)
        jobs = list(self._jobs(list(missing), is_foreign, dates))
        keys = {name: key for key, name in wanted.items()}
        made: dict[Digest, bytes] = {}
        results = self.workers.run(read_texts, jobs, texts=len(missing))
        for job, sources in zip(jobs, results, strict=True):
            for blob, source in zip(job.blobs, sources, strict=True):
                found[blob] = source
                made[keys[job.language, blob]] = encoded(_to_stored(source))
        self.cache.store(made)
        return found

    def _key(self, language: str, blob: str, *reading: str) -> Digest:
        return self.cache.key("source", language, blob, *reading)

    def _jobs(
        self, texts: Sequence[tuple[str, str]], is_foreign: bool, dates: tuple[DateSource, ...]
    ) -> Iterator[_Job]:
        for language in dict.fromkeys(language for language, _ in texts):
            blobs = [blob for other, blob in texts if other == language]
            for start in range(0, len(blobs), _TEXTS_IN_JOB):
                part = tuple(blobs[start : start + _TEXTS_IN_JOB])
                cache = self.workers.options.cache
                yield _Job(self.repository, self.branch, cache, language, is_foreign, dates, part)


def read_texts(job: _Job) -> list[Source]:
    """The facts of each blob of a job, in order. Runs in a worker. Raises RepositoryError."""
    with Cache(job.cache) as cache, closing(Repository.open(job.repository, job.branch)) as repository:
        text_cache = TextCache(cache, job.language)
        sources = [
            read_source(
                data, text_cache.text, is_foreign=job.is_foreign, dates=job.dates, language=job.language
            )
            for _, data in repository.texts(job.blobs)
        ]
        text_cache.store()
        return sources


def _to_stored(source: Source) -> _StoredSource:
    values = {each.name: getattr(source.front_matter, each.name) for each in fields(FrontMatter)}
    return _StoredSource(
        source.sha256,
        source.content_digest,
        source.text_digest,
        {key: value for key, value in values.items() if isinstance(value, str)},
        {key: value for key, value in values.items() if isinstance(value, date)},
        source.front_matter.formerly,
        source.front_matter.by_date,
        source.layout_digest,
        source.faults,
        source.hrefs,
        source.images,
        source.without_images,
        source.readings,
    )


def _from_stored(stored: _StoredSource | None) -> Source | None:
    if stored is None:
        return None
    values: dict[str, Any] = {**stored.texts, **stored.dates}
    front_matter = FrontMatter(**values, formerly=stored.formerly, by_date=stored.by_date)
    return Source(
        stored.sha256,
        stored.content_digest,
        stored.text_digest,
        front_matter,
        stored.faults,
        stored.hrefs,
        stored.layout_digest,
        stored.images,
        stored.without_images,
        stored.readings,
    )
