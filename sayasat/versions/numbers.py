"""The numbers of revisions, by which they are addressed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sayasat.versions.model import PlacedRevision, Version


def numbered(versions: Iterable[Version]) -> tuple[Version, ...]:
    """The versions of an edition. The acting revisions of each are numbered from 1, unless the log did it.

    A version under a former date of another one goes on after its numbers, so no URL gets another text.
    """
    every = tuple(versions)
    former = [(day, version) for version in every for day in version.formerly_dated]
    return tuple(_numbered(each, [old for day, old in former if day == each.date]) for each in every)


def _numbered(version: Version, before: Iterable[Version]) -> Version:
    start = version.revisions[0].revision.place
    acting = (each for old in before for each in old.revisions if each.acts)
    latest = sum(each.revision.place < start for each in acting)
    revisions: list[PlacedRevision] = []
    for each in version.revisions:
        latest = each.number or latest + each.acts
        revisions.append(replace(each, number=latest if each.acts else None))
    return replace(version, revisions=tuple(revisions))
