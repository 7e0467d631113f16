"""The dates that the texts of a repository that was not made for Sayasat bear themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sayasat.policy_files.date_sources import DateReading, DateSource, dates_of_revision
from sayasat.policy_files.facts import Source, StatedDate
from sayasat.versions.lineage import Lineage, Revision

_TIME_ZONES = timedelta(days=1)
"""A text may be dated by a clock that is ahead of the committer's."""

Trailers = Mapping[str, Sequence[tuple[str, str]]]
"""The trailers of each commit, by its id."""


def with_stated_dates(
    lineages: Iterable[Lineage],
    sources: Mapping[str, Source],
    dates: Sequence[DateSource],
    trailers: Trailers,
    beginning: str = "",
) -> tuple[tuple[Lineage, ...], dict[str, Source]]:
    """The editions, and the facts of their texts with the date that each bears.

    The first of the sources ``dates`` that has a date in a text, its name or its commit counts.
    ``sources`` has the facts of every text by `Revision.text_key`. What was left out before the commit
    ``beginning`` is not known: for a policy that was there before, no earlier date counts.
    """
    texts = dict(sources)

    def dated(revision: Revision, lineage: Lineage) -> Revision:
        language, first = lineage.language, lineage.events[0]
        known_from = first.recorded.date() if first.commit == beginning else date.min
        source = texts[revision.text_key]
        stated = _stated(revision, source, dates, trailers.get(revision.commit, ()), language)
        if stated and stated.day < known_from:
            stated = replace(stated, acts=False)
        revision = replace(revision, stated=stated)
        acts = stated is not None and stated.acts
        front_matter = replace(source.front_matter, effective=stated.day if stated and acts else None)
        texts[revision.text_key] = replace(source, front_matter=front_matter, stated=stated)
        return revision

    found = tuple(
        replace(
            lineage,
            events=tuple(
                dated(each, lineage) if isinstance(each, Revision) else each for each in lineage.events
            ),
        )
        for lineage in lineages
    )
    return found, texts


def _stated(
    revision: Revision,
    source: Source,
    dates: Sequence[DateSource],
    trailers: Iterable[tuple[str, str]],
    language: str,
) -> StatedDate | None:
    in_file = (each for each in source.readings if each.language == language)
    readings = [*in_file, *dates_of_revision(revision.path, trailers, dates, language)]
    first: DateReading | None = min(readings, default=None)
    ends = (place for place, each in enumerate(dates) if each.kind == "commit")
    if first is None or first.source > next(ends, first.source):
        return None
    kind = dates[first.source].kind
    place = f"{revision.path}:{first.line}" if first.line else revision.path
    where = f"{revision.commit[:12]} {dates[first.source].what}" if kind == "trailer" else place
    meaning = dates[first.source].meaning
    acts = meaning == "effective" or first.day - _TIME_ZONES <= revision.recorded.date()
    return StatedDate(first.day, meaning, where, acts)
