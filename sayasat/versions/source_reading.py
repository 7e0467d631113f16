"""Reads the texts of editions: the facts of each blob."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sayasat.policy_files.date_sources import DateSource
from sayasat.policy_files.facts import Source, in_all_languages, read_source
from sayasat.repository.reader import Repository
from sayasat.versions.lineage import Lineage


class ReadSources(Protocol):
    """Reads the texts of editions."""

    def __call__(
        self, lineages: Iterable[Lineage], *, is_foreign: bool, dates: tuple[DateSource, ...] = ()
    ) -> Mapping[str, Source]:
        """What there is to know of every blob of these editions."""


def read_one_by_one(
    repository: Repository,
    lineages: Iterable[Lineage],
    *,
    is_foreign: bool,
    dates: tuple[DateSource, ...] = (),
) -> Mapping[str, Source]:
    """The facts of every blob of the editions, read in this process as the texts come out of Git."""
    languages: dict[str, dict[str, None]] = {}
    for lineage in lineages:
        for each in lineage.revisions:
            languages.setdefault(each.blob, {})[lineage.language] = None
    return {
        blob: in_all_languages(
            read_source(data, is_foreign=is_foreign, dates=dates, language=each) for each in languages[blob]
        )
        for blob, data in repository.texts(languages)
    }
