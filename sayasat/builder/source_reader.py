"""Reads all texts of a history with workers: the facts of each text, and its chunks for the cache."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from msgspec import Struct

from sayasat.builder.workers import Workers
from sayasat.cache.database import Cache, Digest
from sayasat.cache.memo import Memo
from sayasat.cache.texts import TextCache
from sayasat.policy_files.date_sources import DateSource
from sayasat.policy_files.facts import ParsedText, Source, in_all_languages, read_source
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.lineage import Lineage

_TEXTS_IN_JOB = 100
"""Texts in one job, in the order of their revisions: these share most of their chunks."""


class _Job(Struct, frozen=True):
    """Texts of one language for one worker."""

    repository: Path
    branch: str
    cache: Path
    language: str
    is_foreign: bool
    dates: tuple[DateSource, ...]
    blobs: tuple[str, ...]


class SourceReader(Struct, frozen=True):
    """Reads the texts of a repository with workers. Facts that the cache has are not computed again."""

    workers: Workers
    cache: Cache
    repository: Path
    branch: str = ""

    def __call__(self, lineages: Iterable[Lineage], settings: Settings) -> Mapping[str, Source]:
        """The facts of every blob of these lineages, by blob. Raises RepositoryError and WorkError."""
        is_foreign, dates = settings.is_foreign, settings.dates
        options = ("foreign", *map(str, dates)) if is_foreign else ()
        names = {
            self.cache.key("source", lineage.language, revision.blob, *options): (
                lineage.language,
                revision.blob,
            )
            for lineage in lineages
            for revision in lineage.revisions
        }

        def read(keys: list[Digest]) -> list[Source]:
            jobs = list(self._jobs([names[key] for key in keys], is_foreign, dates))
            results = zip(jobs, self.workers.run(read_texts, jobs, texts=len(keys)), strict=True)
            made = {(job.language, blob): source for job, found in results for blob, source in found.items()}
            return [made[names[key]] for key in keys]

        memo = Memo(self.cache)
        found = memo.get_many(Source, names, read)
        memo.store()
        by_blob: dict[str, list[Source]] = {}
        for key, source in found.items():
            by_blob.setdefault(names[key][1], []).append(source)
        return {blob: in_all_languages(each) for blob, each in by_blob.items()}

    def _jobs(
        self, texts: Sequence[tuple[str, str]], is_foreign: bool, dates: tuple[DateSource, ...]
    ) -> Iterator[_Job]:
        for language in dict.fromkeys(language for language, _ in texts):
            blobs = [blob for other, blob in texts if other == language]
            for start in range(0, len(blobs), _TEXTS_IN_JOB):
                part = tuple(blobs[start : start + _TEXTS_IN_JOB])
                cache = self.workers.options.cache
                yield _Job(self.repository, self.branch, cache, language, is_foreign, dates, part)


def read_texts(job: _Job) -> dict[str, Source]:
    """The facts of each blob of a job. Runs in a worker. Raises RepositoryError."""
    with Cache(job.cache) as cache, closing(Repository.open(job.repository, job.branch)) as repository:
        text_cache = TextCache(cache, job.language)

        def parsed(body: str) -> ParsedText:
            text = text_cache.text(body)
            return ParsedText(text.sections, text.doubled, text.hrefs)

        read = partial(read_source, is_foreign=job.is_foreign, dates=job.dates, language=job.language)
        sources = {blob: read(data, parsed) for blob, data in repository.texts(job.blobs)}
        text_cache.store()
        return sources
