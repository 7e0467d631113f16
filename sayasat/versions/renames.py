"""Editions that were renamed by the key ``formerly``, joined into one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from sayasat.errors import Fault
from sayasat.policy_files.layout import Name
from sayasat.versions.lineage import Lineage, Removal, Revision, in_time, without_repeats


def join_renamed(
    lineages: Iterable[Lineage], former: Mapping[tuple[str, str], Sequence[str]]
) -> tuple[tuple[Lineage, ...], tuple[Fault, ...]]:
    """Put the editions that were renamed by a key, not by Git, before those that name them.

    ``former`` holds (slug, language) to former slugs; a name that Git's renames have shown is no news.
    Returns the editions by slug and language, and a fault for each name that cannot be joined, unless the
    edition that gives it is itself removed: `formerly-unknown`, `formerly-living` (not removed),
    `formerly-taken` (by another edition), `formerly-overlapping` (both changed at the same time: one after
    the other would be untrue). What is at fault is left as it is.
    """
    joiner = _RenameJoiner({Name(lineage.slug, lineage.language): lineage for lineage in lineages}, former)
    for name in sorted(joiner.lineages, key=lambda name: (joiner.lineages[name].removed is not None, name)):
        joiner.settle(name)
    return tuple(joiner.lineages[name] for name in sorted(joiner.lineages)), tuple(joiner.faults)


def with_originals(lineages: Iterable[Lineage], authentic: str) -> tuple[Lineage, ...]:
    """Give the deleted translations of a renamed policy its present slug: a file that is gone is not renamed.

    A translation under the present slug continues them. Returns the editions by slug and language.
    """
    found = {Name(lineage.slug, lineage.language): lineage for lineage in lineages}
    renamed = [each for each in found.values() if each.language == authentic and each.former_slugs]
    for original, language in product(renamed, sorted({name.language for name in found} - {authentic})):
        names = [Name(old, language) for old in original.former_slugs]
        gone = [found[name] for name in names if name in found and found[name].removed]
        own = Name(original.slug, language)
        line = sorted(gone, key=lambda each: each.events[0].place) + ([found[own]] if own in found else [])
        joined = _joined(line) if gone else None
        if joined is not None:
            for each in gone:
                del found[Name(each.slug, language)]
            former = without_repeats((*joined.former_slugs, joined.slug), own.slug)
            found[own] = replace(joined, slug=own.slug, former_slugs=former)
    return tuple(found[name] for name in sorted(found))


class _RenameJoiner:
    """The editions while those that were one are joined."""

    def __init__(
        self, lineages: dict[Name, Lineage], former: Mapping[tuple[str, str], Sequence[str]]
    ) -> None:
        self.lineages = lineages
        self.faults: list[Fault] = []
        self._former = {Name(*name): tuple(slugs) for name, slugs in former.items()}
        self._takers: dict[Name, Name] = {}

    def settle(self, name: Name) -> None:
        """Join what goes before an edition, and before that what goes before those."""
        slugs = self._former.pop(name, ())
        before = [Name(slug, name.language) for slug in dict.fromkeys(slugs)]
        for old in before:
            self.settle(old)
        lineage = self.lineages.get(name)
        if lineage is None:
            return
        wanted = [old for old in before if old.slug not in lineage.former_slugs]
        faults = {old: self._fault(old, name) for old in wanted}
        if lineage.removed is None:
            self.faults += [
                _formerly(code, lineage, old, self._takers.get(old)) for old, code in faults.items() if code
            ]
        self._join(name, [old for old, code in faults.items() if code is None])

    def _fault(self, old: Name, name: Name) -> str | None:
        if old in self._takers:
            return "formerly-taken"
        if old not in self.lineages:
            return "formerly-unknown"
        if old == name or self.lineages[old].removed is None:
            return "formerly-living"
        return None

    def _join(self, name: Name, before: Sequence[Name]) -> None:
        lineage = self.lineages[name]
        line = sorted((self.lineages[old] for old in before), key=lambda each: each.events[0].place)
        joined = _joined([*line, lineage])
        if joined is not None:
            self.lineages[name] = joined
            self._takers |= dict.fromkeys(before, name)
            for old in before:
                del self.lineages[old]
        elif lineage.removed is None:
            self.faults += [_formerly("formerly-overlapping", lineage, old) for old in before]


def _formerly(code: str, lineage: Lineage, old: Name, taker: Name | None = None) -> Fault:
    facts = (("policy", lineage.slug), ("language", lineage.language), ("former", old.slug))
    return Fault(code, lineage.path, (*facts, ("taker", taker.slug)) if taker else facts)


def _joined(line: Sequence[Lineage]) -> Lineage | None:
    """One edition out of several, oldest first; absent where they were not one after the other."""
    events: list[Revision | Removal] = []
    for lineage in line:
        first = lineage.events[0]
        if events and isinstance(events[-1], Removal) and events[-1].place >= first.place:
            # The old file went when the new one had come: a move, not an end.
            events.pop()
        if events and events[-1].place > first.place:
            return None
        events += lineage.events
    last = line[-1]
    slugs = (slug for lineage in line for slug in (*lineage.former_slugs, lineage.slug))
    return replace(last, former_slugs=without_repeats(slugs, last.slug), events=in_time(events))
