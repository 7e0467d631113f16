"""The versions of a policy of a foreign repository, of which a file may be one version. Pure.

Where the name of a file has a date (``law(2017-09-01).md``), the file is the version of that date, whenever
it was recorded, and so is each later text of it. The files of a policy without a date go by the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from sayasat.policy_files.facts import Source, Sources, StatedDate
from sayasat.version_days import numbered as numbered_day
from sayasat.versions.edition_timeline import Answer, Timeline, numbered
from sayasat.versions.lineage import Lineage, Revision
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Version
from sayasat.versions.rulings import facts_of, same_reading


def with_dated_files(lineage: Lineage, sources: Sources, main: Timeline | None) -> Timeline:
    """The versions of an authentic edition with such files.

    ``sources`` has the facts of each text by `Revision.text_key`; ``main`` are the versions of the files
    without a date, None if there are none.
    """
    by_day: dict[date, list[Revision]] = defaultdict(list)
    for each in lineage.revisions:
        if each.filed is not None:
            by_day[each.filed].append(each)
    versions = {numbered_day(day): _version(day, revisions, sources) for day, revisions in by_day.items()}
    for version in main.versions if main else ():
        dated = versions.get(numbered_day(version.date))
        own = (*dated.revisions, *version.revisions) if dated else version.revisions
        versions[numbered_day(version.date)] = replace(
            version, revisions=tuple(sorted(own, key=lambda each: each.revision.place))
        )
    ordered = numbered(versions[day] for day in sorted(versions))
    return Timeline(lineage, ordered, answers=tuple(_answers(lineage, ordered)))


def _version(day: date, revisions: Sequence[Revision], sources: Sources) -> Version:
    placed: list[PlacedRevision] = []
    before: Source | None = None
    for revision in revisions:
        source = sources[revision.text_key]
        source = replace(source, stated=source.stated or StatedDate(day, "dated", revision.path))
        change = ChangeClass.SILENT if before else ChangeClass.NEW
        if before and before.content_digest == source.content_digest:
            change = same_reading(before, source)
        faults = tuple(fault.at(revision.path) for fault in source.faults)
        facts = facts_of(source, day, before)
        placed.append(
            PlacedRevision(revision, source, numbered_day(day), change, faults=faults, brings=facts)
        )
        before = source
    return Version(numbered_day(day), Basis.RECORDED, tuple(placed), is_dated=True)


def _answers(lineage: Lineage, versions: Iterable[Version]) -> Iterable[Answer]:
    for version in versions:
        yield Answer(version.date, version.date, version.revisions[0].committed_on)
    if lineage.removed:
        gone = lineage.removed.recorded.date()
        yield Answer(gone, None, gone)
