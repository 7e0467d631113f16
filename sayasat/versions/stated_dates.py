"""The dates that the texts of a repository that was not made for Sayasat bear themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from sayasat.policy_files.date_sources import DateReading, DateSource, dates_of_revision
from sayasat.policy_files.facts import Source, Sources, StatedDate
from sayasat.versions.lineage import Lineage, Lineages, Revision

_TIME_ZONES = timedelta(days=1)
"""A text may be dated by a clock that is ahead of the committer's."""

Trailers = Mapping[str, Sequence[tuple[str, str]]]
"""The trailers of each commit, by its id."""


def with_stated_dates(
    lineages: Iterable[Lineage],
    sources: Sources,
    dates: Sequence[DateSource],
    trailers: Trailers,
    beginning: str = "",
) -> tuple[Lineages, dict[str, Source]]:
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
        in_file = (each for each in source.readings if each.language == language)
        in_commit = dates_of_revision(revision.path, trailers.get(revision.commit, ()), dates, language)
        stated = _stated(revision, min((*in_file, *in_commit), default=None), dates)
        if stated and stated.day < known_from:
            stated = replace(stated, acts=False)
        revision = replace(revision, stated=stated)
        acts = stated is not None and stated.acts
        front_matter = replace(source.front_matter, effective=stated.day if stated and acts else None)
        texts[revision.text_key] = replace(source, front_matter=front_matter, stated=stated)
        return revision

    found = []
    for lineage in lineages:
        events = (dated(each, lineage) if isinstance(each, Revision) else each for each in lineage.events)
        found.append(replace(lineage, events=tuple(events)))
    return tuple(found), texts


def _stated(revision: Revision, first: DateReading | None, dates: Sequence[DateSource]) -> StatedDate | None:
    """The date of a revision; ``first`` is that of the first source that has one."""
    ends = (place for place, each in enumerate(dates) if each.kind == "commit")
    if first is None or first.source > next(ends, first.source):
        return None
    kind = dates[first.source].kind
    place = f"{revision.path}:{first.line}" if first.line else revision.path
    where = f"{revision.commit[:12]} {dates[first.source].what}" if kind == "trailer" else place
    meaning = dates[first.source].meaning
    acts = meaning == "effective" or first.day - _TIME_ZONES <= revision.recorded.date()
    return StatedDate(first.day, meaning, where, acts)
