"""All texts of a history read by many hands: what the versions need to know of each, and its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from sayasat.builder.workers import Workshop
from sayasat.cache.database import Cache, decoded, encoded
from sayasat.cache.texts import Shelf
from sayasat.errors import Fault
from sayasat.policy_files.facts import Source, read_source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.repository.reader import Repository
from sayasat.versions.lineage import Edition

_TEXTS = 100
"""In one job: revisions that follow one another share most of their pieces."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What a hand is told."""

    repository: Path
    branch: str
    cache: Path
    language: str
    is_foreign: bool
    blobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A source as it is kept: a decoder cannot tell a day from a word where a key may hold either."""

    sha256: str
    words: str
    read: str
    says: dict[str, str]
    """The texts of the head, by key."""

    days: dict[str, date]
    formerly: tuple[str, ...]
    faults: tuple[Fault, ...]
    hrefs: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Reads the texts of a repository."""

    workshop: Workshop
    cache: Cache
    repository: Path
    branch: str = ""

    def __call__(self, editions: Iterable[Edition], *, is_foreign: bool) -> Mapping[str, Source]:
        """What there is to know of every blob of these editions."""
        wanted = {
            self._key(edition.language, revision.blob, is_foreign=is_foreign): (
                edition.language,
                revision.blob,
            )
            for edition in editions
            for revision in edition.revisions
        }
        kept = self.cache.find(wanted)
        found = {
            blob: source
            for key, (_, blob) in wanted.items()
            if (source := _source(decoded(kept.get(key), _Known))) is not None
        }
        missing = dict.fromkeys(name for name in wanted.values() if name[1] not in found)
        jobs = list(self._jobs(list(missing), is_foreign=is_foreign))
        keys = {name: key for key, name in wanted.items()}
        made: dict[bytes, bytes] = {}
        results = self.workshop.run(read_texts, jobs, texts=len(missing))
        for job, sources in zip(jobs, results, strict=True):
            for blob, source in zip(job.blobs, sources, strict=True):
                found[blob] = source
                made[keys[job.language, blob]] = encoded(_known(source))
        self.cache.keep(made)
        return found

    def _key(self, language: str, blob: str, *, is_foreign: bool) -> bytes:
        return self.cache.key("source", language, blob, str(is_foreign))

    def _jobs(self, texts: Sequence[tuple[str, str]], *, is_foreign: bool) -> Iterator[_Job]:
        for language in dict.fromkeys(language for language, _ in texts):
            blobs = [blob for other, blob in texts if other == language]
            for start in range(0, len(blobs), _TEXTS):
                part = tuple(blobs[start : start + _TEXTS])
                yield _Job(
                    self.repository, self.branch, self.workshop.means.cache, language, is_foreign, part
                )


def read_texts(job: _Job) -> list[Source]:
    """What there is to know of each blob, in order. Raises RepositoryError."""
    with Cache(job.cache) as cache, closing(Repository.open(job.repository, job.branch)) as repository:
        shelf = Shelf(cache, job.language)
        sources = [
            read_source(data, shelf.text, is_foreign=job.is_foreign)
            for _, data in repository.texts(job.blobs)
        ]
        shelf.keep()
        return sources


def _known(source: Source) -> _Known:
    head = {each.name: getattr(source.front_matter, each.name) for each in fields(FrontMatter)}
    return _Known(
        source.sha256,
        source.words,
        source.read,
        {key: value for key, value in head.items() if isinstance(value, str)},
        {key: value for key, value in head.items() if isinstance(value, date)},
        source.front_matter.formerly,
        source.faults,
        source.hrefs,
    )


def _source(known: _Known | None) -> Source | None:
    if known is None:
        return None
    head: dict[str, Any] = {**known.says, **known.days}
    front_matter = FrontMatter(**head, formerly=known.formerly)
    return Source(known.sha256, known.words, known.read, front_matter, known.faults, known.hrefs)
