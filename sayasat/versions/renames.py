"""Editions that were renamed by the key ``formerly``, joined into one. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product, zip_longest
from operator import attrgetter

from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.policy_files.layout import Name
from sayasat.versions.lineage import Event, Lineage, Lineages, Removal, Revision, event_facts, without_repeats


def join_renamed(
    lineages: Iterable[Lineage], former: Mapping[tuple[str, str], Sequence[str]]
) -> tuple[Lineages, tuple[Fault, ...]]:
    """Put the editions that were renamed by a key, not by Git, before those that name them.

    ``former`` holds (slug, language) to former slugs; a name that Git's renames have shown is no news.
    Returns the editions by slug and language, and a fault for each name that cannot be joined, unless the
    edition that gives it is itself removed: `formerly-unknown`, `formerly-living` (not removed),
    `formerly-taken` (by another edition), `formerly-overlapping` (both changed at the same time: one after
    the other would be untrue). What is at fault is left as it is.
    """
    by_name = {Name(lineage.slug, lineage.language): lineage for lineage in lineages}
    joiner = _RenameJoiner(by_name, {Name(*name): slugs for name, slugs in former.items()})
    for name in sorted(joiner.lineages, key=lambda name: (joiner.lineages[name].removed is not None, name)):
        joiner.settle(name)
    return tuple(joiner.lineages[name] for name in sorted(joiner.lineages)), tuple(joiner.faults)


def with_originals(lineages: Iterable[Lineage], authentic: str) -> Lineages:
    """Give the deleted translations of a renamed policy its present slug: a file that is gone is not renamed.

    So are those that have files in ``versions/`` only (rule 1). A translation under the present slug
    continues them. One that Git's rename led from one policy to another is parted: what was published of it
    stays where it was. Returns the editions by slug and language.
    """
    found = {Name(lineage.slug, lineage.language): lineage for lineage in lineages}
    originals = [each for each in found.values() if each.language == authentic]
    owners = {name: each.slug for each in originals for name in each.former_slugs}
    owners |= {each.slug: each.slug for each in originals}
    for name in [name for name in found if name.language != authentic]:
        parts = {Name(each.slug, each.language): each for each in _parts(found[name], owners)}
        if parts.keys().isdisjoint(found.keys() - {name}):
            del found[name]
            found |= parts
    renamed = [each for each in found.values() if each.language == authentic and each.former_slugs]
    for original, language in product(renamed, sorted({name.language for name in found} - {authentic})):
        names = [Name(old, language) for old in original.former_slugs]
        former_ones = [found[name] for name in names if name in found]
        gone = [each for each in former_ones if each.removed or not each.main_events]
        own = Name(original.slug, language)
        line = sorted(gone, key=lambda each: each.events[0].place) + ([found[own]] if own in found else [])
        joined = _joined(line) if gone else None
        if joined is not None:
            for each in gone:
                del found[Name(each.slug, language)]
            former = without_repeats((*joined.former_slugs, joined.slug), own.slug)
            found[own] = replace(joined, slug=own.slug, former_slugs=former)
    return tuple(found[name] for name in sorted(found))


def _parts(translation: Lineage, owners: Mapping[str, str]) -> list[Lineage]:
    """A translation, parted by the policies whose names its file had; ``owners``: the policy of each name."""
    events: dict[str, list[Event]] = defaultdict(list)
    owner = translation.slug
    for event in translation.events:
        new = owners.get(event.slug, owner) if isinstance(event, Revision) else owner
        if new != owner and events[owner]:
            events[owner].append(Removal(path=events[owner][-1].path, **event_facts(event)))
        events[new].append(event)
        owner = new
    parts = {slug: tuple(part) for slug, part in events.items() if part}
    if len(parts) == 1:
        return [translation]
    return [
        Lineage(slug, translation.language, part[-1].path, _former_slugs(part, slug), part)
        for slug, part in parts.items()
    ]


def _former_slugs(events: Iterable[Event], slug: str) -> tuple[str, ...]:
    return without_repeats((each.slug for each in events if isinstance(each, Revision)), slug)


class _RenameJoiner(Struct):
    """The editions while those that were one are joined."""

    lineages: dict[Name, Lineage]
    former: dict[Name, Sequence[str]]
    faults: list[Fault] = field(default_factory=list)
    takers: dict[Name, Name] = field(default_factory=dict)

    def settle(self, name: Name) -> None:
        """Join what goes before an edition, and before that what goes before those."""
        slugs = self.former.pop(name, ())
        before = [Name(slug, name.language) for slug in dict.fromkeys(slugs)]
        for old in before:
            self.settle(old)
        lineage = self.lineages.get(name)
        if lineage is None:
            return
        # A policy that was renamed back may name itself in an old revision
        known = {*lineage.former_slugs, *([name.slug] if lineage.former_slugs else [])}
        wanted = [old for old in before if old.slug not in known]
        faults = {old: self._fault(old, name) for old in wanted}
        if lineage.removed is None:
            self.faults += [
                _formerly(code, lineage, old, self.takers.get(old)) for old, code in faults.items() if code
            ]
        self._join(name, [old for old, code in faults.items() if code is None])

    def _fault(self, old: Name, name: Name) -> str | None:
        if old in self.takers:
            return "formerly-taken"
        if old not in self.lineages:
            return "formerly-unknown"
        if old == name or self.lineages[old].removed is None:
            return "formerly-living"
        return None

    def _join(self, name: Name, before: Sequence[Name]) -> None:
        lineage = self.lineages[name]
        former = [self.lineages[old] for old in before]
        line = sorted(former, key=lambda each: (each.main_events or each.events)[0].place)
        joined = _joined([*line, lineage])
        if joined is not None:
            self.lineages[name] = joined
            self.takers |= dict.fromkeys(before, name)
            for old in before:
                del self.lineages[old]
        elif lineage.removed is None:
            self.faults += [_formerly("formerly-overlapping", lineage, old) for old in before]


def _formerly(code: str, lineage: Lineage, old: Name, taker: Name | None = None) -> Fault:
    facts = (("policy", lineage.slug), ("language", lineage.language), ("former", old.slug))
    return Fault(code, lineage.path, (*facts, ("taker", taker.slug)) if taker else facts)


def _joined(line: Sequence[Lineage]) -> Lineage | None:
    """One edition out of several; None where two files in ``policies/`` were policies at the same time.

    They may take turns: a policy gets a new name and its first one again. The last one gives the name.
    """
    moves = _moves(line)
    if moves is None:
        return None
    last = line[-1]
    slugs = (slug for lineage in line for slug in (*lineage.former_slugs, lineage.slug))
    events = (event for lineage in line for event in lineage.events if event not in moves)
    ordered = tuple(sorted(events, key=attrgetter("place")))
    return replace(last, former_slugs=without_repeats(slugs, last.slug), events=ordered)


def _moves(line: Sequence[Lineage]) -> list[Event] | None:
    """The deletions of files when the next one already existed: no end, but a move.

    None where two files changed at the same time, or the next one was deleted first: see `_joined`.
    """
    followed = (zip_longest(each.main_events, each.main_events[1:]) for each in line)
    pairs = [(event, following, at) for at, each in enumerate(followed) for event, following in each]
    # A file that was renamed back in one commit is deleted and recorded by it
    moves = [event for event, following, _ in pairs if following and _is_renamed_back(event, following)]
    events = [(event, at) for event, _, at in pairs if event not in moves]
    living: list[int] = []
    for event, at in sorted(events, key=lambda each: (each[0].place, isinstance(each[0], Removal))):
        if isinstance(event, Removal):
            if len(living) > 1 and at == living[-1]:
                # The old file outlived the new one: that one was another policy
                return None
            living = [each for each in living if each != at]
            if living:
                moves.append(event)
        elif at not in living:
            living.append(at)
        elif at != living[-1]:
            return None
    return moves


def _is_renamed_back(event: Event, following: Event) -> bool:
    return isinstance(event, Removal) and event.place == following.place
